// What the tests of the dashboard share: a page in Chromium that reports what goes wrong in it, axe-core's verdict on
// it, and its pictures, which are kept in build/dashboard/ to be looked at.

import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { Test } from 'tape';
import { start } from '../host/chromium.ts';
import { path } from '../host/index.ts';

export const PICTURES = path('build/dashboard');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Look {
  width?: number;
  colors?: 'light' | 'dark';
}

interface Cookie {
  name: string;
  value: string;
  url: string;
}

/** Opens an address; what the page says of errors, and of what its policy refused, fails the test. */
export async function openAt(
  t: Test,
  address: string,
  { width = 1280, colors = 'light' }: Look = {},
  cookie?: Cookie,
): Promise<Page> {
  const { browser } = await start();
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: colors,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  if (cookie !== undefined) await context.addCookies([cookie]);
  const page = await context.newPage();
  page.on('pageerror', (error) => t.fail(`the page: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') t.fail(`the page's console: ${message.text()}`);
  });
  await page.goto(address);
  await settled(page);
  return page;
}

/** Everything that was asked is answered and drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForSelector('main h1, main.empty, main .note', { state: 'attached' });
  await page.waitForFunction(
    () =>
      document.querySelector('.loading, .running') === null &&
      [...document.querySelectorAll('.chart')].every((chart) => chart.childElementCount > 0),
  );
}

/** The last message says so. */
export async function isSaid(page: Page, words: string): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('.notice')?.textContent?.includes(wanted),
    words,
  );
}

export async function show(page: Page, route: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(route)}`);
  await page.waitForTimeout(50); // until the screen before is gone
  await settled(page);
}

/** No violation of axe-core's rules, nothing wider than the window; keeps a picture. */
export async function looksRight(t: Test, page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
  await page.evaluate(`${AXE}; 0`);
  const found = await page.evaluate(`axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' ')))`);
  t.deepEqual(found, [], `${name}: accessible`);
  const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
  t.ok(Number(over) <= 0, `${name}: as wide as the window`);
}
