// Rows that stand one after the other, put into another order and packed where they are: no second copy of a table.
//
// Cost: each row is read and written twice. The order is followed along its cycles, so every row that is read is the
// next one to be written over, and is in the cache by then.

import { put } from '../math/vector';
import { tick } from '../progress';

/** Rows of zeros after the last: enough for kernels that take four at a time. */
export const ROWS_BEHIND: i32 = 3;

/** Row i becomes what row order[i] was, of rows of `pitch` f64; `order` has each row once, and comes back as it was. */
export function permute(rows: usize, pitch: i32, order: StaticArray<i32>): void {
  const bytes = (<usize>pitch) << 3;
  const spare = new StaticArray<f64>(pitch);
  for (let first = 0; first < order.length; first++) {
    if (unchecked(order[first]) < 0) continue;
    memory.copy(changetype<usize>(spare), rows + <usize>first * bytes, bytes);
    let i = first;
    for (;;) {
      const next = unchecked(order[i]);
      order[i] = ~next;
      tick(2 * pitch);
      if (next == first) break;
      memory.copy(rows + <usize>i * bytes, rows + <usize>next * bytes, bytes);
      i = next;
    }
    memory.copy(rows + <usize>i * bytes, changetype<usize>(spare), bytes);
  }
  for (let i = 0; i < order.length; i++) order[i] = ~unchecked(order[i]);
}

/**
 * Packs n rows of `pitch` f64 to rows of `stride`, not more: the columns `from` (`isRun`: which are beside each other,
 * in order), then zeros; ROWS_BEHIND rows of zeros come after the last. Their column `target` goes into y.
 */
export function pack(
  rows: usize,
  pitch: i32,
  n: i32,
  from: i32[],
  isRun: bool,
  stride: i32,
  target: i32,
  y: usize,
): void {
  const step = (<usize>pitch) << 3;
  const size = (<usize>stride) << 3;
  const bytes = (<usize>from.length) << 3;
  const first = (<usize>from[0]) << 3;
  const spare = new StaticArray<f64>(from.length);
  let row = rows;
  let out = rows;
  for (let i = 0; i < n; i++, row += step, out += size) {
    put(y, i, load<f64>(row + ((<usize>target) << 3)));
    if (isRun) memory.copy(out, row + first, bytes);
    else {
      for (let j = 0; j < from.length; j++)
        unchecked((spare[j] = load<f64>(row + ((<usize>unchecked(from[j])) << 3))));
      memory.copy(out, changetype<usize>(spare), bytes);
    }
    memory.fill(out + bytes, 0, size - bytes);
    tick(2 * from.length);
  }
  memory.fill(out, 0, <usize>ROWS_BEHIND * size);
}
