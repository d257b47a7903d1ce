// Connections that only read, a few threads of them, so that a long question doesn't keep the short ones waiting.

import type { Row, Value } from '../../sqlite.ts';
import { Connection } from '../connection.ts';

const THREADS = 2;

interface Reader {
  connection: Connection;
  /** Resolves when all that it was asked is answered. */
  last: Promise<unknown>;
  waiting: number;
}

export class Readers {
  readonly #readers: Reader[];

  private constructor(connections: Connection[]) {
    this.#readers = connections.map((connection) => ({ connection, last: Promise.resolve(), waiting: 0 }));
  }

  static async open(file: string): Promise<Readers> {
    const connections: Connection[] = [];
    for (let i = 0; i < THREADS; i++) connections.push(await Connection.open(file, { isReadonly: true }));
    return new Readers(connections);
  }

  /** The rows of one SELECT. */
  rows(sql: string, parameters: Value[]): Promise<Row[]> {
    // The connection is read-only; this keeps from it what reaches other files: ATTACH, VACUUM INTO, PRAGMA.
    if (!/^\s*(SELECT|WITH)\b/i.test(sql)) throw new Error('only a SELECT can be asked here');
    const reader = this.#readers.reduce((a, b) => (b.waiting < a.waiting ? b : a));
    reader.waiting++;
    const answer = reader.last.then(() => reader.connection.rows(sql, ...parameters));
    reader.last = answer.catch(() => {}).finally(() => reader.waiting--);
    return answer;
  }

  async close(): Promise<void> {
    for (const { connection } of this.#readers) await connection.close();
  }
}
