// The package in a browser: the same functions, answers, errors and bytes as the loadable extension's, on the
// page's thread and in a worker, in memory and on OPFS. Real headless Chromium, where one is installed.

import { readdirSync, readFileSync } from 'node:fs';
import init from '@sqlite.org/sqlite-wasm';
import type { Page } from 'playwright-core';
import test, { type Test } from 'tape';
import { loadEngine, register } from '../lib/browser.ts';
import { catalog } from '../lib/catalog.ts';
import { steps } from '../lib/tutorial/statements.ts';
import { browsers, connect, isAvailable, openPage, start, version } from './host/chromium.ts';
import { eachHost, error, fastest, path, type Row, run, type Session, testOn, value } from './host/index.ts';

/** By prediction type, where every algorithm is trained. */
const TRAINED_ON = { classification: ['iris', 'penguins'], regression: ['diabetes'] };
const TARGETS: Record<string, string> = { penguins: 'species' };

/** Each fails, with the extension's message. */
const FAILURES = [
  `SELECT sqml_train('e', 'classification', 'svn', 'dataset_iris', 'target')`,
  `SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'target', 1.5)`,
  `SELECT sqml_predict('Iris prediction', '[1, 2]')`,
  `SELECT sqml_predict('no such experiment', '[1, 2, 3, 4]')`,
  `SELECT sqml_load_dataset('irs')`,
  `SELECT sqml_load_dataset()`,
  `SELECT * FROM sqml_weights('no such experiment')`,
];

const TABLES = [
  `SELECT * FROM sqml_datasets()`,
  `SELECT * FROM sqml_feature_info('dataset_iris')`,
  `SELECT * FROM sqml_confusion_matrix('Iris prediction')`,
  `SELECT * FROM sqml_predictions('Iris prediction', 'dataset_iris', 1)`,
  `SELECT i.rowid, p.prediction FROM dataset_iris i JOIN sqml_predictions('Iris prediction', 'dataset_iris') p ON p.key = i.rowid`,
];

const [loading, training] = steps.map(({ sql }) => sql);

/** What statements give on the fastest host of this machine. */
async function expected<T>(body: (session: Session) => Promise<T>): Promise<T> {
  const session = await fastest.open();
  try {
    return await body(session);
  } finally {
    await session.close();
  }
}

async function allRows(session: Session, statements: string[]): Promise<Row[][]> {
  const found: Row[][] = [];
  for (const sql of statements) found.push(await session.rows(sql));
  return found;
}

async function messages(session: Session): Promise<string[]> {
  await run(session, loading, training);
  const found: string[] = [];
  for (const sql of FAILURES) found.push(await error(session, sql));
  return found;
}

/** Per algorithm and dataset the model's digest and its bytes. */
async function models(session: Session): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [type, datasets] of Object.entries(TRAINED_ON)) {
    const answer = await error(session, `SELECT sqml_train('e', '${type}', '?', 'x', 'y')`);
    for (const dataset of datasets) {
      await run(session, `SELECT sqml_load_dataset('${dataset}')`);
      for (const algorithm of answer.split(`${type} has: `)[1].split(', ')) {
        const options = '{"random_state": 7, "preprocess": {"impute": "median"}}';
        await run(
          session,
          `SELECT sqml_train('${type} ${dataset}', '${type}', '${algorithm}', 'dataset_${dataset}', '${TARGETS[dataset] ?? 'target'}', '${options}')`,
        );
        const [{ model }] = await session.rows(
          `SELECT digest || ' ' || hex(data) AS model FROM sqml_models ORDER BY id DESC LIMIT 1`,
        );
        found[`${algorithm} on ${dataset}`] = model as string;
      }
    }
  }
  return found;
}

let nativeModels: Record<string, string> | undefined;

test('what the browser loads imports nothing of Node', (t) => {
  const files = ['browser.js', 'catalog.js', ...readdirSync(path('dist/host')).map((name) => `host/${name}`)];
  for (const name of files.filter((file) => file.endsWith('.js'))) {
    const imports = [
      ...readFileSync(path(`dist/${name}`), 'utf8').matchAll(/^(?:im|ex)port .*from '(.*)';$/gm),
    ];
    t.ok(
      imports.every(([, from]) => /^\.{1,2}\/.*\.js$/.test(from)),
      `${name} imports ${imports.map(([, from]) => from).join(', ') || 'nothing'}`,
    );
  }
  t.end();
});

test('a closed connection leaves nothing installed in SQLite, nor does registering again', async (t) => {
  const sqlite3 = await init();
  const engine = await loadEngine({
    wasm: new Uint8Array(readFileSync(path('dist/sqml.wasm'))),
    datasets: new Uint8Array(readFileSync(path('dist/datasets.bin'))),
  });
  const table = sqlite3.wasm.exports.__indirect_function_table as WebAssembly.Table;
  const sizes: number[] = [];
  for (let i = 0; i < 5; i++) {
    const db = new sqlite3.oo1.DB();
    await register(sqlite3, db, engine);
    await register(sqlite3, db, engine);
    t.equal(db.selectValue(`SELECT sqml_load_dataset('iris') ->> 'size'`), 150);
    db.close();
    sizes.push(table.length);
  }
  t.deepEqual(sizes, new Array(5).fill(sizes[0]), `the table of functions stays at ${sizes[0]}`);
});

eachHost((host) => {
  testOn(host, 'every function of the catalog is there', async (t, session) => {
    const names = await session.rows(
      `SELECT DISTINCT name FROM (SELECT name FROM pragma_function_list UNION SELECT name FROM pragma_module_list)
       WHERE name LIKE 'sqml%' ORDER BY name`,
    );
    t.deepEqual(
      names.map(({ name }) => name),
      catalog.map(({ name }) => name).sort(),
    );
  });

  testOn(host, 'the tutorial gives the same rows, statement for statement', async (t, session) => {
    const statements = steps.map(({ sql }) => sql);
    const native = await expected((other) => allRows(other, statements));
    for (const [i, sql] of statements.entries()) {
      t.deepEqual(await session.rows(sql), native[i], steps[i].title);
    }
    const scores = await session.rows(
      "SELECT value FROM sqml_metrics WHERE name = 'score' ORDER BY model_id",
    );
    t.deepEqual(
      scores.map((row) => row.value),
      [36 / 38, 37 / 38],
      'the scores',
    );
  });

  testOn(host, 'every error has the same message', async (t, session) => {
    const native = await expected(messages);
    for (const [i, message] of (await messages(session)).entries()) t.equal(message, native[i]);
  });

  testOn(host, 'table functions give the same rows', async (t, session) => {
    const statements = [loading, training, ...TABLES];
    const native = await expected((other) => allRows(other, statements));
    const here = await allRows(session, statements);
    for (const [i, sql] of statements.entries()) {
      t.ok(here[i].length > 0, `${here[i].length} rows: ${sql.split('\n')[0]}`);
      t.deepEqual(here[i], native[i]);
    }
  });

  testOn(host, 'every algorithm trains the same bytes', async (t, session) => {
    nativeModels ??= await expected(models);
    const native = nativeModels;
    const here = await models(session);
    t.deepEqual(Object.keys(here), Object.keys(native));
    for (const [name, model] of Object.entries(here)) {
      t.ok(model === native[name], `${name}: ${model.slice(0, 16)}, ${model.length >> 1} bytes`);
    }
  });
}, browsers);

/** A test on a page of its own. */
function testOnPage(title: string, body: (t: Test, page: Page) => Promise<void>): void {
  test(`chromium: ${title}`, async (t) => {
    const missing = isAvailable();
    if (missing !== null) {
      t.skip(missing);
      return;
    }
    const page = await openPage();
    try {
      await body(t, page);
    } finally {
      await page.close();
    }
  });
}

for (const vfs of ['opfs', 'opfs-sahpool']) {
  testOnPage(`a model in ${vfs} still predicts after the page is loaded again`, async (t, page) => {
    await run(await connect(page, 'openInWorker', vfs), loading, training);
    await page.reload();
    await page.waitForFunction('globalThis.isReady');
    const session = await connect(page, 'openInWorker', vfs);
    t.equal(await value(session, `SELECT sqml_predict('Iris prediction', '[5.1, 3.5, 1.4, 0.2]')`), 0);
    await session.close();
  });
}

testOnPage('connections share one engine, fetched once and only when asked for', async (t, page) => {
  const fetched = () =>
    page.evaluate(`performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)
      .filter((name) => /sqml\\.wasm|datasets\\.bin/.test(name)).sort()`);
  t.deepEqual(await fetched(), [], 'the import fetches nothing');
  const versions = await page.evaluate(`(async () => {
    const sqlite3 = await startSqlite();
    const dbs = [new sqlite3.oo1.DB(), new sqlite3.oo1.DB(), new sqlite3.oo1.DB()];
    await Promise.all([sqml.register(sqlite3, dbs[0]), sqml.register(sqlite3, dbs[1].pointer)]);
    await sqml.register(sqlite3, dbs[2], await sqml.loadEngine());
    return dbs.map((db) => db.selectValue('SELECT sqml_version()'));
  })()`);
  const { version: number } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  t.deepEqual(versions, [number, number, number], 'all three have it');
  t.deepEqual(await fetched(), ['/dist/datasets.bin', '/dist/sqml.wasm'], 'each file is fetched once');
});

/** The files of the package, given in each way that `register` takes them. */
const WAYS: [string, string][] = [
  ['URLs', `{ wasm: new URL('/dist/sqml.wasm', location), datasets: '/dist/datasets.bin' }`],
  ['responses', `{ wasm: await fetch('/dist/sqml.wasm'), datasets: await fetch('/dist/datasets.bin') }`],
  [
    'bytes',
    `{ wasm: await bytes('/dist/sqml.wasm'), datasets: new Uint8Array(await bytes('/dist/datasets.bin')) }`,
  ],
  ['a module', `{ wasm: await WebAssembly.compile(await bytes('/dist/sqml.wasm')) }`],
  ['an engine that went through a message', `structuredClone(await sqml.loadEngine())`],
];

/** The sizes of iris by an engine from `source`, or why not. */
function iris(page: Page, source: string, db = 'new sqlite3.oo1.DB()'): Promise<unknown> {
  return page.evaluate(`(async () => {
    const bytes = async (url) => (await fetch(url)).arrayBuffer();
    const sqlite3 = await startSqlite();
    const db = ${db};
    try {
      await sqml.register(sqlite3, db, ${source});
      return db.selectValue("SELECT sqml_load_dataset('iris') ->> 'size'");
    } catch (thrown) {
      return thrown.message;
    }
  })()`);
}

testOnPage('the engine may come from elsewhere', async (t, page) => {
  for (const [way, source] of WAYS) t.equal(await iris(page, source), 150, way);
});

testOnPage('what cannot be loaded is named', async (t, page) => {
  const { server } = await start();
  t.equal(await iris(page, `{ wasm: '/dist/no.wasm' }`), `sqml: ${server.url}dist/no.wasm answers 404`);
  t.equal(
    await iris(page, `{ wasm: '/test/browser/' }`),
    `sqml: ${server.url}test/browser/ must begin with "\\u0000asm", got "<!do"`,
    'a page that a server gives for everything it does not have',
  );
  t.equal(
    await iris(page, `{ datasets: new ArrayBuffer(2) }`),
    `sqml: what was given must begin with "SQMD", got "\\u0000\\u0000"`,
  );
  const other = `{ wasm: new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]) }`;
  t.match(
    String(await iris(page, other)),
    /^sqml: sqml\.wasm is of another version .* it lacks sqml_version, /,
  );
  t.equal(await iris(page, `{}`, '{ pointer: undefined }'), 'sqml: the database is not open');
  t.equal(await iris(page, `{}`), 150, 'and the page goes on');
});

testOnPage(
  'the example shows the flowers that the model misses, and trains again on a click',
  async (t, page) => {
    const { server } = await start();
    const missed = () => page.locator('#predictions tr.missed').count();
    await page.goto(`${server.url}examples/browser/`);
    await page.waitForSelector('#predictions td');
    t.match((await page.textContent('#status')) ?? '', /^logistic_regression: 94\.7 % .* It is deployed\.$/);
    t.equal(await page.locator('#predictions tbody tr').count(), 150, 'all flowers are there');
    t.equal(await missed(), 4, 'four are marked');
    await page.selectOption('select', 'svc');
    await page.click('button');
    t.match((await page.textContent('#status')) ?? '', /^svc: 97\.4 % .* It is deployed\.$/);
    t.equal(await missed(), 3, 'then three');
  },
);

test('chromium: which one these tests ran in', (t) => {
  const missing = isAvailable();
  if (missing === null) t.match(version(), /\d+\.\d+/, version());
  else t.skip(missing);
  t.end();
});
