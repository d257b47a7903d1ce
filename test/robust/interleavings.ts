// Two connections on one file, one step of the second between any two statements of the first, statements inside of
// sqml's functions among them: each pair of things that one does with sqml, at each such place, in WAL and in rollback
// mode, on a database with two models and on one that never saw sqml.
//
// The two must have come one after the other: what both answered, and all that the sqml_ tables then hold, is as when
// one had ended before the other began, in either order. A side may be refused instead, because of a lock or of what
// the other did; then all is as if it had not been, but for a failed run.
//
// test/native/gate.c makes the second connection act.

import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';
import { compiler, run as execute, SQLITE } from '../../lib/build/compile.ts';
import { blob, library, path, text } from '../host/host.ts';
import { Draws } from '../random.ts';
import { broken } from './broken.ts';
import { Checks, unclear } from './checks.ts';
import type { Budget, Tally } from './part.ts';

const require = createRequire(import.meta.url);

/** Of the short run, whatever the machine. */
const SHORT_PAIRS = 140;
/** A side that a lock or the other's work refused. */
const REFUSED = /locked|busy|another connection|other process|meanwhile|changed|stale|again/i;

const DATA = 'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 60)';
const CLOCK = "SELECT sqml_clock('2026-01-02 03:04:05')";

const train = (experiment: string, options: object) =>
  `SELECT sqml_train(${text(experiment)}, 'classification', 'linear_svc', 'd', 'target', '${JSON.stringify(options)}')`;

/** What one does with sqml, where experiment `e` has models 1 and 2, and 2 serves. */
function actions(model: string): Record<string, string> {
  return {
    'train a better one': train('e', { C: 1 }),
    'train a worse one': train('e', { C: 1e-9, random_state: 4 }),
    'train and deploy': train('e', { C: 1e-9, deploy: true }),
    'train another': train('other', { C: 0.5 }),
    'train on nothing': `SELECT sqml_train('e', 'classification', 'svc', 'SELECT 1 AS x, 1 AS target', 'target')`,
    'train a regression': `SELECT sqml_train('e', 'regression', 'linear_regression', 'd', 'target')`,
    'train a search': train('e', { search: 'grid', params: { C: [0.1, 1] }, cv: 2 }),
    retrain: 'SELECT sqml_retrain(1)',
    'deploy the best': "SELECT sqml_deploy('e', 'best_score')",
    'deploy the newest': "SELECT sqml_deploy('e', 'most_recent')",
    'roll back': "SELECT sqml_deploy('e', 'rollback')",
    'deploy 1': "SELECT sqml_deploy('e', 1)",
    'drop 1': 'SELECT sqml_drop_model(1)',
    'drop 2, which serves': 'SELECT sqml_drop_model(2, 1)',
    'drop all': "SELECT sqml_drop_experiment('e')",
    import: `SELECT sqml_import_model('e', ${model})`,
    'import as another': `SELECT sqml_import_model('other', ${model})`,
    'copy a model': "SELECT sqml_import_model('copy', (SELECT data FROM sqml_models WHERE id = 1))",
    export: "SELECT hex(sqml_export_model('e'))",
    predict: "SELECT group_concat(sqml_predict('e', x, y)) FROM d",
    'predict a table': "SELECT group_concat(prediction) FROM sqml_predictions('e', 'd')",
    evaluate: "SELECT group_concat(metric || value) FROM sqml_evaluate('e')",
    matrix: "SELECT group_concat(actual || predicted || count) FROM sqml_confusion_matrix('e')",
    load: "SELECT sqml_load_dataset('iris')",
    setup: 'SELECT sqml_setup()',
    'stop the clock': "SELECT sqml_clock('2026-01-02 03:04:06')",
    'change a row': 'UPDATE d SET x = x + 1 WHERE x = 60',
  };
}

/** On a database that never saw sqml, these can be the first. */
const FIRST = ['train another', 'import as another', 'load', 'setup', 'stop the clock', 'train on nothing'];

/** The tables, without what a refused side may leave; TIME is when, where a clock makes it the same in each run. */
const STATE = [
  'SELECT id, name, prediction_type FROM sqml_experiments',
  "SELECT id, TIME, experiment_id, status, algorithm, options FROM sqml_runs WHERE status <> 'failed'",
  'SELECT id, run_id, digest, TIME FROM sqml_models',
  "SELECT model_id, name, value FROM sqml_metrics WHERE name NOT LIKE '%_time' ORDER BY 1, 2",
  'SELECT experiment_id, model_id, active, reason FROM sqml_deployments',
  'SELECT run_id, options, mean FROM sqml_trials',
  "SELECT name, value FROM sqml_settings WHERE name <> 'x'",
  'SELECT sum(x) FROM d',
];

type Database = BetterSqlite3.Database;

/** What came of two actions: both answers, null for one that was not asked, and the tables. */
interface Outcome {
  a: string | null;
  b: string | null;
  state: string;
}

class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'sqml-interleave-'));
  readonly #gate = path('build/robust/gate.so');
  readonly #template = join(this.folder, 'template.db');
  readonly #file = join(this.folder, 'test.db');
  /** The clock stands still. */
  #isTimed = false;

  build(): void {
    mkdirSync(path('build/robust'), { recursive: true });
    const position = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
    const source = path('test/native/gate.c');
    execute(compiler(), ['-shared', '-fPIC', '-O1', ...position, `-I${SQLITE}`, source, '-o', this.#gate]);
  }

  open(file = this.#file): Database {
    const db = new (require('better-sqlite3') as typeof BetterSqlite3)(file, { timeout: 0 });
    db.loadExtension(library);
    db.pragma('synchronous = OFF'); // nobody pulls the plug here
    return db;
  }

  /** The database that each run begins with. */
  prepare(mode: string, statements: string[]): void {
    for (const file of [this.#template, `${this.#template}-wal`, `${this.#template}-shm`])
      rmSync(file, { force: true });
    this.#isTimed = statements.includes(CLOCK);
    const db = this.open(this.#template);
    db.pragma(`journal_mode = ${mode}`);
    for (const sql of statements) ask(db, sql);
    db.close();
  }

  /** A side alone, or one after the other; null: nothing. */
  async after(a: string, b: string | null, isFirstB = false): Promise<Outcome> {
    const db = this.#fresh();
    const outcome: Outcome = { a: null, b: null, state: '' };
    if (b !== null && isFirstB) outcome.b = this.#other(b);
    outcome.a = ask(db, a);
    if (b !== null && !isFirstB) outcome.b = this.#other(b);
    outcome.state = stateOf(db, this.#isTimed);
    db.close();
    return outcome;
  }

  /** b before the n-th statement of a; `count` is how many there were. */
  async at(a: string, b: string, n: number): Promise<Outcome & { count: number; promises: string[] }> {
    const db = this.#fresh();
    db.loadExtension(this.#gate);
    ask(db, `SELECT gate_open(${text(this.#file)}, ${text(library)})`);
    db.prepare('SELECT gate_at(?, ?)').get(n, b);
    const answer = ask(db, a);
    const count = (db.prepare('SELECT gate_count()').pluck().get() as number) - 1;
    const said = db.prepare('SELECT gate_answer()').pluck().get() as string | null;
    const state = stateOf(db, this.#isTimed);
    const hasTables = tablesOf(db).includes('sqml_runs');
    const promises = hasTables ? await broken(async (sql) => db.prepare(sql).all() as never) : [];
    db.close();
    return { a: answer, b: said, state, count, promises };
  }

  #other(sql: string): string {
    const db = this.open();
    try {
      return ask(db, sql);
    } finally {
      db.close();
    }
  }

  #fresh(): Database {
    for (const end of ['', '-wal', '-shm', '-journal']) rmSync(this.#file + end, { force: true });
    copyFileSync(this.#template, this.#file);
    if (existsSync(`${this.#template}-wal`)) throw new Error('the template was not closed');
    return this.open();
  }
}

/** As gate.c writes it. */
function ask(db: Database, sql: string): string {
  try {
    const statement = db.prepare(sql);
    if (!statement.reader) {
      statement.run();
      return '';
    }
    return (statement.raw(true).all() as unknown[][])
      .map((row) => `${row.map((cell) => cell ?? 'NULL').join('|')}\n`)
      .join('');
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
}

function tablesOf(db: Database): string[] {
  return db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
}

function stateOf(db: Database, isTimed: boolean): string {
  const time = isTimed ? 'created_at' : 'NULL';
  return STATE.map((sql) => ask(db, sql.replace('TIME', time)).replace(/^error: no such table.*/, '')).join(
    '',
  );
}

function isError(answer: string | null): boolean {
  return answer?.startsWith('error: ') === true;
}

/** Null, or why an outcome is none that one after the other has. */
function wrong(got: Outcome, serial: Outcome[], alone: { a: Outcome; b: Outcome }): string | null {
  const answers = (outcome: Outcome) => `${outcome.a}\u0000${outcome.b}`;
  if (serial.some((each) => each.state === got.state && answers(each) === answers(got))) return null;
  for (const [side, other] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const message = got[side];
    if (message === null || !isError(message)) continue;
    const said = message.replace('error: ', '');
    const isClear = unclear(said) === null || /^database (is|table is|schema is) locked/.test(said);
    if (!isClear) return `${side} is refused unclearly: ${said}`;
    const isMeant = REFUSED.test(said) || serial.some((each) => isError(each[side]));
    if (!isMeant) return `${side} is refused, which it is in neither order: ${said}`;
    if (got.state === alone[other].state && (got[other] === alone[other][other] || isError(got[other])))
      return null;
    if (isError(got[other]) && got.state === alone[side].state) return null;
  }
  return `${shown(got, serial[0])}; not so where a comes first: ${shown(serial[0], got)}; or b: ${shown(serial[1], got)}`;
}

/** Both answers, and the first lines of the state that another outcome hasn't. */
function shown({ a, b, state }: Outcome, other: Outcome): string {
  const theirs = new Set(other.state.split('\n'));
  const own = state.split('\n').filter((line) => !theirs.has(line));
  const short = (answer: string | null) =>
    answer
      ?.replace(/.*(?="deployed"|"model_id")/, '')
      .trim()
      .slice(0, 120);
  return `a ${short(a)}, b ${short(b)}, alone in its tables ${JSON.stringify(own.slice(0, 3))}`;
}

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('interleavings', budget);
  const bench = new Bench();
  try {
    bench.build();
    for (const mode of ['wal', 'delete']) await allPairs(checks, bench, mode, mode === 'wal' ? 0.75 : 1);
  } finally {
    rmSync(bench.folder, { recursive: true });
  }
  return checks.tally;
}

async function allPairs(checks: Checks, bench: Bench, mode: string, share: number): Promise<void> {
  const { seed, isLong } = checks.budget;
  const table = `CREATE TABLE d AS ${DATA} SELECT x, x * 7 % 11 AS y, x / 21 AS target FROM i`;
  const setup = [table, CLOCK, train('e', { C: 1e-9 }), train('e', { C: 0.01, deploy: true })];
  bench.prepare(mode, setup);
  const db = bench.open(join(bench.folder, 'template.db'));
  const model = blob(db.prepare('SELECT data FROM sqml_models WHERE id = 1').pluck().get() as Uint8Array);
  db.close();
  const all = actions(model);
  const names = Object.keys(all);
  const pairs = names.flatMap((a) => names.map((b) => ({ a, b, isFirst: false })));
  const first = FIRST.flatMap((a) => FIRST.map((b) => ({ a, b, isFirst: true })));
  const draws = new Draws(seed);
  const some = isLong ? pairs : draws.some(pairs, SHORT_PAIRS);
  // In a drawn order, for time may end it anywhere.
  const chosen = draws.some([...first, ...some], first.length + some.length);
  let [tried, places] = [0, 0];
  let isPrepared = true;
  for (const { a, b, isFirst } of chosen) {
    if (checks.isLate(share)) break;
    if (isPrepared === isFirst) bench.prepare(mode, isFirst ? [table] : setup);
    isPrepared = !isFirst;
    tried++;
    const alone = { a: await bench.after(all[a], null), b: await swapped(bench.after(all[b], null)) };
    const serial = [await bench.after(all[a], all[b]), await bench.after(all[a], all[b], true)];
    for (let n = 1, count = 1; n <= count; n++) {
      const got = await bench.at(all[a], all[b], n);
      count = got.count;
      if (got.b === null) break; // this time a had fewer
      places++;
      const what = `${mode}${isFirst ? ', first' : ''}: '${a}' with '${b}' before its statement ${n}`;
      const again = [
        `PRAGMA journal_mode = ${mode}`,
        ...(isFirst ? [table] : setup),
        `SELECT gate_open('this file', 'sqml')`,
        `SELECT gate_at(${n}, ${text(all[b].slice(0, 200))})`,
        all[a].slice(0, 300),
        'SELECT gate_answer()',
      ];
      const why = wrong(got, serial, alone);
      checks.holds(why === null, `${what}: ${why}`, again);
      checks.holds(got.promises.length === 0, `${what}: ${got.promises.join('; ')}`, again);
    }
  }
  checks.say(`${mode}: ${tried} of ${chosen.length} pairs, ${places} places`);
}

/** The outcome of b alone, with its answer as b's. */
async function swapped(outcome: Promise<Outcome>): Promise<Outcome> {
  const { a, state } = await outcome;
  return { a: null, b: a, state };
}
