// npm run documents: writes the documents that are made from the catalog and from the engine (pages.ts).

import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { writtenPages } from './pages.ts';

const { getLoadablePath } = createRequire(import.meta.url)(
  '../../dist/index.cjs',
) as typeof import('../index.cts');
const root = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

for (const [name, text] of writtenPages(root('README.md'), getLoadablePath())) {
  writeFileSync(root(name), text);
  console.log(name);
}
