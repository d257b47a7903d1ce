// The built package in headless Chromium: on the page's thread in memory, and in a worker on OPFS.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { type Server, serve } from '../browser/server.ts';
import { atEnd } from './cleanup.ts';
import { type Host, path, type Row, type Session } from './host.ts';

/** Where Chromium may be; SQML_CHROMIUM names another. */
const PROGRAMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Nothing of the browser's own leaves the machine. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const { SQML_CHROMIUM } = process.env;
const program = (SQML_CHROMIUM ? [SQML_CHROMIUM] : PROGRAMS).find((name) => existsSync(name));

/** Null, or why there is no browser to test in and how to get it. */
export function isAvailable(): string | null {
  if (program === undefined) {
    return 'no Chromium is installed; apt-get install chromium, or name the program in SQML_CHROMIUM';
  }
  if (!existsSync(path('dist/browser.js'))) return 'dist/browser.js is not there; npm run build';
  return null;
}

/** Its version, as it says. */
export function version(): string {
  return spawnSync(program ?? '', ['--version'], { encoding: 'utf8' }).stdout.trim();
}

let started: Promise<{ browser: Browser; server: Server }> | undefined;

/** The one browser of this process, and the server of its pages; both end with the tests. */
export function start(): Promise<{ browser: Browser; server: Server }> {
  started ??= (async () => {
    const server = await serve();
    const browser = await chromium.launch({ executablePath: program, args: QUIET });
    atEnd(async () => {
      server.close();
      await browser.close();
    });
    return { browser, server };
  })();
  return started;
}

/** A page with test/browser/page.js on it. */
export async function openPage(): Promise<Page> {
  const { browser, server } = await start();
  const page = await browser.newPage();
  await page.goto(`${server.url}test/browser/`);
  await page.waitForFunction('globalThis.isReady');
  return page;
}

/** A connection on the page: `where` is `openHere` or `openInWorker`. */
export async function connect(page: Page, where: 'openHere' | 'openInWorker', vfs: string): Promise<Session> {
  await page.evaluate(`${where}(${JSON.stringify(vfs)}, '/sqml.db')`);
  return {
    async rows(sql) {
      try {
        return (await page.evaluate(`connection.rows(${JSON.stringify(sql)})`)) as Row[];
      } catch (thrown) {
        throw new Error((thrown as Error).message.replace(/^page\.evaluate: Error: |\n {4}at [\s\S]*$/g, ''));
      }
    },
    close: async () => {
      await page.evaluate('connection.close()');
    },
  };
}

function host(name: string, where: 'openHere' | 'openInWorker', vfs: string): Host {
  return {
    name,
    sharesFiles: false,
    isAvailable,
    async open({ file } = {}) {
      if (file !== undefined) throw new Error(`${name} opens no files`);
      const page = await openPage();
      const session = await connect(page, where, vfs);
      return {
        ...session,
        async close() {
          await session.close();
          await page.close();
        },
      };
    },
  };
}

export const browsers: Host[] = [
  host('chromium, main thread, memory', 'openHere', 'memory'),
  host('chromium, worker, opfs', 'openInWorker', 'opfs'),
  host('chromium, worker, opfs-sahpool', 'openInWorker', 'opfs-sahpool'),
];
