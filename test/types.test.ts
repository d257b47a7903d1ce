// The types of sqml/model's options: what must compile does, and what must not does not (test/types/train_options.ts).

import { spawnSync } from 'node:child_process';
import test from 'tape';
import { path } from './host/index.ts';

test("tsc takes an algorithm's own options, and no others", (t) => {
  const tsc = path('node_modules/typescript/bin/tsc');
  const { status, stdout } = spawnSync(
    process.execPath,
    [
      tsc,
      ...[
        '--ignoreConfig',
        '--noEmit',
        '--strict',
        '--target',
        'es2022',
        '--module',
        'nodenext',
        '--types',
        'node',
      ],
      ...['--skipLibCheck', '--allowImportingTsExtensions', path('test/types/train_options.ts')],
    ],
    { encoding: 'utf8' },
  );
  t.equal(stdout, '');
  t.equal(status, 0);
  t.end();
});
