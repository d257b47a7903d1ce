// The tutorial's statements, in order; those that predict also beside the same statement without prediction.

import { steps } from '../../lib/tutorial/statements.ts';
import { betterSqlite3 } from '../host/better_sqlite3.ts';
import { sqliteWasm } from '../host/sqlite_wasm.ts';
import { EXTENSION, PLAIN, statement, V8 } from './bench.ts';
import { sideBySide } from './measure.ts';
import type { Line, Section } from './table.ts';

/** The same statement with the features' JSON in the prediction's place; no row then matches. */
function withoutPrediction(sql: string): string | null {
  const plain = sql.replace(/sqml_predict(_batch)?\('[^']+', /, '(');
  return plain === sql ? null : plain.replace('match = FALSE', 'match = TRUE');
}

export async function tutorial(): Promise<Section> {
  const extension = await betterSqlite3.open();
  const v8 = await sqliteWasm.open();
  const lines: Line[] = [];
  for (const [i, { title, sql }] of steps.entries()) {
    const contestants = [statement(EXTENSION, extension, sql), statement(V8, v8, sql)];
    const plain = withoutPrediction(sql);
    if (plain !== null) contestants.push(statement(PLAIN, extension, plain));
    lines.push({ name: `${i + 1}. ${title.split(/[,:.]/)[0]}`, comparison: await sideBySide(contestants) });
  }
  await extension.close();
  await v8.close();
  return { title: "The tutorial's statements", unit: 'ms', lines };
}
