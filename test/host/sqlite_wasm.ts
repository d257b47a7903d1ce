// @sqlite.org/sqlite-wasm in Node, with the same engine as a .wasm beside it: what a browser has.

import { existsSync, readFileSync } from 'node:fs';
import init, { type Database, type PreparedStatement, type Sqlite3Static } from '@sqlite.org/sqlite-wasm';
import { packDatasets } from '../../lib/build/datasets.ts';
import { registerOn, type Sqlite3 } from '../../lib/host/sqlite_wasm.ts';
import { type Host, type OpenOptions, path, type Row, type Session, type Value, wasm } from './host.ts';

export const sqliteWasm: Host = {
  name: 'sqlite-wasm',
  sharesFiles: false,
  isAvailable: () => (existsSync(wasm) ? null : `${wasm} is not there; npm run build`),
  async open(options = {}) {
    started ??= init();
    const sqlite3 = await started;
    engine ??= {
      module: await WebAssembly.compile(readFileSync(wasm)),
      datasets: packDatasets(path('datasets')),
    };
    return new WasmSession(sqlite3, engine, options);
  },
};

/** Statements that fail are the tests' business; sqlite-wasm would print each. */
Object.assign(globalThis, { sqlite3ApiConfig: { warn: () => {} } });

let started: Promise<Sqlite3Static> | undefined;
let engine: { module: WebAssembly.Module; datasets: Uint8Array } | undefined;

class WasmSession implements Session {
  readonly db: Database;

  constructor(
    readonly sqlite3: Sqlite3Static,
    engine: { module: WebAssembly.Module; datasets: Uint8Array },
    { file, isReadonly = false }: OpenOptions,
  ) {
    this.db = new sqlite3.oo1.DB(':memory:');
    const { pointer } = this.db;
    if (pointer === undefined) throw new Error('the database is closed');
    if (file !== undefined) this.#deserialize(pointer, new Uint8Array(readFileSync(file)), isReadonly);
    registerOn(sqlite3 as unknown as Sqlite3, pointer as unknown as number, engine);
  }

  #deserialize(
    pointer: Parameters<Sqlite3Static['capi']['sqlite3_deserialize']>[0],
    bytes: Uint8Array,
    isReadonly: boolean,
  ): void {
    const { capi, wasm } = this.sqlite3;
    const flags = isReadonly ? capi.SQLITE_DESERIALIZE_READONLY : capi.SQLITE_DESERIALIZE_RESIZEABLE;
    const copy = wasm.allocFromTypedArray(bytes);
    const code = capi.sqlite3_deserialize(
      pointer,
      'main',
      copy,
      bytes.length,
      bytes.length,
      flags | capi.SQLITE_DESERIALIZE_FREEONCLOSE,
    );
    if (code !== 0) throw new Error(`sqlite3_deserialize answers ${code}`);
  }

  async rows(sql: string): Promise<Row[]> {
    const rows: Row[] = [];
    try {
      const statement = this.db.prepare(sql);
      try {
        while (statement.step()) rows.push(this.#row(statement));
      } finally {
        statement.finalize();
      }
    } catch (thrown) {
      throw new Error((thrown as Error).message.replace(/^SQLITE_\w+: sqlite3 result code \d+: /, ''));
    }
    return rows;
  }

  #row(statement: PreparedStatement): Row {
    const { capi } = this.sqlite3;
    const row: Row = {};
    for (let c = 0; c < statement.columnCount; c++) {
      const isInteger = capi.sqlite3_column_type(statement.pointer as never, c) === capi.SQLITE_INTEGER;
      const got = statement.get(c) as Value | number;
      row[statement.getColumnName(c) as string] = isInteger ? BigInt(got as number) : got;
    }
    return row;
  }

  async close(): Promise<void> {
    this.db.close();
  }
}
