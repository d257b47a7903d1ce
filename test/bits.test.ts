// One engine, the same bits: a model that the loadable extension trains is byte for byte the one that the
// .wasm trains in JavaScript.

import test, { type Test } from 'tape';
import { betterSqlite3, error, json, run, type Session, sqliteWasm } from './host/index.ts';

const SEEDS = [0, 1, 53];
const CLASSIFICATIONS = ['iris', 'wine', 'breast_cancer', 'digits'];

/** The algorithms of a prediction type, as the engine itself names them. */
async function algorithms(session: Session, type: string): Promise<string[]> {
  const message = await error(session, `SELECT sqml_train('e', '${type}', '?', 'x', 'y')`);
  return message.split(`${type} has: `)[1].split(', ');
}

async function train(
  session: Session,
  dataset: string,
  type: string,
  algorithm: string,
  seed: number,
): Promise<string> {
  // Of wine's columns one that is greater than 0, as some regressions need.
  const target = type === 'regression' && dataset === 'wine' ? 'alcohol' : 'target';
  const { score } = await json(
    session,
    `SELECT sqml_train('${type} ${dataset}', '${type}', '${algorithm}', 'dataset_${dataset}', '${target}', '{"random_state": ${seed}}')`,
  );
  const [{ digest, data }] = await session.rows(
    'SELECT digest, data FROM sqml_models ORDER BY id DESC LIMIT 1',
  );
  const metrics = await session.rows(
    "SELECT name, value FROM sqml_metrics WHERE name NOT LIKE '%_time' AND model_id = (SELECT max(id) FROM sqml_models) ORDER BY id",
  );
  const values = metrics.map(({ name, value }) => `${name} ${value}`).join(', ');
  return `${digest} ${score} ${values} ${Buffer.from(data as Uint8Array).toString('hex')}`;
}

async function compare(
  t: Test,
  native: Session,
  wasm: Session,
  type: string,
  datasets: string[],
): Promise<void> {
  for (const algorithm of await algorithms(native, type)) {
    for (const dataset of datasets) {
      for (const seed of SEEDS) {
        const [a, b] = [
          await train(native, dataset, type, algorithm, seed),
          await train(wasm, dataset, type, algorithm, seed),
        ];
        t.ok(a === b, `${algorithm} on ${dataset} at random_state ${seed}: ${a.slice(0, 40)}`);
      }
    }
  }
}

test('the extension and the .wasm in Node train the same bytes', async (t) => {
  const missing = betterSqlite3.isAvailable() ?? sqliteWasm.isAvailable();
  if (missing !== null) {
    t.skip(missing);
    return;
  }
  const [native, wasm] = [await betterSqlite3.open(), await sqliteWasm.open()];
  for (const session of [native, wasm]) {
    for (const name of [...CLASSIFICATIONS, 'diabetes'])
      await run(session, `SELECT sqml_load_dataset('${name}')`);
  }
  await compare(t, native, wasm, 'classification', CLASSIFICATIONS);
  await compare(t, native, wasm, 'regression', ['diabetes', 'wine']);
  await Promise.all([native.close(), wasm.close()]);
});
