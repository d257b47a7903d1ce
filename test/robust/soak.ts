// A soak: processes that train, deploy, predict, drop, export and import on one file at once, each after its own seed,
// in WAL mode and then in rollback mode. While they run, and at the end:
//
//   every statement succeeds, or is refused for what another one did, in clear words
//   no run is lost: where nothing is dropped there are as many as trainings and imports that said they were stored
//   no row is lost: an online model has learned as many as statements that said they taught it
//   one statement's answers are all of one model
//   the invariants of the sqml_ tables (invariants.ts)
//
// Which process comes first is not decided by the seed; interleavings.ts decides that.

import { cli } from '../host/cli.ts';
import { withFile } from '../host/file.ts';
import { type Host, type Row, type Session, text } from '../host/host.ts';
import { Draws } from '../random.ts';
import { broken } from './broken.ts';
import { Checks, unclear } from './checks.ts';
import type { Budget, Tally } from './part.ts';
import { inProcess } from './subject.ts';

const PROCESSES = 4;
const WAIT_MS = 20_000;

const DATA = 'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)';

/** Refused for what another process did in the meantime, as it would be had it come before. */
const OVERTAKEN = [
  /^sqml_\w+: unknown (model|run|experiment)/,
  /^sqml_\w+: experiment '\w+' has no (deployed model|models?|run)/,
  /serves experiment '\w+'; deploy another first/,
  /imported its model and has no dataset/,
  /was imported, and how it did on its test part stayed where it was trained/,
  /has no (earlier|other|previous)|nothing to roll back|no deployment before/,
];

/** A training whose answers are `<word> low` and `<word> high`. */
function train(experiment: string, word: string, options: object): string {
  const query = `${DATA} SELECT x, iif(x > 20, '${word} high', '${word} low') AS target FROM i`;
  const args = [experiment, 'classification', 'linear_svc', query, 'target', JSON.stringify(options)];
  return `SELECT sqml_train(${args.map(text).join(', ')}) AS answer`;
}

/** Experiments that are dropped now and then, and one that only grows. */
const CHURN = ['a', 'b'];
const KEPT = 'kept';
/** An online model, which all of them teach. */
const STREAM = 'stream';
const ANY_MODEL = '(SELECT id FROM sqml_models ORDER BY random() LIMIT 1)';

interface Step {
  sql: string;
  /** It adds a run to the experiment that only grows. */
  stores?: boolean;
  /** It teaches the online model a row. */
  teaches?: boolean;
  /** It counts the models that its answers are of. */
  isOneModel?: boolean;
  /** It reads before it writes, so that waiting for another writer would not help. */
  readsFirst?: boolean;
}

function draw(draws: Draws): Step {
  const experiment = draws.one(CHURN);
  const name = text(experiment);
  const word = `w${draws.below(1000)}`;
  const C = draws.one([1e-9, 0.01, 1]);
  const ways: Step[] = [
    { sql: train(KEPT, word, { C, deploy: draws.one(['auto', true, false]) }), stores: true },
    { sql: train(experiment, word, { C, deploy: true }) },
    { sql: train(experiment, word, { C }) },
    { sql: `SELECT sqml_import_model('${KEPT}', sqml_export_model('${KEPT}')) AS answer`, stores: true },
    { sql: `SELECT sqml_import_model(${name}, sqml_export_model(${name})) AS answer` },
    { sql: `SELECT sqml_deploy(${name}, '${draws.one(['best_score', 'most_recent', 'rollback'])}')` },
    { sql: `SELECT sqml_deploy('${KEPT}', '${draws.one(['best_score', 'most_recent', 'rollback'])}')` },
    {
      sql: `SELECT sqml_drop_model(m.id) FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id
        JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = ${name} ORDER BY random() LIMIT 1`,
      readsFirst: true,
    },
    {
      sql: `SELECT sqml_partial_fit('${STREAM}', json_object('x', ${draws.below(100)}), ${draws.below(100)})`,
      teaches: true,
    },
    ...(draws.chance(0.3) ? [{ sql: `SELECT sqml_drop_experiment(${name})` }] : []),
    ...['a', 'b', KEPT].map((each) => ({
      // Materialised: flattened, the query would have two calls in it, each of which finds its model.
      sql: `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 200),
        answers(answer) AS MATERIALIZED (SELECT sqml_predict('${each}', x) FROM i)
        SELECT count(DISTINCT substr(answer, 1, instr(answer, ' '))) AS models
        FROM answers`,
      isOneModel: true,
    })),
    {
      sql: `SELECT count(DISTINCT substr(prediction, 1, instr(prediction, ' '))) AS models
        FROM sqml_predictions('${KEPT}', 'd')`,
      isOneModel: true,
    },
    { sql: `SELECT sqml_predict(${ANY_MODEL}, 3)` },
    { sql: `SELECT count(*) FROM sqml_confusion_matrix('${KEPT}')` },
    { sql: 'SELECT count(*) FROM sqml_runs_overview' },
  ];
  return draws.one(ways);
}

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('soak', budget);
  const hosts = [inProcess, cli].filter((host) => {
    const missing = host.isAvailable();
    if (missing !== null) checks.skip(missing);
    return missing === null;
  });
  for (const [mode, share] of [
    ['wal', 0.6],
    ['delete', 0.9],
  ] as const) {
    await withFile((file) => soak(checks, file, hosts, mode, share));
  }
  return checks.tally;
}

async function soak(checks: Checks, file: string, hosts: Host[], mode: string, share: number): Promise<void> {
  const setup = [
    `PRAGMA journal_mode = ${mode}`,
    `CREATE TABLE d AS ${DATA} SELECT x FROM i`,
    train(KEPT, 'w', { C: 1e-9 }),
    `SELECT sqml_online('${STREAM}', 'regression', 'sgd', '{"features": ["x"], "target": "y"}')`,
  ];
  const first = await inProcess.open({ file });
  for (const sql of setup) await first.rows(sql);
  const totals = { statements: 0, refused: 0, stored: 1, taught: 0 };
  const worker = async (number: number) => {
    const session = await hosts[number % hosts.length].open({ file });
    await session.rows(`PRAGMA busy_timeout = ${WAIT_MS}`);
    await session.rows('PRAGMA synchronous = OFF');
    const draws = new Draws(checks.budget.seed * 1000 + number);
    while (!checks.isLate(share)) await step(checks, session, draws, totals, mode);
    await session.close();
  };
  await Promise.all(Array.from({ length: PROCESSES }, (_, number) => worker(number)));
  const again = [`-- ${PROCESSES} processes of test/robust/soak.ts in ${mode} mode`];
  const kept = `SELECT count(*) AS n FROM sqml_runs r JOIN sqml_experiments e ON e.id = r.experiment_id
    WHERE e.name = '${KEPT}' AND r.status <> 'failed'`;
  const [{ n }] = await first.rows(kept);
  checks.holds(Number(n) === totals.stored, `${mode}: ${totals.stored} were stored, ${n} are there`, again);
  const [{ learned }] = await first.rows(
    `SELECT coalesce(max(rows), 0) AS learned FROM sqml_learning_curve('${STREAM}')`,
  );
  checks.holds(
    Number(learned) === totals.taught,
    `${mode}: ${totals.taught} rows taught, ${learned} learned`,
    again,
  );
  for (const promise of await broken((sql) => first.rows(sql)))
    checks.holds(false, `${mode}: ${promise}`, again);
  await first.close();
  checks.say(`${mode}: ${totals.statements} statements, ${totals.refused} refused`);
}

async function step(
  checks: Checks,
  session: Session,
  draws: Draws,
  totals: { statements: number; refused: number; stored: number; taught: number },
  mode: string,
): Promise<void> {
  const { sql, stores, teaches, isOneModel, readsFirst } = draw(draws);
  totals.statements++;
  const again = [`-- beside other processes, in ${mode} mode`, sql];
  let rows: Row[];
  try {
    rows = await session.rows(sql);
  } catch (thrown) {
    totals.refused++;
    const { message } = thrown as Error;
    const isLocked = readsFirst && /locked|busy/i.test(message);
    const isMeant = isLocked || OVERTAKEN.some((pattern) => pattern.test(message));
    checks.holds(isMeant && unclear(message) === null, `${mode}: ${message}`, again);
    return;
  }
  if (stores) totals.stored++;
  if (teaches) totals.taught++;
  if (isOneModel)
    checks.holds(Number(rows[0].models) === 1, `${mode}: answers of ${rows[0].models} models`, again);
  else checks.passed++;
}
