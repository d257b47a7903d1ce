// Which side of a midpoint a long decimal lies on: the exact last resort of parseNumber.
//
// Given   a decimal D 10^E with any number of digits, and the double a = m 2^e just below it or equal
// Output  the sign of D 10^E - (2 m + 1) 2^(e-1), by long integers: powers of 5 and 2 with negative
//         exponents are multiplied over to the other side.
// A midpoint has at most 767 significant digits, so digits past DIGITS count only as "and some more".
// Cost: some 20 us; only decimals of 20 digits and more that agree with a midpoint to 19 come here.

/** Significant digits kept; a last digit 1 stands for any other after them. */
const DIGITS: i32 = 780;
/** Room for 5^1150 2^64 and for 10^780 2^1100, whichever side grows. */
const WORDS: i32 = 192;

/** A natural number in 32-bit words, the lowest first. */
class Natural {
  words: StaticArray<u32> = new StaticArray<u32>(WORDS);
  used: i32 = 0;

  /** this = this * factor + addend. */
  multiplyAdd(factor: u32, addend: u32): void {
    let carry: u64 = addend;
    for (let i = 0; i < this.used; i++) {
      carry += <u64>this.words[i] * factor;
      this.words[i] = <u32>carry;
      carry >>= 32;
    }
    if (carry != 0) this.words[this.used++] = <u32>carry;
  }

  /** this = this * base^power. */
  multiplyPower(base: u32, power: i32): void {
    for (let i = 0; i < power; i++) this.multiplyAdd(base, 0);
  }

  /** this = this * 2^power. */
  shiftLeft(power: i32): void {
    for (let left = power; left > 0; left -= 16) this.multiplyAdd(1 << min(left, 16), 0);
  }

  /** -1, 0 or 1 as this is below, equal to or above other. */
  compare(other: Natural): i32 {
    if (this.used != other.used) return this.used < other.used ? -1 : 1;
    for (let i = this.used - 1; i >= 0; i--) {
      if (this.words[i] != other.words[i]) return this.words[i] < other.words[i] ? -1 : 1;
    }
    return 0;
  }
}

/**
 * Compares the decimal whose digits (and perhaps a point) stand from `first`, which is its first digit
 * that isn't 0, up to `end`, with the midpoint above the positive double of bits `below`.
 * `exponent` is the power of ten of the first digit.
 */
export function compareWithMidpoint(first: usize, end: usize, exponent: i32, below: u64): i32 {
  const decimal = new Natural();
  let count = 0;
  let hasMore = false;
  for (let at = first; at < end; at++) {
    const digit = <u32>load<u8>(at) - 48;
    if (digit > 9) continue;
    if (count < DIGITS) {
      decimal.multiplyAdd(10, digit);
      count++;
    } else if (digit != 0) hasMore = true;
  }
  if (hasMore) {
    decimal.multiplyAdd(10, 1);
    count++;
  }
  const power10 = exponent - (count - 1);

  const biased = <i32>(below >> 52);
  const fraction = below & 0xfffffffffffff;
  const mantissa = biased == 0 ? fraction : fraction | (1 << 52);
  const doubled = 2 * mantissa + 1;
  const power2 = max(biased, 1) - 1075 - 1;
  const midpoint = new Natural();
  midpoint.multiplyAdd(0, <u32>(doubled >> 32));
  midpoint.shiftLeft(32);
  midpoint.multiplyAdd(1, <u32>doubled);

  if (power10 >= 0) decimal.multiplyPower(5, power10);
  else midpoint.multiplyPower(5, -power10);
  const shift = power10 - power2;
  if (shift >= 0) decimal.shiftLeft(shift);
  else midpoint.shiftLeft(-shift);
  return decimal.compare(midpoint);
}
