// dist/cli.js: lib/cli/ and the packages that it uses as one file, so that the installed package brings no
// dependencies.

import { readdirSync, readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { path } from './stage.ts';

/** Packages whose code is in the bundle. */
export const BUNDLED = ['csv-parse', 'csv-stringify', 'fastest-levenshtein'];

function licenceOf(name: string): string {
  const file = readdirSync(path('node_modules', name)).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence`);
  return readFileSync(path('node_modules', name, file), 'utf8').trim();
}

/** Their licences stand in the file, as they ask for. */
function licences(): string {
  const texts = BUNDLED.map((name) => `${name}\n\n${licenceOf(name)}`);
  return `/*\nThis file holds code of these packages.\n\n${texts.join('\n\n')}\n*/`;
}

export async function bundleCli(outfile: string): Promise<void> {
  await build({
    entryPoints: [path('lib', 'cli', 'index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: licences() },
    logLevel: 'error',
  });
}
