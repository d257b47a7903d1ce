// The lines of docs/node.md, pasted into one file, print what stands beside them.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { addonTest } from './addon/package.ts';
import { betterSqlite3, path } from './host/index.ts';

addonTest('every line of docs/node.md that prints prints what it says', async (t) => {
  const missing = betterSqlite3.isAvailable();
  if (missing !== null) {
    t.skip(missing);
    return;
  }
  const text = readFileSync(path('docs/node.md'), 'utf8');
  const code = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, js]) => js).join('\n');
  const promised = [...code.matchAll(/console\.log\(.*; \/\/ (.*)$|console\.log\(.*\)\); \/\/ (.*)$/gm)].map(
    ([, a, b]) => a ?? b,
  );
  mkdirSync(path('build/documents'), { recursive: true });
  const file = path('build/documents/node.mjs');
  writeFileSync(file, code);
  const printed = execFileSync(process.execPath, [file], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.ok(promised.length >= 9, `${promised.length} lines`);
  t.deepEqual(printed.trim().split('\n'), promised);
});
