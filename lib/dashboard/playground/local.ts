// The transport of the playground: the database is in a worker of this page, and nothing of it leaves the page.
//
// A training can't be asked to stop inside the worker, so cancelling ends the worker and starts another: a database
// that the browser keeps is then as SQLite finds it, one in memory is as it was before the training.

import type { Query, Value } from '../query.ts';
import type { State, Table, Transport } from '../transport.ts';
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

  private constructor(name: string, version: string) {
    this.name = name;
    this.#version = version;
    this.#worker = this.#start();
  }

  static async open(name: string, version: string): Promise<Local> {
    const local = new Local(name, version);
    await local.#begin(false, null);
    return local;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
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

  async #begin(isNew: boolean, snapshot: Uint8Array | null): Promise<void> {
    this.isKept = (await this.#ask<Opened>({ kind: 'open', isNew, snapshot })).isKept;
  }

  async state(): Promise<State> {
    return {
      database: this.name,
      version: this.#version,
      rights: ['train', 'deploy', 'drop'],
      running: null,
    };
  }

  query({ sql, params }: Query): Promise<Table> {
    return this.#ask({ kind: 'query', sql, params });
  }

  async run(name: string, args: Value[]): Promise<Value> {
    if (!this.isKept) this.#before = await this.bytes();
    try {
      const sql = `SELECT ${name}(${args.map(() => '?').join(', ')}) AS value`;
      const { rows } = await this.#ask<Table>({ kind: 'query', sql, params: args });
      return rows[0].value;
    } finally {
      this.#before = null;
    }
  }

  async cancel(): Promise<void> {
    this.#worker.terminate();
    const before = this.#before;
    this.#giveUp('cancelled; the database is as it was before');
    this.#worker = this.#start();
    await this.#begin(false, before);
  }

  load(table: string, columns: string[], rows: (string | null)[][]): Promise<void> {
    return this.#ask({ kind: 'load', table, columns, rows });
  }

  /** Has another database instead; null: an empty one. */
  async replace(bytes: Uint8Array | null): Promise<void> {
    if (bytes !== null) return this.#ask({ kind: 'replace', bytes });
    this.#worker.terminate();
    this.#giveUp('another database is opened');
    this.#worker = this.#start();
    await this.#begin(true, null);
  }

  /** The database as a file. */
  bytes(): Promise<Uint8Array> {
    return this.#ask({ kind: 'bytes' });
  }
}
