// The npm package: packed, installed into an empty project, and used from there as CommonJS, as ESM, with types.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type Test } from 'tape';
import { library, path } from './host/index.ts';

const BETTER_SQLITE3 = path('node_modules/better-sqlite3');

function node(folder: string, ...args: string[]): string {
  return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).trim();
}

function npm(folder: string, ...args: string[]): void {
  execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

const USE = `const db = new Database(':memory:'); load(db);
console.log(db.prepare("SELECT sqml_load_dataset('iris') IS NOT NULL AS loaded").get().loaded, getLoadablePath());`;

test('the packed package installs into an empty project, and loads from there', (t: Test) => {
  if (!existsSync(library)) {
    t.skip('npm run build makes the extension');
    t.end();
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'sqml-package-'));
  try {
    npm(path(''), 'pack', '--pack-destination', folder);
    const archive = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    t.match(archive, /^sqml-\d+\.\d+\.\d+\.tgz$/, 'one archive, named by its version');
    writeFileSync(join(folder, 'package.json'), '{"name": "empty", "version": "1.0.0", "private": true}');
    npm(folder, 'install', '--offline', '--no-audit', '--no-fund', `./${archive}`);
    const installed = join(folder, 'node_modules', 'sqml');
    t.notOk(existsSync(join(installed, 'node_modules')), 'it brings no dependencies');
    symlinkSync(BETTER_SQLITE3, join(folder, 'node_modules', 'better-sqlite3'));

    writeFileSync(
      join(folder, 'use.cjs'),
      `const Database = require('better-sqlite3'); const { getLoadablePath, load } = require('sqml');\n${USE}`,
    );
    writeFileSync(
      join(folder, 'use.mjs'),
      `import Database from 'better-sqlite3'; import { getLoadablePath, load } from 'sqml';\n${USE}`,
    );
    for (const file of ['use.cjs', 'use.mjs']) {
      t.match(node(folder, file), /^1 .*node_modules.sqml.dist.sqml\.\w+$/, file);
    }

    writeFileSync(
      join(folder, 'use.ts'),
      `import { getLoadablePath } from 'sqml';\nexport const file: string = getLoadablePath();\n`,
    );
    const tsc = path('node_modules/typescript/bin/tsc');
    node(
      folder,
      tsc,
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'nodenext',
      '--types',
      '',
      'use.ts',
    );
    t.pass('its types are found');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  t.end();
});
