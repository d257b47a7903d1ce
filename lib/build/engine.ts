// From AssemblyScript to C: asc, wasm2c, and two changes to what wasm2c writes.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import asc from 'assemblyscript/asc';
import { path, root, write } from './stage.ts';

/**
 * Compiles an entry (assembly/index.ts) to a .wasm file, with the options of asconfig.json. `withNames` keeps the names of
 * its functions, which wasm2c then gives to those in C.
 */
export async function compileEngine(entry: string, wasm: string, withNames = false): Promise<void> {
  const config = JSON.parse(readFileSync(path('asconfig.json'), 'utf8')) as Asconfig;
  const options = Object.entries(config.options).flatMap(([name, value]) => {
    if (value === false) return [];
    return value === true ? [`--${name}`] : [`--${name}`, `${value}`];
  });
  if (withNames) options.push('--debug');
  const { error, stderr } = await asc.main(
    [relative(root, entry), '--outFile', relative(root, wasm), '--baseDir', root, ...options],
    { stdout: process.stdout },
  );
  const complaints = stderr.toString();
  if (error) throw new Error(`${relative(root, entry)} does not compile:\n${complaints}`);
  if (complaints.trim() !== '') console.log(complaints);
}

interface Asconfig {
  options: Record<string, string | number | boolean | string[]>;
}

/** Turns a .wasm file into engine.c and engine.h in `folder`. */
export function translateEngine(wasm: string, folder: string): void {
  const draft = `${wasm}.c`;
  const wasm2c = path('node_modules', 'wabt', 'bin', 'wasm2c');
  const deepStack = path('lib', 'build', 'deep_stack.cjs');
  execFileSync(process.execPath, ['--require', deepStack, wasm2c, wasm, '-n', 'sqml', '-o', draft]);
  const named = readFileSync(draft, 'utf8').replace(`"${basename(wasm)}.h"`, '"engine.h"');
  write(join(folder, 'engine.c'), adapted(named));
  write(join(folder, 'engine.h'), readFileSync(`${wasm}.h`));
  rmSync(draft);
  rmSync(`${wasm}.h`);
}

/**
 * wasm2c's C with three changes, each of which must find its place:
 *   - FORCE_READ, an empty asm statement on every load, is for guard pages; with explicit bounds checks it
 *     only costs, 8-27 % on scalar kernels.
 *   - The call depth counter gives way to a check of the stack's real depth (FUNC_PROLOGUE in wasm-rt.h).
 *   - In functions with a loop, loads and stores go by a copy of the memory's base and size (`withOwnMemory`).
 */
function adapted(source: string): string {
  const read = /__asm__\("" ?::"[a-z]"\(var\)\);/g;
  const depth = /#if WASM_RT_STACK_DEPTH_COUNT\n#define FUNC_PROLOGUE[\s\S]*?#endif\n/;
  if (source.search(read) < 0 || source.search(depth) < 0) {
    throw new Error('wasm2c writes other C than lib/build/engine.ts knows; see adapted()');
  }
  return source.replace(read, '').replace(depth, '').replace(BODY, withOwnMemory);
}

/** A function of the engine: its head, then its body. */
const BODY = /^(?:\w+ )+w2c_sqml_\w+\(w2c_sqml\* instance[^;{]*\) \{\n[\s\S]*?^\}\n/gm;

/**
 * As every store may hit the instance, the compiler reads the memory's base and size again after each. A copy that
 * nobody else knows it can keep in registers. Both change only where memory grows, so the copy is taken again after every
 * call, of whatever kind: after each line that names the instance otherwise than to load, store, or reach a global.
 */
function withOwnMemory(body: string): string {
  if (!/^ *var_L\d+:/m.test(body) || !body.includes('FUNC_PROLOGUE;\n')) return body;
  const access = /\b\w+_(?:load|store)\w*\(&instance->w2c_memory, /g;
  const isPlain = /^ *(?:var_\w+ = )?instance->w2c_\w+(?: = var_\w+)?;$/;
  const lines = body.split('\n').map((line, i) => {
    const own = line.replace(access, (call) => call.replace('&instance->w2c_memory', '&memory'));
    if (i === 0 || !/\binstance\b|CALL_INDIRECT/.test(own) || isPlain.test(own)) return own;
    return `${own} memory = instance->w2c_memory;`;
  });
  return lines
    .join('\n')
    .replace('FUNC_PROLOGUE;\n', 'FUNC_PROLOGUE; wasm_rt_memory_t memory = instance->w2c_memory;\n');
}

/** The names that a .wasm file exports. */
export async function exportsOf(wasm: string): Promise<Set<string>> {
  const module = await WebAssembly.compile(readFileSync(wasm));
  return new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
}
