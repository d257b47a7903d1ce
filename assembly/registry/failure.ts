// What to say when a statement of ours fails: SQLite's words, and the way out where they don't name it.

import { fail } from '../error';
import * as host from '../host';

/** Fails with what SQLite said, and the way out; `what` begins the message. */
export function failWith(what: string, code: i32, message: string): void {
  if (code == host.SQLITE_INTERRUPT) fail('interrupted', code);
  fail(`${what}: ${message}${wayOut(code, message)}`, code);
}

function wayOut(code: i32, message: string): string {
  if (code == host.SQLITE_BUSY_SNAPSHOT)
    return (
      ': another connection has written since this statement began to read, and what has read before may then not ' +
      'write; run BEGIN IMMEDIATE before it, or read no table in the statement that writes'
    );
  if (code == host.SQLITE_BUSY)
    return (
      ': another connection is writing; PRAGMA busy_timeout says how long to wait for it, and BEGIN IMMEDIATE waits before a ' +
      'statement that also reads'
    );
  if (message.startsWith('cannot modify sqml_journal'))
    return ': triggers are switched off on this connection, and sqml writes by them (SQLITE_DBCONFIG_ENABLE_TRIGGER)';
  if (code == host.SQLITE_TOOBIG && message != 'statement too long')
    return ': SQLITE_LIMIT_LENGTH of this connection is too low for what there is to store';
  if (message == 'statement too long')
    return ': SQLITE_LIMIT_SQL_LENGTH of this connection is too low for what there is to store';
  return '';
}
