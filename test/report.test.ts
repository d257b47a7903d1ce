// sqml_report: one HTML file that needs nothing else. Its HTML is judged by parse5, which has the standard's own errors; how
// it looks and whether everyone can read it by axe-core in Chromium, light, dark and on paper.
//
// Pictures are left in build/dashboard/.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import test, { type Test } from 'tape';
import { looksRight } from './dashboard/browser.ts';
import { HOSTILE, makeExperiments } from './dashboard/experiments.ts';
import { isAvailable, start } from './host/chromium.ts';
import { eachHost, error, fastest, path, run, type Session, testOn, text, value } from './host/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'sqml-report-'));
test.onFinish(() => rmSync(folder, { recursive: true, force: true }));

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

/** Attributes that name something to fetch, or to run. */
const REACHING =
  /^(on.*|src|srcset|href|xlink:href|action|formaction|data|poster|background|style|ping|manifest)$/;
/** Elements that are in a report; what isn't here has no place in one. */
const ELEMENTS = new Set(
  `html head meta title style body header main footer section h1 h2 p dl div dt dd table thead tbody tr th td ul li span code pre
  svg g line rect circle polyline text`.split(/\s+/),
);

/** All elements; fails for what the parser found wrong. */
function elementsOf(t: Test, html: string): Element[] {
  const errors: string[] = [];
  const document = parse(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine, startCol }) => errors.push(`${code} at ${startLine}:${startCol}`),
  });
  t.deepEqual(errors, [], 'HTML without an error');
  const found: Element[] = [];
  const walk = (node: Node) => {
    if ('tagName' in node) found.push(node);
    if ('childNodes' in node) for (const child of node.childNodes) walk(child);
  };
  walk(document);
  return found;
}

/** Nothing in it can run, or ask for anything. */
function isClosed(t: Test, html: string): void {
  const elements = elementsOf(t, html);
  const strange = elements.map(({ tagName }) => tagName).filter((name) => !ELEMENTS.has(name));
  t.deepEqual(strange, [], 'no element but those of a report');
  const reaching = elements
    .flatMap(({ attrs }) => attrs.map(({ name }) => name))
    .filter((name) => REACHING.test(name));
  t.deepEqual(reaching, [], 'no attribute that names an address, or runs');
  const styles = elements.filter(({ tagName }) => tagName === 'style');
  t.equal(styles.length, 1);
  const [style] = styles[0].childNodes as DefaultTreeAdapterTypes.TextNode[];
  t.notOk(/url\(|@import|expression/i.test(style.value), 'its style asks for nothing');
  const policy = elements.find(({ attrs }) => attrs.some((each) => each.value === 'Content-Security-Policy'));
  t.match(
    policy?.attrs.find(({ name }) => name === 'content')?.value ?? '',
    /^default-src 'none'; style-src 'unsafe-inline';/,
  );
}

async function reportOf(session: Session, experiment: string): Promise<string> {
  return String(await value(session, `SELECT sqml_report(${text(experiment)})`));
}

const made = join(folder, 'made.db');
let making: Promise<void> | undefined;
async function opened(): Promise<Session> {
  making ??= makeExperiments(made);
  await making;
  return fastest.open({ file: made });
}

const EXPERIMENTS: [name: string, experiment: string, says: RegExp][] = [
  [
    'classification',
    'Species',
    /Confusion matrix[\s\S]*ROC curve[\s\S]*Calibration[\s\S]*Weights[\s\S]*Data[\s\S]*5 columns can&#39;t be used/,
  ],
  ['trees', 'Tumours', /Confusion matrix[\s\S]*ROC curve[\s\S]*Runs[\s\S]*random_forest/],
  ['regression', 'Progression', /Predicted and actual[\s\S]*Residuals[\s\S]*Scores of the runs/],
  ['online', 'Clicks', /rows learned[\s\S]*Learning[\s\S]*the last 1,000/],
  ['hostile', HOSTILE, /&lt;img src=x onerror=&quot;document.title=&#39;hacked&#39;&quot;&gt;/],
];

test('a report is HTML without an error, closed to the world, whatever names are in it', async (t) => {
  const session = await opened();
  for (const [name, experiment, says] of EXPERIMENTS) {
    const html = await reportOf(session, experiment);
    t.comment(name);
    t.match(html.slice(html.indexOf('<body>')), says, 'it says what it should');
    isClosed(t, html);
    t.notOk(html.includes(HOSTILE), 'a name is nowhere markup');
  }
  await session.close();
});

test('texts that are no HTML are replaced, and all others come through', async (t) => {
  const session = await fastest.open();
  const odd = 'a\u0001b & \u0085<b>"\u2028\'\u202e 日本 \u{1f600} \ufdd0';
  await run(
    session,
    `CREATE TABLE t AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 90)
       SELECT n % 7 AS "${odd.replaceAll('"', '""')}", CASE n % 3 WHEN 0 THEN ${text(odd)} WHEN 1 THEN CAST(x'61ff62eda080' AS TEXT) ELSE 'c' END AS label FROM i`,
    `SELECT sqml_train(${text(odd)}, 'classification', 'gaussian_nb', 't', 'label')`,
  );
  const html = await reportOf(session, odd);
  isClosed(t, html);
  t.ok(
    html.includes('a\ufffdb &amp; \ufffd&lt;b&gt;&quot;\u2028&#39;\u202e 日本 \u{1f600} \ufffd'),
    'the name is there',
  );
  await session.close();
});

test('the numbers of a report are those that are stored', async (t) => {
  const session = await opened();
  for (const experiment of ['Species', 'Progression', 'Tumours']) {
    const html = await reportOf(session, experiment);
    const rows = await session.rows(`SELECT metric, value FROM sqml_evaluate(${text(experiment)})`);
    for (const { metric, value: stored } of rows) {
      const [, shown = ''] =
        new RegExp(`<th scope="row">${metric}</th><td>\\w*</td><td class="n">([^<]*)<`).exec(html) ?? [];
      const difference = Math.abs(Number.parseFloat(shown) - Number(stored));
      t.ok(
        difference <= Math.max(5e-5, 1e-2 * Math.abs(Number(stored))),
        `${experiment}, ${metric}: ${shown}, ${stored}`,
      );
    }
    const points = (html.match(/class="point"/g) ?? []).length;
    if (experiment === 'Progression') t.equal(points, 111, 'a point for each row of the test part');
  }
  await session.close();
});

test('an experiment without a model, of one row, of many classes or of extreme numbers has a report', async (t) => {
  const session = await fastest.open();
  await run(session, "SELECT sqml_load_dataset('penguins')");
  const failing = `SELECT sqml_train('Failed', 'classification', 'svc', 'dataset_penguins', 'species')`;
  t.match(await error(session, failing), /can't be used/);
  const failed = await reportOf(session, 'Failed');
  isClosed(t, failed);
  t.match(failed, /No model serves[\s\S]*class="failed">failed/);
  await run(
    session,
    `CREATE TABLE many AS WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < 599) SELECT n % 150 AS a, 'class ' || (n % 150) AS c FROM i`,
    "SELECT sqml_train('Many', 'classification', 'decision_tree', 'many', 'c', '{\"split_strategy\": \"stratified\"}')",
    `CREATE TABLE far AS WITH RECURSIVE i(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM i WHERE n < 99) SELECT 1e-310 * n AS small, 1e17 + 16.0 * (n % 3) AS large, 5 AS same, (n % 2) * 1e100 AS y FROM i`,
    "SELECT sqml_train('Far', 'regression', 'decision_tree', 'far', 'y')",
    "SELECT sqml_train('Empty', 'regression', 'dummy', 'far', 'same')",
    "SELECT sqml_import_model('Imported', sqml_export_model('Many'))",
    `SELECT sqml_online('Born', 'regression', 'sgd', '{"features": ["a"]}')`,
  );
  for (const experiment of ['Many', 'Far', 'Empty', 'Imported', 'Born']) {
    t.comment(experiment);
    const html = await reportOf(session, experiment);
    isClosed(t, html);
    t.notOk(
      /NaN|null|Infinity/.test(html.replace(/<code>.*?<\/code>/g, '').replace(/<pre>.*?<\/pre>/g, '')),
      'no number that is none',
    );
  }
  t.match(
    await error(session, "SELECT sqml_report('Mny')"),
    /sqml_report: unknown experiment 'Mny'; did you mean 'Many'\?/,
  );
  await session.close();
});

test('databases of before: reported, or told what to do', async (t) => {
  for (const [name, experiment] of [
    ['schema-2.db', '(SELECT name FROM sqml_experiments LIMIT 1)'],
    ['schema-3.db', '(SELECT name FROM sqml_experiments LIMIT 1)'],
  ]) {
    const session = await fastest.open({ file: path(`test/fixtures/${name}`), isReadonly: true });
    isClosed(t, String(await value(session, `SELECT sqml_report(${experiment})`)));
    await session.close();
  }
});

let first: string | null = null;
eachHost((host) => {
  testOn(host, 'the same statements give the same report, byte for byte', async (t, session) => {
    await run(
      session,
      "SELECT sqml_clock('2026-01-02 03:04:05')",
      "SELECT sqml_load_dataset('penguins')",
      `SELECT sqml_train('P', 'classification', 'random_forest', 'dataset_penguins', 'species', '{"n_estimators": 5, "preprocess": {"impute": "median"}}')`,
      `SELECT sqml_train('P', 'classification', 'logistic_regression', 'dataset_penguins', 'species', '{"preprocess": {"impute": "median"}}')`,
    );
    const html = await reportOf(session, 'P');
    first ??= html;
    t.ok(html.length > 10_000 && html === first, `${html.length} characters`);
  });
});

test('chromium: a report looks right and is accessible, on a desk, a telephone, a wall and on paper', async (t) => {
  const missing = isAvailable();
  if (missing !== null) {
    t.skip(missing);
    return;
  }
  const session = await opened();
  const { browser } = await start();
  for (const [name, experiment] of EXPERIMENTS) {
    const file = join(folder, `${name}.html`);
    writeFileSync(file, await reportOf(session, experiment));
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
      [3840, 'dark'],
    ] as const) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => t.fail(`the console: ${message.text()}`));
      await page.goto(pathToFileURL(file).href);
      t.equal(await page.title(), `${experiment}: a report of sqml`, 'the title is text');
      t.deepEqual(asked.length, 1, 'nothing but itself is asked for');
      await looksRight(t, page, `report-${name}-${width}-${colorScheme}`);
      if (width === 1280) {
        await page.emulateMedia({ media: 'print' });
        await page.setViewportSize({ width: 794, height: 1123 });
        await looksRight(t, page, `report-${name}-print`);
      }
      await page.close();
    }
  }
  await session.close();
});
