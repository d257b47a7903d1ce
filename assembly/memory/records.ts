// A growing array of records of one size, in a block of its own: a stack, a heap or a list, by who uses it.
//
// A pointer to a record is valid until the next `push`. `release` gives the block back.

import { allocate, release } from './block';

export class Records {
  length: i32 = 0;
  private block: usize;
  private capacity: i32;

  /** Records of `size` bytes, with room for `capacity` at first. */
  constructor(
    private size: i32,
    capacity: i32 = 16,
  ) {
    this.capacity = capacity;
    this.block = allocate(<u64>capacity * <u64>size);
  }

  /** One record more; a pointer to it. What it holds is left from before. */
  push(): usize {
    if (this.length == this.capacity) {
      const wider = allocate(2 * <u64>this.capacity * <u64>this.size);
      memory.copy(wider, this.block, <usize>this.length * <usize>this.size);
      release(this.block);
      this.block = wider;
      this.capacity *= 2;
    }
    return this.at(this.length++);
  }

  /** Takes the last record away; a pointer to it, valid until the next `push`. */
  pop(): usize {
    return this.at(--this.length);
  }

  /** Pointer to record i. */
  at(i: i32): usize {
    return this.block + <usize>i * <usize>this.size;
  }

  clear(): void {
    this.length = 0;
  }

  release(): void {
    release(this.block);
    this.block = 0;
    this.capacity = 0;
    this.length = 0;
  }
}
