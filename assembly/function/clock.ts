// sqml_clock(time): the time that sqml writes into its tables, kept in the database. The answer is the time.
//
//   sqml_clock(datetime('now'))   from now on every write records this time, and no duration is measured
//   sqml_clock(NULL)              the host's clock again, as in a new database
//
// For databases of which several machines run the same statements (docs/cluster.md). The time has the one
// form that SQLite's datetime() gives, so that it sorts among the times of the host's clock; the word 'now'
// would be another time on every machine.

import { begin, isGiven, nullResult, textArgument, textResult } from '../call';
import { fail } from '../error';
import { storedClock } from '../registry/clock';
import { ensureSchema, WITHHELD } from '../registry/schema';
import { Statement } from '../sql';

const FAILED = 'cannot keep the time';

export function sqml_clock(argc: i32): usize {
  begin('sqml_clock', argc);
  if (!isGiven(0)) {
    ensureSchema();
    Statement.prepare("DELETE FROM main.sqml_settings WHERE name = 'clock'").run(FAILED);
    checkStored('');
    return nullResult();
  }
  const time = textArgument(0, 'time');
  if (!isTime(time)) fail(`time must be 'YYYY-MM-DD HH:MM:SS', as datetime() gives it, got '${time}'`);
  ensureSchema();
  Statement.prepare("INSERT OR REPLACE INTO main.sqml_settings(name, value) VALUES ('clock', ?)")
    .text(time)
    .run(FAILED);
  checkStored(time);
  return textResult(time);
}

function checkStored(time: string): void {
  if (storedClock() != time) fail(`${FAILED}: ${WITHHELD}`);
}

function isTime(text: string): bool {
  const same = Statement.prepare('SELECT datetime(?1) = ?1').text(text).bound();
  same.next();
  const is = same.integerCell() != 0;
  same.close();
  return is;
}
