// The transport of the playground: the database is in a worker of this page, and nothing of it leaves the page.
//
// A training can't be asked to stop inside the worker, so cancelling ends the worker and starts another: a database
// that the browser keeps is then as SQLite finds it, one in memory is as it was before the training.

import { callText, type Query, type Value } from '../query.ts';
import { RIGHTS } from '../rights.ts';
import type { Progress, State, Table, Transport } from '../transport.ts';
import type { Answer, Opened, Request } from './protocol.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export class Local implements Transport {
  /** The database's file, as it is saved. */
  name: string;
  isKept = false;
  readonly #version: string;
  #worker: Worker;
  #waiting = new Map<number, Waiting>();
  #last = 0;
  /** What a database in memory was before what runs. */
  #before: Uint8Array | null = null;
  #running: { text: string; since: number; progress: Progress | null } | null = null;

  private constructor(name: string, version: string) {
    this.name = name;
    this.#version = version;
    this.#worker = this.#start();
  }

  static async open(name: string, version: string): Promise<Local> {
    const local = new Local(name, version);
    await local
      .#ask<Opened>({ kind: 'open', isNew: false, isAgain: false, snapshot: null })
      .then(({ isKept }) => {
        local.isKept = isKept;
      });
    return local;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if ('progress' in data) {
        if (this.#running !== null) this.#running.progress = data.progress;
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('error' in data) waiting?.reject(new Error(data.error));
      else waiting?.resolve(data.result);
    });
    worker.addEventListener('error', (event) => this.#giveUp(`the worker ended: ${event.message}`));
    return worker;
  }

  #giveUp(why: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(why));
    this.#waiting.clear();
  }

  #ask<T>(request: Request): Promise<T> {
    const id = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#worker.postMessage([id, request]);
    });
  }

  /** Goes on with another worker; `why` is said to who waits for the one before. */
  async #beginAgain(why: string, isNew: boolean): Promise<void> {
    const wasKept = this.isKept;
    const snapshot = isNew ? null : this.#before;
    this.#worker.terminate();
    this.#giveUp(why);
    this.#worker = this.#start();
    this.isKept = (await this.#ask<Opened>({ kind: 'open', isNew, isAgain: wasKept, snapshot })).isKept;
    if (wasKept && !this.isKept)
      throw new Error('the browser still holds the database; load this page again');
  }

  async state(): Promise<State> {
    const running = this.#running;
    return {
      database: this.name,
      version: this.#version,
      rights: [...new Set(Object.values(RIGHTS))],
      running: running && {
        text: running.text,
        seconds: (performance.now() - running.since) / 1000,
        progress: running.progress,
      },
    };
  }

  query({ sql, params }: Query): Promise<Table> {
    return this.#ask({ kind: 'query', sql, params });
  }

  async run(name: string, args: Value[]): Promise<Value> {
    this.#running = { text: callText(name, args), since: performance.now(), progress: null };
    try {
      if (!this.isKept) this.#before = await this.bytes();
      const sql = `SELECT ${name}(${args.map(() => '?').join(', ')}) AS value`;
      const { rows } = await this.#ask<Table>({ kind: 'query', sql, params: args });
      return rows[0].value;
    } finally {
      this.#before = null;
      this.#running = null;
    }
  }

  cancel(): Promise<void> {
    return this.#beginAgain('cancelled; the database is as it was before', false);
  }

  load(table: string, columns: string[], rows: (string | null)[][]): Promise<void> {
    return this.#ask({ kind: 'load', table, columns, rows });
  }

  /** Has another database instead; null: an empty one. */
  async replace(bytes: Uint8Array | null): Promise<void> {
    if (bytes !== null) await this.#ask({ kind: 'replace', bytes });
    else await this.#beginAgain('another database is opened', true);
  }

  /** The database as a file. */
  bytes(): Promise<Uint8Array> {
    return this.#ask({ kind: 'bytes' });
  }
}
