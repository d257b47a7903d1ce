// A host that is a small program in any language: one connection with sqml, driven by lines of JSON.
//
// The program
//   Is started as `<command> <database> <extension>`: `:memory:` or a file: URI, `?mode=ro` when nothing may be
//   written; and the library's path, empty for a program that has sqml built in. It opens the one with the
//   other on it and lets SQLite decide where transactions begin. When it can't, it says why on standard
//   error and ends with a code.
//
// A request is one line of JSON on standard input
//   {"sql": "SELECT 1 AS one"}   one statement
//     "interrupt_at": n          optional: stop it at the n-th turn of a progress handler, n > 0,
//     "steps": m                 which has a turn each m steps of SQLite's machine
//     "cancel_after": ms         optional: cancel it so long after it began, in the language's own way
//     "meanwhile": {...}         optional: what a second connection does during it, see Meanwhile
//     "limits": [[category, n]]  optional: sqlite3_limit, before it and from then on
//   A program is asked only what its language has: see Python's for all but the third, Go's, Java's and Rust's for
//   that.
//
// An answer is one line of JSON on standard output, then the line MARKER
//   {"names": ["one"], "rows": [[["integer", "1"]]]}
//   {"error": "no such table: t"}      SQLite's message, and nothing of the language around it
//     "code": "SQLITE_ERROR"           optional: the name of its code
//     "stopped_ms": 0.4                beside either, when it was cancelled: from then to its end; an error is
//                                      what the language says of it
//   A value is its type in SQLite and its text, for JSON's own numbers would lose 64-bit integers and
//   infinities:
//     ["integer", "-9223372036854775808"]   ["real", "0.1"]   ["text", "any"]   ["blob", "00ff"]
//     ["null", null]
//   A real is written with digits enough to read back the same, -0 with its sign, an infinity as Inf or
//   Infinity in any case.

import { pathToFileURL } from 'node:url';
import { type Host, library, type OpenOptions, type Row, type Session, type Value } from './host.ts';
import { LineProcess } from './process.ts';

const MARKER = '--- sqml test: end of statement ---';

export interface Program {
  /** The host's name. */
  name: string;
  /** The program, and its arguments before the database. */
  command: string[];
  /** Null, or why it can't be run here and how to get it; looks, and builds nothing. */
  isAvailable(): string | null;
  /** Whether sqml is in the program itself, which then gets no path of it. */
  hasSqml?: boolean;
}

export interface ProgramHost extends Host {
  command: string[];
  open(options?: OpenOptions): Promise<ProgramSession>;
}

/** The host that a program makes. */
export function programHost(program: Program): ProgramHost {
  return {
    name: program.name,
    command: program.command,
    sharesFiles: true,
    isAvailable: program.isAvailable,
    open: async (options = {}) => new ProgramSession(program, options),
  };
}

interface Answer {
  error?: string;
  code?: string | null;
  names: string[];
  rows: [string, string][][];
  stopped_ms?: number;
  meanwhile?: string[];
}

/** What a second connection does while the first runs a statement. */
export interface Meanwhile {
  /** It acts when the first is about to run a statement, the outer or an inner one, that holds this text. */
  before: string;
  /** It acts the n-th time; the first, unless given. */
  nth?: number;
  sql: string[];
  /** So long after it acted; `interrupt` interrupts the first. */
  later?: { ms: number; sql?: string[]; interrupt?: boolean };
}

/** What both connections said: the first value, the message of an error, or ''. */
export interface Interleaved {
  said: Value;
  error: string | null;
  /** The name of the error's code. */
  code: string | null;
  others: string[];
}

/** How a statement ended that was cancelled: the message, which may be the language's own; null without one. */
export interface Cancelled {
  error: string | null;
  stoppedMs: number;
}

export class ProgramSession implements Session {
  readonly process: LineProcess;

  constructor({ command, hasSqml = false }: Program, { file, isReadonly = false }: OpenOptions) {
    const [executable, ...args] = command;
    const name = file === undefined ? ':memory:' : pathToFileURL(file).href + (isReadonly ? '?mode=ro' : '');
    this.process = new LineProcess(executable, [...args, name, hasSqml ? '' : library]);
  }

  async rows(sql: string): Promise<Row[]> {
    return rowsOf(await this.#ask({ sql }));
  }

  /** As rows, with a progress handler that stops the statement at its turn `interruptAt`. */
  async interrupted(sql: string, interruptAt: number, steps = 1000): Promise<Row[]> {
    return rowsOf(await this.#ask({ sql, interrupt_at: interruptAt, steps }));
  }

  /** Runs a statement during which a second connection acts. */
  async interleaved(sql: string, meanwhile: Meanwhile): Promise<Interleaved> {
    const answer = await this.#ask({ sql, meanwhile });
    const others = answer.meanwhile ?? [];
    if (answer.error !== undefined)
      return { said: null, error: answer.error, code: answer.code ?? null, others };
    return { said: Object.values(rowsOf(answer)[0])[0], error: null, code: null, others };
  }

  /** Lowers limits of the connection: pairs of a category (SQLITE_LIMIT_...) and a number. */
  async limit(...limits: [category: number, most: number][]): Promise<void> {
    rowsOf(await this.#ask({ sql: 'SELECT 1', limits }));
  }

  /** Runs a statement that is cancelled `afterMs` later. */
  async cancelled(sql: string, afterMs: number): Promise<Cancelled> {
    const { error = null, stopped_ms } = await this.#ask({ sql, cancel_after: afterMs });
    if (stopped_ms === undefined)
      throw new Error(`over before ${afterMs} ms, ${error ?? 'without an error'}`);
    return { error, stoppedMs: stopped_ms };
  }

  async #ask(request: object): Promise<Answer> {
    this.process.send(JSON.stringify(request));
    return JSON.parse(await this.process.until(MARKER)) as Answer;
  }

  async close(): Promise<void> {
    await this.process.end();
  }
}

function rowsOf({ error, names, rows }: Answer): Row[] {
  if (error !== undefined) throw new Error(error);
  return rows.map((row) => Object.fromEntries(row.map((cell, c) => [names[c], untagged(cell)])));
}

function untagged([type, text]: [string, string]): Value {
  if (type === 'null') return null;
  if (type === 'integer') return BigInt(text);
  if (type === 'real') return Number(text.replace(/inf(inity)?$/i, 'Infinity'));
  return type === 'blob' ? new Uint8Array(Buffer.from(text, 'hex')) : text;
}
