// The hosts that need no more than Node, SQLite and Python, and the loop over them for tests.

import test, { type Test } from 'tape';
import { betterSqlite3 } from './better_sqlite3.ts';
import { cleanUp } from './cleanup.ts';
import { cli } from './cli.ts';
import type { Host, Session } from './host.ts';
import { languageHosts } from './languages.ts';
import { nodeSqlite } from './node_sqlite.ts';
import { python } from './python.ts';
import { sqliteWasm } from './sqlite_wasm.ts';

export { dump } from './dump.ts';
export * from './host.ts';
export { betterSqlite3, cli, languageHosts, nodeSqlite, python, sqliteWasm };

export const hosts: Host[] = [cli, betterSqlite3, nodeSqlite, python, sqliteWasm];

test.onFinish(cleanUp);

/** Runs `define` for each host that is there; one that is not leaves a visible skip. */
export function eachHost(define: (host: Host) => void, among: Host[] = hosts): void {
  for (const host of among) {
    const missing = host.isAvailable();
    if (missing === null) define(host);
    else {
      test(`${host.name}: these tests run on it`, (t) => {
        t.skip(missing);
        t.end();
      });
    }
  }
}

/** A test with a session of its own on an empty database in memory. */
export function testOn(host: Host, title: string, body: (t: Test, session: Session) => Promise<void>): void {
  test(`${host.name}: ${title}`, async (t) => {
    const session = await host.open();
    try {
      await body(t, session);
    } finally {
      await session.close();
    }
  });
}

/** The first host that trains at native speed, else the .wasm: for tests of what is the same on all. */
export const fastest: Host = betterSqlite3.isAvailable() === null ? betterSqlite3 : sqliteWasm;
