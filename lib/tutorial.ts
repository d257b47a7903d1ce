// npm run tutorial: the tutorial (tutorial/show.ts) with the extension that npm run build made.
//
//   npm run tutorial                  on build/tutorial.db, which is made anew
//   npm run tutorial -- my.db         on a file that must not be there yet

import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { newDatabase, showTutorial } from './tutorial/show.ts';

const require = createRequire(import.meta.url);
const OWN = fileURLToPath(new URL('../build/tutorial.db', import.meta.url));

try {
  const { getLoadablePath } = require('../dist/index.cjs') as typeof import('./index.cts');
  const [name] = process.argv.slice(2);
  if (name === undefined)
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(OWN + suffix, { force: true });
  showTutorial(newDatabase(name ?? OWN), getLoadablePath());
} catch (thrown) {
  console.error(`tutorial: ${(thrown as Error).message}`);
  process.exitCode = 1;
}
