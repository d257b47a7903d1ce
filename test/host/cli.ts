// The sqlite3 command line program with `.load`, one process a session.
//
// Answers come in its quote mode, in which a value's form tells its type; messages come on standard error,
// which goes to a file, so that at the end of a statement all of it is there.

import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Host, library, type OpenOptions, type Row, type Session, type Value } from './host.ts';
import { LineProcess } from './process.ts';

interface Program {
  name: string;
  /** The executable, looked for on the PATH when it is a name. */
  command: string;
  /** Whether sqml is built into it. */
  hasSqml?: boolean;
  /** How to get it. */
  install: string;
}

/** The host that a sqlite3 program makes. */
export function cliHost(program: Program): Host {
  const { name, command, hasSqml, install } = program;
  return {
    name,
    sharesFiles: true,
    isAvailable() {
      const { status, error, stderr } = spawnSync(command, ['-batch', ':memory:', '.load nowhere'], {
        encoding: 'utf8',
      });
      if (error) return `${command} is not there; ${install}`;
      if (hasSqml) return null;
      if (status === 0 || /unknown command/.test(stderr))
        return `${command} was built without .load; ${install}`;
      return null;
    },
    async open(options = {}) {
      const session = new CliSession(program, options);
      await session.start();
      return session;
    },
  };
}

/** The one that is installed. */
export const cli = cliHost({
  name: 'sqlite3 CLI',
  command: 'sqlite3',
  install: 'Debian has one as the package sqlite3',
});

const MARKER = '--- sqml test: end of statement ---';

class CliSession implements Session {
  readonly process: LineProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'sqml-cli-'));
  readonly #errors = join(this.#folder, 'stderr');
  readonly #setup: string[];
  #seen = 0;

  constructor({ command, hasSqml }: Program, { file = ':memory:', isReadonly = false }: OpenOptions) {
    closeSync(openSync(this.#errors, 'w'));
    const mode = isReadonly ? ['-readonly'] : [];
    this.#setup = ['.bail off', '.mode quote', '.headers on', ...(hasSqml ? [] : [`.load '${library}'`])];
    const script = 'errors=$1; shift; exec "$@" 2>>"$errors"';
    const args = ['-c', script, 'sh', this.#errors, command, '-batch', '-init', '/dev/null', ...mode, file];
    this.process = new LineProcess('sh', args);
  }

  async start(): Promise<void> {
    for (const command of this.#setup) this.process.send(command);
    await this.#finish();
  }

  async rows(sql: string): Promise<Row[]> {
    this.process.send(`${sql.trimEnd()}\n;`);
    return parseQuoted(await this.#finish());
  }

  /** The output since the last statement; rejects with its message when there is one. */
  async #finish(): Promise<string> {
    this.process.send(`.print ${JSON.stringify(MARKER)}`);
    const output = await this.process.until(MARKER);
    const errors = readFileSync(this.#errors, 'utf8');
    const message = errors.slice(this.#seen);
    this.#seen = errors.length;
    if (message !== '') throw new Error(plain(message));
    return output;
  }

  async close(): Promise<void> {
    await this.process.end();
    rmSync(this.#folder, { recursive: true });
  }
}

/** SQLite's own message: without where the program met it, the code, and the excerpt of the statement. */
function plain(message: string): string {
  return message
    .trimEnd()
    .replace(/^(\w+ )?[Ee]rror( near line \d+)?: (in prepare, |stepping, )?/, '')
    .replace(/\n {2}[\s\S]*\^--- error here$/, '')
    .replace(/ \(\d+\)$/, '');
}

/**
 * Rows in quote mode: the line of names, then 'text', X'blob', 1, 1.0, Inf or NULL, parted by commas. Since
 * SQLite 3.50 text with control characters is unistr('text'), and a blob's x may be small.
 */
function parseQuoted(output: string): Row[] {
  const lines: Value[][] = [];
  let line: Value[] = [];
  const token = /(?:(unistr\()?'((?:[^']|'')*)'\)?|[Xx]'([0-9a-fA-F]*)'|([^,\n]*))(,|\n|$)/y;
  while (token.lastIndex < output.length) {
    const match = token.exec(output);
    if (!match) throw new Error(`not in quote mode: ${output.slice(0, 200)}`);
    const [, escaped, text, hex, other, end] = match;
    if (escaped !== undefined) line.push(unescaped(text.replaceAll("''", "'")));
    else if (text !== undefined) line.push(text.replaceAll("''", "'"));
    else if (hex !== undefined) line.push(new Uint8Array(Buffer.from(hex, 'hex')));
    else line.push(unquoted(other));
    if (end === ',') continue;
    lines.push(line);
    line = [];
  }
  const [names, ...rows] = lines;
  return rows.map((row) => Object.fromEntries(row.map((value, c) => [String(names[c]), value])));
}

/** What unistr() makes of its argument, as far as quote mode writes it. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(\\))/gi, (_, code) =>
    code === undefined ? '\\' : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

function unquoted(text: string): Value {
  if (text === 'NULL') return null;
  return /^-?\d+$/.test(text) ? BigInt(text) : Number(text.replace('Inf', 'Infinity'));
}
