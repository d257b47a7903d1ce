// ln x, for now that of the compiler's library.

export function logarithm(x: f64): f64 {
  return Math.log(x);
}
