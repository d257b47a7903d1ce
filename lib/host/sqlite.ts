// SQLite in its own WASM memory, as @sqlite.org/sqlite-wasm gives it: raw functions, bytes, strings, codes.

import { Memory } from './memory.ts';

export const SQLITE_ERROR = 1;
export const SQLITE_BUSY_SNAPSHOT = 517;
export const SQLITE_INTERNAL = 2;
export const SQLITE_NOMEM = 7;
export const SQLITE_INTERRUPT = 9;
export const SQLITE_TOOBIG = 18;
export const SQLITE_CONSTRAINT = 19;
export const SQLITE_ROW = 100;
export const SQLITE_DONE = 101;
export const SQLITE_LIMIT_LENGTH = 0;
export const SQLITE_UTF8 = 1;
export const SQLITE_TRANSIENT = -1;
export const SQLITE_INNOCUOUS = 0x200000;
export const SQLITE_DIRECTONLY = 0x80000;
export const SQLITE_VTAB_INNOCUOUS = 2;
export const SQLITE_VTAB_DIRECTONLY = 3;
export const SQLITE_INDEX_CONSTRAINT_EQ = 2;

export type Raw = (...values: (number | bigint)[]) => number;

/** What these hosts use of the object that sqlite3InitModule() gives. */
export interface Sqlite3 {
  wasm: {
    exports: Record<string, unknown> & { memory?: WebAssembly.Memory };
    memory?: WebAssembly.Memory;
    heap8u(): Uint8Array;
    installFunction(signature: string, f: (...values: number[]) => unknown): number;
    uninstallFunction(pointer: number): unknown;
  };
  capi: {
    /** Not there when SQLite was built without virtual tables. */
    sqlite3_vtab_config?(db: number, option: number, value: number): number;
  };
}

/** How a call leaves the engine: an SQL error, or with code 0 a JSON result. */
export class Left extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export function encoded(text: string): Uint8Array {
  return encoder.encode(text);
}

export function decoded(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** SQLite's functions and memory. */
export class Sqlite {
  /** The raw exports, which are ten times faster than the wrappers of `capi`. */
  readonly raw: Record<string, Raw>;
  readonly memory: Memory;

  constructor(sqlite3: Sqlite3) {
    this.raw = sqlite3.wasm.exports as unknown as Record<string, Raw>;
    const memory = sqlite3.wasm.exports.memory ?? sqlite3.wasm.memory;
    this.memory = new Memory(memory ?? ({ buffer: sqlite3.wasm.heap8u().buffer } as WebAssembly.Memory));
  }

  get bytes(): Uint8Array {
    return this.memory.bytes;
  }

  get view(): DataView {
    return this.memory.view;
  }

  cBytes(pointer: number): Uint8Array {
    const { bytes } = this.memory;
    return bytes.subarray(pointer, bytes.indexOf(0, pointer));
  }

  cString(pointer: number): string {
    return decoded(this.cBytes(pointer));
  }

  /** Zeroed bytes, to be freed by the caller. */
  allocate(length: number): number {
    const pointer = this.raw.sqlite3_malloc(length);
    if (pointer === 0) throw new Left('out of memory', SQLITE_NOMEM);
    this.bytes.fill(0, pointer, pointer + length);
    return pointer;
  }

  /** A copy, NUL-terminated, to be freed by the caller. */
  copyIn(bytes: Uint8Array): number {
    const copy = this.raw.sqlite3_malloc(bytes.length + 1);
    if (copy === 0) throw new Left('out of memory', SQLITE_NOMEM);
    this.bytes.set(bytes, copy);
    this.bytes[copy + bytes.length] = 0;
    return copy;
  }
}
