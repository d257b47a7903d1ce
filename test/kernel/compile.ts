// Compiles an AssemblyScript entry of test/kernel/ against assembly/ and instantiates it, so that a
// kernel is tested alone, without SQL. The host is one that never interrupts, throws what `fail` says and
// answers 0 to all else, unless the test brings a function of its own.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type Kernel = Record<string, (...values: number[]) => number> & { memory: WebAssembly.Memory };

/** Host functions of a test, by their name in assembly/host.ts; each gets the kernel's memory first. */
export type TestHost = Record<string, (memory: WebAssembly.Memory, ...values: number[]) => number>;

const FLAGS = ['--enable', 'simd', '-O3', '--runtime', 'minimal', '--use', 'abort=assembly/error/trapped'];

/** Of all that an entry can be compiled from: several tests use one entry, and a build that is there serves. */
function digestOfSources(): string {
  const hash = createHash('sha256').update(FLAGS.join());
  for (const folder of ['assembly', join('test', 'kernel')]) {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort())
      hash.update(file).update(readFileSync(join(root, folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Compiles `test/kernel/<entry>` (an `.as.ts` file) with the engine's own flags; the file. */
async function compiled(entry: string): Promise<string> {
  const folder = join('build', 'kernel');
  const out = join(folder, `${basename(entry, '.as.ts')}.${digestOfSources()}.wasm`);
  if (existsSync(join(root, out))) return out;
  mkdirSync(join(root, folder), { recursive: true });
  // Another process may be at it: what is there is whole.
  const draft = `${out.slice(0, -'.wasm'.length)}.${process.pid}.wasm`;
  const { error, stderr } = await asc.main(
    [join('test', 'kernel', entry), '--outFile', draft, ...FLAGS, '--baseDir', root],
    { stdout: process.stdout },
  );
  if (error) throw new Error(`${entry} does not compile:\n${stderr.toString()}`);
  renameSync(join(root, draft), join(root, out));
  return out;
}

/** An instance of `test/kernel/<entry>`. */
export async function kernel(entry: string, testHost: TestHost = {}): Promise<Kernel> {
  const out = await compiled(entry);
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
