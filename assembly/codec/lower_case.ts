// Lower case as Python's str.lower has it: AssemblyScript's, which is Unicode 13's, with the capitals of Unicode 14, and with the sigma at
// the end of any word, which it finds in the first one alone.
//
//   final sigma   a cased character before it, none after it; between them may stand what case ignores (Unicode, table 3-17)

import { isCased, isCaseIgnorable } from 'util/string';

const SIGMA: u32 = 0x3a3;
const FINAL_SIGMA: u16 = 0x3c2;
const INNER_SIGMA: u16 = 0x3c3;
/** Its lower case has two characters; of no other does it have more units of UTF-16. */
const DOTTED_I: u32 = 0x130;

export function lowered(text: string): string {
  const lower = text.toLowerCase();
  const n = text.length;
  let to = changetype<usize>(lower);
  for (let i = 0; i < n; i++, to += 2) {
    const c: u32 = text.charCodeAt(i);
    if (c < 0x80) continue;
    if (c == DOTTED_I) to += 2;
    else if (c == SIGMA) store<u16>(to, isFinal(text, i) ? FINAL_SIGMA : INNER_SIGMA);
    else if (c == 0x2c2f) store<u16>(to, 0x2c5f);
    else if (c == 0xa7c0 || c == 0xa7d0 || c == 0xa7d6 || c == 0xa7d8) store<u16>(to, <u16>(c + 1));
    else if (c == 0xd801 && i + 1 < n) {
      // Vithkuqi: U+10570 to U+10595, with gaps.
      const low: u32 = text.charCodeAt(i + 1);
      const isGap = low == 0xdd7b || low == 0xdd8b || low == 0xdd93;
      if (low >= 0xdd70 && low <= 0xdd95 && !isGap) store<u16>(to, <u16>(low + 0x27), 2);
    }
  }
  return lower;
}

/** Whether the sigma at i ends a word. */
function isFinal(text: string, i: i32): bool {
  let before = i - 1;
  while (before >= 0 && isCaseIgnorable(codeBefore(text, before)))
    before -= widthOf(codeBefore(text, before));
  if (before < 0 || !isCased(codeBefore(text, before))) return false;
  let after = i + 1;
  while (after < text.length && isCaseIgnorable(text.codePointAt(after)))
    after += widthOf(text.codePointAt(after));
  return after == text.length || !isCased(text.codePointAt(after));
}

/** The character whose last unit is at i. */
function codeBefore(text: string, i: i32): u32 {
  const c: u32 = text.charCodeAt(i);
  const isLow = (c & 0xfc00) == 0xdc00;
  return isLow && i > 0 ? <u32>text.codePointAt(i - 1) : c;
}

function widthOf(c: u32): i32 {
  return c >= 0x10000 ? 2 : 1;
}
