// Writes conformance.json: what the statements of statements.ts give on better-sqlite3 with the built extension.
//
//   npm run build && npx tsx test/conformance/record.ts
//
// To be run when the engine's answers are meant to change, and its diff to be read line by line: the suites of
// `npm test` say that the answers are right, this file says that they are the same everywhere.

import { writeFileSync } from 'node:fs';
import { betterSqlite3, path, type Session } from '../host/index.ts';
import { type Case, outcome } from './case.ts';
import { groups, type Named } from './statements.ts';

/** The algorithms that the engine has, by its own word. */
async function algorithms(session: Session): Promise<Named[]> {
  const rows = await session.rows(
    'SELECT DISTINCT prediction_type AS type, algorithm FROM sqml_algorithms()',
  );
  return rows as unknown as Named[];
}

const session = await betterSqlite3.open();
const parts: string[] = [];
for (const { name, statements } of groups(await algorithms(session))) {
  const cases: Case[] = [];
  for (const sql of statements) cases.push({ sql, ...(await outcome(session, sql)) });
  const lines = cases.map((one) => `    ${JSON.stringify(one)}`);
  parts.push(`  ${JSON.stringify(name)}: [\n${lines.join(',\n')}\n  ]`);
}
await session.close();
writeFileSync(path('test/conformance/conformance.json'), `{\n${parts.join(',\n')}\n}\n`);
