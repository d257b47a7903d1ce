// From C to the loadable library and the addon: the flags of binding/flags.txt, the compilers, nothing else.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { libraryName } from '../loadable.cts';
import { path } from './stage.ts';

export { libraryName };

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
  'instance.c',
  'jobs.c',
  'trainings.c',
];

/** The addon's C besides the engine and its runtime, and its C++. */
const PROGRAM = 'program.c';
const ADDON = 'addon.cc';

/** Headers of others, as the npm package carries them (lib/build/package.ts). */
export const PACKED_HEADERS = path('binding', 'headers');

/** A folder there, or else of a development dependency. */
function headers(name: string, ...dependency: string[]): string {
  const packed = join(PACKED_HEADERS, name);
  return existsSync(packed) ? packed : path('node_modules', ...dependency);
}

/** node_api.h and napi.h, of which the addon needs the headers alone. */
export const NODE_API = headers('node-api-headers', 'node-api-headers');
export const NODE_ADDON_API = headers('node-addon-api', 'node-addon-api');

/** sqlite3.h and sqlite3ext.h; in development also the amalgamation. */

export const SQLITE = headers('sqlite3', 'better-sqlite3', 'deps', 'sqlite3');

/** The addon, beside the library. */
export const ADDON_NAME = 'sqml.node';

/** The flags of binding/flags.txt that apply to C. */
export function flags(kind: string, cpu: string = process.arch): string[] {
  return flagsOf('all', ...(cpu === 'x64' ? ['x86_64'] : []), kind);
}

function flagsOf(...when: string[]): string[] {
  const wanted = new Set(when);
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

/** The C++ compiler: $CXX, or c++. */
export function cxxCompiler(): string {
  return process.env.CXX || 'c++';
}

/** Whether the addon can be built. */
export function hasCxx(): boolean {
  return spawnSync(cxxCompiler(), ['--version']).status === 0;
}

export interface Target {
  /** Where the objects go. */
  folder: string;
  /** Where engine.c, functions.h and datasets.h are. */
  generated: string;
  /** The compiler, as in make perhaps with its first arguments: `gcc`, `ccache gcc`, `zig cc -target ...`. */
  cc: string;
  /** Flags after those of flags.txt, so that they can overrule them. */
  extra?: string[];
  /** Of the machine that it is for, when that is another one; as process.arch. */
  cpu?: string;
}

/** Compiles the shim and the engine; the object files. */
export function compileObjects({ folder, generated, cc, extra = [], cpu }: Target): string[] {
  mkdirSync(folder, { recursive: true });
  const include = ['-I', path('binding'), '-I', generated, '-isystem', SQLITE];
  const compile = (source: string, kind: string) => {
    const object = join(folder, `${basename(source, '.c')}.o`);
    runCompiler(cc, [...flags(kind, cpu), ...extra, ...include, '-c', source, '-o', object]);
    return object;
  };
  return [
    ...SHIM.map((name) => compile(path('binding', name), 'ours')),
    compile(join(generated, 'engine.c'), 'generated'),
  ];
}

/** Compiles the addon's own files; the object files. */
export function compileAddon({ folder, generated, cc, extra = [], cpu }: Target, cxx: string): string[] {
  mkdirSync(folder, { recursive: true });
  const include = [
    '-I',
    path('binding'),
    '-I',
    generated,
    '-isystem',
    join(NODE_API, 'include'),
    '-isystem',
    NODE_ADDON_API,
  ];
  const defines = [
    'NAPI_VERSION=8',
    'NAPI_DISABLE_CPP_EXCEPTIONS',
    'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
  ];
  const compile = (source: string, command: string, chosen: string[]) => {
    const object = join(folder, `${source}.o`);
    runCompiler(command, [...chosen, ...extra, ...include, '-c', path('binding', source), '-o', object]);
    return object;
  };
  return [
    compile(PROGRAM, cc, flags('ours', cpu)),
    compile(ADDON, cxx, [...flagsOf('c++'), ...defines.map((name) => `-D${name}`)]),
  ];
}

/**
 * Links objects to a shared library, in a folder beside its place, which it then takes at once: others may
 * have the old one open. Linkers note the file's name in the library, so that one is right from the start.
 */
export function link(
  objects: string[],
  library: string,
  cc: string,
  extra: string[] = [],
  os: NodeJS.Platform = process.platform,
): void {
  const folder = `${library}.${process.pid}`;
  const draft = join(folder, basename(library));
  mkdirSync(folder, { recursive: true });
  const shared =
    os === 'darwin' ? ['-dynamiclib', `-Wl,-install_name,@rpath/${basename(library)}`] : ['-shared'];
  try {
    runCompiler(cc, [...shared, ...extra, ...objects, '-o', draft, ...(os === 'win32' ? [] : ['-lm'])]);
    renameSync(draft, library);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Links the addon of the objects of compileObjects and compileAddon. */
export function linkAddon(
  objects: string[],
  addon: string,
  cxx: string,
  extra: string[] = [],
  os: NodeJS.Platform = process.platform,
): void {
  const engine = objects.filter((object) =>
    /(engine|wasm_runtime|instance|jobs|program\.c|addon\.cc)\.o$/.test(object),
  );
  const late = os === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []; // Node's symbols come with Node
  link(engine, addon, cxx, [...late, ...extra], os);
}

/** Builds sqml.so, .dylib or .dll, and sqml.node, in the folder `output` with the compilers alone. */
export function compileDirectly(output = path('dist')): void {
  mkdirSync(output, { recursive: true });
  const cc = compiler();
  const generated = path('binding', 'generated');
  const target = { folder: path('build', 'native'), generated, cc };
  const objects = compileObjects(target);
  link(objects, join(output, libraryName()), cc);
  if (!hasCxx()) return;
  const cxx = cxxCompiler();
  linkAddon([...objects, ...compileAddon(target, cxx)], join(output, ADDON_NAME), cxx);
}

/** The program cmake-js, where Node finds it from here; undefined when it isn't installed. */
function findCmakeJs(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('cmake-js')), '..', 'bin', 'cmake-js');
  } catch {
    return undefined;
  }
}

/** Whether cmake is there. */
export function hasCmake(): boolean {
  try {
    execFileSync('cmake', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Whether cmake-js can be used as it is: it is installed, and so is cmake. */
export function canUseCmake(): boolean {
  return findCmakeJs() !== undefined && hasCmake();
}

/** What npm fetches for one run of cmake-js where it isn't installed. */
const CMAKE_JS = 'cmake-js@8';

/**
 * Builds sqml.so, .dylib or .dll in the folder `output` by CMakeLists.txt. cmake-js would fetch Node's headers if
 * package.json didn't say, by binary.napi_versions, that Node-API is all that is asked of Node.
 */
export function compileByCmake(output = path('dist')): void {
  const folders = { OUTPUT: output, SQLITE, NODE_API, NODE_ADDON_API };
  const settings = Object.entries(folders).map(([name, folder]) => `--CD${name}=${folder}`);
  const out = path('build', 'cmake');
  const args = ['compile', '--directory', path(), '--out', out, ...settings, '--log-level', 'error'];
  const cmakeJs = findCmakeJs();
  if (cmakeJs !== undefined) run(process.execPath, [cmakeJs, ...args]);
  else run('npm', ['exec', '--yes', `--package=${CMAKE_JS}`, '--', 'cmake-js', ...args]);
}

/** Runs the compiler, whose name may bring its first arguments (Target.cc). */
export function runCompiler(cc: string, args: string[]): void {
  const [program, ...first] = cc.split(' ');
  run(program, [...first, ...args]);
}

/** Runs a command and shows what it complains of; throws when it fails. */
export function run(command: string, args: string[]): void {
  const { status, error, stderr, stdout } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) throw new Error(`${command} can't be run: ${error.message}`);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`);
  if (stderr.trim() !== '') console.error(stderr.trim());
}
