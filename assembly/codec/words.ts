// The words of a text, as scikit-learn's vectorizers find them with their pattern (?u)\b\w\w+\b: runs of two or more word characters,
// of which everything else stands between; and n of them in a row with blanks between them.
//
// Lower case comes first where it is asked for: the text's, as Python's str.lower, (lower_case.ts).
//
// Cost: a look at each byte; 11 steps more for a character that is not ASCII, and a string where one is and case is lowered.

import { ByteWriter } from './bytes';
import { lowered } from './lower_case';
import { isWordCharacter } from './word_characters';

export class Words {
  /** Words found. */
  count: i32 = 0;
  /** The text that was read, and where its words begin and end in it. */
  private text: ByteWriter = new ByteWriter();
  private bounds: i32[] = [];
  private joined: ByteWriter = new ByteWriter();
  /** Of the term that was asked for last. */
  start: usize = 0;
  length: i32 = 0;

  constructor(private isLowered: bool) {}

  read(text: string): void {
    const bytes = this.text;
    bytes.length = 0;
    bytes.characters(text);
    if (this.isLowered && !lowerAscii(bytes.pointer, bytes.length)) {
      bytes.length = 0;
      bytes.characters(lowered(text));
    }
    this.count = 0;
    const from = bytes.pointer;
    const end = from + bytes.length;
    let first: usize = 0;
    let characters = 0;
    for (let p = from; p < end; ) {
      const at = p;
      let c: u32 = load<u8>(p++);
      if (c >= 0x80) {
        const more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : 1;
        c &= 0x3f >> more;
        for (let i = 0; i < more; i++) c = (c << 6) | (load<u8>(p++) & 0x3f);
      }
      if (isWordCharacter(c)) {
        if (characters++ == 0) first = at;
      } else if (characters > 0) {
        if (characters > 1) this.keep(<i32>(first - from), <i32>(at - from));
        characters = 0;
      }
    }
    if (characters > 1) this.keep(<i32>(first - from), <i32>(end - from));
  }

  private keep(start: i32, end: i32): void {
    const place = this.count++ << 1;
    if (place == this.bounds.length) {
      this.bounds.push(start);
      this.bounds.push(end);
    } else {
      this.bounds[place] = start;
      this.bounds[place + 1] = end;
    }
  }

  /** Leaves the term of the `size` words from word i on at `start` and `length`, until the next one. */
  ask(i: i32, size: i32): void {
    const from = this.text.pointer;
    if (size == 1) {
      const begin = unchecked(this.bounds[i << 1]);
      this.start = from + begin;
      this.length = unchecked(this.bounds[(i << 1) + 1]) - begin;
      return;
    }
    const joined = this.joined;
    joined.length = 0;
    for (let w = i; w < i + size; w++) {
      if (w > i) joined.u8(0x20);
      joined.raw(from + this.bounds[w << 1], this.bounds[(w << 1) + 1] - this.bounds[w << 1]);
    }
    this.start = joined.pointer;
    this.length = joined.length;
  }
}

/** Lowers the case of ASCII in place; false where there is anything else, which stays to be done. */
function lowerAscii(start: usize, length: i32): bool {
  for (let p = start, end = start + length; p < end; p++) {
    const c = load<u8>(p);
    if (c >= 0x80) return false;
    if (c >= 0x41 && c <= 0x5a) store<u8>(p, c | 0x20);
  }
  return true;
}
