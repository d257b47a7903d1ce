// What a host keeps from views (unsafe.c), built, and put on the connections of tests.

import { join } from 'node:path';
import type { Database as WasmDatabase } from '@sqlite.org/sqlite-wasm';
import type BetterSqlite3 from 'better-sqlite3';
import { compiler, link, SQLITE } from '../../lib/build/compile.ts';
import { path, stage } from '../../lib/build/stage.ts';
import {
  betterSqlite3,
  type Host,
  type OpenOptions,
  run,
  type Session,
  sqliteWasm,
  text,
} from '../host/index.ts';

const SUFFIX = process.platform === 'win32' ? 'dll' : process.platform === 'darwin' ? 'dylib' : 'so';
/** Where it is; its name makes its entry point. */
export const unsafe = path('build', 'unsafe', `unsafe.${SUFFIX}`);

/** Builds it when something changed. */
export async function buildUnsafe(): Promise<void> {
  const source = path('test', 'native', 'unsafe.c');
  const position = process.platform === 'win32' ? [] : ['-fPIC'];
  await stage({
    name: 'unsafe',
    inputs: [source, path('lib', 'build', 'compile.ts')],
    settings: [compiler()],
    outputs: [unsafe],
    run: () => link([source], unsafe, compiler(), ['-O1', ...position, '-isystem', SQLITE]),
  });
}

/** Whether the host's connections get the virtual tables too. */
export function hasUnsafeTables(host: Host): boolean {
  return host !== sqliteWasm;
}

/** A connection of the host with all of it, as far as hasUnsafeTables says. */
export async function openUnsafe(host: Host, options: OpenOptions = {}): Promise<Session> {
  const session = await host.open(options);
  if (host === sqliteWasm) {
    addFunctions((session as unknown as { db: WasmDatabase }).db);
  } else if (host === betterSqlite3) {
    (session as unknown as { db: BetterSqlite3.Database }).db.loadExtension(unsafe);
  } else {
    await run(session, `SELECT load_extension(${text(join(unsafe))})`);
  }
  return session;
}

/** The functions of unsafe.c in JavaScript. */
function addFunctions(db: WasmDatabase): void {
  let calls = 0;
  const giveBack = (_context: number, x: number) => {
    calls++;
    return x;
  };
  const add = (name: string, flags: object) =>
    db.createFunction({ name, arity: 1, xFunc: giveBack as never, ...flags });
  add('unsafe_direct', { directOnly: true });
  add('unsafe_constant', { directOnly: true, deterministic: true });
  add('unsafe_plain', {});
  add('unsafe_innocuous', { innocuous: true });
  let sum = 0;
  db.createFunction({
    name: 'unsafe_sum',
    arity: 1,
    directOnly: true,
    xStep: ((context: number, x: number) => {
      sum += giveBack(context, x);
    }) as never,
    xFinal: () => sum,
    xValue: () => sum,
    xInverse: ((_context: number, x: number) => {
      sum -= x;
    }) as never,
  } as never);
  db.createFunction({
    name: 'unsafe_calls',
    arity: 0,
    innocuous: true,
    xFunc: (() => {
      const told = calls;
      calls = 0;
      return told;
    }) as never,
  });
}
