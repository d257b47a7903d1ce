// Blocks of linear memory for numbers: raw pointers, zeroed, 16-byte aligned.
//
// Small blocks come from AssemblyScript's heap, whose allocator ends below 1 GiB; large ones straight
// from memory.grow, which reaches 4 GiB. Training runs in an instance of its own, so a block that is
// never freed goes with the instance; `release` is for what a training makes many times.

import { fail } from '../error';

/** From this size on a block is made of pages of its own. */
const LARGE: usize = 16 << 20;
const PAGE: usize = 65536;

/** Large blocks that were released, for reuse: first fit. */
const freed: StaticArray<usize>[] = [];

/**
 * A zeroed block of `bytes` bytes. Fails past the limit, naming the size; not with SQLITE_NOMEM, which would
 * roll a surrounding transaction back.
 */
export function allocate(bytes: u64): usize {
  if (bytes > 0xffff0000) tooLarge(bytes);
  const size = <usize>bytes;
  if (size < LARGE) {
    const block = heap.alloc(max<usize>(size, 16));
    memory.fill(block, 0, size);
    return block;
  }
  for (let i = 0; i < freed.length; i++) {
    const entry = freed[i];
    if (entry[1] >= size && entry[2] == 0) {
      entry[2] = 1;
      memory.fill(entry[0], 0, size);
      return entry[0];
    }
  }
  const pages = <i32>((<u64>size + PAGE - 1) / PAGE);
  const before = memory.grow(pages);
  if (before < 0) tooLarge(bytes);
  const block = <usize>before * PAGE;
  const entry = new StaticArray<usize>(3);
  entry[0] = block;
  entry[1] = <usize>pages * PAGE;
  entry[2] = 1;
  freed.push(entry);
  return block;
}

/** Gives a block of `allocate` back. */
export function release(block: usize): void {
  if (block == 0) return;
  for (let i = 0; i < freed.length; i++) {
    if (freed[i][0] == block) {
      freed[i][2] = 0;
      return;
    }
  }
  heap.free(block);
}

/** n zeroed f64. */
export function reals(n: i64): usize {
  return allocate((<u64>n) << 3);
}

/** n zeroed i32. */
export function integers(n: i64): usize {
  return allocate((<u64>n) << 2);
}

function tooLarge(bytes: u64): void {
  const wanted = (bytes >> 20).toString();
  const used = (<u64>memory.size() >> 4).toString();
  fail(
    `not enough memory: needs ${wanted} MiB more, uses ${used} MiB, and one training has 4096 MiB at most; ` +
      'train on fewer rows or columns',
  );
}
