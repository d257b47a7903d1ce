// The tutorial, statement for statement, on every host; and `npm run tutorial` as a user sees it.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test, { type Test } from 'tape';
import { steps } from '../lib/tutorial/statements.ts';
import { cli, eachHost, json, path, type Session, testOn } from './host/index.ts';

const FEATURES = ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'];
const [loading, training, one, misses, retraining, missesAgain] = steps.map(({ sql }) => sql);

/** What scikit-learn's model at random_state 53 says of the whole table. */
function recorded(algorithm: string): { score: number; missed_rows: number[]; missed_as: number[] } {
  return JSON.parse(readFileSync(path(`test/reference/${algorithm}.json`), 'utf8')).iris['53'];
}

/** The query lists exactly the rows that the reference misses, with its wrong answers. */
async function checkMisses(t: Test, session: Session, sql: string, algorithm: string): Promise<void> {
  const expected = recorded(algorithm);
  const rows = await session.rows(sql);
  t.deepEqual(Object.keys(rows[0]), [...FEATURES, 'target', 'prediction', 'match']);
  t.deepEqual(
    rows.map(({ prediction }) => prediction),
    expected.missed_as,
    'the predictions are the REAL labels that scikit-learn gives',
  );
  t.ok(
    rows.every(({ match }) => match === 0n),
    'none of them matches',
  );
  const numbers = `SELECT group_concat(rowid - 1) AS numbers FROM dataset_iris WHERE (${FEATURES.map((name) => `[${name}]`)}) IN (VALUES ${rows.map((row) => `(${FEATURES.map((name) => row[name])})`)})`;
  const [found] = await session.rows(numbers);
  t.equal(found.numbers, expected.missed_rows.join(','), 'they are the rows that scikit-learn misses');
}

eachHost((host) => {
  testOn(host, 'the tutorial gives its answers, statement for statement', async (t, session) => {
    t.deepEqual(
      await json(session, loading),
      {
        table: 'dataset_iris',
        feature_names: FEATURES,
        target_names: ['setosa', 'versicolor', 'virginica'],
        size: 150,
      },
      'loading tells what it loaded',
    );

    const shared = { experiment_name: 'Iris prediction', prediction_type: 'classification' };
    t.deepEqual(
      await json(session, training),
      { ...shared, algorithm: 'logistic_regression', deployed: true, score: 36 / 38 },
      'the logistic regression gets 36 of 38 and is deployed',
    );

    const [flower] = await session.rows(one);
    const measured = Object.fromEntries([5.1, 3.5, 1.4, 0.2].map((value, c) => [FEATURES[c], value]));
    t.deepEqual(flower, { ...measured, target: 0, prediction: 0 }, 'the first flower is a setosa');

    await checkMisses(t, session, misses, 'logistic_regression');

    t.deepEqual(
      await json(session, retraining),
      { ...shared, algorithm: 'svc', deployed: true, score: 37 / 38 },
      'the support vector machine gets 37 of 38 and is deployed, being better',
    );

    await checkMisses(t, session, missesAgain, 'svc');
  });
});

test('the tutorial lists four misses, then three', (t) => {
  t.equal(recorded('logistic_regression').missed_rows.length, 4);
  t.equal(recorded('svc').missed_rows.length, 3);
  t.equal(missesAgain, misses, 'by the same query');
  t.end();
});

/** Runs lib/tutorial.ts on a new file with the given PATH. */
function runTutorial(file: string, searchPath = process.env.PATH): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', path('lib/tutorial.ts'), file],
    { encoding: 'utf8', cwd: path(''), env: { ...process.env, PATH: searchPath } },
  );
  return { status, output: stdout + stderr };
}

/** The lines below a drawn table's names; what stands in its first column, without the frame. */
function bodyOf(table: string): string[] {
  const lines = table.split('\n').filter((line) => line.startsWith('│'));
  return lines.slice(1).map((line) => line.split('│')[1].slice(1, -1));
}

const ways: [string, string | undefined][] = [['with Node alone', dirname('/nowhere/x')]];
if (cli.isAvailable() === null) ways.unshift(['with the sqlite3 program', process.env.PATH]);

for (const [way, searchPath] of ways) {
  test(`npm run tutorial shows every statement, its result and how to go on, ${way}`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sqml-tutorial-'));
    const file = join(folder, 'tutorial.db');
    const { status, output } = runTutorial(file, searchPath);
    t.equal(status, 0, output.slice(-300));
    for (const { sql } of steps) t.ok(output.includes(sql), sql.split('\n')[0]);
    const tables = output.split('┌').slice(1).map(bodyOf);
    t.deepEqual(
      tables.map((lines) => lines.length),
      [4, 3, 1, 4, 3, 3],
      'the tables have their rows; those of one long JSON are wrapped',
    );
    const trainings = [tables[1], tables[4]].map((lines) => JSON.parse(lines.join('')).score);
    t.deepEqual(trainings, [36 / 38, 37 / 38], 'the scores');
    const next = output.slice(output.indexOf('Go on from here'));
    t.ok(next.includes(`sqlite3 '${file}'`) && /\.load '.*sqml'/.test(next), 'the next line to type');
    const again = runTutorial(file, searchPath);
    t.equal(again.status, 1);
    t.match(again.output, /is there already; name a new file/, 'a file of the user is never overwritten');
    rmSync(folder, { recursive: true });
    t.end();
  });
}
