// The numbers that a tree draws while it grows: scikit-learn's xorshift of 32 bits, seeded by one draw of the
// fit's RandomState. Fast and poor; what matters is that it is the same.
//
//   next     x ^= x << 13, x ^= x >> 17, x ^= x << 5; its lower 31 bits. A state of 0 counts as 1.
// Source: G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8 (2003), 14.

/** The largest number that `next` gives. */
const HIGHEST: f64 = 2147483647;

export class Xorshift {
  constructor(private state: u32) {}

  /** 31 random bits. */
  next(): u32 {
    let x: u32 = this.state == 0 ? 1 : this.state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    this.state = x;
    return x & 0x7fffffff;
  }

  /** A whole number from low to high - 1. */
  between(low: i32, high: i32): i32 {
    return low + <i32>(this.next() % <u32>(high - low));
  }

  /** A number from low to high, both included. */
  uniform(low: f64, high: f64): f64 {
    return ((high - low) * <f64>this.next()) / HIGHEST + low;
  }
}
