// dist/dashboard/: lib/dashboard/ and the packages that it uses as one script and one stylesheet, which every shell
// serves; dist/playground/: the same with SQLite and the engine beside it, a folder for any web server.

import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { pageHtml } from '../dashboard/page.ts';
import { path, write } from './stage.ts';

/** Packages whose code is in the script, with the file that is their licence. */
const BUNDLED: [name: string, licence: string][] = [
  ['preact', 'LICENSE'],
  ['@observablehq/plot', 'LICENSE'],
  ['d3', 'LICENSE'],
  ['csv-parse', 'LICENSE'],
  ['csv-stringify', 'LICENSE'],
];

const OPTIONS: BuildOptions = {
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  legalComments: 'none',
  logLevel: 'error',
};

function licences(): string {
  const texts = BUNDLED.map(
    ([name, file]) => `${name}\n\n${readFileSync(path('node_modules', name, file), 'utf8').trim()}`,
  );
  return `/*\nThis file holds code of these packages.\n\n${texts.join('\n\n')}\n*/`;
}

async function bundle(entry: string, outfile: string, options: BuildOptions = {}): Promise<void> {
  const banner = { js: licences() };
  await build({ ...OPTIONS, banner, ...options, entryPoints: [path('lib', 'dashboard', entry)], outfile });
}

export async function bundleDashboard(folder: string): Promise<void> {
  await bundle('index.tsx', join(folder, 'dashboard.js'));
  await bundle('style.css', join(folder, 'dashboard.css'), { banner: {} });
  write(join(folder, 'index.html'), pageHtml({ api: 'api/', assets: '', script: 'dashboard.js' }));
}

/** All of the playground: any web server can give the folder. */
export async function bundlePlayground(folder: string): Promise<void> {
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  const define = { VERSION: JSON.stringify(version) };
  await bundle('playground/index.tsx', join(folder, 'playground.js'), { define });
  await bundle('playground/worker.ts', join(folder, 'worker.js'));
  await bundle('style.css', join(folder, 'dashboard.css'), { banner: {} });
  write(
    join(folder, 'index.html'),
    pageHtml({ api: '', assets: './', script: 'playground.js', isPlayground: true }),
  );
  copyFileSync(
    path('node_modules', '@sqlite.org', 'sqlite-wasm', 'dist', 'sqlite3.wasm'),
    join(folder, 'sqlite3.wasm'),
  );
  for (const name of ['sqml.wasm', 'datasets.bin']) copyFileSync(path('dist', name), join(folder, name));
}
