// Compiles an AssemblyScript entry of test/kernel/ against assembly/ and instantiates it, so that a
// kernel is tested alone, without SQL. The host is one that never interrupts, throws what `fail` says and
// answers 0 to all else, unless the test brings a function of its own.

import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Kernel = Record<string, (...values: number[]) => number> & { memory: WebAssembly.Memory };

/** Host functions of a test, by their name in assembly/host.ts; each gets the kernel's memory first. */
export type TestHost = Record<string, (memory: WebAssembly.Memory, ...values: number[]) => number>;

/** Compiles `test/kernel/<entry>` (an `.as.ts` file) with the engine's own flags and instantiates it. */
export async function kernel(entry: string, testHost: TestHost = {}): Promise<Kernel> {
  const out = join('build', 'kernel', `${basename(entry, '.as.ts')}.wasm`);
  mkdirSync(join(root, 'build', 'kernel'), { recursive: true });
  const flags = ['--enable', 'simd', '-O3', '--converge', '--runtime', 'minimal'];
  const { error, stderr } = await asc.main(
    [
      join('test', 'kernel', entry),
      '--outFile',
      out,
      ...flags,
      '--use',
      'abort=assembly/error/trapped',
      '--baseDir',
      root,
    ],
    { stdout: process.stdout },
  );
  if (error) throw new Error(`${entry} does not compile:\n${stderr.toString()}`);
  const module = await WebAssembly.compile(readFileSync(join(root, out)));
  const host: Record<string, (...values: number[]) => number> = {};
  for (const { name } of WebAssembly.Module.imports(module)) host[name] = () => 0;
  let memory: WebAssembly.Memory;
  host.fail = (pointer, length) => {
    throw new Error(new TextDecoder().decode(new Uint8Array(memory.buffer, pointer, length)));
  };
  for (const [name, run] of Object.entries(testHost)) host[name] = (...values) => run(memory, ...values);
  const instance = await WebAssembly.instantiate(module, { host });
  const exports = instance.exports as Kernel;
  memory = exports.memory;
  return exports;
}
