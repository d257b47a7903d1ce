// The hosts that are programs of their own (test/host/program.ts): a value comes back as SQLite has it.

import test from 'tape';
import { withFile } from './host/file.ts';
import { betterSqlite3, cli, eachHost, error, nodeSqlite, path, python, run, testOn } from './host/index.ts';
import { languageHosts } from './host/languages.ts';
import { programHost } from './host/program.ts';

function nodeProgram(module: string, isAvailable: () => string | null) {
  const command = [process.execPath, path('test/host/node.js'), module];
  return programHost({ name: `node.js with ${module}`, command, isAvailable });
}

const programs = [
  ...languageHosts,
  cli,
  python,
  nodeProgram('better-sqlite3', betterSqlite3.isAvailable),
  nodeProgram('node-sqlite', nodeSqlite.isAvailable),
];

const TEXT = 'a\n"b"\\\u2028 é 🌸';

eachHost((host) => {
  testOn(host, 'a value keeps its type and its bits', async (t, session) => {
    const [row] = await session.rows(
      `SELECT 9223372036854775807 AS most, -9223372036854775807 - 1 AS least, 1 AS one, 1.0 AS real, 0.1 + 0.2 AS sum,
        5e-324 AS denormal, 1.7976931348623157e308 AS largest, 1e999 AS infinite, -1e999 AS below, NULL AS missing,
        X'00ff' AS bytes, X'' AS none, '${TEXT}' AS text, '' AS empty`,
    );
    t.deepEqual(row, {
      most: 9223372036854775807n,
      least: -9223372036854775808n,
      one: 1n,
      real: 1,
      sum: 0.30000000000000004,
      denormal: 5e-324,
      largest: Number.MAX_VALUE,
      infinite: Infinity,
      below: -Infinity,
      missing: null,
      bytes: new Uint8Array([0, 255]),
      none: new Uint8Array(0),
      text: TEXT,
      empty: '',
    });
  });

  testOn(host, 'an error is SQLite’s own message, and the next statement runs', async (t, session) => {
    t.equal(await error(session, 'SELECT * FROM nowhere'), 'no such table: nowhere');
    t.equal(
      await error(session, "SELECT sqml_predict('none', '[1]')"),
      "sqml_predict: unknown experiment 'none': this database has none yet; sqml_train makes one",
    );
    t.deepEqual(await session.rows('SELECT 1 AS one'), [{ one: 1n }]);
    t.deepEqual(await session.rows('CREATE TABLE t (x)'), [], 'what gives no rows gives none');
  });

  test(`${host.name}: a file is written, and only read when opened so`, (t) =>
    withFile(async (file) => {
      const writer = await host.open({ file });
      await run(writer, 'CREATE TABLE t (x)', 'INSERT INTO t VALUES (1)');
      await writer.close();
      const reader = await host.open({ file, isReadonly: true });
      t.deepEqual(await reader.rows('SELECT x FROM t'), [{ x: 1n }]);
      t.equal(await error(reader, 'INSERT INTO t VALUES (2)'), 'attempt to write a readonly database');
      await reader.close();
    }));
}, programs);
