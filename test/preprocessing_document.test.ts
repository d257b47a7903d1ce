// docs/preprocessing.md: every statement works in order, and each answer shown is the one that comes.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { fastest, path, type Value } from './host/index.ts';

interface Step {
  sql: string;
  /** The rows that follow it as comments, cells joined by ' | '. */
  shown: string[];
}

function steps(file: string): Step[] {
  const found: Step[] = [];
  for (const [, block] of readFileSync(path(file), 'utf8').matchAll(/```sql\n(.*?)```/gs)) {
    let sql = '';
    for (const line of block.split('\n')) {
      if (line.startsWith('-- ')) found[found.length - 1].shown.push(line.slice(3));
      else sql += `${line}\n`;
      if (!line.endsWith(';')) continue;
      found.push({ sql: sql.trim(), shown: [] });
      sql = '';
    }
  }
  return found;
}

function cell(value: Value): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

test('every answer of the document on preprocessing is the one that comes', async (t) => {
  const session = await fastest.open();
  const all = steps('docs/preprocessing.md');
  t.ok(all.length > 8, `${all.length} statements`);
  for (const { sql, shown } of all) {
    const rows = (await session.rows(sql)).map((row) => Object.values(row).map(cell).join(' | '));
    t.deepEqual(rows, shown, sql.slice(0, 70));
  }
  await session.close();
});
