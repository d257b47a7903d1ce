// The functions behind standard errors: log-gamma, the regularised incomplete beta function, and the p-value
// of Student's t.
//
//   logGamma(z)             ln Gamma(z),  z > 0
//   incompleteBeta(a, b, x) I_x(a, b) = 1 / B(a, b) integral_0^x u^(a-1) (1-u)^(b-1) du,  a, b >= 1/2
//   studentP(t, nu)         P(|T| >= |t|) for Student's T of nu >= 1 degrees of freedom
//                           = I_x(nu / 2, 1/2),  x = nu / (nu + t^2)
//
// Promises (test/kernel/special.test.ts walks them)
//   1. Relative errors are below 1e-12, far into the tails, for nu up to 10^6 and for a and b up to 10^6, one of
//      them at most 500: a p-value of 1e-290 has as many correct digits as one of 0.05. Below 2^-1022 digits
//      go, then it is 0.
//   2. logGamma is as exact beside its zeros 1 and 2, where only x = z - 1 or z - 2 counts.
//   3. What is outside the domain is NaN; studentP(infinity, nu) is 0 and studentP(0, nu) is 1.
// Cost: logGamma some 30 operations; the others a continued fraction, O(sqrt(max(a, b))) steps at worst, of
// 20 operations each.
//
// Sources: NIST Digital Library of Mathematical Functions 5.7, 5.11 (ln Gamma) and 8.17 (I_x);
// A. R. DiDonato, A. H. Morris: Significant digit computation of the incomplete beta function ratios, ACM
// TOMS 18 (1992) 360-373, for the contracted fraction.

/** ln(2 pi) / 2 */
const HALF_LN_2PI: f64 = 0.9189385332046728;
const TWO_PI: f64 = 6.283185307179586;
/** 1 - Euler's constant: the slope of ln Gamma at 2. */
const SLOPE_AT_2: f64 = 0.42278433509846713;
/** From here on eight terms of Stirling's series suffice. */
const LARGE: f64 = 10;
const EPSILON: f64 = 2.220446049250313e-16;
/** The fraction needs less than 10 sqrt(a + b) steps; this ends it whatever comes. */
const MOST_STEPS: i32 = 100000;

/** (-1)^k (zeta(k) - 1) / k for k = 2, 3, ...: ln Gamma(2 + x) = (1 - gamma) x + sum of these x^k. */
const AT_2: StaticArray<f64> = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5,
  -4.492623673813314e-5, 2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6,
  -2.039215753801366e-6, 9.55141213040742e-7, -4.492469198764566e-7, 2.1207184805554665e-7,
  -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8, 1.0838659214896955e-8,
  -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
];

/** Bernoulli's B_2k / (2k (2k - 1)) for k = 1, 2, ...: Stirling's series in 1 / z^(2k - 1). */
const STIRLING: StaticArray<f64> = [
  1.0 / 12,
  -1.0 / 360,
  1.0 / 1260,
  -1.0 / 1680,
  1.0 / 1188,
  -691.0 / 360360,
  1.0 / 156,
  -3617.0 / 122400,
];

/** ln Gamma(z) for z > 0; NaN otherwise. */
export function logGamma(z: f64): f64 {
  if (!(z > 0)) return NaN;
  if (z >= LARGE) return (z - 0.5) * Math.log(z) - z + HALF_LN_2PI + stirling(z);
  if (z < 0.5) return logGamma(z + 1) - Math.log(z);
  if (z < 1.5) return logGammaAt2(z - 1) - Math.log1p(z - 1);
  // Down to [1.5, 2.5): Gamma(z) = (z - 1) (z - 2) ... Gamma(z - n).
  let product: f64 = 1;
  while (z >= 2.5) {
    z -= 1;
    product *= z;
  }
  return logGammaAt2(z - 2) + Math.log(product);
}

/** ln Gamma(2 + x), |x| <= 1/2. */
function logGammaAt2(x: f64): f64 {
  let sum: f64 = 0;
  for (let k = AT_2.length - 1; k >= 0; k--) sum = (sum + unchecked(AT_2[k])) * x;
  return (sum + SLOPE_AT_2) * x;
}

/** ln Gamma(z) - ((z - 1/2) ln z - z + ln(2 pi) / 2) for z >= LARGE, by its asymptotic series. */
function stirling(z: f64): f64 {
  const inverse = 1 / z;
  const square = inverse * inverse;
  let sum: f64 = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) sum = sum * square + unchecked(STIRLING[k]);
  return sum * inverse;
}

/** The same difference for any z > 0. */
function stirlingError(z: f64): f64 {
  if (z >= LARGE) return stirling(z);
  return logGamma(z) - ((z - 0.5) * Math.log(z) - z + HALF_LN_2PI);
}

/** I_x(a, b) for a, b >= 1/2 and 0 <= x <= 1; NaN otherwise. */
export function incompleteBeta(a: f64, b: f64, x: f64): f64 {
  if (!(x >= 0 && x <= 1)) return NaN;
  return regularised(a, b, x, 1 - x);
}

/** P(|T| >= |t|), the two-sided p-value of t with nu >= 1 degrees of freedom; NaN outside. |t| up to 1e150. */
export function studentP(t: f64, nu: f64): f64 {
  if (!(nu >= 1) || isNaN(t)) return NaN;
  if (!isFinite(t)) return 0;
  // Both x and 1 - x as quotients: a difference would lose the digits of the smaller.
  const square = t * t;
  return regularised(nu / 2, 0.5, nu / (nu + square), square / (nu + square));
}

/** I_x(a, b) where y = 1 - x is known to its own last digit. */
function regularised(a: f64, b: f64, x: f64, y: f64): f64 {
  if (!(a >= 0.5 && b >= 0.5 && isFinite(a) && isFinite(b))) return NaN;
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  // Past the mean the fraction is that of the other tail, which is far from 1 there.
  if (x * b > y * a) return 1 - power(b, a, y, x) / fraction(b, a, y, x);
  return power(a, b, x, y) / fraction(a, b, x, y);
}

/**
 * x^a y^b / B(a, b). With m = a / (a + b), Stirling's formula in B and u = x b - y a,
 *   sqrt(a b / (2 pi (a + b))) exp(a h(u / a) + b h(-u / b) + E(a + b) - E(a) - E(b))
 * for h(e) = ln(1 + e) - e <= 0 and Stirling's errors E: the exponent is a sum of two numbers of one sign,
 * and its large parts have cancelled on paper.
 */
function power(a: f64, b: f64, x: f64, y: f64): f64 {
  const sum = a + b;
  const u = x * b - y * a;
  const exponent = a * logarithmRest(u / a, (x * sum) / a) + b * logarithmRest(-u / b, (y * sum) / b);
  const errors = stirlingError(sum) - stirlingError(a) - stirlingError(b);
  return Math.sqrt((a / sum) * (b / TWO_PI)) * Math.exp(exponent + errors);
}

/** ln(1 + e) - e, where `whole` is 1 + e. For small e by 2 atanh(r), r = e / (2 + e): -e r + 2 r^3/3 + 2 r^5/5 + ... */
function logarithmRest(e: f64, whole: f64): f64 {
  if (abs(e) > 0.5) return Math.log(whole) - e;
  const r = e / (2 + e);
  const square = r * r;
  // |r| <= 1/3 : 17 terms leave less than 1e-17 of the sum.
  let sum: f64 = 0;
  for (let k = 35; k >= 3; k -= 2) sum = sum * square + 1 / <f64>k;
  return r * (2 * square * sum - e);
}

/**
 * x^a y^b / (B(a, b) I_x(a, b)) for x <= a / (a + b): the even part of DLMF 8.17.22,
 *   b_0 + a_1 / (b_1 + a_2 / (b_2 + ...))
 *   a_m = (a + m - 1) (a + b + m - 1) m (b - m) x^2 / (a + 2 m - 1)^2
 *   b_m = m + m (b - m) x / (a + 2 m - 1) + (a + m) (a y - b x + 1 + m (1 + y)) / (a + 2 m + 1)
 * forward (Lentz's method): numerator and denominator are kept as the quotients of their neighbours.
 */
function fraction(a: f64, b: f64, x: f64, y: f64): f64 {
  const lead = a * y - b * x + 1;
  let value = (a * lead) / (a + 1);
  let numerator = value;
  let denominator: f64 = 0;
  for (let m = 1; m < MOST_STEPS; m++) {
    const step = <f64>m;
    const odd = a + 2 * step - 1;
    const part = (step * (b - step) * x) / odd;
    const top = (((a + step - 1) * (a + b + step - 1)) / odd) * x * part;
    const bottom = step + part + ((a + step) * (lead + step * (1 + y))) / (odd + 2);
    denominator = 1 / (bottom + top * denominator);
    numerator = bottom + top / numerator;
    const ratio = numerator * denominator;
    value *= ratio;
    if (abs(ratio - 1) <= EPSILON) break;
  }
  return value;
}
