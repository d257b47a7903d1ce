// What words.test.ts calls: which characters words are of, and the terms of a text.

import { compareBytes, utf8 } from '../../assembly/codec/text';
import { isWordCharacter } from '../../assembly/codec/word_characters';
import { Words } from '../../assembly/codec/words';
import { reals } from '../../assembly/memory/block';

const asTheyAre: Words = new Words(false);
const lowered: Words = new Words(true);
let words: Words = lowered;

/** n f64 for bytes. */
export function room(n: i32): usize {
  return reals(n);
}

export function isWord(c: u32): bool {
  return isWordCharacter(c);
}

/** The number of words of the text. */
export function read(start: usize, length: i32, isLowered: bool): i32 {
  words = isLowered ? lowered : asTheyAre;
  words.read(utf8(start, length));
  return words.count;
}

/** Where the term of `size` words from word i on begins; its length is `termLength`. */
export function term(i: i32, size: i32): usize {
  words.ask(i, size);
  return words.start;
}

export function termLength(): i32 {
  return words.length;
}

/** How two texts are ordered: -1, 0 or 1. */
export function order(a: usize, lengthOfA: i32, b: usize, lengthOfB: i32): i32 {
  const order = compareBytes(utf8(a, lengthOfA), utf8(b, lengthOfB));
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}
