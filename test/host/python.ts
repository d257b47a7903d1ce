// Python's sqlite3 module, of the system's own Python (many others lack extension loading).

import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { type Host, library, type OpenOptions, path, type Row, type Session, type Value } from './host.ts';
import { LineProcess } from './process.ts';

const PYTHON = process.env.SQML_PYTHON ?? '/usr/bin/python3';
const MARKER = '--- sqml test: end of statement ---';

export const python: Host = {
  name: 'Python',
  sharesFiles: true,
  isAvailable() {
    const probe = 'import sqlite3; sqlite3.connect(":memory:").enable_load_extension(True)';
    const { status, error } = spawnSync(PYTHON, ['-c', probe]);
    if (error) return `${PYTHON} is not there; name a Python with SQML_PYTHON`;
    if (status !== 0)
      return `the sqlite3 module of ${PYTHON} can't load extensions; name another with SQML_PYTHON`;
    return null;
  },
  open: openPython,
};

export async function openPython(options: OpenOptions = {}): Promise<PythonSession> {
  return new PythonSession(options);
}

interface Answer {
  error?: string;
  names: string[];
  rows: [string, string][][];
}

export class PythonSession implements Session {
  readonly #process: LineProcess;

  constructor({ file, isReadonly = false }: OpenOptions) {
    const name = file === undefined ? ':memory:' : pathToFileURL(file).href + (isReadonly ? '?mode=ro' : '');
    this.#process = new LineProcess(PYTHON, [path('test/host/python.py'), name, library]);
  }

  async rows(sql: string): Promise<Row[]> {
    return this.#ask({ sql });
  }

  /** As rows, with a progress handler that stops the statement at its turn `interruptAt`. */
  async interrupted(sql: string, interruptAt: number, steps = 1000): Promise<Row[]> {
    return this.#ask({ sql, interrupt_at: interruptAt, steps });
  }

  async #ask(request: object): Promise<Row[]> {
    this.#process.send(JSON.stringify(request));
    const { error, names, rows } = JSON.parse(await this.#process.until(MARKER)) as Answer;
    if (error !== undefined) throw new Error(error);
    return rows.map((row) => Object.fromEntries(row.map((cell, c) => [names[c], untagged(cell)])));
  }

  async close(): Promise<void> {
    await this.#process.end();
  }
}

function untagged([type, text]: [string, string]): Value {
  if (type === 'null') return null;
  if (type === 'integer') return BigInt(text);
  if (type === 'real') return Number(text.replace('inf', 'Infinity'));
  return type === 'blob' ? new Uint8Array(Buffer.from(text, 'hex')) : text;
}
