// Many processes at the first use of a database: each does its first thing with sqml at the same moment, in WAL mode,
// where none has made the tables yet. All must succeed, for each waits for locks, and nothing is lost or twice there.

import { cli } from '../host/cli.ts';
import { withFile } from '../host/file.ts';
import type { Host, Session } from '../host/host.ts';
import { broken } from './broken.ts';
import { Checks } from './checks.ts';
import type { Budget, Tally } from './part.ts';
import { inProcess } from './subject.ts';

const PROCESSES = 6;
/** Of the short run, whatever the machine. */
const SHORT_ROUNDS = 12;
const WAIT_MS = 20_000;

const TABLE = `CREATE TABLE d AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)
  SELECT x, x % 3 AS y, x > 20 AS target FROM i`;
const TRAIN = "SELECT sqml_train('e', 'classification', 'linear_svc', 'd', 'target')";

/** What all do first, by round; % is the process's number. */
const FIRST: Record<string, string> = {
  'train an experiment each': TRAIN.replace("'e'", "'e%'"),
  'train one experiment': TRAIN,
  setup: 'SELECT sqml_setup()',
  load: "SELECT sqml_load_dataset('iris')",
  'set the clock': "SELECT sqml_clock('2026-01-02 03:04:05')",
};

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('first_use', budget);
  const hosts = [inProcess, cli].filter((host) => {
    const missing = host.isAvailable();
    if (missing !== null) checks.skip(missing);
    return missing === null;
  });
  let rounds = 0;
  for (; !checks.isLate() && (budget.isLong || rounds < SHORT_ROUNDS); rounds++) {
    const names = Object.keys(FIRST);
    const name = names[rounds % names.length];
    await withFile((file) => oneRound(checks, file, hosts, name));
  }
  checks.say(`${rounds} rounds of ${PROCESSES} processes`);
  return checks.tally;
}

async function oneRound(checks: Checks, file: string, hosts: Host[], name: string): Promise<void> {
  const first = await inProcess.open({ file });
  await first.rows('PRAGMA journal_mode = wal');
  await first.rows(TABLE);
  await first.close();
  const sessions: Session[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    const session = await hosts[i % hosts.length].open({ file });
    await session.rows(`PRAGMA busy_timeout = ${WAIT_MS}`);
    sessions.push(session);
  }
  const answers = await Promise.all(
    sessions.map((session, i) => answered(session, FIRST[name].replace('%', String(i)))),
  );
  const again = ['PRAGMA journal_mode = wal', TABLE, `-- in ${PROCESSES} processes at once: ${FIRST[name]}`];
  for (const { error } of answers)
    checks.holds(error === null, `'${name}' in ${PROCESSES} processes: ${error}`, again);
  const [session] = sessions;
  const made = answers.filter(({ error }) => error === null).length;
  if (name.startsWith('train')) {
    const [{ runs, models, active }] =
      await session.rows(`SELECT (SELECT count(*) FROM sqml_runs WHERE status = 'success') AS runs,
      (SELECT count(*) FROM sqml_models) AS models, (SELECT count(*) FROM sqml_deployments WHERE active) AS active`);
    const isKept = Number(runs) === made && Number(models) === made;
    checks.holds(isKept, `'${name}': ${made} trained, there are ${runs} runs and ${models} models`, again);
    const serving = name === 'train one experiment' ? 1 : made;
    checks.holds(Number(active) === serving, `'${name}': ${active} models serve`, again);
  }
  if (name === 'load') {
    const [{ n }] = await session.rows('SELECT count(*) AS n FROM dataset_iris');
    checks.holds(Number(n) === 150, `'${name}': ${n} rows`, again);
  }
  const after = await answered(session, TRAIN);
  checks.holds(after.error === null, `a training after '${name}': ${after.error}`, again);
  for (const promise of await broken((sql) => session.rows(sql)))
    checks.holds(false, `'${name}': ${promise}`, again);
  for (const each of sessions) await each.close();
}

async function answered(session: Session, sql: string): Promise<{ error: string | null }> {
  try {
    await session.rows(sql);
    return { error: null };
  } catch (thrown) {
    return { error: (thrown as Error).message };
  }
}
