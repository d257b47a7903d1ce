// The extension for another platform: the same C and flags as the build's, by `zig cc`, which cross-compiles.
//
// zig is one file and brings every platform's C library: https://ziglang.org/download, or pip install ziglang.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { libraryName } from '../loadable.cts';
import { ADDON_NAME, compileAddon, compileObjects, link, runCompiler, SQLITE } from './compile.ts';
import type { Platform } from './platforms.ts';
import { path, stage, write } from './stage.ts';

/** How zig may be called; $ZIG names another. */
const ZIGS = ['zig', 'python3 -m ziglang'];

/** zig's own spelling of a flag that flags.txt has, after which it counts. */
const SPELLED = { x64: ['-march=x86_64_v2'] } as Partial<Record<string, string[]>>;

/** The command that runs zig, or undefined when it isn't installed. */
export function findZig(): string | undefined {
  const { ZIG } = process.env;
  return (ZIG ? [ZIG] : ZIGS).find((zig) => {
    const [program, ...first] = zig.split(' ');
    return spawnSync(program, [...first, 'version']).status === 0;
  });
}

/** As findZig, or an error that says how to get it. */
export function requireZig(): string {
  const zig = findZig();
  if (zig === undefined) throw new Error('zig is not there: pip install ziglang, or name it in $ZIG');
  return zig;
}

export interface Source {
  /** Where engine.c, functions.h and datasets.h are. */
  generated: string;
  /** In build/cross/<platform>/. */
  folder: string;
}
const ENGINE: Source = { generated: path('binding', 'generated'), folder: '' };

/** Builds build/cross/<platform>/sqml.so, .dylib or .dll; its path. */
export async function compileFor(platform: Platform, zig: string, source = ENGINE): Promise<string> {
  const { name, os, cpu } = platform;
  const { generated } = source;
  const folder = path('build', 'cross', name, source.folder);
  const library = join(folder, libraryName(os));
  const cc = command(platform, zig);
  const extra = SPELLED[cpu] ?? [];
  await stage({
    name: ['cross', name, source.folder].filter(Boolean).join('-'),
    inputs: [
      path('binding'),
      generated,
      path('lib', 'build', 'compile.ts'),
      path('lib', 'build', 'cross.ts'),
    ],
    settings: cc,
    outputs: [library],
    run() {
      mkdirSync(folder, { recursive: true });
      const objects = compileObjects({ folder: join(folder, 'objects'), generated, cc, extra, cpu });
      link(objects, library, cc, ['-s', ...extra], os);
    },
  });
  return library;
}

/** Builds build/cross/<platform>/sqml.node, of the objects of compileFor; its path. */
export async function compileAddonFor(platform: Platform, zig: string): Promise<string> {
  const { name, os, cpu } = platform;
  const { generated } = ENGINE;
  const folder = path('build', 'cross', name);
  const library = await compileFor(platform, zig);
  const addon = join(folder, ADDON_NAME);
  const cc = command(platform, zig);
  const cxx = command(platform, zig, 'c++');
  const extra = SPELLED[cpu] ?? [];
  await stage({
    name: `cross-addon-${name}`,
    inputs: [path('binding'), library, path('lib', 'build', 'compile.ts'), path('lib', 'build', 'cross.ts')],
    settings: cxx,
    outputs: [addon],
    run() {
      const objects = join(folder, 'objects');
      const engine = SHARED.map((object) => join(objects, object));
      const own = compileAddon({ folder: objects, generated, cc, extra, cpu }, cxx);
      link([...engine, ...own, ...nodeSymbols(platform, zig)], addon, cxx, ['-s', ...extra, ...LATE(os)], os);
    },
  });
  return addon;
}

/** What the extension and the addon have in common. */
const SHARED = ['engine.o', 'wasm_runtime.o'];

/** On macOS a library's open names are an error unless one says that they come when it is loaded: Node's do. */
const LATE = (os: NodeJS.Platform) => (os === 'darwin' ? ['-Wl,-undefined,dynamic_lookup'] : []);

/** Windows wants a library that says whose the open names are: node.exe's, by the list that Node gives. */
function nodeSymbols({ name, os }: Platform, zig: string): string[] {
  if (os !== 'win32') return [];
  const library = path('build', 'cross', name, 'node.lib');
  const definitions = NODE_API_DEFINITIONS.map((file) => readFileSync(file, 'utf8'));
  const names = definitions.flatMap((text) => text.split(/\r?\n/).slice(2)).join('\n');
  const file = path('build', 'cross', name, 'node.def');
  write(file, `NAME node.exe\nEXPORTS\n${names}`);
  runCompiler(`${zig} dlltool`, ['-m', 'i386:x86-64', '-d', file, '-l', library]);
  return [library];
}

const NODE_API_DEFINITIONS = ['js_native_api', 'node_api'].map((name) =>
  path('node_modules', 'node-api-headers', 'def', `${name}.def`),
);

/** Builds test/native/runner.c with SQLite in it for the platform; the program's path. */
export async function compileRunnerFor(platform: Platform, zig: string): Promise<string> {
  const program = path('build', 'cross', platform.name, `runner${platform.os === 'win32' ? '.exe' : ''}`);
  const sources = [join(SQLITE, 'sqlite3.c'), path('test', 'native', 'runner.c')];
  const cc = command(platform, zig);
  await stage({
    name: `runner-${platform.name}`,
    inputs: [...sources, path('lib', 'build', 'cross.ts')],
    settings: cc,
    outputs: [program],
    run() {
      mkdirSync(dirname(program), { recursive: true });
      // A static program of musl can't load anything.
      const kind = platform.libc === 'musl' ? ['-dynamic'] : [];
      const options = ['-O1', '-w', '-DSQLITE_THREADSAFE=1', '-isystem', SQLITE];
      runCompiler(cc, [...kind, ...options, ...sources, '-o', program, '-lpthread', '-lm']);
    },
  });
  return program;
}

function command({ target }: Platform, zig: string, compiler: 'cc' | 'c++' = 'cc'): string {
  return `${zig} ${compiler} -target ${target}`;
}
