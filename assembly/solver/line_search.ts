// A step t along a line on which f falls enough and is flat enough, from its values and slopes.
//
//   f(t) <= f(0) + 1e-3 t f'(0)   and   |f'(t)| <= 0.9 |f'(0)|
//
// Keeps an interval with such a t once one is known, and tries minima of cubics and parabolas through its ends. Until a
// point has fallen enough and does not fall further, values are those of f(t) - 1e-3 t f'(0).
// Source: J. Moré, D. Thuente, Line search algorithms with guaranteed sufficient decrease, ACM TOMS 20 (1994).

const FALL: f64 = 1e-3;
const FLAT: f64 = 0.9;
/** An interval of this part of its upper end is too small to go on. */
const NARROW: f64 = 0.1;
const LONGEST: f64 = 1e10;

export class LineSearch {
  /** Where to look next; once it is over, what was found. */
  step: f64;
  private isBracketed: bool = false;
  private isFirstStage: bool = true;
  /** The best point, and the interval's other end: step, value, slope. */
  private bestT: f64 = 0;
  private bestF: f64;
  private bestD: f64;
  private otherT: f64 = 0;
  private otherF: f64;
  private otherD: f64;
  private low: f64 = 0;
  private high: f64;
  private width: f64 = LONGEST;
  private widthBefore: f64 = 2 * LONGEST;

  /** From value and slope at 0, the slope below 0, and the first step. */
  constructor(
    private value: f64,
    private slope: f64,
    first: f64,
  ) {
    this.step = first;
    this.bestF = value;
    this.bestD = slope;
    this.otherF = value;
    this.otherD = slope;
    this.high = 5 * first;
  }

  /** Takes value and slope at `step`; true when that is where the search ends. */
  isOver(f: f64, d: f64): bool {
    const t = this.step;
    const least = FALL * this.slope;
    const wanted = this.value + t * least;
    if (this.isFirstStage && f <= wanted && d >= 0) this.isFirstStage = false;
    if (this.isBracketed && (t <= this.low || t >= this.high)) return true;
    if (this.isBracketed && this.high - this.low <= NARROW * this.high) return true;
    if (t == LONGEST && f <= wanted && d <= least) return true;
    if (t == 0 && (f > wanted || d >= least)) return true;
    if (f <= wanted && Math.abs(d) <= -FLAT * this.slope) return true;
    if (this.isFirstStage && f <= this.bestF && f > wanted) {
      this.bestF -= this.bestT * least;
      this.otherF -= this.otherT * least;
      this.bestD -= least;
      this.otherD -= least;
      this.move(f - t * least, d - least);
      this.bestF += this.bestT * least;
      this.otherF += this.otherT * least;
      this.bestD += least;
      this.otherD += least;
    } else this.move(f, d);
    if (this.isBracketed) {
      const size = Math.abs(this.otherT - this.bestT);
      if (size >= 0.66 * this.widthBefore) this.step = this.bestT + 0.5 * (this.otherT - this.bestT);
      this.widthBefore = this.width;
      this.width = size;
      this.low = min(this.bestT, this.otherT);
      this.high = max(this.bestT, this.otherT);
    } else {
      this.low = this.step + 1.1 * (this.step - this.bestT);
      this.high = this.step + 4 * (this.step - this.bestT);
    }
    this.step = min(max<f64>(this.step, 0), LONGEST);
    const isOut = this.step <= this.low || this.step >= this.high;
    if (this.isBracketed && (isOut || this.high - this.low <= NARROW * this.high)) this.step = this.bestT;
    return false;
  }

  /** Moves the interval by the point (step, f, d), and finds the next step. */
  private move(f: f64, d: f64): void {
    const t = this.step;
    const x = this.bestT;
    const fx = this.bestF;
    const dx = this.bestD;
    const areOpposite = dx < 0 ? d > 0 : d < 0;
    let next: f64;
    if (f > fx) {
      const theta = (3 * (fx - f)) / (t - x) + dx + d;
      let gamma = rootOf(theta, dx, d);
      if (t < x) gamma = -gamma;
      const cubic = x + ((gamma - dx + theta) / (gamma - dx + gamma + d)) * (t - x);
      const square = x + (dx / ((fx - f) / (t - x) + dx) / 2) * (t - x);
      next = Math.abs(cubic - x) < Math.abs(square - x) ? cubic : cubic + (square - cubic) / 2;
      this.isBracketed = true;
    } else if (areOpposite) {
      const theta = (3 * (fx - f)) / (t - x) + dx + d;
      let gamma = rootOf(theta, dx, d);
      if (t > x) gamma = -gamma;
      const cubic = t + ((gamma - d + theta) / (gamma - d + gamma + dx)) * (x - t);
      const secant = t + (d / (d - dx)) * (x - t);
      next = Math.abs(cubic - t) > Math.abs(secant - t) ? cubic : secant;
      this.isBracketed = true;
    } else if (Math.abs(d) < Math.abs(dx)) next = this.between(d, f);
    else if (this.isBracketed) {
      const y = this.otherT;
      const theta = (3 * (f - this.otherF)) / (y - t) + this.otherD + d;
      let gamma = rootOf(theta, this.otherD, d);
      if (t > y) gamma = -gamma;
      next = t + ((gamma - d + theta) / (gamma - d + gamma + this.otherD)) * (y - t);
    } else next = t > x ? this.high : this.low;
    if (f > fx) {
      this.otherT = t;
      this.otherF = f;
      this.otherD = d;
    } else {
      if (areOpposite) {
        this.otherT = x;
        this.otherF = fx;
        this.otherD = dx;
      }
      this.bestT = t;
      this.bestF = f;
      this.bestD = d;
    }
    this.step = next;
  }

  /** The next step where the slope has the best point's sign and is less steep. */
  private between(d: f64, f: f64): f64 {
    const t = this.step;
    const x = this.bestT;
    const dx = this.bestD;
    const theta = (3 * (this.bestF - f)) / (t - x) + dx + d;
    let gamma = rootOf(theta, dx, d);
    if (t > x) gamma = -gamma;
    const r = (gamma - d + theta) / (gamma + (dx - d) + gamma);
    const cubic = r < 0 && gamma != 0 ? t + r * (x - t) : t > x ? this.high : this.low;
    const secant = t + (d / (d - dx)) * (x - t);
    const isCubicNearer = Math.abs(cubic - t) < Math.abs(secant - t);
    if (!this.isBracketed) {
      const far = Math.abs(cubic - t) > Math.abs(secant - t) ? cubic : secant;
      return max(this.low, min(this.high, far));
    }
    const near = isCubicNearer ? cubic : secant;
    const bound = t + 0.66 * (this.otherT - t);
    return t > x ? min(bound, near) : max(bound, near);
  }
}

/** sqrt(theta^2 - a b), scaled; 0 where that is negative. */
function rootOf(theta: f64, a: f64, b: f64): f64 {
  const size = max(Math.abs(theta), max(Math.abs(a), Math.abs(b)));
  const part = theta / size;
  return size * Math.sqrt(max<f64>(0, part * part - (a / size) * (b / size)));
}
