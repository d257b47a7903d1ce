// MurmurHash3 (A. Appleby, public domain), the 32-bit variant for x86: a text's place among the columns of an encoder.
//
// Promise: murmur3(bytes, length, seed) is scikit-learn's murmurhash3_bytes_s32.

/** Of `length` bytes. */
export function murmur3(bytes: usize, length: i32, seed: u32): i32 {
  let h = seed;
  const whole = bytes + (length & ~3);
  for (let at = bytes; at < whole; at += 4) h = rotl<u32>(h ^ scrambled(load<u32>(at)), 13) * 5 + 0xe6546b64;
  let rest: u32 = 0;
  for (let i = (length & 3) - 1; i >= 0; i--) rest = (rest << 8) | load<u8>(whole + i);
  h ^= scrambled(rest);
  h ^= length;
  h = (h ^ (h >> 16)) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return <i32>(h ^ (h >> 16));
}

function scrambled(k: u32): u32 {
  return rotl<u32>(k * 0xcc9e2d51, 15) * 0x1b873593;
}
