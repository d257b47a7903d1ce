// A connection to a database of models, with sqml loaded, whose work is done in worker.ts's thread.

import { Worker } from 'node:worker_threads';
import { nameOfSqlite, type Row, type Value } from '../sqlite.ts';
import type { Answer, Request } from './worker.ts';

export class Connection {
  readonly #worker = new Worker(new URL(import.meta.url));

  /** Opens the database, runs `body` and closes it. */
  static async with<T>(
    file: string,
    options: { isReadonly: boolean },
    body: (connection: Connection) => Promise<T>,
  ): Promise<T> {
    const connection = await Connection.open(file, options);
    try {
      return await body(connection);
    } finally {
      await connection.close();
    }
  }

  /** Opens the database; who calls closes it. */
  static async open(file: string, options: { isReadonly: boolean }): Promise<Connection> {
    nameOfSqlite(); // throws when there is none
    const connection = new Connection();
    try {
      await naming(file, connection.#ask({ kind: 'open', file, ...options }));
      return connection;
    } catch (thrown) {
      await connection.close();
      throw thrown;
    }
  }

  async close(): Promise<void> {
    await this.#ask({ kind: 'close' });
  }

  /** One request at a time, so the next answer is its answer. */
  #ask(request: Request): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      this.#worker.once('error', reject);
      this.#worker.once('message', (answer: Answer) => {
        this.#worker.off('error', reject);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.result);
      });
      this.#worker.postMessage(request);
    });
  }

  rows(sql: string, ...parameters: Value[]): Promise<Row[]> {
    return this.#ask({ kind: 'rows', sql, parameters });
  }

  async execute(sql: string): Promise<void> {
    await this.#ask({ kind: 'execute', sql });
  }

  /** Runs the statement once for each list of parameters, all or none. */
  async each(sql: string, lists: Value[][]): Promise<void> {
    await this.#ask({ kind: 'each', sql, lists });
  }
}

/** Has the file's name in what goes wrong. */
export async function naming<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw new Error(`${file}: ${(thrown as Error).message}`);
  }
}

/** Any text as an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
