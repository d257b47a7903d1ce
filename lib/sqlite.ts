// The SQLite that this Node has, for the command line and the tutorial: node:sqlite, else better-sqlite3 from
// the user's project or from beside us.

import { createRequire } from 'node:module';
import { join } from 'node:path';

/** INTEGER bigint, REAL number, TEXT string, BLOB Uint8Array, NULL null. */
export type Value = bigint | number | string | Uint8Array | null;
export type Row = { [column: string]: Value };

/** What node:sqlite and better-sqlite3 have in common. */
export interface Database {
  prepare(sql: string): Statement;
  exec(sql: string): void;
  loadExtension(file: string): void;
  close(): void;
}

interface Statement {
  all(...parameters: Value[]): Row[];
  run(...parameters: Value[]): unknown;
  /** node:sqlite: INTEGER is bigint. */
  setReadBigInts?(on: boolean): void;
  /** better-sqlite3: the same. */
  safeIntegers?(on: boolean): void;
}

/** node:sqlite loads extensions since Node 22.13. */
function hasNodeSqlite(): boolean {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** What openDatabase opens with; throws when there is nothing. */
export function nameOfSqlite(): string {
  if (hasNodeSqlite()) return 'node:sqlite';
  resolveBetterSqlite3();
  return 'better-sqlite3';
}

/** Opens `file`; one that isn't there is made, unless `isReadonly`. */
export function openDatabase(file: string, isReadonly: boolean): Database {
  const require = createRequire(import.meta.url);
  if (hasNodeSqlite()) {
    const { DatabaseSync } = quietly(() => require('node:sqlite'));
    return new DatabaseSync(file, { allowExtension: true, readOnly: isReadonly });
  }
  const BetterSqlite3 = require(resolveBetterSqlite3());
  return new BetterSqlite3(file, { readonly: isReadonly });
}

/** Node warns that node:sqlite is experimental, which is no news to who asked for a prediction. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

function resolveBetterSqlite3(): string {
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    try {
      return createRequire(from).resolve('better-sqlite3');
    } catch {
      // not installed there
    }
  }
  throw new Error(
    `this Node (${process.version}) has no SQLite that loads extensions; ` +
      'either use Node 22.13 or newer, or install better-sqlite3 in this folder: npm install better-sqlite3',
  );
}

/** The rows of one statement. */
export function rowsOf(db: Database, sql: string, parameters: Value[] = []): Row[] {
  const statement = db.prepare(sql);
  statement.setReadBigInts?.(true);
  statement.safeIntegers?.(true);
  return statement.all(...parameters).map((row) => ({ ...row }));
}

/** A number as SQLite shows it: a REAL has a point or an exponent, an INTEGER has neither. */
export function numberText(value: number | bigint): string {
  const text = String(value);
  return typeof value === 'number' && /^-?\d+$/.test(text) ? `${text}.0` : text;
}
