// What exp.test.ts calls.

import { reals } from '../../assembly/memory/block';

export { exponentials, logarithms1p } from '../../assembly/math/exp';

/** n f64 to work in. */
export function numbers(n: i32): usize {
  return reals(n);
}
