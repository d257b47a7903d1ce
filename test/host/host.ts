// What a test asks of a host: a connection with sqml on it that runs one statement at a time.
//
// Values keep SQLite's type, so that a test can tell 1 from 1.0:
//   INTEGER bigint · REAL number · TEXT string · BLOB Uint8Array · NULL null

import { fileURLToPath } from 'node:url';

export type Value = bigint | number | string | Uint8Array | null;
export type Row = Record<string, Value>;

export interface Session {
  /** The rows of one statement; rejects with SQLite's message when it fails. */
  rows(sql: string): Promise<Row[]>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** The database's file; in memory when left out. */
  file?: string;
  isReadonly?: boolean;
}

export interface Host {
  name: string;
  /** Null, or why not and how to get it. */
  isAvailable(): string | null;
  open(options?: OpenOptions): Promise<Session>;
  /** Sessions on one file see each other; else each works on a copy of the file. */
  sharesFiles: boolean;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path inside the project. */
export function path(name: string): string {
  return root + name;
}

const SUFFIXES: Record<string, string> = { darwin: 'dylib', win32: 'dll' };

/** The extension under test; SQML_LIBRARY names another build of it. */
export const library = process.env.SQML_LIBRARY ?? path(`dist/sqml.${SUFFIXES[process.platform] ?? 'so'}`);

/** The engine that the extension was made from; SQML_WASM names another. */
export const wasm = process.env.SQML_WASM ?? path('build/sqml.wasm');

/** Text as an SQL literal. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** Bytes as an SQL literal. */
export function blob(bytes: Uint8Array): string {
  return `X'${Buffer.from(bytes).toString('hex')}'`;
}

/** Any text as an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The first column of the first row. */
export async function value(session: Session, sql: string): Promise<Value> {
  const [row] = await session.rows(sql);
  return row === undefined ? null : Object.values(row)[0];
}

/** The first column of the first row, parsed as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: JSON is whatever the test then says it is
export async function json(session: Session, sql: string): Promise<any> {
  return JSON.parse((await value(session, sql)) as string);
}

/** The message with which the statement fails; rejects when it succeeds. */
export async function error(session: Session, sql: string): Promise<string> {
  let rows: Row[];
  try {
    rows = await session.rows(sql);
  } catch (thrown) {
    return (thrown as Error).message;
  }
  const got = Object.values(rows[0] ?? {})[0];
  throw new Error(`no error, but ${rows.length} rows, first ${got}: ${sql.slice(0, 200)}`);
}

/** Runs statements that return nothing of interest. */
export async function run(session: Session, ...statements: string[]): Promise<void> {
  for (const sql of statements) await session.rows(sql);
}
