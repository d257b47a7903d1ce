// sqml path: where the loadable extension is.

import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import type { Command } from './command.ts';
import { print } from './terminal.ts';

/** The extension's file. */
export function loadablePath(): string {
  const { getLoadablePath } = createRequire(import.meta.url)('./index.cjs') as typeof import('../index.cts');
  return getLoadablePath();
}

export const path: Command = {
  name: 'path',
  title: 'prints the path of the loadable extension',
  usage: `Usage: sqml path

Prints the path of the extension's file, for any program that loads SQLite extensions:

  sqlite3 data.db -cmd ".load '$(npx sqml path)'"
`,
  async run(args) {
    parseArgs({ args });
    await print(`${loadablePath()}\n`);
    return 0;
  },
};
