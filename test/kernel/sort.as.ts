// Entry for sort.test.ts.

import '../../assembly/error';
import { CompactSort } from '../../assembly/math/compact_sort';
import { arrangeAsPeer, sortAsPeer, sortPairs } from '../../assembly/math/sort';
import { reals } from '../../assembly/memory/block';

export { arrangeAsPeer, sortAsPeer, sortPairs };

export function room(n: i32): usize {
  return reals(n);
}

export function sortCompactly(pairs: usize, n: i32): void {
  arrangeCompactly(pairs, 0, n);
}

export function arrangeCompactly(pairs: usize, sorted: usize, n: i32): void {
  const compact = new CompactSort(n);
  compact.arrange(pairs, sorted, n);
  compact.release();
}
