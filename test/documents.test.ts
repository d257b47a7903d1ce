// The documents: every statement works in order, and each answer shown is the one that comes; those that are written by
// program are as it would write them now; links lead somewhere.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'tape';
import { writtenPages } from '../lib/documents/pages.ts';
import { libraryName } from '../lib/loadable.cts';
import { fastest, path, type Value } from './host/index.ts';

interface Step {
  sql: string;
  /** The rows that follow it as comments, cells joined by ' | '. */
  shown: string[];
}

function steps(file: string): Step[] {
  const found: Step[] = [];
  for (const [, block] of readFileSync(path(file), 'utf8').matchAll(/```sql\n(.*?)```/gs)) {
    let sql = '';
    for (const line of block.split('\n')) {
      if (line.startsWith('-- ')) found[found.length - 1].shown.push(line.slice(3));
      else sql += `${line}\n`;
      if (!line.endsWith(';')) continue;
      found.push({ sql: sql.trim(), shown: [] });
      sql = '';
    }
  }
  return found;
}

function cell(value: Value): string {
  if (value === null) return 'NULL';
  return typeof value === 'number' && Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Those that are read from top to bottom in a database of their own. */
const PAGES = ['preprocessing', 'metrics', 'splits', 'deployment', 'tables'];

for (const page of PAGES) {
  test(`every answer of docs/${page}.md is the one that comes`, async (t) => {
    const session = await fastest.open();
    const all = steps(`docs/${page}.md`);
    t.ok(all.length > 1, `${all.length} statements`);
    for (const { sql, shown } of all) {
      const rows = (await session.rows(sql)).map((row) => Object.values(row).map(cell).join(' | '));
      t.deepEqual(rows, shown, sql.slice(0, 70));
    }
    await session.close();
  });
}

test('docs/metrics.md has the metrics of sqml_metric_info, and which direction is better', async (t) => {
  const session = await fastest.open();
  const known = await session.rows(
    'SELECT prediction_type, metric, better FROM sqml_metric_info() WHERE prediction_type IS NOT NULL',
  );
  const shown: string[] = [];
  let type = '';
  for (const line of readFileSync(path('docs/metrics.md'), 'utf8').split('\n')) {
    if (line.startsWith('## ')) type = line.slice(3).toLowerCase();
    const row = /^\| (`.*?`) \| (more|less) \|/.exec(line);
    for (const [, metric] of row?.[1].matchAll(/`(\w+)`/g) ?? [])
      shown.push([type, metric, row?.[2]].join(' '));
  }
  t.deepEqual(shown.sort(), known.map((row) => Object.values(row).join(' ')).sort());
  await session.close();
});

test('what npm run documents writes is written', (t) => {
  for (const [name, text] of writtenPages(path('README.md'), path(`dist/${libraryName()}`))) {
    t.equal(readFileSync(path(name), 'utf8'), text, `${name}, or run npm run documents`);
  }
  t.end();
});

test('README is short', (t) => {
  t.ok(readFileSync(path('README.md'), 'utf8').split('\n').length < 200);
  t.end();
});

const LINKING = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(path('docs')).map((name) => `docs/${name}`),
];

test('every link to a file or a heading leads there', (t) => {
  for (const name of LINKING.filter((name) => name.endsWith('.md'))) {
    const text = readFileSync(path(name), 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file, heading] = target.split('#');
      const to = file === '' ? name : join(dirname(name), file);
      const isThere = existsSync(path(to));
      if (!isThere || heading === undefined || !to.endsWith('.md')) t.ok(isThere, `${name} -> ${target}`);
      else t.ok(anchors(readFileSync(path(to), 'utf8')).includes(heading), `${name} -> ${target}`);
    }
  }
  t.end();
});

/** The anchors that headings have on GitHub. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/ /g, '-'),
  );
}
