// node:sqlite with the loadable extension; Node has it since 22.13.

import { createRequire } from 'node:module';
import { type Host, library, type OpenOptions, type Row, type Session } from './host.ts';

const require = createRequire(import.meta.url);

interface DatabaseSync {
  prepare(sql: string): { setReadBigInts(on: boolean): void; all(): Row[] };
  loadExtension(file: string): void;
  enableDefensive?(on: boolean): void;
  close(): void;
}

export const nodeSqlite: Host = {
  name: 'node:sqlite',
  sharesFiles: true,
  isAvailable() {
    const [major, minor] = process.versions.node.split('.').map(Number);
    if (major > 22 || (major === 22 && minor >= 13)) return null;
    return `node:sqlite needs Node 22.13 or newer, this is ${process.version}`;
  },
  async open(options = {}) {
    return new NodeSession(options);
  },
};

class NodeSession implements Session {
  readonly #db: DatabaseSync;

  constructor({ file = ':memory:', isReadonly = false }: OpenOptions) {
    const { DatabaseSync } = require('node:sqlite') as {
      DatabaseSync: new (file: string, options: object) => DatabaseSync;
    };
    this.#db = new DatabaseSync(file, { allowExtension: true, readOnly: isReadonly });
    this.#db.enableDefensive?.(false);
    this.#db.loadExtension(library);
  }

  async rows(sql: string): Promise<Row[]> {
    const statement = this.#db.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all().map((row) => ({ ...row }));
  }

  async close(): Promise<void> {
    this.#db.close();
  }
}
