// The models that a connection keeps in memory (assembly/registry/model_cache.ts): a large one is read once, not once a
// row, and what a call took in passing is given back.

import test from 'tape';
import {
  betterSqlite3,
  type Host,
  hosts,
  json,
  run,
  type Session,
  sqliteWasm,
  testOn,
  value,
} from './host/index.ts';

const MEGABYTE = 2 ** 20;

/** Trains a model of some megabytes that is otherwise small: its rare labels are long. */
async function trainLarge(session: Session, experiment: string, megabytes: number): Promise<void> {
  await run(
    session,
    `CREATE TABLE ${experiment} AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 24)
     SELECT n AS x, iif(n < 17, 'usual', 'rare ' || (n % 4) || hex(zeroblob(${(megabytes / 8) * MEGABYTE}))) AS y FROM i`,
    `SELECT sqml_train('${experiment}', 'classification', 'dummy', '${experiment}', 'y')`,
  );
}

async function state(session: Session): Promise<{ models: number; bytes: number; memory: number }> {
  const { kept_models, kept_bytes, memory_bytes } = await json(session, 'SELECT sqml_debug()');
  return { models: kept_models, bytes: kept_bytes, memory: memory_bytes };
}

/** Hosts whose own memory the test can fill. */
const roomy: Host[] = hosts.filter((host) => host === betterSqlite3 || host === sqliteWasm);

for (const host of roomy) {
  const missing = host.isAvailable();
  if (missing !== null) {
    test(`${host.name}: these tests run on it`, (t) => {
      t.skip(missing);
      t.end();
    });
    continue;
  }

  testOn(host, 'a model of 60 MB is read once and stays', async (t, session) => {
    await trainLarge(session, 'large', 60);
    t.equal(await value(session, "SELECT sqml_predict('large', 1)"), 'usual');
    const first = await state(session);
    t.equal(first.models, 1, 'after the statement');
    t.ok(first.bytes > 59 * MEGABYTE && first.bytes < 64 * MEGABYTE, `${first.bytes} bytes`);
    const sql =
      "SELECT count(sqml_predict('large', n)) FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3)";
    t.equal(await value(session, sql), 3n);
    t.deepEqual(await state(session), first, 'other rows and statements read nothing more');
  });

  testOn(host, 'what a call took in passing is given back', async (t, session) => {
    await run(session, "SELECT sqml_load_dataset('iris')");
    await run(session, "SELECT sqml_train('iris', 'classification', 'dummy', 'dataset_iris', 'target')");
    const rows = `'[' || replace(hex(zeroblob(5000000)), '00', '[1, 2, 3, 4],') || '[1, 2, 3, 4]]'`;
    const sql = `SELECT json_array_length(sqml_predict_batch('iris', ${rows}))`;
    t.equal(await value(session, sql), 5000001n);
    const { models, memory } = await state(session);
    t.ok(memory < 64 * MEGABYTE, `${memory} bytes`);
    t.ok(models <= 1);
    t.equal(typeof (await value(session, "SELECT sqml_predict('iris', 1, 2, 3, 4)")), 'number');
  });
}
