// better-sqlite3 with the loadable extension.

import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { type Host, library, type OpenOptions, type Row, type Session, type Value } from './host.ts';

const require = createRequire(import.meta.url);

/** `12, Node 20` */
const versions = `${require('better-sqlite3/package.json').version.split('.')[0]}, Node ${process.versions.node.split('.')[0]}`;

export const betterSqlite3: Host = {
  name: `better-sqlite3 ${versions}`,
  sharesFiles: true,
  isAvailable() {
    try {
      new (require('better-sqlite3') as typeof BetterSqlite3)(':memory:').close();
      return null;
    } catch (thrown) {
      const why = (thrown as Error).message.split('\n')[0];
      return `better-sqlite3 does not run here (${why}); npm rebuild better-sqlite3`;
    }
  },
  async open(options = {}) {
    return new BetterSession(options);
  },
};

class BetterSession implements Session {
  readonly db: BetterSqlite3.Database;

  constructor({ file = ':memory:', isReadonly = false }: OpenOptions) {
    const Database = require('better-sqlite3') as typeof BetterSqlite3;
    this.db = new Database(file, { readonly: isReadonly });
    this.db.defaultSafeIntegers(true);
    this.db.loadExtension(library);
  }

  async rows(sql: string): Promise<Row[]> {
    const statement = this.db.prepare(sql);
    if (!statement.reader) {
      statement.run();
      return [];
    }
    const names = statement.columns().map(({ name }) => name);
    const rows = statement.raw(true).all() as Value[][];
    return rows.map((row) => Object.fromEntries(row.map((value, c) => [names[c], plain(value)])));
  }

  async close(): Promise<void> {
    this.db.close();
  }
}

/** A Buffer's slice() shares its memory; a Uint8Array's does not. */
function plain(value: Value): Value {
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}
