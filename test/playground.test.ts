// The playground in a real Chromium, from a plain web server: a CSV or a database is dropped, a model trained, looked
// at and asked, the database saved; the browser keeps it; and nothing is sent anywhere.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Page } from 'playwright-core';
import test, { type Test } from 'tape';
import { isSaid, looksRight, openAt, settled, show } from './dashboard/browser.ts';
import { isAvailable } from './host/chromium.ts';
import { fastest, json, path, run, value } from './host/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqml-playground-'));
test.onFinish(() => rmSync(folder, { recursive: true, force: true }));

const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** The folder as any web server gives it: no header that only some can set. */
const server = createServer((request, response) => {
  const name = (request.url ?? '/').split('?')[0].replace(/\/$/, '/index.html');
  try {
    const contents = readFileSync(path(`dist/playground${name}`));
    response.writeHead(200, { 'Content-Type': TYPES[extname(name)] ?? 'application/octet-stream' });
    response.end(contents);
  } catch {
    response.writeHead(404).end();
  }
});
const listening = new Promise<string>((resolve) => {
  server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
});
test.onFinish(() => server.close());

/** A test on the playground in a browser that has not seen it before. */
function testOnPage(title: string, body: (t: Test, page: Page) => Promise<void>): void {
  test(`chromium: ${title}`, async (t) => {
    const missing = isAvailable();
    if (missing !== null) {
      t.skip(missing);
      return;
    }
    const page = await openAt(t, await listening);
    page.on('dialog', (dialog) => dialog.accept());
    try {
      await body(t, page);
    } finally {
      await page.context().close();
    }
  });
}

function drop(page: Page, file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  return page.setInputFiles('.files input[type=file]', file);
}

async function saved(page: Page): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save .db' }).click();
  const file = join(folder, `saved${Date.now()}.db`);
  await (await download).saveAs(file);
  return file;
}

testOnPage(
  'a CSV becomes a table, a model, predictions, and a file that every host opens',
  async (t, page) => {
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET' || request.postData() !== null) asked.push(request.url());
    });
    await looksRight(t, page, 'playground-empty');
    await drop(page, path('datasets/penguins.csv'));
    await isSaid(page, "penguins.csv is now the table 'penguins', 344 rows");
    await settled(page);
    t.match(await page.innerText('main'), /bill_length_mm/);
    await page.getByRole('link', { name: 'Train on it' }).click();
    await settled(page);
    await page.getByLabel('Predict the column').selectOption('species');
    await settled(page);
    await page.getByRole('button', { name: /Fill all/ }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByText('To the leaderboard').click();
    await settled(page);
    t.match(await page.innerText('main tbody'), /logistic_regression/);
    await show(page, '#/model/1/quality');
    await looksRight(t, page, 'playground-classification');
    await show(page, '#/model/1/predict');
    t.match(await page.innerText('output'), /Adelie|Chinstrap|Gentoo/);

    const session = await fastest.open({ file: await saved(page) });
    const statement = await value(session, 'SELECT dataset FROM sqml_runs');
    t.equal(statement, 'penguins', 'the file has the run');
    const digest = await value(session, 'SELECT digest FROM sqml_models');
    await run(session, 'SELECT sqml_retrain(1)');
    t.equal(
      await value(session, 'SELECT digest FROM sqml_models WHERE id = 2'),
      digest,
      `${fastest.name} makes the same model`,
    );
    t.equal(
      await value(session, 'SELECT typeof(bill_length_mm) FROM penguins LIMIT 1'),
      'real',
      'numbers are numbers',
    );
    t.equal(
      await value(session, 'SELECT count(*) FROM penguins WHERE sex IS NULL'),
      11n,
      'empty cells are NULL',
    );
    await session.close();
    t.deepEqual(asked, [], 'nothing was sent');
  },
);

testOnPage('the browser keeps the database, until it is begun anew', async (t, page) => {
  t.match(await page.innerText('.files'), /kept in this browser/);
  await show(page, '#/data');
  await page.getByRole('button', { name: /Load\s+iris/ }).click();
  await page.getByRole('heading', { name: 'dataset_iris' }).waitFor();
  await page.reload();
  await settled(page);
  await show(page, '#/data/dataset_iris');
  t.match(await page.innerText('main'), /150 rows/, 'after the page is loaded again');

  const second = await page.context().newPage();
  await second.goto(page.url());
  await settled(second);
  t.match(
    await second.innerText('.files'),
    /in memory: save it to keep it/,
    'a second tab has one of its own',
  );
  await second.close();

  await page.getByRole('button', { name: 'Begin anew' }).click();
  await isSaid(page, 'The database is empty.');
  await page.getByText('Nothing is trained yet').waitFor();
  t.match(await page.innerText('main'), /Nothing is trained yet/);
  await page.reload();
  await settled(page);
  t.match(await page.innerText('main'), /Nothing is trained yet/, 'for good');
});

testOnPage('a database is opened, also one in WAL mode; what is none is refused', async (t, page) => {
  const file = join(folder, 'given.db');
  const session = await fastest.open({ file });
  await run(
    session,
    'PRAGMA journal_mode = WAL',
    "SELECT sqml_load_dataset('diabetes')",
    "SELECT sqml_train('Progression', 'regression', 'ridge', 'dataset_diabetes', 'target')",
    'PRAGMA wal_checkpoint(TRUNCATE)',
  );
  const scores = await json(session, "SELECT json_group_array(value) FROM sqml_metrics WHERE name = 'r2'");
  await session.close();
  await drop(page, file);
  await isSaid(page, 'given.db is open');
  await page.getByText('Progression').first().waitFor();
  await settled(page);
  t.match(await page.innerText('main'), new RegExp(`Progression[\\s\\S]*${Number(scores[0]).toFixed(4)}`));
  await show(page, '#/model/1/quality');
  await looksRight(t, page, 'playground-regression');

  const broken = readFileSync(file).subarray(0, 3000).fill(255, 100);
  writeFileSync(join(folder, 'broken.db'), broken);
  await drop(page, join(folder, 'broken.db'));
  await isSaid(page, 'broken.db: the file is no SQLite database');
  await drop(page, { name: 'odd.csv', mimeType: 'text/csv', buffer: Buffer.from('a,b\n1\n') });
  await isSaid(page, 'odd.csv: ');
  await show(page, '#/');
  t.match(await page.innerText('main'), /Progression/, 'the one before is still there');
});

testOnPage('a model goes on to learn row by row', async (t, page) => {
  await show(page, '#/data');
  await page.getByRole('button', { name: /Load\s+iris/ }).click();
  await page.getByRole('heading', { name: 'dataset_iris' }).waitFor();
  await show(page, '#/train?table=dataset_iris');
  await page.getByLabel('gaussian_nb', { exact: true }).check();
  await page.getByLabel('logistic_regression', { exact: true }).uncheck();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByText('To the leaderboard').waitFor();
  await show(page, '#/model/1/online');
  t.match(await page.innerText('main'), /has not learned row by row/);
  await looksRight(t, page, 'playground-online-empty');
  await page.getByRole('button', { name: 'Learn its rows' }).click();
  await isSaid(page, 'Model 1 has learned 150 rows of dataset_iris.');
  await page.getByText('Rows learned', { exact: true }).waitFor();
  await settled(page);
  t.match(await page.innerText('main'), /Progressive curve[\s\S]*the last 1,000/);
  await looksRight(t, page, 'playground-online');
});

testOnPage('a training is cancelled, and the database is as it was', async (t, page) => {
  await show(page, '#/data');
  await page.getByRole('button', { name: /Load\s+breast_cancer/ }).click();
  await page.getByRole('heading', { name: 'dataset_breast_cancer' }).waitFor();
  await show(page, '#/train?table=dataset_breast_cancer');
  await page.getByLabel('random_forest', { exact: true }).check();
  await page.getByLabel('logistic_regression', { exact: true }).uncheck();
  await page.locator('summary').click();
  await page.getByLabel('n_estimators', { exact: true }).fill('100000');
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.locator('progress').waitFor();
  t.match(
    await page.innerText('.running'),
    /sqml_train\([\s\S]*fitting, \d[\s\S]*about .* left[\s\S]*Cancel/,
    'how far it is',
  );
  const share = Number(await page.locator('progress').getAttribute('value'));
  await page.waitForFunction((before) => (document.querySelector('progress')?.value ?? 0) > before, share);
  t.pass('and it goes on');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await isSaid(page, 'cancelled; the database is as it was before');
  await settled(page);
  await show(page, '#/data/dataset_breast_cancer');
  t.match(await page.innerText('main'), /569 rows/, 'the table is there');
  await show(page, '#/');
  t.match(await page.innerText('main'), /No experiment yet/);
});
