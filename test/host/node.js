// One connection of a Node module with sqml, driven by lines of JSON (test/host/program.ts).
//
//   node test/host/node.js node-sqlite|better-sqlite3|<folder of a better-sqlite3> <database> <extension>
//
// In JavaScript, since it runs on any Node and tsx does not.

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const MARKER = '--- sqml test: end of statement ---';
const require = createRequire(import.meta.url);

/** The file and whether it may be written: neither module reads the query of a file: URI on all versions. */
function parse(database) {
  if (!database.startsWith('file:')) return { file: database, isReadonly: false };
  const url = new URL(database);
  return { file: fileURLToPath(url), isReadonly: url.searchParams.get('mode') === 'ro' };
}

function openNodeSqlite({ file, isReadonly }, extension) {
  const { DatabaseSync } = require('node:sqlite');
  const db = new DatabaseSync(file, { allowExtension: true, readOnly: isReadonly });
  db.enableDefensive?.(false);
  db.loadExtension(extension);
  return (sql) => {
    const statement = db.prepare(sql);
    statement.setReadBigInts(true);
    const rows = statement.all();
    return { names: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) };
  };
}

function openBetterSqlite3(module, { file, isReadonly }, extension) {
  const db = new (require(module))(file, { readonly: isReadonly });
  db.defaultSafeIntegers(true);
  db.loadExtension(extension);
  return (sql) => {
    const statement = db.prepare(sql);
    if (!statement.reader) {
      statement.run();
      return { names: [], rows: [] };
    }
    return { names: statement.columns().map(({ name }) => name), rows: statement.raw(true).all() };
  };
}

function tagged(value) {
  if (value === null) return ['null', null];
  if (typeof value === 'bigint') return ['integer', String(value)];
  if (typeof value === 'number') return ['real', Object.is(value, -0) ? '-0' : String(value)];
  return typeof value === 'string' ? ['text', value] : ['blob', Buffer.from(value).toString('hex')];
}

function answer(ask, { sql }) {
  try {
    const { names, rows } = ask(sql);
    return { names, rows: rows.map((row) => row.map(tagged)) };
  } catch (error) {
    return { error: error.message };
  }
}

const [module, database, extension] = process.argv.slice(2);
const ask =
  module === 'node-sqlite'
    ? openNodeSqlite(parse(database), extension)
    : openBetterSqlite3(module, parse(database), extension);
// readline of newer Nodes ends a line at U+2028 too, which JSON has inside of strings.
let rest = '';
for await (const data of process.stdin.setEncoding('utf8')) {
  const lines = (rest + data).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    process.stdout.write(`${JSON.stringify(answer(ask, JSON.parse(line)))}\n${MARKER}\n`);
  }
}
