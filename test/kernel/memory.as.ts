// Entry for memory.test.ts: blocks by hand.

import '../../assembly/error';
import * as block from '../../assembly/memory/block';

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
