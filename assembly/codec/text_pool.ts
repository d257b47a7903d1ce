// Distinct texts, numbered in the order of appearance, found by their bytes: no string is made of a cell.
//
// Open addressing with linear probes, at most half full. The hash takes eight bytes at a time, as the comparison does.
// Cost: about 1 ns a word of eight bytes, twice. Memory: the texts' bytes and 12 to 20 bytes a text.

import { ByteWriter } from './bytes';
import { utf8 } from './text';

export class TextPool {
  /** The distinct texts. */
  count: i32 = 0;
  private bytes: ByteWriter = new ByteWriter();
  /** Where text i begins; count + 1 offsets. */
  private starts: i32[] = [0];
  /** A text's number + 1; 0 where none is. */
  private slots: StaticArray<i32> = new StaticArray<i32>(64);

  /** The number of the `length` bytes at `start`; when they are new, `count` was it before, or -1 when `most` texts are there. */
  add(start: usize, length: i32, most: i32): i32 {
    const mask = this.slots.length - 1;
    let slot = hashOf(start, length) & mask;
    for (let found = unchecked(this.slots[slot]); found != 0; found = unchecked(this.slots[slot])) {
      if (this.isText(found - 1, start, length)) return found - 1;
      slot = (slot + 1) & mask;
    }
    if (this.count == most) return -1;
    this.slots[slot] = ++this.count;
    this.bytes.raw(start, length);
    this.starts.push(this.bytes.length);
    if (this.count << 1 > mask) this.grow();
    return this.count - 1;
  }

  text(i: i32): string {
    return utf8(this.start(i), this.length(i));
  }

  /** Where the bytes of text i are; valid until the next one is added. */
  start(i: i32): usize {
    return this.bytes.pointer + this.starts[i];
  }

  length(i: i32): i32 {
    return this.starts[i + 1] - this.starts[i];
  }

  /** Order by bytes, which is that of code points: < 0, 0 or > 0. */
  compare(i: i32, j: i32): i32 {
    const a = this.length(i);
    const b = this.length(j);
    const order = memory.compare(this.start(i), this.start(j), min(a, b));
    return order != 0 ? order : a - b;
  }

  private isText(i: i32, start: usize, length: i32): bool {
    const from = unchecked(this.starts[i]);
    if (unchecked(this.starts[i + 1]) - from != length) return false;
    return areSame(this.bytes.pointer + from, start, length);
  }

  private grow(): void {
    const slots = new StaticArray<i32>(this.slots.length << 1);
    const mask = slots.length - 1;
    for (let i = 0; i < this.count; i++) {
      let slot = hashOf(this.bytes.pointer + this.starts[i], this.starts[i + 1] - this.starts[i]) & mask;
      while (slots[slot] != 0) slot = (slot + 1) & mask;
      slots[slot] = i + 1;
    }
    this.slots = slots;
  }
}

/** Eight bytes at a time, the last eight once more: each is multiplied and folded onto itself. */
function hashOf(start: usize, length: i32): u32 {
  let hash: u64 = <u64>length * FACTOR;
  if (length >= 8) {
    const last = start + length - 8;
    for (; start < last; start += 8) hash = mixed(hash ^ load<u64>(start));
    return <u32>mixed(hash ^ load<u64>(last));
  }
  let word: u64 = 0;
  for (let p = start, end = start + length; p < end; p++) word = (word << 8) | load<u8>(p);
  return <u32>mixed(hash ^ word);
}

function mixed(word: u64): u64 {
  const product = word * FACTOR;
  return product ^ (product >> 32);
}

/** 2^64 over the golden ratio, odd (Knuth, "The Art of Computer Programming", vol. 3, section 6.4). */
const FACTOR: u64 = 0x9e3779b97f4a7c15;

/** Whether `length` bytes are the same in both places. */
function areSame(a: usize, b: usize, length: i32): bool {
  const last = a + length - 8;
  if (length < 8) {
    for (const end = a + length; a < end; a++, b++) if (load<u8>(a) != load<u8>(b)) return false;
    return true;
  }
  const apart = b - a;
  for (; a < last; a += 8) if (load<u64>(a) != load<u64>(a + apart)) return false;
  return load<u64>(last) == load<u64>(last + apart);
}
