// The C programs of this folder, built when something of them has changed.

import { compiler } from '../../../lib/build/compile.ts';
import { buildFuzzer, buildRunner, buildSanitized, canSanitize, FAULTS } from '../../../lib/build/runner.ts';
import { path } from '../../../lib/build/stage.ts';

export interface Programs {
  /** faults.c, which loads dist/sqml.so; undefined where its faults can't be made. */
  plain?: string;
  /** faults.c with SQLite and sqml in it under the sanitizers; undefined where no compiler has them. */
  sanitized?: string;
  /** fuzz.c; undefined without clang's libFuzzer. */
  fuzzer?: string;
}

/** Builds all that this machine can. */
export async function buildPrograms(): Promise<Programs> {
  if (process.platform !== 'linux') return {};
  const cc = ['clang', 'gcc'].find((name) => canSanitize(name));
  const generated = path('binding', 'generated');
  return {
    plain: await buildRunner(compiler(), FAULTS),
    sanitized: cc && (await buildSanitized(`asan-${cc}`, cc, generated, FAULTS)),
    fuzzer: canSanitize('clang', true) ? await buildFuzzer() : undefined,
  };
}
