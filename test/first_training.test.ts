// Several processes that make the first training of a database at the same moment: each makes the tables that are
// missing, and every training is stored.

import { type ChildProcess, spawn } from 'node:child_process';
import test from 'tape';
import { withFile } from './host/file.ts';
import { betterSqlite3, library, path, run, value } from './host/index.ts';

const PROCESSES = 6;
/** Under WAL 4 rounds of 10 failed while every process made what was there; a rollback journal is slower, and never did. */
const ROUNDS: Record<string, number> = { WAL: 10, DELETE: 3 };

/** Opens the file of each line it reads and says so; trains on it at the next line, and says how that went. */
const PROGRAM = `
  const Database = require(${JSON.stringify(path('node_modules/better-sqlite3'))});
  let db = null;
  require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
    let said = 'ready';
    try {
      if (line !== 'go') {
        db = new Database(line, { timeout: 30000 });
        db.loadExtension(${JSON.stringify(library)});
      } else {
        const columns = "'classification', 'logistic_regression', 'd', 'target'";
        db.prepare("SELECT sqml_train('e" + process.pid + "', " + columns + ")").get();
        said = 'trained';
        db.close();
      }
    } catch (error) {
      said = error.message;
    }
    console.log(said);
  });`;

class Process {
  readonly #child: ChildProcess = spawn(process.execPath, ['-e', PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });

  /** The line that answers a line. */
  async ask(line: string): Promise<string> {
    const said = new Promise<string>((resolve) =>
      this.#child.stdout?.once('data', (data) => resolve(String(data).trim())),
    );
    this.#child.stdin?.write(`${line}\n`);
    return said;
  }

  end(): void {
    this.#child.stdin?.end();
  }
}

for (const [mode, rounds] of Object.entries(ROUNDS)) {
  test(`${mode}: the first training of a database succeeds in ${PROCESSES} processes at once`, async (t) => {
    const missing = betterSqlite3.isAvailable();
    if (missing !== null) return t.skip(missing);
    const processes = Array.from({ length: PROCESSES }, () => new Process());
    try {
      for (let round = 0; round < rounds; round++) {
        await withFile(async (file) => {
          const session = await betterSqlite3.open({ file });
          await run(
            session,
            `PRAGMA journal_mode = ${mode}`,
            `CREATE TABLE d AS WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)
             SELECT x, x % 3 AS y, x > 20 AS target FROM i`,
          );
          await Promise.all(processes.map((child) => child.ask(file)));
          const said = await Promise.all(processes.map((child) => child.ask('go')));
          const expected = Array(PROCESSES).fill('trained');
          if (String(said) !== String(expected)) t.deepEqual(said, expected, `round ${round}`);
          const kept = `SELECT count(DISTINCT m.id) || ' ' || count(DISTINCT r.id) || ' ' || count(DISTINCT d.id)
            FROM sqml_runs r JOIN sqml_models m ON m.run_id = r.id JOIN sqml_deployments d ON d.model_id = m.id
            JOIN sqml_metrics s ON s.model_id = m.id AND s.name = 'score'`;
          if ((await value(session, kept)) !== '6 6 6')
            t.equal(await value(session, kept), '6 6 6', 'all are stored');
          if ((await value(session, 'PRAGMA integrity_check')) !== 'ok') t.fail('integrity_check');
          await session.close();
        });
      }
      t.pass(`${rounds} rounds`);
    } finally {
      for (const child of processes) child.end();
    }
  });
}
