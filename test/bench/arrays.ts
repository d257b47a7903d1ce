// Predicting from arrays in Node, beside the same rows in a table.

import { Model } from 'sqml/model';
import { text } from '../host/host.ts';
import { type Bench, EXTENSION, points, statement, train } from './bench.ts';
import { type Contestant, sideBySide } from './measure.ts';
import type { Line, Section } from './table.ts';

const ROWS = 20_000;

/** The time of one prediction of all rows, in microseconds for each. */
function predicting(name: string, run: () => unknown): Contestant {
  return {
    name,
    run: async () => {
      const started = performance.now();
      run();
      return { total: (1000 * (performance.now() - started)) / ROWS };
    },
  };
}

async function compare({ extension }: Bench, name: string, algorithm: string, query: string): Promise<Line> {
  const experiment = `arrays: ${name}`;
  await train(extension, { experiment, type: 'classification', algorithm, query });
  const [{ bytes }] = await extension.rows(`SELECT sqml_export_model(${text(experiment)}) AS bytes`);
  const model = Model.fromBytes(bytes as Uint8Array);
  const features = `SELECT ${model.featureNames.map((feature) => `"${feature}"`)} FROM (${query})`;
  const whole = `WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i LIMIT 1000) SELECT f.* FROM i CROSS JOIN (${features}) f LIMIT ${ROWS}`;
  await extension.rows('DROP TABLE IF EXISTS asked');
  await extension.rows(`CREATE TABLE asked AS ${whole}`);
  const rows = (await extension.rows('SELECT * FROM asked')).map((row) => Object.values(row) as number[]);
  const flat = Float64Array.from(rows.flat());
  const sql = `SELECT count(prediction) FROM sqml_predictions(${text(experiment)}, 'asked')`;
  const inSql = statement(EXTENSION, extension, sql, ROWS);
  const contestants: Contestant[] = [
    { name: EXTENSION, run: async () => ({ total: 1000 * (await inSql.run()).total }) },
    predicting('a Float64Array', () => model.predict(flat)),
    predicting('an array of rows', () => model.predict(rows)),
    predicting('row by row', () => {
      for (const row of rows) model.predict([row]);
    }),
  ];
  return { name, comparison: await sideBySide(contestants) };
}

export async function arrays(bench: Bench): Promise<Section> {
  const lines: Line[] = [];
  for (const algorithm of ['logistic_regression', 'svc']) {
    lines.push(await compare(bench, `${algorithm}, 4 features`, algorithm, 'SELECT * FROM dataset_iris'));
    lines.push(await compare(bench, `${algorithm}, 20 features`, algorithm, points('label', 5000)));
  }
  return { title: 'Predicting from arrays', unit: 'us per row', lines };
}
