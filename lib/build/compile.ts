// From C to the loadable library: the flags of binding/flags.txt, the C compiler, nothing else.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { path } from './stage.ts';

/** The shim's own C files; generated/engine.c comes besides. */
export const SHIM = [
  'sqml.c',
  'function.c',
  'table.c',
  'call.c',
  'cell.c',
  'statement.c',
  'host.c',
  'wasm_runtime.c',
];

/** sqlite3.h, sqlite3ext.h and the amalgamation: of better-sqlite3, a development dependency. */
export const SQLITE = path('node_modules', 'better-sqlite3', 'deps', 'sqlite3');

/** dist/sqml.so, .dylib or .dll. The stem gives the entry point its name, so it is exactly that. */
export function libraryName(platform = process.platform): string {
  return `sqml${platform === 'win32' ? '.dll' : platform === 'darwin' ? '.dylib' : '.so'}`;
}

/** The flags of binding/flags.txt that apply. */
export function flags(...when: string[]): string[] {
  const wanted = new Set(['all', ...when]);
  if (process.arch === 'x64') wanted.add('x86_64');
  return readFileSync(path('binding', 'flags.txt'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([condition]) => wanted.has(condition))
    .map(([, flag]) => flag);
}

/** The C compiler: $CC, or cc. */
export function compiler(): string {
  return process.env.CC || 'cc';
}

export interface Target {
  /** Where the objects go. */
  folder: string;
  /** Where engine.c, functions.h and datasets.h are. */
  generated: string;
  cc: string;
  /** Flags after those of flags.txt, so that they can overrule them. */
  extra?: string[];
}

/** Compiles the shim and the engine; the object files. */
export function compileObjects({ folder, generated, cc, extra = [] }: Target): string[] {
  mkdirSync(folder, { recursive: true });
  const include = ['-I', path('binding'), '-I', generated, '-isystem', SQLITE];
  const compile = (source: string, kind: string) => {
    const object = join(folder, `${basename(source, '.c')}.o`);
    run(cc, [...flags(kind), ...extra, ...include, '-c', source, '-o', object]);
    return object;
  };
  return [
    ...SHIM.map((name) => compile(path('binding', name), 'ours')),
    compile(join(generated, 'engine.c'), 'generated'),
  ];
}

/** Links objects to a shared library, which takes its place at once: others may have the old one open. */
export function link(objects: string[], library: string, cc: string, extra: string[] = []): void {
  const draft = `${library}.${process.pid}`;
  const shared = process.platform === 'darwin' ? ['-dynamiclib'] : ['-shared'];
  run(cc, [...shared, ...extra, ...objects, '-o', draft, ...(process.platform === 'win32' ? [] : ['-lm'])]);
  renameSync(draft, library);
}

/** Builds dist/sqml.* with the C compiler alone. */
export function compileDirectly(): void {
  mkdirSync(path('dist'), { recursive: true });
  const cc = compiler();
  const generated = path('binding', 'generated');
  const objects = compileObjects({ folder: path('build', 'native'), generated, cc });
  link(objects, path('dist', libraryName()), cc);
}

/** Whether cmake-js can be used: cmake is there, and cmake-js has no reason to download Node's headers. */
export function canUseCmake(): boolean {
  // cmake-js fetches headers unless package.json says that the addon uses Node-API alone.
  const { binary } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  if (!binary?.napi_versions || !existsSync(path('node_modules', 'cmake-js'))) return false;
  try {
    execFileSync('cmake', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Builds dist/sqml.* by CMakeLists.txt. */
export function compileByCmake(): void {
  const cmakeJs = path('node_modules', 'cmake-js', 'bin', 'cmake-js');
  run(process.execPath, [
    cmakeJs,
    'compile',
    '--directory',
    path(),
    '--out',
    path('build', 'cmake'),
    '--log-level',
    'error',
  ]);
}

/** Runs a command and shows what it complains of; throws when it fails. */
export function run(command: string, args: string[]): void {
  const { status, error, stderr, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw new Error(`${command} can't be run: ${error.message}`);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`);
  if (stderr.trim() !== '') console.error(stderr.trim());
}
