// Whether the database can be written: asked before a long computing whose result could not be stored.
//
// The tables are made, and the write lock is taken for a moment by a statement that writes no row: it waits as the
// connection's busy timeout says, and finds what else would stop the write. Inside a transaction the lock stays, as
// it must: what was read there could not be followed by a write once another connection has written.
//
// A read-only database is told first. SQL has no question for it, but BEGIN IMMEDIATE compiles to a write transaction only where SQLite would allow
// one, and EXPLAIN shows that without taking a lock. What EXPLAIN prints is no promise of SQLite's; where it says
// nothing, the write itself finds out.

import { fail } from '../error';
import * as host from '../host';
import { lastCode, lastMessage, Statement } from '../sql';
import { failWith } from './failure';
import { ensureSchema, JOURNAL } from './schema';

/** Makes the tables, and fails when the journal can't be written, with the message that writing would have; `what` begins it. */
export function checkWritable(what: string): void {
  if (isQueryOnly() || isOpenedReadonly()) {
    fail(what + ': attempt to write a readonly database', host.SQLITE_READONLY);
  }
  ensureSchema();
  // Compiled only: run, it would note in sqlite_sequence that it wrote none.
  const writing = Statement.attemptText(`INSERT INTO main.${JOURNAL}(kind) VALUES (NULL)`);
  if (writing == null) failWith(what, lastCode, lastMessage());
  writing!.close();
  const nothing = Statement.attemptText('DELETE FROM main.sqml_settings WHERE 0');
  const code = nothing == null ? lastCode : nothing.attemptRun();
  if (code != 0) failWith(what, code, lastMessage());
  nothing!.close();
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
