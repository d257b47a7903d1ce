// Predicting, row by row and in batch, beside what SQLite takes for the same JSON.

import { quoted, text } from '../host/host.ts';
import { type Bench, EXTENSION, PLAIN, PLAIN_VALUES, points, statement, train, V8 } from './bench.ts';
import { type Contestant, sideBySide } from './measure.ts';
import { FEATURES } from './points.ts';
import type { Line, Section } from './table.ts';

/** How many rows are predicted; scikit-learn predicts fewer one by one, for it takes long. */
const ROWS = 5000;
const ROWS_IN_PYTHON = 200;

interface Serving {
  name: string;
  algorithm: string;
  /** What the model is trained on: a SELECT whose last column is called target. */
  query: string;
  /** What is predicted. */
  table: string;
  features: string[];
}

/** From milliseconds to microseconds. */
function inMicroseconds({ run, ...contestant }: Contestant): Contestant {
  return { ...contestant, run: async () => ({ total: 1000 * (await run()).total }) };
}

async function compare({ extension, v8, sklearn }: Bench, serving: Serving): Promise<Line[]> {
  const { name, algorithm, query, table, features } = serving;
  for (const session of [extension, v8]) {
    const { error } = await train(session, { experiment: name, type: 'classification', algorithm, query });
    if (error !== undefined) throw new Error(error);
  }
  // One thread: a row is too little work for more.
  const [rival] = sklearn;
  await rival?.deploy(name, query, algorithm);

  const json = `json_object(${features.map((feature) => `${text(feature)}, ${quoted(feature)}`).join(', ')})`;
  /** A small table is read over and over. */
  const from = (rows: number) =>
    `FROM (SELECT f.* FROM (SELECT 1 FROM points LIMIT 100) CROSS JOIN ${table} f LIMIT ${rows})`;
  const perRow = (f: string, rows: number) => `SELECT count(${f}(${text(name)}, ${json})) ${from(rows)}`;
  const values = features.map(quoted);
  const perValues = `SELECT count(sqml_predict(${[text(name), ...values].join(', ')})) ${from(ROWS)}`;
  const batch = (f: string) => `SELECT length(${f}(${text(name)}, json_group_array(${json}))) ${from(ROWS)}`;
  const inPython = (label: string, sql: string, rows: number): Contestant[] =>
    rival === undefined
      ? []
      : [{ name: label, isApart: true, run: async () => ({ total: (await rival.sql(sql)) / rows }) }];

  const byRow: Contestant[] = [
    statement(EXTENSION, extension, perRow('sqml_predict', ROWS), ROWS),
    statement(V8, v8, perRow('sqml_predict', ROWS), ROWS),
    statement(PLAIN, extension, `SELECT count(${json}) ${from(ROWS)}`, ROWS),
    ...inPython('sklearn as in sqlite-ml', perRow('sklearn_predict', ROWS_IN_PYTHON), ROWS_IN_PYTHON),
    ...inPython('sklearn, model kept', perRow('sklearn_predict_kept', ROWS_IN_PYTHON), ROWS_IN_PYTHON),
  ];
  const byValues: Contestant[] = [
    statement(EXTENSION, extension, perValues, ROWS),
    statement(V8, v8, perValues, ROWS),
    statement(PLAIN_VALUES, extension, `SELECT count(${values.join(' + ')}) ${from(ROWS)}`, ROWS),
  ];
  const inBatch: Contestant[] = [
    statement(EXTENSION, extension, batch('sqml_predict_batch'), ROWS),
    statement(V8, v8, batch('sqml_predict_batch'), ROWS),
    statement(PLAIN, extension, `SELECT length(json_group_array(${json})) ${from(ROWS)}`, ROWS),
    ...inPython('sklearn as in sqlite-ml', batch('sklearn_predict_batch'), ROWS),
  ];
  return [
    { name: `${name}, row by row`, comparison: await sideBySide(byRow.map(inMicroseconds)) },
    { name: `${name}, plain values`, comparison: await sideBySide(byValues.map(inMicroseconds)) },
    { name: `${name}, in batch`, comparison: await sideBySide(inBatch.map(inMicroseconds)) },
  ];
}

export async function prediction(bench: Bench): Promise<Section> {
  const [row] = await bench.extension.rows('SELECT * FROM dataset_iris LIMIT 1');
  const iris = Object.keys(row).filter((name) => name !== 'target');
  const lines: Line[] = [];
  for (const algorithm of ['logistic_regression', 'svc']) {
    const small = { query: 'SELECT * FROM dataset_iris', table: 'dataset_iris', features: iris };
    const wide = { query: points('label', 5000), table: 'points', features: FEATURES };
    for (const data of [small, wide]) {
      const name = `${algorithm}, ${data.features.length} features`;
      lines.push(...(await compare(bench, { name, algorithm, ...data })));
    }
  }
  return { title: 'Predicting', unit: 'us per row', lines };
}

const TREE_ROWS = 20_000;

/** Whole tables by models of 100 trees; scikit-learn's array is read from the same file. */
export async function treePrediction({ extension, v8, sklearn }: Bench): Promise<Section> {
  const lines: Line[] = [];
  const query = points('label', TREE_ROWS);
  const rows = `SELECT ${FEATURES.join(', ')} FROM points LIMIT ${TREE_ROWS}`;
  const [rival] = sklearn;
  for (const algorithm of ['random_forest', 'gradient_boosting', 'hist_gradient_boosting']) {
    const name = `${algorithm} of 100, ${FEATURES.length} features`;
    for (const session of [extension, v8]) {
      const { error } = await train(session, { experiment: name, type: 'classification', algorithm, query });
      if (error !== undefined) throw new Error(error);
    }
    await rival?.deploy(name, query, algorithm);
    const sql = `SELECT count(prediction) FROM sqml_predictions(${text(name)}, ${text(rows)})`;
    const contestants = [
      statement(EXTENSION, extension, sql, TREE_ROWS),
      statement(V8, v8, sql, TREE_ROWS),
      ...(rival === undefined
        ? []
        : [
            {
              name: rival.name,
              isApart: true,
              run: async () => ({ total: (await rival.predictions(name, rows)).total / TREE_ROWS }),
            },
          ]),
    ];
    lines.push({ name, comparison: await sideBySide(contestants.map(inMicroseconds)) });
  }
  return { title: 'Predicting by trees', unit: 'us per row', lines };
}
