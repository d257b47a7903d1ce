// dist/cli.js: lib/cli/ and the packages that it uses as one file, so that the installed package brings no
// dependencies.

import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { path } from './stage.ts';

/** Packages whose code is in the bundle. */
export const BUNDLED = ['csv-parse', 'csv-stringify'];

/** Their licences stand in the file, as they ask for. */
function licences(): string {
  const texts = BUNDLED.map(
    (name) => `${name}\n\n${readFileSync(path('node_modules', name, 'LICENSE'), 'utf8').trim()}`,
  );
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
