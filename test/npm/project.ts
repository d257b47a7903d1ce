// Empty projects into which the packages are installed, below a folder that is gone after the tests.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type Test } from 'tape';
import { libraryName } from '../../lib/loadable.cts';
import { path } from '../host/index.ts';

const BETTER_SQLITE3 = path('node_modules/better-sqlite3');
/** Compiling takes 15 s on one core; a slow machine may be busy besides. */
export const COMPILE_MS = 150_000;

export const folder = mkdtempSync(join(tmpdir(), 'sqml-package-'));
test.onFinish(() => rmSync(folder, { recursive: true, force: true }));

export const isBuilt = existsSync(path(`dist/${libraryName()}`));

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs Node in a folder, to its end. */
export function node(cwd: string, args: string[], env: NodeJS.ProcessEnv = process.env): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: COMPILE_MS,
  });
  return { status, stdout: stdout.trim(), stderr: stderr.trim() };
}

/** The output of a program that must succeed. */
export function output(cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = node(cwd, args);
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** An empty project into which npm has installed the archives, without a network. */
export function project(name: string, files: string[], options: string[] = [], env = process.env): string {
  const where = join(folder, name);
  mkdirSync(where);
  writeFileSync(join(where, 'package.json'), `{"name": "${name}", "version": "1.0.0", "private": true}`);
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', ...options, ...files], {
    cwd: where,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: COMPILE_MS,
  });
  return where;
}

/** A test of what npm run build has made, skipped where it hasn't. */
export function testBuilt(title: string, body: (t: Test) => void | Promise<void>): void {
  test(title, async (t) => {
    if (isBuilt) await body(t);
    else t.skip('npm run build makes the extension');
  });
}

const USE = `const db = new Database(':memory:'); load(db);
console.log(db.prepare("SELECT sqml_load_dataset('iris') IS NOT NULL AS loaded").get().loaded, getLoadablePath());`;

/** A program that loads the extension and says where it was found. */
export const REQUIRED = `const Database = require('better-sqlite3'); const { getLoadablePath, load } = require('sqml');\n${USE}`;
export const IMPORTED = `import Database from 'better-sqlite3'; import { getLoadablePath, load } from 'sqml';\n${USE}`;

/** A program that trains with the addon and predicts. */
export const MODELLED = `const { train } = require('sqml/model');
const X = Array.from({ length: 40 }, (_, i) => [i]);
train(X, X.map(([x]) => (x < 20 ? 'low' : 'high')), { type: 'classification', algorithm: 'svc' })
  .then((model) => console.log(model.predict([[3], [33]]).join(' ')));`;

/** Loads the extension in a process of its own; the path that it was found at. */
export function used(where: string, name = 'use.cjs', script = REQUIRED): string {
  const link = join(where, 'node_modules', 'better-sqlite3');
  if (!existsSync(link)) symlinkSync(BETTER_SQLITE3, link);
  writeFileSync(join(where, name), script);
  const [, loaded, file] = /^(\d) (.*)$/.exec(output(where, name)) ?? [];
  if (loaded !== '1') throw new Error('the dataset is not loaded');
  return file.replaceAll('\\', '/').split('/node_modules/').at(-1) as string;
}
