// Which of the invariants of the sqml_ tables are broken, in words; none when all is well.

import type { Row } from '../host/host.ts';
import { INVARIANTS } from './invariants.ts';

const SOUND = {
  title: 'the file is sound',
  sql: "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
};

export async function broken(rows: (sql: string) => Promise<Row[]>): Promise<string[]> {
  const found: string[] = [];
  for (const { title, sql } of [SOUND, ...INVARIANTS]) {
    const offending = await rows(sql);
    const shown = offending.slice(0, 3).map((row) => Object.values(row).join('|'));
    if (shown.length > 0) found.push(`${title}: not so for ${offending.length}: ${shown.join(', ')}`);
  }
  return found;
}
