// What the parts try sqml on: a connection in a process of its own, so that a crash, a hang or memory without end is
// an answer like any other, and the next statement finds a fresh process on the same database.

import { betterSqlite3 } from '../host/better_sqlite3.ts';
import { path, type Row, text, type Value } from '../host/host.ts';
import { type ProgramSession, programHost } from '../host/program.ts';

/** better-sqlite3 as a program. */
export const inProcess = programHost({
  name: 'better-sqlite3 in a process of its own',
  isAvailable: betterSqlite3.isAvailable,
  command: [process.execPath, path('test/host/node.js'), 'better-sqlite3'],
});

/** The rows of a statement, or what it said. */
export interface Answer {
  rows: Row[];
  error: string | null;
  /** Why the process is gone. */
  end?: 'crash' | 'slow';
}

export class Subject {
  #session: ProgramSession | null = null;
  /** What made the database in memory as it is: run again in a fresh process, and shown with a failure. */
  readonly #setup: string[] = [];

  constructor(
    /** A statement that takes longer is cut off. */
    readonly patienceMs: number,
    /** In memory when left out. */
    readonly file?: string,
  ) {}

  /** One statement. */
  async ask(sql: string): Promise<Answer> {
    this.#session ??= await this.#open();
    const session = this.#session;
    let isSlow = false;
    const timer = setTimeout(() => {
      isSlow = true;
      session.process.child.kill('SIGKILL');
    }, this.patienceMs);
    try {
      return { rows: await session.rows(sql), error: null };
    } catch (thrown) {
      const error = (thrown as Error).message;
      if (session.process.child.exitCode === null && session.process.child.signalCode === null)
        return { rows: [], error };
      this.#session = null;
      return { rows: [], error: isSlow ? 'too slow' : error, end: isSlow ? 'slow' : 'crash' };
    } finally {
      clearTimeout(timer);
    }
  }

  /** One statement that can't fail. */
  async rows(sql: string): Promise<Row[]> {
    const { rows, error } = await this.ask(sql);
    if (error !== null) throw new Error(`${error}: ${sql.slice(0, 500)}`);
    return rows;
  }

  /** The first column of the first row of one that can't fail. */
  async value(sql: string): Promise<Value> {
    return Object.values((await this.rows(sql))[0] ?? { nothing: null })[0];
  }

  /** Runs statements that later ones need. */
  async prepare(...statements: string[]): Promise<void> {
    for (const sql of statements) {
      await this.rows(sql);
      this.#setup.push(sql);
    }
  }

  /** Forgets what is there, for statements that need nothing of it. */
  async renew(): Promise<void> {
    await this.close();
    this.#setup.length = 0;
  }

  async close(): Promise<void> {
    await this.#session?.close();
    this.#session = null;
  }

  async #open(): Promise<ProgramSession> {
    const session = await inProcess.open({ file: this.file });
    for (const sql of this.file === undefined ? this.#setup : []) await session.rows(sql);
    return session;
  }
}

/** What sqml_train is asked for. */
export interface Asked {
  experiment: string;
  type: string;
  algorithm: string;
  /** A table, or one SELECT. */
  dataset: string;
  target?: string;
  options?: object;
}

export function trainSql({ experiment, type, algorithm, dataset, target = 'target', options = {} }: Asked) {
  const args = [experiment, type, algorithm, dataset, target, JSON.stringify(options)];
  return `SELECT sqml_train(${args.map(text).join(', ')})`;
}
