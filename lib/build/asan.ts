// npm run build:asan [gcc|clang ...]: the runner with SQLite, shim and engine under the sanitizers, as
// build/asan-gcc/runner and build/asan-clang/runner. Compilers that aren't there are skipped, visibly.

import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { buildSanitized } from './runner.ts';
import { path } from './stage.ts';

const COMPILERS = ['gcc', 'clang'];

/** Whether a compiler is on this machine with the sanitizers' runtime. */
export function canSanitize(cc: string): boolean {
  try {
    const args = ['-fsanitize=address,undefined', '-x', 'c', '-', '-o', path('build', `sanitizes-${cc}`)];
    execFileSync(cc, args, { input: 'int main(void) { return 0; }', stdio: ['pipe', 'ignore', 'ignore'] });
    return true;
  } catch {
    return false;
  }
}

/** Builds the sanitized runners for the shim with the engine in `generated`; compiler and program of each. */
export async function sanitizedRunners(
  name: string,
  generated: string,
  compilers = COMPILERS,
): Promise<{ cc: string; runner: string }[]> {
  const built: { cc: string; runner: string }[] = [];
  for (const cc of compilers) {
    if (!canSanitize(cc)) {
      console.log(`# skipped: ${cc} with sanitizers is not on this machine`);
      continue;
    }
    built.push({ cc, runner: await buildSanitized(`${name}-${cc}`, cc, generated) });
  }
  return built;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const compilers = process.argv.slice(2);
  await sanitizedRunners('asan', path('binding', 'generated'), compilers.length > 0 ? compilers : undefined);
}
