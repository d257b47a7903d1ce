// sqml in the browser: every SQL function on a connection of @sqlite.org/sqlite-wasm.
//
//   import sqlite3InitModule from '@sqlite.org/sqlite-wasm';
//   import { register } from 'sqml/browser';
//
//   const sqlite3 = await sqlite3InitModule();
//   const db = new sqlite3.oo1.DB();
//   await register(sqlite3, db);
//   db.selectValue("SELECT sqml_load_dataset('iris')");
//
// Works on the main thread and in a worker, with any VFS (memory, OPFS), where SQLite itself runs: a connection
// that lives in another thread is registered there. A training blocks its thread, so a page that must stay
// responsive trains in a worker.
//
// Promises: the same results, errors and model bytes as the loadable extension's; nothing is fetched before the
// first call; two files are, once for all connections, from beside this one: sqml.wasm and datasets.bin. Bundlers
// find them by the `new URL(..., import.meta.url)` below.

import { catalog } from './catalog.ts';
import { type Engine, registerOn, type Sqlite3 } from './host/sqlite_wasm.ts';

/** What `sqlite3InitModule()` resolves to. */
export interface SqliteModule {
  readonly wasm: object;
  readonly capi: object;
}

/** A connection: a `DB` of `sqlite3.oo1` or one of its VFS classes. */
export interface SqliteConnection {
  /** The sqlite3*; not there when the database is closed. */
  readonly pointer?: unknown;
}

/** Where a file is, or what it holds. */
export type Source = URL | string | Response | ArrayBuffer | Uint8Array;

/** What to load instead of the files beside this one. */
export interface Sources {
  /** sqml.wasm, also compiled. */
  wasm?: Source | WebAssembly.Module;
  /** datasets.bin, the bundled datasets. */
  datasets?: Source;
}

/**
 * The compiled engine and its datasets: for any number of connections, and for other threads, since
 * `postMessage` passes it on without compiling it again.
 */
export type { Engine };

/** What the files begin with, so that an error page isn't taken for one. */
const WASM_MAGIC = '\0asm';
const DATASETS_MAGIC = 'SQMD';

let bundled: Promise<Engine> | null = null;

/**
 * Loads and compiles the engine; without sources, once, whoever asks.
 * Rejects when a file isn't there or isn't what it should be; the next call then tries again.
 */
export function loadEngine(sources: Sources = {}): Promise<Engine> {
  if (sources.wasm !== undefined || sources.datasets !== undefined) return load(sources);
  bundled ??= load(sources).catch((reason) => {
    bundled = null;
    throw reason;
  });
  return bundled;
}

/**
 * Registers every function of sqml, value and table functions, on a connection, or on an sqlite3* as a number.
 * The third argument is an engine of `loadEngine`, or says where to load one from.
 */
export async function register(
  sqlite3: SqliteModule,
  db: SqliteConnection | number,
  from: Engine | Sources = {},
): Promise<void> {
  const engine = 'module' in from ? from : await loadEngine(from);
  const pointer = typeof db === 'object' ? db.pointer : db;
  if (typeof pointer !== 'number') throw new Error('sqml: the database is not open');
  registerOn(sqlite3 as Sqlite3, pointer, engine);
}

async function load({ wasm, datasets }: Sources): Promise<Engine> {
  const [module, bytes] = await Promise.all([
    compiled(wasm ?? new URL('./sqml.wasm', import.meta.url)),
    bytesOf(datasets ?? new URL('./datasets.bin', import.meta.url), DATASETS_MAGIC),
  ]);
  const exported = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const missing = catalog.filter(({ name }) => !exported.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    throw new Error(`sqml: sqml.wasm is of another version than browser.js: it lacks ${missing.join(', ')}`);
  }
  return { module, datasets: bytes };
}

/** Compiles while it downloads, where the server names the type that this needs. */
async function compiled(source: Source | WebAssembly.Module): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const got = await fetched(source);
  const isStream = got instanceof Response && got.headers.get('content-type') === 'application/wasm';
  if (isStream) return WebAssembly.compileStreaming(got);
  return WebAssembly.compile((await bytesOf(got, WASM_MAGIC)) as BufferSource);
}

async function bytesOf(source: Source, magic: string): Promise<Uint8Array> {
  const got = await fetched(source);
  const bytes = got instanceof Uint8Array ? got : new Uint8Array(await bufferOf(got));
  const start = String.fromCharCode(...bytes.subarray(0, magic.length));
  if (start !== magic) {
    const where = got instanceof Response ? got.url : 'what was given';
    throw new Error(`sqml: ${where} must begin with ${JSON.stringify(magic)}, got ${JSON.stringify(start)}`);
  }
  return bytes;
}

function bufferOf(got: Response | ArrayBuffer): ArrayBuffer | Promise<ArrayBuffer> {
  return got instanceof Response ? got.arrayBuffer() : got;
}

/** What a URL leads to; anything else as it is. */
async function fetched(source: Source): Promise<Response | ArrayBuffer | Uint8Array> {
  const isUrl = typeof source === 'string' || source instanceof URL;
  const got = isUrl ? await fetch(source) : source;
  if (got instanceof Response && !got.ok) throw new Error(`sqml: ${got.url} answers ${got.status}`);
  return got;
}
