// Distinct texts, numbered in the order of appearance, found by their bytes: no string is made of a cell.
//
// Open addressing by FNV-1a (32 bit; Fowler, Noll, Vo) with linear probes, at most half full.
// Cost: about 1 ns a byte and a comparison. Memory: the texts' bytes and 12 to 20 bytes a text.

import { ByteWriter } from '../codec/bytes';
import { utf8 } from '../codec/text';

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
    return utf8(this.bytes.pointer + this.starts[i], this.starts[i + 1] - this.starts[i]);
  }

  private isText(i: i32, start: usize, length: i32): bool {
    const from = unchecked(this.starts[i]);
    if (unchecked(this.starts[i + 1]) - from != length) return false;
    return memory.compare(this.bytes.pointer + from, start, length) == 0;
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

function hashOf(start: usize, length: i32): u32 {
  let hash: u32 = 0x811c9dc5;
  for (let p = start, end = start + length; p < end; p++) hash = (hash ^ load<u8>(p)) * 0x01000193;
  return hash ^ (hash >> 15);
}
