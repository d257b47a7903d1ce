// Whether the database can be written: asked before a long computing whose result could not be stored.
//
// SQL has no question for it, but BEGIN IMMEDIATE compiles to a write transaction only where SQLite would allow
// one, and EXPLAIN shows that without taking a lock. What EXPLAIN prints is no promise of SQLite's; where it says
// nothing, the write itself finds out.

import { fail } from '../error';
import * as host from '../host';
import { Statement } from '../sql';

/** Fails when main is read-only, with the message that writing would have; `what` begins it. */
export function checkWritable(what: string): void {
  if (isQueryOnly() || isOpenedReadonly()) {
    fail(what + ': attempt to write a readonly database', host.SQLITE_READONLY);
  }
}

function isQueryOnly(): bool {
  const found = Statement.tryPrepare('PRAGMA query_only');
  if (found == null) return false;
  const is = found.next() && found.integerCell() != 0;
  found.close();
  return is;
}

/** A row of EXPLAIN begins with address, opcode, p1 and p2: of Transaction the database, 0 for main, and 1 to write. */
function isOpenedReadonly(): bool {
  const steps = Statement.tryPrepare('EXPLAIN BEGIN IMMEDIATE');
  if (steps == null) return false;
  let is = false;
  while (steps.next()) {
    steps.integerCell();
    const isTransaction = steps.textCell() == 'Transaction';
    const database = steps.integerCell();
    const writes = steps.integerCell();
    if (isTransaction && database == 0 && writes == 0) is = true;
    for (let c = 4; c < steps.columns; c++) steps.cell();
  }
  steps.close();
  return is;
}
