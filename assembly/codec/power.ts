// Powers of ten in 128 bits, for turning decimals into doubles and back (number.ts).
//
//   10^q = m(q) 2^e(q) with 2^127 <= m(q) < 2^128;  the table holds floor(m(q)), q = LOWEST..HIGHEST
//
// The table is computed at first use (about 0.1 ms) instead of being 667 pairs of constants in the
// source: 5^q by multiplying a long integer by 5, and 2^960 / 5^q by dividing one by 5; both are exact
// down to the last bit kept, since floor(floor(a / 5) / 5) = floor(a / 25).

/** Parsing needs 10^-342 (times 19 digits: the smallest number that isn't zero) and up to 10^308. */
export const LOWEST: i32 = -342;
/** Formatting needs 10^324, by which the smallest double becomes 17 digits. */
export const HIGHEST: i32 = 324;
/** 5^55 is the last power that 128 bits hold exactly. */
const EXACT: i32 = 55;
/** 32-bit words of the long integer: 2^960 / 5^342 still has 166 bits, and 5^324 has 753. */
const WORDS: i32 = 31;

const table = memory.data(16 * (324 + 342 + 1), 16);
let isReady = false;

/** The upper 64 bits of floor(m(q)), and `lowOf` the lower. */
export function highOf(q: i32): u64 {
  if (!isReady) fillTable();
  return load<u64>(table + ((<usize>(q - LOWEST)) << 4));
}

export function lowOf(q: i32): u64 {
  return load<u64>(table + ((<usize>(q - LOWEST)) << 4), 8);
}

/** 1 when floor(m(q)) is less than m(q), so that adding it gives the ceiling. */
export function isInexact(q: i32): u64 {
  return u64(q < 0 || q > EXACT);
}

/** The upper 64 bits of the 128-bit product; AssemblyScript has no wide multiplication. */
export function multiplyHigh(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff;
  const a1 = a >> 32;
  const b0 = b & 0xffffffff;
  const b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  const other = a0 * b1 + (middle & 0xffffffff);
  return a1 * b1 + (middle >> 32) + (other >> 32);
}

function fillTable(): void {
  const words = new StaticArray<u32>(WORDS);
  words[0] = 1;
  for (let q = 0, top = 0; q <= HIGHEST; q++) {
    keepTop(words, top, q);
    let carry: u64 = 0;
    for (let i = 0; i <= top; i++) {
      carry += <u64>unchecked(words[i]) * 5;
      unchecked((words[i] = <u32>carry));
      carry >>= 32;
    }
    if (carry != 0) words[++top] = <u32>carry;
  }
  words.fill(0);
  words[WORDS - 1] = 1;
  for (let q = -1, top = WORDS - 1; q >= LOWEST; q--) {
    let rest: u64 = 0;
    for (let i = top; i >= 0; i--) {
      rest = (rest << 32) | unchecked(words[i]);
      const fifth = rest / 5;
      unchecked((words[i] = <u32>fifth));
      rest -= fifth * 5;
    }
    while (words[top] == 0) top--;
    keepTop(words, top, q);
  }
  isReady = true;
}

/** Stores the 128 bits from the highest one on, which is in word `top`. */
function keepTop(words: StaticArray<u32>, top: i32, q: i32): void {
  const shift = <u64>clz(words[top]);
  const entry = table + ((<usize>(q - LOWEST)) << 4);
  store<u64>(entry, pair(words, top, shift));
  store<u64>(entry, pair(words, top - 2, shift), 8);
}

/** 64 bits of `words`, the highest in word `top`, after a shift to the left by 0..31. */
function pair(words: StaticArray<u32>, top: i32, shift: u64): u64 {
  const high = ((<u64>wordAt(words, top)) << 32) | wordAt(words, top - 1);
  return (high << shift) | (((<u64>wordAt(words, top - 2)) << shift) >> 32);
}

function wordAt(words: StaticArray<u32>, i: i32): u32 {
  return i < 0 ? 0 : words[i];
}
