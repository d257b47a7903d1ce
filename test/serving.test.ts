// The predict-only entry point, for hosts that serve untrusted SQL: what answers is there, what writes or
// changes the connection is not.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import test from 'tape';
import { catalog, isServing } from '../lib/catalog.ts';
import { betterSqlite3, library } from './host/index.ts';

const ENTRY = 'sqlite3_sqml_predict_init';
/** What better-sqlite3's types leave out. */
interface EntryLoader {
  loadExtension(file: string, entry: string): void;
}
/** The least arguments with which SQLite finds a function at all. */
const CALL = (name: string) => `SELECT ${name}()`;

test('the predict-only entry point predicts, and knows no function that writes', (t) => {
  const missing = betterSqlite3.isAvailable();
  if (missing !== null) {
    t.skip(missing);
    t.end();
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sqml-serving-'));
  const file = join(folder, 'models.db');
  try {
    const owner = new Database(file);
    owner.loadExtension(library);
    owner.exec(`SELECT sqml_load_dataset('iris');
      SELECT sqml_train('Iris', 'classification', 'logistic_regression', 'dataset_iris', 'target')`);
    owner.close();

    const visitor = new Database(file, { readonly: true });
    (visitor as unknown as EntryLoader).loadExtension(library, ENTRY);
    const get = (sql: string) => visitor.prepare(sql).pluck().get();
    t.equal(get("SELECT sqml_predict('Iris', 5.1, 3.5, 1.4, 0.2)"), 0, 'sqml_predict');
    t.equal(get("SELECT count(*) FROM sqml_predictions('Iris', 'dataset_iris')"), 150, 'sqml_predictions');
    t.equal(get("SELECT count(*) FROM sqml_weights('Iris')"), 15, 'sqml_weights');

    for (const f of catalog.filter((entry) => !isServing(entry))) {
      t.throws(() => get(CALL(f.name)), /no such function/, `${f.name} is not there`);
    }
    const served = visitor
      .prepare(
        "SELECT DISTINCT name FROM pragma_function_list WHERE name LIKE 'sqml\\_%' ESCAPE '\\' ORDER BY name",
      )
      .pluck()
      .all();
    const expected = catalog.filter((entry) => isServing(entry) && !entry.columns).map(({ name }) => name);
    t.deepEqual(served, expected.sort(), 'and all others are');
    visitor.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  t.end();
});
