// The documents' queries: docs/guide.md pasted whole into the sqlite3 program does what it says.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { betterSqlite3, path } from './host/index.ts';
import { statementsOf } from './statements.ts';

/** Statements that show an error on purpose: the guide's last one. */
const MEANT_TO_FAIL =
  /^SELECT sqml_train\('Churn', 'classification', 'logistic_regression', 'customers', 'has_left'\);/;

function blocks(file: string): string[] {
  const text = readFileSync(path(file), 'utf8');
  return [...text.matchAll(/```sql\n(.*?)```/gs)].map(([, sql]) => sql);
}

test('every query of the guide works, in order, and the one that is meant to fail says why', async (t) => {
  const missing = betterSqlite3.isAvailable();
  if (missing !== null) {
    t.skip(missing);
    return;
  }
  const session = await betterSqlite3.open();
  for (const statement of blocks('docs/guide.md').flatMap(statementsOf)) {
    const title = statement.replace(/\s+/g, ' ').slice(0, 70);
    try {
      const rows = await session.rows(statement);
      const mayBeEmpty = !statement.startsWith('SELECT') || statement.includes("status = 'failed'");
      t.ok((rows.length > 0 || mayBeEmpty) && !MEANT_TO_FAIL.test(statement), title);
    } catch (error) {
      const message = (error as Error).message;
      if (MEANT_TO_FAIL.test(statement))
        t.match(message, /feature 'spent' is NULL in 58 of 1000 rows/, title);
      else t.fail(`${title}: ${message}`);
    }
  }
  await session.close();
});
