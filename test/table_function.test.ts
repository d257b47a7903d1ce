// Functions that give rows: what binding/table.c and lib/host/table_function.ts promise, held against the probe
// engine (kernel/probe.as.ts) on both, and the real ones against the catalog.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import init from '@sqlite.org/sqlite-wasm';
import type BetterSqlite3 from 'better-sqlite3';
import test, { type Test } from 'tape';
import { compiler, libraryName } from '../lib/build/compile.ts';
import { packDatasets } from '../lib/build/datasets.ts';
import { buildRunner } from '../lib/build/runner.ts';
import { path } from '../lib/build/stage.ts';
import { catalog, least, most, usage } from '../lib/catalog.ts';
import { registerOn, type Sqlite3 } from '../lib/host/sqlite_wasm.ts';
import { DATASETS, probe, probeFunctions, wasm } from './native/probe.ts';
import { runSql, said } from './native/run.ts';

const require = createRequire(import.meta.url);

type Value = number | string | Uint8Array | null;

interface Session {
  rows(sql: string): Value[][];
  close(): void;
}

interface Host {
  name: string;
  open(engine: 'probe' | 'sqml'): Promise<Session>;
}

const probed = await probe();
const library = process.env.SQML_LIBRARY ?? path('dist', libraryName());

const native: Host = {
  name: 'better-sqlite3',
  async open(engine) {
    const Database = require('better-sqlite3') as typeof BetterSqlite3;
    const db = new Database(':memory:');
    db.loadExtension(engine === 'probe' ? probed : library);
    return {
      rows: (sql) => {
        const statement = db.prepare(sql);
        if (statement.reader) return (statement.raw(true).all() as Value[][]).map((row) => row.map(plain));
        statement.run();
        return [];
      },
      close: () => db.close(),
    };
  },
};

const sqlite3 = await init();
const inWasm: Host = {
  name: 'sqlite-wasm',
  async open(engine) {
    const db = new sqlite3.oo1.DB(':memory:');
    const isProbe = engine === 'probe';
    const bytes = readFileSync(isProbe ? wasm : path('build', 'sqml.wasm'));
    const module = await WebAssembly.compile(bytes);
    const datasets = isProbe ? DATASETS : packDatasets(path('datasets'));
    const functions = isProbe ? await probeFunctions() : catalog;
    registerOn(sqlite3 as unknown as Sqlite3, Number(db.pointer), { module, datasets }, functions);
    return {
      rows: (sql) => db.exec({ sql, returnValue: 'resultRows' }).map((row) => (row as Value[]).map(plain)),
      close: () => db.close(),
    };
  },
};

function plain(value: Value): Value {
  if (typeof value === 'bigint') return Number(value);
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

/** A test on each host with a session of its own. */
function onEach(
  title: string,
  body: (t: Test, session: Session) => void,
  engine: 'probe' | 'sqml' = 'probe',
) {
  for (const host of [native, inWasm]) {
    test(`${host.name}: ${title}`, async (t) => {
      const session = await host.open(engine);
      try {
        body(t, session);
      } finally {
        session.close();
      }
      t.end();
    });
  }
}

/** SQLite's message. */
function failure(session: Session, sql: string): string {
  try {
    session.rows(sql);
  } catch (thrown) {
    return (thrown as Error).message.replace(/^SQLITE_\w+: sqlite3 result code \d+: /, '');
  }
  return '';
}

/** The first column. */
function firsts(session: Session, sql: string): Value[] {
  return session.rows(sql).map(([first]) => first);
}

// ---- Rows ----

onEach('a table function gives rows, which SQL filters, orders, counts and limits', (t, s) => {
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(4)'), [0, 1, 2, 3]);
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(9, 10) WHERE i > 20 AND i % 20 = 0'), [40, 60, 80]);
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(3) ORDER BY i DESC'), [2, 1, 0]);
  t.deepEqual(firsts(s, 'SELECT count(*) FROM probe_table_series(0)'), [0], 'none is no error');
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(100000) LIMIT 2 OFFSET 5'), [5, 6]);
  t.deepEqual(firsts(s, 'SELECT rowid FROM probe_table_series(3)'), [1, 2, 3], 'rowids count from 1');
  t.deepEqual(firsts(s, 'SELECT sum(i) FROM probe_table_series(300000)'), [44999850000]);
});

onEach('each column has the type of its cell', (t, s) => {
  const sql = `SELECT CASE typeof(value) WHEN 'integer' THEN printf('%d', value) ELSE value END, typeof(value)
    FROM probe_table_types() ORDER BY position`;
  t.deepEqual(s.rows(sql), [
    ['-9223372036854775808', 'integer'],
    [-0.5, 'real'],
    ['héllo', 'text'],
    ['', 'text'],
    [new Uint8Array([0, 255, 0]), 'blob'],
    [null, 'null'],
    ['[1]', 'text'],
    [null, 'null'],
  ]);
  const array = firsts(s, 'SELECT json_array(value) FROM probe_table_types() WHERE position = 7');
  t.deepEqual(array, ['[[1]]'], 'JSON is marked as JSON');
});

// ---- Arguments ----

onEach('arguments are constraints on hidden columns, in any order', (t, s) => {
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series WHERE step = 5 AND count = 3'), [0, 5, 10]);
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(3) WHERE step = 5'), [0, 5, 10]);
  t.deepEqual(s.rows('SELECT count, step, mark FROM probe_table_series(1, 7)'), [[1, 7, null]]);
  t.equal(s.rows('SELECT * FROM probe_table_series(1)')[0].length, 3, 'which * leaves out');
  t.deepEqual(
    s.rows("SELECT i, step, label FROM probe_table_series(2) WHERE mark = 'm'"),
    [
      [0, null, 'm'],
      [1, null, 'm'],
    ],
    'one that was left out before another is NULL',
  );
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(3) WHERE count = 4'), [], 'a second = filters');
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(2) WHERE count = 2'), [0, 1]);
});

onEach('arguments keep their type, and NULL is NULL', (t, s) => {
  const labels = 'SELECT typeof(label), quote(label), quote(mark) FROM probe_table_series(1, 1, ?)';
  for (const value of ['NULL', '5', '5.0', "'5'", "''", "X'00FF'", "X''", "'h\u00e9 ''q'"]) {
    const [[type, label, mark]] = s.rows(labels.replace('?', value));
    t.equal(label, value, `${value} is ${type}`);
    t.equal(mark, value, 'and so says the hidden column');
  }
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(2, NULL)'), [0, 1]);
});

onEach('a missing argument is the error of the function itself', (t, s) => {
  const none = 'sqml: expected 1 to 3 arguments, got 0';
  t.equal(failure(s, 'SELECT * FROM probe_table_series'), none);
  t.equal(failure(s, 'SELECT * FROM probe_table_series()'), none);
  t.equal(failure(s, 'SELECT * FROM probe_table_series WHERE step = 2'), none);
  t.equal(failure(s, 'SELECT * FROM probe_table_series WHERE count > 2'), none);
  t.equal(
    failure(s, 'SELECT * FROM probe_table_series(1, 2, 3, 4)'),
    'too many arguments on probe_table_series() - max 3',
  );
  t.equal(failure(s, 'SELECT probe_table_series(1)'), 'no such function: probe_table_series');
  t.match(failure(s, 'CREATE VIRTUAL TABLE t USING probe_table_series(1)'), /no such module/);
  t.match(failure(s, 'INSERT INTO probe_table_series VALUES (1, 2, 3)'), /may not be modified/);
});

onEach('arguments come from other tables, from IN lists and from subqueries', (t, s) => {
  s.rows('CREATE TABLE counts(n)');
  s.rows('INSERT INTO counts VALUES (2), (0), (3)');
  const lateral = [
    [2, 0],
    [2, 1],
    [3, 0],
    [3, 1],
    [3, 2],
  ];
  t.deepEqual(s.rows('SELECT n, i FROM counts, probe_table_series(n) ORDER BY 1, 2'), lateral);
  t.deepEqual(
    s.rows('SELECT n, i FROM probe_table_series(n), counts ORDER BY 1, 2'),
    lateral,
    'in any order',
  );
  t.deepEqual(
    s.rows('SELECT n, i FROM counts JOIN probe_table_series AS f ON f.count = n ORDER BY 1, 2'),
    lateral,
  );
  t.deepEqual(s.rows('SELECT n, i FROM counts LEFT JOIN probe_table_series(n) ORDER BY 1, 2'), [
    [0, null],
    ...lateral,
  ]);
  const list =
    'SELECT count, max(i) FROM probe_table_series WHERE count IN (3, 1, 0, 3) GROUP BY 1 ORDER BY 1';
  t.deepEqual(s.rows(list), [
    [1, 0],
    [3, 2],
  ]);
  const subquery = 'SELECT n, (SELECT group_concat(i) FROM probe_table_series(n, 10)) FROM counts ORDER BY n';
  t.deepEqual(s.rows(subquery), [
    [0, null],
    [2, '0,10'],
    [3, '0,10,20'],
  ]);
  const chain = 'SELECT group_concat(b.i) FROM probe_table_series(3) AS a, probe_table_series(a.i) AS b';
  t.deepEqual(firsts(s, chain), ['0,0,1'], 'and from another call of the same function');
  const nested = 'SELECT count(*) FROM probe_table_series((SELECT max(i) FROM probe_table_series(5)))';
  t.deepEqual(firsts(s, nested), [4]);
  t.match(
    failure(s, 'SELECT * FROM probe_table_series(b.i) AS a, probe_table_series(a.i) AS b'),
    /no query solution|expected 1 to 3/,
    'two that need each other are refused',
  );
});

// ---- Calls ----

onEach('two cursors of one function do not know each other', (t, s) => {
  const sql = 'SELECT a.i, b.i FROM probe_table_series(2) AS a, probe_table_series(3, 10) AS b ORDER BY 1, 2';
  t.deepEqual(
    s.rows(sql).map((row) => row.join()),
    ['0,0', '0,10', '0,20', '1,0', '1,10', '1,20'],
  );
  t.deepEqual(
    firsts(s, 'SELECT i FROM probe_table_series(2) UNION ALL SELECT i FROM probe_table_series(1)'),
    [0, 1, 0],
  );
});

onEach('an inner loop with the same arguments costs one call, until rows change', (t, s) => {
  s.rows('CREATE TABLE counts(n)');
  s.rows('INSERT INTO counts VALUES (1), (1), (1)');
  const calls = 'SELECT max(calls) - min(calls) FROM counts LEFT JOIN probe_table_series(?)';
  t.deepEqual(firsts(s, calls.replace('?', '4')), [0]);
  t.deepEqual(firsts(s, calls.replace('?', 'n')), [0]);
  t.deepEqual(firsts(s, calls.replace('?', '4, counts.rowid')), [2], 'other arguments are another call');
  t.deepEqual(firsts(s, calls.replace('?', "4, 1, iif(counts.rowid = 2, 1, '1')")), [2], 'another type too');
  const [before] = firsts(s, 'SELECT calls FROM probe_table_series(1)') as number[];
  t.deepEqual(firsts(s, 'SELECT calls FROM probe_table_series(1)'), [before + 1], 'each statement calls');
});

onEach('a function that runs SQL may use functions in it', (t, s) => {
  const rows = 'SELECT value FROM ? ORDER BY value';
  const of = (name: string) => rows.replace('?', `${name}('SELECT i FROM probe_table_series(3, 7)')`);
  t.deepEqual(firsts(s, of('probe_table_own_query')), [0, 7, 14]);
  t.match(failure(s, of('probe_table_query')), /probe_table_series: called from within itself$/);
  t.deepEqual(
    firsts(
      s,
      rows.replace('?', `probe_table_query('SELECT value FROM probe_table_own_query(''SELECT 8'')')`),
    ),
    [8],
  );
});

onEach('views and triggers may use one that reads when the schema is trusted, a pure one always', (t, s) => {
  s.rows('CREATE VIEW reading AS SELECT i FROM probe_table_series(3)');
  s.rows('CREATE VIEW pure AS SELECT position FROM probe_table_types()');
  t.deepEqual(firsts(s, 'SELECT i FROM reading'), [0, 1, 2]);
  t.equal(s.rows('SELECT * FROM pure').length, 8);
  s.rows('CREATE TABLE log(n)');
  s.rows(`CREATE TRIGGER more AFTER INSERT ON log WHEN new.n = 3 BEGIN
    INSERT INTO log SELECT i FROM probe_table_series WHERE count = new.n; END`);
  s.rows('INSERT INTO log VALUES (3)');
  t.deepEqual(firsts(s, 'SELECT n FROM log'), [3, 0, 1, 2]);
  s.rows('CREATE TABLE copy AS SELECT i FROM probe_table_series(2)');
  t.deepEqual(firsts(s, 'SELECT i FROM copy'), [0, 1]);
  s.rows('PRAGMA trusted_schema = OFF');
  t.equal(failure(s, 'SELECT i FROM reading'), 'unsafe use of virtual table "probe_table_series"');
  t.equal(s.rows('SELECT * FROM pure').length, 8);
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(1)'), [0], 'outside of views it goes on');
});

// ---- Failures ----

onEach('an error is the message of the engine, and the connection goes on', (t, s) => {
  for (let round = 0; round < 3; round++) {
    t.equal(failure(s, 'SELECT * FROM probe_table_fail(1)'), 'sqml: as asked');
    t.equal(failure(s, 'SELECT * FROM probe_table_fail(18)'), 'sqml: as asked', 'whatever the code');
    t.equal(failure(s, 'SELECT * FROM probe_table_fail(9)'), 'sqml: as asked');
    t.equal(
      failure(s, 'SELECT * FROM probe_table_fail(0)'),
      'sqml: as asked',
      'there is no value to fail in',
    );
    t.match(failure(s, "SELECT * FROM probe_table_query('selec')"), /^sqml: 1 near "selec": syntax error$/);
    t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(2)'), [0, 1]);
  }
  const late = 'SELECT value FROM probe_table_series(3) AS a, probe_table_fail(a.i + 1)';
  t.equal(failure(s, late), 'sqml: as asked');
});

onEach('a trap or a damaged result is an internal error, and the connection goes on', (t, s) => {
  for (const kind of [1, 2, 3, 8]) {
    t.match(failure(s, `SELECT * FROM probe_table_trap(${kind})`), /internal error: .*; please report it$/);
    t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(1)'), [0]);
  }
  for (const kind of [1, 2, 3, 4, 5, 6]) {
    t.match(
      failure(s, `SELECT * FROM probe_table_bad(${kind})`),
      /^probe_table_bad: internal error: .*; please report it$/,
      `damage ${kind}`,
    );
  }
  t.deepEqual(firsts(s, 'SELECT i FROM probe_table_series(1)'), [0]);
});

const runner = await buildRunner(compiler());
const INTERRUPTED = 9;

test('an interrupt stops it with SQLITE_INTERRUPT', (t) => {
  const sql = 'SELECT value FROM probe_table_poll(100000000); SELECT count(*) FROM probe_table_series(2);';
  const { lines, status } = runSql(runner, sql, { args: ['--extension', probed, '--progress', '3'] });
  t.equal(status, 0);
  t.deepEqual(lines[0], { error: 'sqml: stopped', code: INTERRUPTED });
  const { lines: later } = runSql(runner, sql, { args: ['--extension', probed, '--interrupt', '300'] });
  t.deepEqual(later[0], { error: 'sqml: stopped', code: INTERRUPTED });
  t.equal(said(later[1]), 2, 'the next statement runs');
  t.end();
});

test('codes are those of the engine', (t) => {
  const sql = [1, 7, 9, 18].map((code) => `SELECT * FROM probe_table_fail(${code});`).join('\n');
  const { lines } = runSql(runner, sql, { args: ['--extension', probed] });
  t.deepEqual(
    lines.map((line) => 'code' in line && line.code),
    [1, 7, 9, 18],
  );
  t.end();
});

test('loaded twice, its tables are there; prepared statements outlive the first', (t) => {
  const Database = require('better-sqlite3') as typeof BetterSqlite3;
  const db = new Database(':memory:');
  db.loadExtension(probed);
  const statement = db.prepare('SELECT count(*) FROM probe_table_series(5)').pluck();
  t.equal(statement.get(), 5);
  db.loadExtension(probed);
  t.equal(statement.get(), 5);
  t.equal(db.prepare('SELECT count(*) FROM probe_table_series(6)').pluck().get(), 6);
  db.close();
  t.end();
});

// ---- The real ones ----

const tables = catalog.filter(({ columns }) => columns);

onEach(
  'each table function of the catalog has its columns, and says how it is used',
  (t, s) => {
    for (const f of tables) {
      const info = s.rows(`SELECT name, type, hidden FROM pragma_table_xinfo('${f.name}')`);
      t.deepEqual(
        info,
        [
          ...(f.columns ?? []).map(({ name, type = '' }) => [name, type, 0]),
          ...f.args.map(({ name }) => [name, '', 1]),
        ],
        f.name,
      );
      if (least(f) > 0) {
        const message = failure(s, `SELECT * FROM ${f.name}`);
        t.ok(message.startsWith(`${f.name}: expected ${least(f)}`), message);
        t.ok(message.includes(usage(f)), `it shows ${usage(f)}`);
      }
      const many = new Array(most(f) + 1).fill('1').join();
      t.equal(
        failure(s, `SELECT * FROM ${f.name}(${many})`),
        `too many arguments on ${f.name}() - max ${most(f)}`,
      );
    }
  },
  'sqml',
);

onEach(
  'sqml_datasets tells of each example dataset',
  (t, s) => {
    t.deepEqual(s.rows('SELECT * FROM sqml_datasets() ORDER BY name'), [
      ['breast_cancer', 'classification', 569, 30, 2],
      ['diabetes', 'regression', 442, 10, null],
      ['digits', 'classification', 1797, 64, 10],
      ['iris', 'classification', 150, 4, 3],
      ['penguins', 'classification', 344, 7, 3],
      ['wine', 'classification', 178, 13, 3],
    ]);
  },
  'sqml',
);

onEach(
  'sqml_metric_info tells of everything that sqml_metrics holds, in its order, and deployment goes its way',
  (t, s) => {
    s.rows(
      "CREATE TABLE points AS SELECT value AS x, value % 3 AS y, value % 5 > 1 AS label FROM json_each('[' || rtrim(replace(hex(zeroblob(40)), '00', '7,1,4,')) || '0]')",
    );
    for (const [type, target] of [
      ['classification', 'label'],
      ['regression', 'y'],
    ]) {
      s.rows(`SELECT sqml_train('${type}', '${type}', 'knn', 'points', '${target}', '{"cv": 2}')`);
      t.deepEqual(
        s.rows(
          'SELECT name FROM sqml_metrics WHERE model_id = (SELECT max(id) FROM sqml_models) ORDER BY id',
        ),
        s.rows(
          `SELECT metric FROM sqml_metric_info() WHERE coalesce(prediction_type, '${type}') = '${type}'`,
        ),
        type,
      );
    }
    const odd = s.rows('SELECT * FROM sqml_metric_info() WHERE title IS NULL OR definition IS NULL');
    t.deepEqual(odd, []);
    t.deepEqual(s.rows("SELECT DISTINCT better, metric LIKE 'cv_mean' FROM sqml_metric_info() ORDER BY 1"), [
      [null, 1],
      ['less', 0],
      ['more', 0],
    ]);
  },
  'sqml',
);

onEach(
  'sqml_algorithms tells of each option, and its defaults can be given',
  (t, s) => {
    const svc = "SELECT option, type, default_value, accepts FROM sqml_algorithms() WHERE algorithm = 'svc'";
    t.deepEqual(s.rows(svc).slice(0, 4), [
      ['C', 'number', 1, 'a number greater than 0'],
      ['kernel', 'string', 'rbf', "one of 'linear', 'poly', 'rbf', 'sigmoid'"],
      ['degree', 'integer', 3, 'a whole number of at least 0'],
      ['gamma', 'string or number', 'scale', "'scale', 'auto' or a number greater than 0"],
    ]);
    s.rows(
      'CREATE TABLE points AS WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 16) SELECT i AS x, i > 8 AS label FROM c',
    );
    const options = s.rows(`SELECT prediction_type, algorithm, json_group_object(option, json(CASE
        WHEN type IN ('boolean', 'array') OR typeof(default_value) <> 'text' THEN default_value
        ELSE json_quote(default_value) END))
      FROM sqml_algorithms() WHERE default_value IS NOT NULL GROUP BY 1, 2`);
    t.ok(options.length >= 29, `${options.length} algorithms`);
    for (const [type, algorithm, json] of options) {
      const target = type === 'regression' ? 'x' : 'label';
      const sql = `SELECT json_extract(sqml_train('${type}', '${type}', '${algorithm}', 'points', '${target}', 0.25,
        'shuffle', '${json}'), '$.algorithm')`;
      t.deepEqual(firsts(s, sql), [algorithm], json as string);
    }
  },
  'sqml',
);

onEach(
  'a failure of a table function is an SQL error also where other errors are JSON',
  (t, s) => {
    t.deepEqual(firsts(s, "SELECT sqml_config('errors', 'json')"), ['json']);
    t.match(firsts(s, "SELECT sqml_predict('none', '{}')")[0] as string, /^\{"error"/);
    t.equal(failure(s, 'SELECT * FROM sqml_datasets'), '');
    for (const f of tables.filter((f) => least(f) > 0)) {
      t.ok(failure(s, `SELECT * FROM ${f.name}`).startsWith(`${f.name}: expected`), f.name);
    }
  },
  'sqml',
);
