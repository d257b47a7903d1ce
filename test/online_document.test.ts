// docs/online.md pasted into a connection answers what stands below each of its blocks.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { fastest, path, type Value } from './host/index.ts';
import { statementsOf } from './statements.ts';

/** As the sqlite3 program shows a value. */
function shown(value: Value): string {
  if (value === null) return '';
  return typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

test('every block of docs/online.md answers what it says', async (t) => {
  const missing = fastest.isAvailable();
  if (missing !== null) return t.skip(missing);
  const session = await fastest.open();
  const document = readFileSync(path('docs/online.md'), 'utf8');
  const blocks = [...document.matchAll(/```sql\n(.*?)```\n(?:\n```text\n(.*?)```)?/gs)];
  t.ok(blocks.length >= 6, `${blocks.length} blocks`);
  for (const [, sql, answer = ''] of blocks) {
    const lines: string[] = [];
    for (const statement of statementsOf(sql)) {
      for (const row of await session.rows(statement)) lines.push(Object.values(row).map(shown).join('|'));
    }
    t.equal(lines.join('\n'), answer.trim(), sql.split('\n')[0]);
  }
  await session.close();
});
