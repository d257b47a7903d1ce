// npm run test:hosts: the conformance suite on every host that is here, and the grid of what came out.
//
//   npm run test:hosts                all
//   npm run test:hosts -- Go Rust     those whose name contains one of the words
//   npm run test:hosts -- --write     all, and the grid goes into docs/hosts.md
//
// A host that is not here is named with what would bring it. Ends with `N passed, N failed, N skipped`.

import { readFileSync, writeFileSync } from 'node:fs';
import { allHosts } from '../host/all.ts';
import { cleanUp } from '../host/cleanup.ts';
import { type Host, path } from '../host/host.ts';
import { conform, type Result, suite } from './suite.ts';

const PAGE = 'docs/hosts.md';
const BEGIN = '<!-- hosts: written by npm run test:hosts -- --write -->';
const END = '<!-- /hosts -->';

interface Line extends Result {
  host: Host;
}

function count(results: Record<string, number>): number {
  return Object.values(results).reduce((sum, n) => sum + n, 0);
}

const sizes = Object.fromEntries(Object.entries(suite).map(([group, cases]) => [group, cases.length]));
const size = count(sizes);

/** Runs the suite on one host and says how it went; a host that can't open a connection misses all. */
async function run(host: Host): Promise<Line> {
  const started = performance.now();
  let result: Result;
  try {
    result = await conform(host);
  } catch (thrown) {
    console.log(`FAILED ${host.name}: ${(thrown as Error).message}`);
    return { host, sqlite: '', right: {}, misses: [] };
  }
  const right = count(result.right);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const isWhole = right === size;
  const how = `SQLite ${result.sqlite.padEnd(8)} ${right} of ${size}, ${seconds} s`;
  console.log(`${isWhole ? 'ok    ' : 'FAILED'} ${host.name.padEnd(36)} ${how}`);
  for (const { group, case: one, difference } of result.misses) {
    console.log(`       ${group}: ${one.sql}\n         ${difference}`);
  }
  return { host, ...result };
}

/** The grid as a table of Markdown: a line per host, a column per group of the suite. */
function grid(lines: Line[]): string {
  const groups = Object.keys(sizes);
  const head = ['host', 'SQLite', ...groups];
  const rows = lines.map(({ host, sqlite, right }) => [
    host.name,
    sqlite,
    ...groups.map((group) => `${right[group] ?? 0}/${sizes[group]}`),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function writePage(table: string): void {
  const text = readFileSync(path(PAGE), 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${PAGE} has no ${BEGIN} ... ${END}`);
  writeFileSync(path(PAGE), `${text.slice(0, begin)}${BEGIN}\n${table}\n${text.slice(end)}`);
}

async function main(): Promise<void> {
  const words = process.argv.slice(2).filter((word) => word !== '--write');
  const wanted = allHosts.filter(
    ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word.toLowerCase())),
  );
  const lines: Line[] = [];
  const skipped: string[] = [];
  for (const host of wanted) {
    const missing = host.isAvailable();
    if (missing === null) lines.push(await run(host));
    else skipped.push(`skipped ${host.name}: ${missing}`);
  }
  await cleanUp();
  for (const line of skipped) console.log(line);
  if (wanted.length === 0) console.log(`no host has ${words.join(' or ')} in its name`);
  console.log(`\n${grid(lines)}\n`);
  if (process.argv.includes('--write')) writePage(grid(lines));
  const passed = lines.reduce((sum, { right }) => sum + count(right), 0);
  const failed = lines.length * size - passed + (lines.length === 0 ? 1 : 0);
  console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
}

await main();
