// Builds the C programs of the tests with better-sqlite3's copy of SQLite: build/<folder>/runner and its like.
//
// Plain, they load the extension they are told to. With sanitizers the extension is linked in (SQLITE_CORE), so
// that SQLite, the shim, the runtime and the engine are all under them.

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compileObjects, flags, run, SHIM, SQLITE } from './compile.ts';
import { path, stage } from './stage.ts';

const OPTIONS = ['-DSQLITE_THREADSAFE=1', '-DSQLITE_ENABLE_STAT4', '-DSQLITE_DEFAULT_MEMSTATUS=1'];
const LIBRARIES = ['-lpthread', '-lm', '-ldl'];

/** Address and undefined-behaviour sanitizers; the first report ends the program. */
const ADDRESS = ['-fsanitize=address', '-fno-omit-frame-pointer', '-g1'];
const SANITIZERS = [...ADDRESS, '-fsanitize=undefined', '-fno-sanitize-recover=all'];

/** A program of one C file. */
export interface Program {
  name: string;
  source: string;
  /** What it includes besides. */
  headers: string[];
  /** Of the compiler. */
  flags?: string[];
}

const DUE = path('test', 'native', 'due.h');
const RUNNER: Program = { name: 'runner', source: path('test', 'native', 'runner.c'), headers: [DUE] };

/** test/robust/native/faults.c: faults in turn. */
export const FAULTS: Program = {
  name: 'faults',
  source: path('test', 'robust', 'native', 'faults.c'),
  headers: [DUE, path('test', 'robust', 'native', 'vfs.h')],
  flags: ['-Wl,--wrap=mmap,--wrap=mprotect,--wrap=pthread_create'],
};

/** Whether a compiler is on this machine with the sanitizers' runtime, and with libFuzzer's when asked for. */
export function canSanitize(cc: string, fuzzer = false): boolean {
  const program = fuzzer
    ? 'int LLVMFuzzerTestOneInput(const char *d, unsigned long n) { return d != 0 && n > 9; }'
    : 'int main(void) { return 0; }';
  const sanitizers = `-fsanitize=address,${fuzzer ? 'fuzzer' : 'undefined'}`;
  try {
    const args = [sanitizers, '-x', 'c', '-', '-o', path('build', `sanitizes-${cc}`)];
    execFileSync(cc, args, { input: program, stdio: ['pipe', 'ignore', 'ignore'] });
    return true;
  } catch {
    return false;
  }
}

const FUZZ: Program = {
  name: 'fuzz',
  source: path('test', 'robust', 'native', 'fuzz.c'),
  headers: [],
  flags: ['-fsanitize=fuzzer'],
};

/** A program without an extension in it. */
export async function buildRunner(cc: string, program = RUNNER): Promise<string> {
  const folder = path('build', 'runner');
  const sqlite = await sqliteObject(cc, []);
  return linkRunner(folder, cc, [sqlite], [], program);
}

/** A program with the extension of `generated` in it, all under the sanitizers; `name` is its folder. */
export async function buildSanitized(
  name: string,
  cc: string,
  generated: string,
  program = RUNNER,
): Promise<string> {
  return linkWith(name, cc, generated, program, SANITIZERS);
}

/** test/robust/native/fuzz.c, for which clang tells libFuzzer where the engine and the shim have been. */
export async function buildFuzzer(): Promise<string> {
  const sanitizers = [...ADDRESS, '-fsanitize=fuzzer-no-link'];
  return linkWith('fuzz', 'clang', path('binding', 'generated'), FUZZ, sanitizers);
}

async function linkWith(
  name: string,
  cc: string,
  generated: string,
  program: Program,
  sanitizers: string[],
): Promise<string> {
  const folder = path('build', name);
  const extra = ['-O1', ...sanitizers, '-DSQML_SANITIZE'];
  const sqlite = await sqliteObject(cc, ADDRESS);
  const shim = join(folder, 'shim');
  const objects = [...SHIM, 'engine.c'].map((file) => join(shim, file.replace(/c$/, 'o')));
  await stage({
    name: `${name}-shim`,
    inputs: [path('binding'), generated, path('lib', 'build')],
    settings: [cc, extra],
    outputs: objects,
    run: () => {
      compileObjects({ folder: shim, generated, cc, extra: [...extra, '-DSQLITE_CORE'] });
    },
  });
  return linkRunner(folder, cc, [sqlite, ...objects], [...extra, '-DSQML_STATIC'], program);
}

/** SQLite's own object, shared by the runners of one compiler. UBSan would take minutes to compile it. */
async function sqliteObject(cc: string, extra: string[]): Promise<string> {
  const name = extra.length > 0 ? `sqlite-asan-${cc}` : `sqlite-${cc}`;
  const object = path('build', name, 'sqlite3.o');
  await stage({
    name,
    inputs: [join(SQLITE, 'sqlite3.c')],
    settings: [OPTIONS, extra],
    outputs: [object],
    run: () => compileC(cc, ['-O1', '-w', ...OPTIONS, ...extra, '-c', join(SQLITE, 'sqlite3.c')], object),
  });
  return object;
}

async function linkRunner(
  folder: string,
  cc: string,
  objects: string[],
  extra: string[],
  { name, source, headers, flags: own = [] }: Program,
): Promise<string> {
  const program = join(folder, name);
  await stage({
    name: `${name}-${folder.split(/[\\/]/).at(-1)}`,
    inputs: [source, ...headers, ...objects],
    settings: [cc, extra, own],
    outputs: [program],
    run() {
      const args = [...flags('ours'), ...extra, ...own, '-isystem', SQLITE, source, ...objects];
      compileC(cc, args, program, LIBRARIES);
    },
  });
  return program;
}

function compileC(cc: string, args: string[], output: string, libraries: string[] = []): void {
  mkdirSync(dirname(output), { recursive: true });
  run(cc, [...args, '-o', output, ...libraries]);
}
