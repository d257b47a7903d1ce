// Entry for memory.test.ts: blocks by hand.

import '../../assembly/error';
import * as block from '../../assembly/memory/block';
import { pack, permute } from '../../assembly/table/in_place';

export function allocate(bytes: f64): usize {
  return block.allocate(<u64>bytes);
}

export function require(bytes: f64): void {
  block.require(<u64>bytes);
}

export function release(at: usize): void {
  block.release(at);
}

export function mark(): u32 {
  return block.mark();
}

export function releaseSince(mark: u32): void {
  block.releaseSince(mark);
}

export function extend(at: usize, bytes: f64): bool {
  return block.extend(at, <u64>bytes);
}

export function shorten(at: usize, bytes: f64): void {
  block.shorten(at, <u64>bytes);
}

/** n x `pitch` f64 at `rows`, whose order are n i32 at `order`, packed to its columns `from` (`count` i32), `stride` apart. */
export function reorder(
  rows: usize,
  pitch: i32,
  n: i32,
  order: usize,
  from: usize,
  count: i32,
  stride: i32,
  target: i32,
  y: usize,
): void {
  const places = new StaticArray<i32>(n);
  memory.copy(changetype<usize>(places), order, (<usize>n) << 2);
  const columns: i32[] = [];
  let isRun = true;
  for (let j = 0; j < count; j++) {
    columns.push(load<i32>(from + ((<usize>j) << 2)));
    if (columns[j] != columns[0] + j) isRun = false;
  }
  permute(rows, pitch, places);
  pack(rows, pitch, n, columns, isRun, stride, target, y);
}
