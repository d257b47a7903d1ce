// Reading rows: numbers and categories, beside a scan of SQLite's own; and what comes of categories: a training beside
// scikit-learn's sparse pipeline, predictions beside the scan.

import { text } from '../host/host.ts';
import { type Bench, EXTENSION, statement, train, V8 } from './bench.ts';
import { type Contestant, sideBySide, timeOf } from './measure.ts';
import { FEATURES, PLACES } from './points.ts';
import type { Line, Section } from './table.ts';

const SCAN = 'SQLite, a scan';

const scans: Record<string, string> = {
  points: `SELECT sum(${FEATURES.join(' + ')}) FROM points`,
  places: `SELECT sum(${PLACES.map((name) => (name === 'x' ? name : `length(${name})`)).join(' + ')}) FROM places`,
};

/** sqml_check reads all rows, as a training does, and finds nothing in its way. */
function check(table: string, features: string[]): string {
  const query = `SELECT ${features.join(', ')}, label FROM ${table}`;
  return `SELECT count(*) FROM sqml_check('classification', 'logistic_regression', ${text(query)}, 'label')`;
}

async function readingOf({ extension, v8 }: Bench, table: string, features: string[]): Promise<Line> {
  const sql = check(table, features);
  const contestants = [
    statement(EXTENSION, extension, sql),
    statement(V8, v8, sql),
    statement(SCAN, extension, scans[table]),
  ];
  return { name: `reading ${table}`, comparison: await sideBySide(contestants) };
}

const JOB = {
  experiment: 'categories',
  type: 'classification',
  algorithm: 'logistic_regression',
  query: `SELECT ${PLACES.join(', ')}, label AS target FROM places`,
};

async function trainingOf({ extension, v8, sklearn }: Bench): Promise<Line> {
  const scores: Record<string, number> = {};
  const inSql = (name: string, session: Bench['v8']): Contestant => ({
    name,
    run: async () => ({
      total: await timeOf(async () => {
        const { score, error } = await train(session, JOB);
        if (error !== undefined) throw new Error(error);
        scores[name] = score;
      }),
    }),
  });
  const inPython = sklearn.map(
    (rival): Contestant => ({
      name: rival.name,
      isApart: true,
      async run() {
        const { total, score } = await rival.trainSparse(JOB.query);
        scores[rival.name] = score;
        return { total };
      },
    }),
  );
  const comparison = await sideBySide([inSql(EXTENSION, extension), inSql(V8, v8), ...inPython]);
  return { name: 'logistic_regression of places', comparison, scores };
}

async function predictionsOf({ extension, v8 }: Bench): Promise<Line> {
  const query = `SELECT ${PLACES.join(', ')} FROM places`;
  const sql = `SELECT count(prediction) FROM sqml_predictions('categories', ${text(query)})`;
  const contestants = [
    statement(EXTENSION, extension, sql),
    statement(V8, v8, sql),
    statement(SCAN, extension, scans.places),
  ];
  return { name: 'sqml_predictions of places', comparison: await sideBySide(contestants) };
}

export async function reading(bench: Bench): Promise<Section> {
  const lines = [
    await readingOf(bench, 'points', FEATURES),
    await readingOf(bench, 'places', PLACES),
    await trainingOf(bench),
    await predictionsOf(bench),
  ];
  return { title: 'Reading numbers and categories', unit: 'ms', lines };
}
