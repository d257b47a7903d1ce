// npm run tutorial: runs the statements of tutorial/statements.ts on a new database and shows each with its
// result.
//
//   npm run tutorial                  on build/tutorial.db, which is made anew
//   npm run tutorial -- my.db         on a file that must not be there yet
//
// Uses the sqlite3 program when there is one that loads extensions, else Node.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { steps } from './tutorial/statements.ts';
import { drawTable } from './tutorial/table.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/** Something that runs one statement and gives the table to show. */
interface Runner {
  name: string;
  run(sql: string): string;
}

/** What better-sqlite3 and node:sqlite have in common. */
interface Database {
  prepare(sql: string): { all(): Record<string, unknown>[] };
  loadExtension(file: string): void;
}

function sqlite3Program(file: string, extension: string): Runner | null {
  const options = ['-batch', '-init', '/dev/null', '-cmd', `.load '${extension}'`, '-cmd', '.mode box', file];
  const ask = (sql: string) => spawnSync('sqlite3', [...options, sql], { encoding: 'utf8' });
  const { status, error, stdout, stderr } = ask('SELECT sqlite_version()');
  if (error || status !== 0 || stderr !== '') return null;
  return {
    name: `sqlite3 ${/\d+\.\d+\.\d+/.exec(stdout)?.[0]}`,
    run(sql) {
      const answer = ask(sql);
      if (answer.status !== 0 || answer.stderr !== '') throw new Error(answer.stderr.trim());
      return answer.stdout;
    },
  };
}

function nodeModule(file: string, extension: string): Runner {
  let reasons = '';
  for (const open of [openBetterSqlite3, openNodeSqlite]) {
    try {
      const db = open(file);
      db.loadExtension(extension);
      const name = open === openNodeSqlite ? 'node:sqlite' : 'better-sqlite3';
      return { name, run: (sql) => drawTable(db.prepare(sql).all()) };
    } catch (thrown) {
      reasons += `\n  ${(thrown as Error).message.split('\n')[0]}`;
    }
  }
  throw new Error(`no SQLite that loads extensions was found; install the sqlite3 program${reasons}`);
}

function openBetterSqlite3(file: string): Database {
  return new (require('better-sqlite3'))(file);
}

function openNodeSqlite(file: string): Database {
  const { DatabaseSync } = require('node:sqlite');
  return new DatabaseSync(file, { allowExtension: true });
}

/** The database's path; nothing is there yet. */
function newDatabase(): string {
  const [name] = process.argv.slice(2);
  const file = name === undefined ? resolve(root, 'build/tutorial.db') : resolve(name);
  if (name !== undefined && existsSync(file)) throw new Error(`${file} is there already; name a new file`);
  mkdirSync(dirname(file), { recursive: true });
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true });
  return file;
}

function main(): void {
  const { getLoadablePath } = require('../dist/index.cjs') as typeof import('./index.cts');
  const extension = getLoadablePath();
  const file = newDatabase();
  const runner = sqlite3Program(file, extension) ?? nodeModule(file, extension);
  for (const [i, { title, sql }] of steps.entries()) {
    console.log(`\n-- ${i + 1}. ${title}\n${sql}\n`);
    console.log(runner.run(sql).trimEnd());
  }
  const stem = extension.replace(/\.\w+$/, '');
  console.log(`
Run by ${runner.name}.
The database is   ${file}
The extension is  ${extension}

Go on from here with the sqlite3 program:

  sqlite3 '${file}'
  .load '${stem}'
  SELECT * FROM sqml_runs_overview;`);
}

try {
  main();
} catch (thrown) {
  console.error(`tutorial: ${(thrown as Error).message}`);
  process.exitCode = 1;
}
