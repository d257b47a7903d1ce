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
];

/** sqlite3.h and sqlite3ext.h as the npm package carries them (lib/build/package.ts). */
export const PACKED_SQLITE = path('binding', 'sqlite');

/** The addon's C besides the engine and its runtime, and its C++. */
const PROGRAM = 'program.c';
const ADDON = 'addon.cc';

/** The addon, beside the library. */
export const ADDON_NAME = 'sqml.node';

/** node_api.h and napi.h as the npm package carries them (lib/build/package.ts). */
export const PACKED_NODE_API = path('binding', 'node');

/** Those, or of development dependencies, of which the addon needs the headers alone. */
export const NODE_API = existsSync(PACKED_NODE_API)
  ? [PACKED_NODE_API]
  : [path('node_modules', 'node-api-headers', 'include'), path('node_modules', 'node-addon-api')];

/** Those, or with the amalgamation beside them: of better-sqlite3, a development dependency. */
export const SQLITE = existsSync(PACKED_SQLITE)
  ? PACKED_SQLITE
  : path('node_modules', 'better-sqlite3', 'deps', 'sqlite3');

/** The flags of binding/flags.txt that apply to C. */
export function flags(kind: string, cpu: string = process.arch): string[] {
  return flagsOf('all', kind, ...(cpu === 'x64' ? ['x86_64'] : []));
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

/** Whether the addon can be built: a C++ compiler and the headers are there. */
export function canBuildAddon(): boolean {
  return NODE_API.every(existsSync) && spawnSync(cxxCompiler(), ['--version']).status === 0;
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
  const include = ['-I', path('binding'), '-I', generated, ...NODE_API.flatMap((from) => ['-isystem', from])];
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

/** Builds sqml.so, .dylib or .dll, and the addon, in the folder `output` with the compilers alone. */
export function compileDirectly(output = path('dist')): void {
  mkdirSync(output, { recursive: true });
  const cc = compiler();
  const generated = path('binding', 'generated');
  const target = { folder: path('build', 'native'), generated, cc };
  const objects = compileObjects(target);
  link(objects, join(output, libraryName()), cc);
  if (!canBuildAddon()) return;
  const engine = objects.filter((object) => /(engine|wasm_runtime)\.o$/.test(object));
  const late = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];
  const addon = compileAddon(target, cxxCompiler());
  link([...engine, ...addon], join(output, ADDON_NAME), cxxCompiler(), late);
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
  const settings = [`--CDOUTPUT=${output}`, `--CDSQLITE=${SQLITE}`, `--CDNODE_API=${NODE_API.join(';')}`];
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
