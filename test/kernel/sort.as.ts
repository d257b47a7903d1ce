// Entry for sort.test.ts.

import '../../assembly/error';
import { arrangeAsPeer, sortAsPeer, sortPairs } from '../../assembly/math/sort';
import { reals } from '../../assembly/memory/block';

export { arrangeAsPeer, sortAsPeer, sortPairs };

export function room(n: i32): usize {
  return reals(n);
}
