// Folds and trials run as jobs in instances of their own (assembly/jobs/jobs.ts): the answers are the same for any
// number of threads, many fits take the memory of one, and an interrupt reaches every job.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import test from 'tape';
import { withFile } from './host/file.ts';
import {
  betterSqlite3,
  cli,
  eachHost,
  error,
  library,
  run,
  type Session,
  testOn,
  value,
} from './host/index.ts';

const PENGUINS = "SELECT sqml_load_dataset('penguins')";

const search = (experiment: string, params: object, options: object = {}) =>
  `SELECT sqml_train('${experiment}', 'classification', 'logistic_regression', 'dataset_penguins', 'species', '${JSON.stringify(
    { search: 'grid', params, cv: 3, preprocess: { impute: 'mean' }, ...options },
  )}')`;

/** What a search left, but for times. */
async function left(session: Session, experiment: string): Promise<unknown[]> {
  return session.rows(
    `SELECT m.digest, (SELECT group_concat(options || mean || deviation) FROM sqml_trials t WHERE t.run_id = r.id) AS trials
     FROM sqml_experiments e JOIN sqml_runs r ON r.experiment_id = e.id JOIN sqml_models m ON m.run_id = r.id
     WHERE e.name = '${experiment}'`,
  );
}

eachHost((host) => {
  testOn(host, 'a search answers the same with 1, 2 and 7 threads', async (t, session) => {
    await run(session, PENGUINS);
    t.equal(await value(session, "SELECT sqml_config('threads')"), 0n, 'as many as there are cores');
    const params = { C: [0.01, 0.1, 1, 10], fit_intercept: [true, false] };
    for (const threads of [1, 2, 7]) {
      t.equal(await value(session, `SELECT sqml_config('threads', ${threads})`), BigInt(threads));
      await run(session, search(`with ${threads}`, params));
    }
    const one = await left(session, 'with 1');
    t.equal((one as { trials: string }[])[0].trials.split('{').length, 9, 'eight trials');
    t.deepEqual(await left(session, 'with 2'), one);
    t.deepEqual(await left(session, 'with 7'), one);
  });

  testOn(host, 'a fold that fails says why, as the call', async (t, session) => {
    await run(
      session,
      'CREATE TABLE few AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 12) SELECT n AS x, NULL AS gap, n % 2 AS y FROM i',
      'UPDATE few SET gap = 1 WHERE rowid IN (4, 5)',
    );
    const sql = `SELECT sqml_train('few', 'classification', 'logistic_regression', 'few', 'y',
      '{"cv": 5, "preprocess": {"impute": "mean"}, "split_strategy": "sequential", "random_state": 2}')`;
    t.match(
      await error(session, sql),
      /^sqml_train: fold 2 of 5: feature 'gap' is NULL in every training row; leave it out/,
    );
  });

  testOn(host, 'threads is a whole number', async (t, session) => {
    for (const wrong of ["'two'", '-1', '65', '1.5', 'NULL'])
      t.match(
        await error(session, `SELECT sqml_config('threads', ${wrong})`),
        /^sqml_config: threads must be a whole number from 0 to 64, got /,
      );
  });
});

test('a search of many fits takes the memory of a few', async (t) => {
  const missing = betterSqlite3.isAvailable();
  if (missing !== null) {
    t.skip(missing);
    return t.end();
  }
  const session = await betterSqlite3.open();
  await run(
    session,
    `CREATE TABLE t AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 200)
     SELECT (n * 7919) % 1009 / 1009.0 AS a, (n * 104729) % 997 / 997.0 AS b, (n * 15485863) % 983 / 983.0 AS y FROM i`,
  );
  const trials = (count: number) =>
    `SELECT sqml_train('e', 'regression', 'linear_svr', 't', 'y', '${JSON.stringify({
      search: 'grid',
      cv: 2,
      params: { C: Array.from({ length: count }, (_, i) => 0.001 * (i + 1)) },
    })}')`;
  await run(session, trials(20));
  const before = process.memoryUsage().rss;
  await run(session, trials(600));
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  t.ok(grown < 40, `1200 fits more: ${grown.toFixed(1)} MiB more`);
  await session.close();
  t.end();
});

/** Threads of a process now; null where the system does not tell. */
function threadsOf(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return null;
  }
}

/** A training that is interrupted 700 ms after it began, in the sqlite3 program with 3 threads. */
async function interrupted(train: string): Promise<{ took: number; threads: number | null; output: string }> {
  let output = '';
  let sent = 0;
  let stopped = 0;
  let threads: number | null = null;
  await withFile(async (file) => {
    const child = spawn('sqlite3', ['-batch', '-init', '/dev/null', file], { stdio: 'pipe' });
    const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
    const hear = (data: string) => {
      output += data;
      if (sent > 0 || !output.includes('begins')) return;
      sent = Infinity;
      setTimeout(() => {
        threads = threadsOf(child.pid ?? 0);
        sent = performance.now();
        child.kill('SIGINT');
      }, 700);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.stdin.on('error', () => {});
    child.stdin.end(`.load '${library}'
CREATE TABLE noise AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 20000)
  SELECT (n * 7919) % 1009 AS a, (n * 104729) % 997 AS b, (n * 1299709) % 991 AS c, (n * 15485863) % 983 % 2 AS label FROM i;
SELECT sqml_setup();
SELECT sqml_config('threads', 3);
.print begins
${train}
SELECT 'runs', count(*) FROM sqml_runs;
`);
    await closed;
    stopped = performance.now();
  });
  return { took: stopped - sent, threads, output };
}

for (const { what, algorithm, options } of [
  { what: 'a search', algorithm: 'svc', options: { cv: 5, C: 1e6, tol: 1e-9 } },
  { what: 'a forest', algorithm: 'random_forest', options: { n_estimators: 5000 } },
  {
    what: 'bagging',
    algorithm: 'bagging',
    options: { estimator: { svc: { C: 1e6, tol: 1e-9 } }, n_estimators: 500 },
  },
  {
    what: 'a search of forests, which start no threads of their own',
    algorithm: 'random_forest',
    options: { cv: 5, n_estimators: 5000 },
  },
])
  test(`Ctrl-C stops ${what} on every thread`, async (t) => {
    const missing = cli.isAvailable();
    if (missing !== null) {
      t.skip(missing);
      return t.end();
    }
    const { took, threads, output } = await interrupted(
      `SELECT sqml_train('noise', 'classification', '${algorithm}', 'noise', 'label', '${JSON.stringify(options)}');`,
    );
    if (threads === null) t.skip('how many threads a process has is not told here');
    else t.equal(threads, 3, 'as many threads as it may use');
    t.ok(took < 1000, `it stopped ${took.toFixed(0)} ms after the signal`);
    t.match(output, /sqml_train: interrupted/);
    t.end();
  });
