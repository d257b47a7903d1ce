// The shim and its runtime: what binding/ promises, held against a probe engine that uses each host
// function and goes wrong in every way (kernel/probe.as.ts), and against the extension itself.

import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'tape';
import { compiler, libraryName } from '../lib/build/compile.ts';
import { buildRunner } from '../lib/build/runner.ts';
import { path } from '../lib/build/stage.ts';
import { catalog } from '../lib/catalog.ts';
import { probe } from './native/probe.ts';
import { type Line, type RunOptions, runSql, said } from './native/run.ts';

const require = createRequire(import.meta.url);
const library = process.env.SQML_LIBRARY ?? path('dist', libraryName());

/** Why a tool can't be used here, or false. */
function missing(tool: string, ...args: string[]): string | false {
  return spawnSync(tool, args).error ? `${tool} is not installed` : false;
}

const noCompiler = missing(compiler(), '--version');
const noCli = missing('sqlite3', '--version');
const noNm = missing('nm', '--version');
const noProc = process.platform === 'linux' ? false : 'reads /proc';
const runner = noCompiler ? '' : await buildRunner(compiler());
const probed = noCompiler ? '' : await probe();

/** Runs statements with the probe engine; the first column or the message of each. */
function run(sql: string, options: RunOptions = {}): (string | number | null | undefined)[] {
  return outcome(sql, options).lines.map(said);
}

function outcome(sql: string, { args = [], ...rest }: RunOptions = {}) {
  return runSql(runner, sql, { ...rest, args: ['--extension', probed, ...args] });
}

function codes(lines: Line[]): number[] {
  return lines.map((line) => ('code' in line ? line.code : 0));
}

// ---- Loading ----

test('the sqlite3 shell loads it and knows every function of the catalog', { skip: noCli }, (t) => {
  const names = catalog.map(({ name }) => `'${name}'`).join(', ');
  const sql = `SELECT count(DISTINCT name) FROM (
    SELECT name FROM pragma_function_list UNION SELECT name FROM pragma_module_list) WHERE name IN (${names});`;
  const { stdout } = spawnSync('sqlite3', [':memory:', `.load ${library}`, sql], { encoding: 'utf8' });
  t.equal(Number(stdout), catalog.length);
  t.end();
});

test('loading installs no signal handler and writes nothing to the database', { skip: noProc }, (t) => {
  const handlers = () => /SigCgt:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const Database = require('better-sqlite3');
  const db = new Database(':memory:');
  const before = handlers();
  db.loadExtension(library);
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  t.equal(db.prepare('SELECT sqml_version()').pluck().get(), version);
  t.equal(handlers(), before, 'the handlers are those of before');
  t.equal(db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get(), 0, 'the schema is empty');
  db.close();
  t.end();
});

test('it can be unloaded, loaded again, loaded twice, and used by two connections', (t) => {
  const Database = require('better-sqlite3');
  for (let round = 0; round < 3; round++) {
    const [one, two] = [new Database(':memory:'), new Database(':memory:')];
    for (const db of [one, two, one]) db.loadExtension(library);
    t.equal(
      one.prepare('SELECT sqml_version()').pluck().get(),
      two.prepare('SELECT sqml_version()').pluck().get(),
    );
    one.close();
    t.ok(two.prepare('SELECT sqml_version()').pluck().get(), 'the other connection goes on');
    two.close();
  }
  t.end();
});

test('the library is gone from the process when the last connection is closed', { skip: noProc }, (t) => {
  const folder = path('build', 'unload');
  mkdirSync(folder, { recursive: true });
  const copy = `${folder}/${libraryName()}`;
  copyFileSync(library, copy);
  const isMapped = () => readFileSync('/proc/self/maps', 'utf8').includes(copy);
  const Database = require('better-sqlite3');
  const db = new Database(':memory:');
  db.loadExtension(copy);
  db.prepare('SELECT sqml_version()').get();
  t.ok(isMapped(), 'mapped while in use');
  db.close();
  t.notOk(isMapped(), 'not mapped after');
  t.end();
});

test('its two entry points are the only symbols it exports', { skip: noNm || noProc }, (t) => {
  const { stdout } = spawnSync('nm', ['-D', '--defined-only', library], { encoding: 'utf8' });
  const names = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' ').at(-1));
  t.deepEqual(names, ['sqlite3_sqml_init', 'sqlite3_sqml_predict_init']);
  t.end();
});

test('an error leaves the connection working', (t) => {
  const Database = require('better-sqlite3');
  const db = new Database(':memory:');
  db.loadExtension(library);
  for (let i = 0; i < 3; i++) {
    t.throws(() => db.prepare("SELECT sqml_predict('none', '{}')").get(), /^SqliteError: sqml_predict: /);
    t.ok(db.prepare('SELECT sqml_version()').pluck().get());
  }
  db.close();
  t.end();
});

// ---- Values ----

test('arguments and results keep their type and bytes', { skip: noCompiler }, (t) => {
  const values = ['1', '-9223372036854775808', '2.5', '-0.0', '1e308', "'héllo €'", "''", "x'00ff00'", "x''"];
  for (const value of [...values, 'NULL', "printf('%.*c', 300000, 'x')", 'zeroblob(100000)']) {
    const sql = `SELECT probe_echo(${value}) IS ${value} AND typeof(probe_echo(${value})) = typeof(${value});`;
    t.deepEqual(run(sql), [1], value.slice(0, 30));
  }
  t.deepEqual(run('SELECT probe_argc(); SELECT probe_argc(1, NULL, 3);'), [0, 3]);
  t.end();
});

test('UTF-16 databases give and take UTF-8', { skip: noCompiler }, (t) => {
  const sql = `PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(x); INSERT INTO t VALUES ('héllo');
    SELECT probe_echo(x) = x FROM t; SELECT probe_rows('SELECT x FROM t');`;
  t.deepEqual(run(sql), [1, 'tail 0, readonly 1: x|030600000068c3a96c6c6f']);
  t.end();
});

test('JSON results carry the subtype, text does not', { skip: noCompiler }, (t) => {
  t.deepEqual(run(`SELECT json_array(probe_json('[1]'), probe_echo('[1]'));`), ['[[1],"[1]"]']);
  t.end();
});

test('a damaged result cell is an error, never a read past memory', { skip: noCompiler }, (t) => {
  for (const kind of [1, 2, 3, 4]) {
    const [message] = run(`SELECT probe_bad_result(${kind});`);
    t.match(String(message), /^probe_bad_result: internal error: .*; please report it$/);
  }
  t.end();
});

// ---- Statements ----

test('rows come whole, as cells, and a row too long is asked for again', { skip: noCompiler }, (t) => {
  t.deepEqual(run(`SELECT probe_rows('SELECT 1 AS a, ''xyz'' AS b, NULL AS c, x''00ff'' AS d');`), [
    'tail 0, readonly 1: a b c d|010100000000000000030300000078797a05040200000000ff',
  ]);
  const query = `WITH RECURSIVE c(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM c WHERE i<4)
    SELECT i AS i, substr(hex(zeroblob(200)), 1, i*100) AS z FROM c`;
  const row = (i: number) => `010${i}0000000000000003${i === 1 ? '64' : 'c8'}000000${'30'.repeat(i * 100)}`;
  t.deepEqual(run(`SELECT probe_rows('${query}');`), [
    `tail 0, readonly 1: i z|${row(1)}|${row(2)}|314 bytes|414 bytes`,
  ]);
  t.deepEqual(
    run(`SELECT probe_count_rows('${query.replace('i<4', 'i<100000').replace(/, substr.*z/, '')}');`),
    [100000],
  );
  t.end();
});

test('statements bind by type, know their tail and whether they write', { skip: noCompiler }, (t) => {
  t.deepEqual(
    run(`SELECT probe_rows('SELECT ?1 AS a, ?2 AS b, typeof(?3) AS c', 5, 'abc', x'01');
    SELECT probe_rows('SELECT 1 AS a; /* c */ ; -- d');
    SELECT probe_rows('SELECT 1 AS a; SELECT 2');
    SELECT probe_rows('CREATE TABLE t(x)');
    SELECT probe_rows('');
    SELECT probe_rows(' ;-- nothing');
    SELECT probe_rows('SELECT 1 AS a', 2);
    SELECT probe_rows('SELECT * FROM nix');`),
    [
      'tail 0, readonly 1: a b c|0105000000000000000303000000616263' + '0304000000626c6f62',
      'tail 15, readonly 1: a|010100000000000000',
      'tail 9, readonly 1: a|010100000000000000',
      'tail 0, readonly 0:',
      'no statement',
      'no statement',
      'sqml: 25 column index out of range',
      'sqml: 1 no such table: nix',
    ],
  );
  t.end();
});

test('statements left open are finalized when the call ends, well or not', { skip: noCompiler }, (t) => {
  const { lines, status, stderr } = outcome('SELECT probe_leave_open(0); SELECT probe_leave_open(1);');
  t.deepEqual(lines.map(said), [50, 'sqml: left them open']);
  t.equal(status, 0, `the connection closes and no memory is left: ${stderr}`);
  t.end();
});

test('last_insert_rowid is what it was before the call', { skip: noCompiler }, (t) => {
  const sql = `CREATE TABLE t(x); INSERT INTO t(rowid) VALUES (7);
    SELECT probe_rows('INSERT INTO t(rowid) VALUES (99)') IS NOT NULL; SELECT last_insert_rowid();`;
  t.deepEqual(run(sql), [1, 7]);
  t.end();
});

// ---- Instances ----

test('shared functions keep their instance, own ones begin anew', { skip: noCompiler }, (t) => {
  t.deepEqual(
    run(`SELECT probe_calls(); SELECT probe_own_calls(); SELECT probe_fail(1); SELECT probe_calls();
    SELECT probe_own_calls();`),
    [1, 1, 'sqml: as asked', 2, 1],
  );
  t.end();
});

test('a shared instance is made anew after a trap, INTERNAL, NOMEM, and past 64 MiB', {
  skip: noCompiler,
}, (t) => {
  for (const spoil of ['probe_trap(1)', 'probe_fail(2)', 'probe_fail(7)', 'probe_grow(65)']) {
    t.deepEqual(run(`SELECT probe_calls(); SELECT ${spoil}; SELECT probe_calls();`).at(-1), 1, spoil);
  }
  t.deepEqual(run('SELECT probe_calls(); SELECT probe_grow(60); SELECT probe_calls();').at(-1), 2);
  t.end();
});

test('a call from within the same instance is an error; own instances nest', { skip: noCompiler }, (t) => {
  t.deepEqual(run(`SELECT probe_rows('SELECT probe_calls()'); SELECT probe_calls();`), [
    'sqml: 1 probe_calls: called from within itself',
    1,
  ]);
  t.deepEqual(run(`SELECT probe_own_rows('SELECT probe_own_calls() AS a');`), [
    'tail 0, readonly 1: a|010100000000000000',
  ]);
  t.match(
    String(run(`SELECT probe_own_rows('SELECT probe_own_trap(1)');`)[0]),
    /^sqml: 1 probe_own_trap: internal error: unreachable/,
    'a trap inside ends the inner call alone',
  );
  t.end();
});

test('what is remembered lasts for the statement, and not beyond its instance', { skip: noCompiler }, (t) => {
  const three = '(SELECT 1 AS i UNION SELECT 2 UNION SELECT 3)';
  t.deepEqual(run(`SELECT probe_remember('x') FROM ${three};`), [0, 1, 2]);
  t.deepEqual(run(`SELECT probe_remember('x' || i) FROM ${three};`), [0, 0, 0], 'no constant');
  const spoiling = `SELECT probe_remember('x') + 0 * probe_grow(65) FROM ${three};`;
  t.deepEqual(run(spoiling), [0, 0, 0], 'a new instance for each row');
  t.end();
});

test('settings outlive instances, each connection has its own', { skip: noCompiler }, (t) => {
  t.deepEqual(run('SELECT probe_settings(8); SELECT probe_grow(65); SELECT probe_settings();'), [0, 7, 8]);
  t.deepEqual(run('SELECT probe_settings();'), [0]);
  t.end();
});

// ---- Errors, traps ----

test('fail gives its message and code; code 0 makes the message a JSON result', { skip: noCompiler }, (t) => {
  const { lines } = outcome(
    'SELECT probe_fail(1); SELECT probe_fail(7); SELECT probe_fail(9); SELECT probe_fail(18);',
  );
  t.deepEqual(lines.map(said), Array(4).fill('sqml: as asked'));
  t.deepEqual(codes(lines), [1, 7, 9, 18]);
  t.deepEqual(run('SELECT json_array(probe_fail(0));'), ['[sqml: as asked]'], 'taken as JSON, so not quoted');
  t.end();
});

const TRAPS: [number, string][] = [
  [1, 'unreachable code reached'],
  [2, 'memory access out of bounds'],
  [3, 'integer division by zero'],
  [4, 'recursion too deep'],
  [5, 'invalid function reference'],
  [8, 'invalid call of the host'],
  [9, 'memory access out of bounds'],
  [10, 'invalid call of the host'],
  [11, 'memory access out of bounds'],
];

test('every trap is an SQL error that names it, and the next call works', { skip: noCompiler }, (t) => {
  for (const [kind, what] of TRAPS) {
    for (const name of ['probe_trap', 'probe_own_trap']) {
      const message = `${name}: internal error: ${what}; please report it`;
      t.deepEqual(run(`SELECT ${name}(${kind}); SELECT probe_calls();`), [message, 1], `${name} ${kind}`);
    }
  }
  t.end();
});

test('deep recursion is an error on small stacks too, also from within', { skip: noCompiler }, (t) => {
  const message = /internal error: recursion too deep/;
  for (const stack of ['128', '256', '512', '8192']) {
    const args = ['--threads', '2', '--stack', stack];
    const nested = "SELECT probe_own_rows('SELECT probe_own_trap(4)');";
    const { lines, status } = outcome(`SELECT probe_trap(4); ${nested}`, { args });
    t.equal(status, 0, `${stack} KiB`);
    t.equal(lines.filter((line) => message.test(String(said(line)))).length, 4);
  }
  t.end();
});

// ---- Limits of the machine ----

test('interrupts and progress handlers stop a call, and the next one works', { skip: noCompiler }, (t) => {
  for (const args of [
    ['--interrupt', '20'],
    ['--progress', '3'],
  ]) {
    const { lines } = outcome('SELECT probe_poll(1000000000); SELECT probe_poll(1);', { args });
    t.deepEqual(codes(lines), [9, 0], args[0]);
  }
  t.end();
});

test('with little address space (ulimit -v) it works in less memory', { skip: noCompiler || noProc }, (t) => {
  const sql =
    "SELECT probe_grow(8); SELECT probe_own_rows('SELECT probe_calls()'); SELECT probe_own_grow(4000);";
  for (const addressSpace of [200_000, 1_000_000, 5_000_000]) {
    const { lines, status } = outcome(sql, { addressSpace });
    t.equal(status, 0, `${addressSpace} KiB`);
    t.equal(said(lines[0]), 7, 'grows');
    t.equal(said(lines[1]), 'tail 0, readonly 1: probe_calls()|010100000000000000');
    t.match(String(said(lines[2])), /no memory|7/, 'or says that it cannot');
  }
  t.end();
});

test('threads with a connection each do not disturb one another', { skip: noCompiler }, (t) => {
  const sql = 'SELECT probe_calls(); SELECT probe_trap(2); SELECT probe_calls(); SELECT probe_fail(1);';
  const { lines, status } = outcome(sql, { args: ['--threads', '8'] });
  t.equal(status, 0);
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(String(said(line)), (counts.get(String(said(line))) ?? 0) + 1);
  t.deepEqual(
    [...counts.values()].sort((a, b) => a - b),
    [8, 8, 16],
  );
  t.end();
});

test('any one allocation of SQLite may fail: an error, no crash, nothing left over', {
  skip: noCompiler,
}, (t) => {
  const sql = `SELECT probe_echo('abc'), probe_echo(x'00'), probe_json('[1]');
    SELECT probe_rows('SELECT 1, ''abc'', x''01'', ?1', 'text bound');
    SELECT probe_own_rows('SELECT printf(''%.*c'', 3000, ''y'') UNION ALL SELECT name FROM sqlite_schema');
    SELECT probe_leave_open(0);
    SELECT probe_remember('x') FROM (SELECT 1 UNION SELECT 2);
    SELECT probe_poll(3);
    SELECT probe_rows('selec');
    SELECT probe_trap(1);`;
  const { lines, status, stderr } = outcome(sql, { args: ['--sweep'] });
  t.equal(status, 0, stderr);
  t.ok(Number(said(lines[0])) > 100, `${said(lines[0])} allocations failed in turn`);
  t.end();
});
