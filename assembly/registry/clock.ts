// What time it is for what is written: the host's clock, or the time that the database itself holds.
//
// A database that is the same on several machines, each of which runs the same statements (rqlite), can't
// ask each machine's clock. The setting 'clock' of sqml_settings (function/clock.ts) is then the time that
// every write records, and no duration is measured: what is written follows from the statement and the
// database alone.

import { Statement } from '../sql';

/** The time of a write, in SQL. */
export const NOW = "coalesce((SELECT value FROM sqml_settings WHERE name = 'clock'), CURRENT_TIMESTAMP)";

/** The time that the database holds; '' when the host's clock is asked. */
export function storedClock(): string {
  const found = Statement.ifThere("SELECT value FROM main.sqml_settings WHERE name = 'clock'");
  if (found == null) return '';
  const time = found.next() ? found.textCell() : '';
  found.close();
  return time;
}
