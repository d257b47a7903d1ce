// The tutorial as a person sees it: each statement of statements.ts with its result, and how to go on.
//
// Uses the sqlite3 program when there is one that loads extensions, else Node's SQLite (../sqlite.ts).

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { nameOfSqlite, openDatabase, rowsOf } from '../sqlite.ts';
import { steps } from './statements.ts';
import { drawTable } from './table.ts';

/** Something that runs one statement and gives the table to show. */
interface Runner {
  name: string;
  run(sql: string): string;
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
  const db = openDatabase(file, false);
  db.loadExtension(extension);
  return { name: nameOfSqlite(), run: (sql) => drawTable(rowsOf(db, sql)) };
}

/** The path of a database that isn't there yet; its folder is made. */
export function newDatabase(name: string): string {
  const file = resolve(name);
  if (existsSync(file)) throw new Error(`${file} is there already; name a new file`);
  mkdirSync(dirname(file), { recursive: true });
  return file;
}

/** Runs the tutorial on `file` with the extension at the path `extension`. */
export function showTutorial(file: string, extension: string): void {
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
