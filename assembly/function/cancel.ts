// sqml_cancel(id): ends a training that runs in this process, whichever connection it is of; sqml_progress() lists them.
// 1 when it was there, 0 when it had ended. It stops at its next look, as for sqlite3_interrupt, and leaves nothing behind.

import { argument, begin, describe, integerResult, isWhole, wholeOf } from '../call';
import { fail } from '../error';
import * as host from '../host';

export function sqml_cancel(argc: i32): usize {
  begin('sqml_cancel', argc);
  const cell = argument(0);
  if (!isWhole(cell)) fail(`id must be INTEGER, as sqml_progress() has it, got ${describe(cell)}`);
  const id = wholeOf(cell);
  const isId = id > 0 && id <= <i64>u32.MAX_VALUE;
  return integerResult(isId ? host.cancel_training(<i32>id) : 0);
}
