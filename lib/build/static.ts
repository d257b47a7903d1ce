// npm run static: sqml as a library to link into a program, dist/sqml.a and its header dist/sqml.h.
//
// The archive holds one object, in which everything but the two entry points is local: names of the engine
// can't meet names of the program. SQLite isn't in it.

import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileObjects, compiler, run } from './compile.ts';
import { path, stage, write } from './stage.ts';

export const archive = path('dist', 'sqml.a');
export const header = path('dist', 'sqml.h');

const { AR = 'ar', OBJCOPY = 'objcopy' } = process.env;

/** Makes both files when what they come from has changed. */
export async function buildStatic(): Promise<void> {
  const source = path('binding', 'public', 'sqml.h');
  await stage({
    name: 'static',
    inputs: [path('binding'), path('lib', 'build', 'static.ts'), path('lib', 'build', 'compile.ts')],
    settings: [compiler(), AR, OBJCOPY],
    outputs: [archive, header],
    run() {
      const folder = path('build', 'static');
      const cc = compiler();
      const generated = path('binding', 'generated');
      const objects = compileObjects({ folder, generated, cc, extra: ['-DSQLITE_CORE'] });
      const whole = join(folder, 'whole', 'sqml.o');
      mkdirSync(dirname(whole), { recursive: true });
      run(cc, ['-r', '-nostdlib', ...objects, '-o', whole]);
      // Apple's ld makes hidden symbols local by itself.
      if (process.platform !== 'darwin') run(OBJCOPY, ['--localize-hidden', whole]);
      mkdirSync(dirname(archive), { recursive: true });
      rmSync(archive, { force: true });
      run(AR, ['rcs', archive, whole]);
      write(header, readFileSync(source));
    },
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await buildStatic();
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
