// The scaler: each column less its centre, over its scale.
//
//   x'_j = (x_j - centre_j) / scale_j
//
//   standard   mean, population standard deviation sqrt(sum_i (x_ij - mean_j)^2 / n)    (the default)
//   min_max    smallest value, range                  max_abs   0, largest size
//   robust     median, interquartile range            none      0, 1
//
// as scikit-learn's StandardScaler, MinMaxScaler, MaxAbsScaler and RobustScaler. A scale of 0 becomes 1; so
// does the deviation of a column that is constant up to rounding, by scikit-learn's bound
// (_is_constant_feature): variance <= n eps variance + (n mean eps)^2.
// Means and variances take two passes over X, the second with the correction of Chan, Golub and LeVeque
// (1983), "Algorithms for computing the sample variance", eq. 1.7. A column whose squares overflow or vanish takes
// two passes more, times a power of two, which rounds nothing.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Design } from '../math/design';
import { Matrix, strideOf } from '../math/matrix';
import { quantile, sort } from '../math/order';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

/** A sum of squares below this may have lost terms. */
const SMALLEST_SQUARES: f64 = 1e-300;
/** From here on the rounding of the mean of a constant column is a number that spoils others. */
const LARGEST_MEAN: f64 = 1e100;
/** A column of sizes from here to its inverse has squares of its deviations, or is constant, */
const SMALLEST_SIZE: f64 = 1e-140;
/** and of other columns the squares are summed times this: 2^600, or its inverse for large ones. */
const POWER: f64 = 4.149515568880993e180;

export class Scaler {
  constructor(
    /** d means and d scales, padded to the stride with 0 and 1, so that padding stays zero. */
    public mean: StaticArray<f64>,
    public scale: StaticArray<f64>,
    public d: i32,
  ) {}

  /** Leaves every column as it is. */
  static identity(d: i32): Scaler {
    const scale = new StaticArray<f64>(strideOf(d));
    scale.fill(1);
    return new Scaler(new StaticArray<f64>(scale.length), scale, d);
  }

  static fit(X: Matrix): Scaler {
    const sums = new ScalerSums(X.cols);
    sums.addValues(X);
    sums.endValues(X.rows);
    sums.addSquares(X);
    for (let j = 0; j < X.cols; j++) {
      const isUsual = sums.endColumn(j);
      if (!isUsual) fitUnusual(X, j, sums.mean, sums.scale);
    }
    return sums.scaler();
  }

  /** Replaces column j's centre and scale by those of another kind than standard. */
  refit(X: Matrix, j: i32, kind: string): void {
    if (kind == 'standard') return;
    let centre: f64 = 0;
    let scale: f64 = 1;
    if (kind != 'none') {
      const n = X.rows;
      const values = reals(n);
      for (let i = 0; i < n; i++) put(values, i, at(X.row(i), j));
      sort(values, n);
      const low = at(values, 0);
      const high = at(values, n - 1);
      if (kind == 'min_max') {
        centre = low;
        scale = high - low;
      } else if (kind == 'max_abs') scale = max(abs(low), abs(high));
      else {
        centre = quantile(values, n, 0.5);
        scale = quantile(values, n, 0.75) - quantile(values, n, 0.25);
      }
      release(values);
      tick(<f64>n * 20);
    }
    this.mean[j] = centre;
    this.scale[j] = scale == 0 ? 1 : scale;
  }

  /** out = standardised x, both `stride` f64; x and out may be the same. The padding of x is zero. */
  apply(x: usize, out: usize): void {
    const mean = changetype<usize>(this.mean);
    const scale = changetype<usize>(this.scale);
    const end = (<usize>strideOf(this.d)) << 3;
    for (let j: usize = 0; j < end; j += 16) {
      const centred = f64x2.sub(v128.load(x + j), v128.load(mean + j));
      v128.store(out + j, f64x2.div(centred, v128.load(scale + j)));
    }
  }

  /** Standardises every row in place. */
  applyAll(X: Matrix): void {
    for (let i = 0; i < X.rows; i++) {
      this.apply(X.row(i), X.row(i));
      tick(2 * X.cols);
    }
  }

  /** Standardises the numbers of a design. */
  applyTo(design: Design): void {
    const numbers = design.numbers;
    for (let i = 0; i < numbers.rows; i++) {
      const x = numbers.row(i);
      for (let p = 0; p < numbers.cols; p++) {
        const j = unchecked(design.places[p]);
        put(x, p, (at(x, p) - this.mean[j]) / this.scale[j]);
      }
      tick(2 * numbers.cols);
    }
  }

  write(out: ByteWriter): void {
    out.reals(changetype<usize>(this.mean), this.d);
    out.reals(changetype<usize>(this.scale), this.d);
  }

  static read(bytes: ByteReader, d: i32): Scaler {
    const stride = strideOf(d);
    const mean = bytes.reals(d, 'mean');
    const scale = bytes.reals(d, 'scale');
    for (let j = 0; j < d; j++) {
      if (!(scale[j] > 0)) {
        bytes.damaged(`feature ${j} has mean ${mean[j]} and scale ${scale[j]}`);
      }
    }
    if (stride == d) return new Scaler(mean, scale, d);
    const paddedMean = new StaticArray<f64>(stride);
    const paddedScale = new StaticArray<f64>(stride);
    memory.copy(changetype<usize>(paddedMean), changetype<usize>(mean), (<usize>d) << 3);
    memory.copy(changetype<usize>(paddedScale), changetype<usize>(scale), (<usize>d) << 3);
    paddedScale[d] = 1;
    return new Scaler(paddedMean, paddedScale, d);
  }
}

/** What a standard scaler is fitted by, from rows that may come in parts: all their values, then all again for their squares. */
export class ScalerSums {
  mean: StaticArray<f64>;
  scale: StaticArray<f64>;
  private drift: StaticArray<f64>;
  private n: i32 = 0;

  constructor(private d: i32) {
    this.mean = new StaticArray<f64>(strideOf(d));
    this.scale = new StaticArray<f64>(strideOf(d));
    this.drift = new StaticArray<f64>(d);
  }

  addValues(X: Matrix): void {
    const d = this.d;
    const mean = this.mean;
    for (let i = 0; i < X.rows; i++) {
      const x = X.row(i);
      for (let j = 0; j < d; j++) unchecked((mean[j] += load<f64>(x + ((<usize>j) << 3))));
      tick(d);
    }
  }

  /** All n rows have come. */
  endValues(n: i32): void {
    this.n = n;
    for (let j = 0; j < this.d; j++) this.mean[j] /= n;
  }

  addSquares(X: Matrix): void {
    const d = this.d;
    const mean = this.mean;
    const scale = this.scale;
    const drift = this.drift;
    for (let i = 0; i < X.rows; i++) {
      const x = X.row(i);
      for (let j = 0; j < d; j++) {
        const apart = load<f64>(x + ((<usize>j) << 3)) - unchecked(mean[j]);
        unchecked((drift[j] += apart));
        unchecked((scale[j] += apart * apart));
      }
      tick(3 * d);
    }
  }

  /** Of column j the deviation; whether its squares were numbers that can be relied on. */
  endColumn(j: i32): bool {
    const squares = this.scale[j];
    const isUsual = abs(this.mean[j]) <= LARGEST_MEAN && isFinite(squares) && squares >= SMALLEST_SQUARES;
    this.scale[j] = deviation(squares, this.drift[j], this.mean[j], this.n);
    return isUsual;
  }

  /** Whether `endColumn` has the last word on a column whose sizes go up to this, though it relies on nothing. */
  static isOrdinary(size: f64): bool {
    return size == 0 || (size >= SMALLEST_SIZE && size <= 1 / SMALLEST_SIZE);
  }

  /** When all columns have ended. */
  scaler(): Scaler {
    for (let j = 0; j < this.d; j++) if (this.scale[j] == 0) this.scale[j] = 1;
    if (this.scale.length > this.d) this.scale[this.d] = 1;
    return new Scaler(this.mean, this.scale, this.d);
  }
}

/** Whether a column of n values with this mean and variance is constant up to rounding, by the bound above. */
export function isConstant(variance: f64, mean: f64, n: f64): bool {
  const spread = n * mean * f64.EPSILON;
  return variance <= n * f64.EPSILON * variance + spread * spread;
}

/** The deviation from the sums of (x - mean)^2 and x - mean over n values; 0 when they are constant up to rounding. */
export function deviation(squares: f64, drift: f64, mean: f64, n: i32): f64 {
  const variance = (squares - (drift * drift) / n) / n;
  return isConstant(variance, mean, n) ? 0 : Math.sqrt(variance);
}

/** Writes mean[j] and scale[j] of a column with very large or very small values; of others they stay. */
function fitUnusual(X: Matrix, j: i32, mean: StaticArray<f64>, scale: StaticArray<f64>): void {
  const n = X.rows;
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  for (let i = 0; i < n; i++) {
    low = min(low, at(X.row(i), j));
    high = max(high, at(X.row(i), j));
  }
  const size = max(abs(low), abs(high));
  if (size > LARGEST_MEAN && low == high) {
    mean[j] = low;
    scale[j] = 0;
    return;
  }
  if (ScalerSums.isOrdinary(size)) return;
  const power = size > 1 ? 1 / POWER : POWER;
  let middle: f64 = 0;
  for (let i = 0; i < n; i++) middle += power * at(X.row(i), j);
  middle /= n;
  let drift: f64 = 0;
  let squares: f64 = 0;
  for (let i = 0; i < n; i++) {
    const apart = power * at(X.row(i), j) - middle;
    drift += apart;
    squares += apart * apart;
  }
  tick(6 * <f64>n);
  mean[j] = middle / power;
  scale[j] = deviation(squares, drift, middle, n) / power;
  // Constant up to rounding, which of large values is large.
  if (scale[j] == 0 && size > 1) scale[j] = size;
  // Values that are further apart than the largest number have no differences.
  if (!isFinite(high - mean[j]) || !isFinite(low - mean[j])) scale[j] = Infinity;
}
