// The extension for another platform: the same C and flags as the build's, by `zig cc`, which cross-compiles.
//
// zig is one file and brings every platform's C library: https://ziglang.org/download, or pip install ziglang.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { libraryName } from '../loadable.cts';
import {
  ADDON_NAME,
  compileAddon,
  compileObjects,
  link,
  linkAddon,
  NODE_API,
  runCompiler,
  SQLITE,
} from './compile.ts';
import type { Platform } from './platforms.ts';
import { path, stage } from './stage.ts';

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
  /** Flags after all others. */
  flags?: string[];
}
const ENGINE: Source = { generated: path('binding', 'generated'), folder: '' };
/** The same in less than half the time, for what is looked at and not run: the same names, unoptimised. */
export const UNOPTIMISED: Source = { ...ENGINE, folder: 'unoptimised', flags: ['-O0'] };

/** Builds build/cross/<platform>/sqml.so, .dylib or .dll; its path. */
export async function compileFor(platform: Platform, zig: string, source = ENGINE): Promise<string> {
  const { name, os, cpu } = platform;
  const { generated } = source;
  const folder = path('build', 'cross', name, source.folder);
  const library = join(folder, libraryName(os));
  const cc = command(platform, zig);
  const extra = [...(SPELLED[cpu] ?? []), ...(source.flags ?? [])];
  await stage({
    name: ['cross', name, source.folder].filter(Boolean).join('-'),
    inputs: [
      path('binding'),
      generated,
      path('lib', 'build', 'compile.ts'),
      path('lib', 'build', 'cross.ts'),
    ],
    settings: [cc, ...extra],
    outputs: [library],
    run() {
      mkdirSync(folder, { recursive: true });
      const objects = compileObjects({ folder: join(folder, 'objects'), generated, cc, extra, cpu });
      link(objects, library, cc, ['-s', ...extra], os);
    },
  });
  return library;
}

/** Builds build/cross/<platform>/sqml.node, after compileFor; its path. */
export async function compileAddonFor(platform: Platform, zig: string): Promise<string> {
  const { name, os, cpu } = platform;
  const folder = path('build', 'cross', name);
  const addon = join(folder, ADDON_NAME);
  const [cc, cxx] = [command(platform, zig), command(platform, zig, 'c++')];
  const extra = SPELLED[cpu] ?? [];
  await stage({
    name: `cross-${name}-addon`,
    inputs: [path('binding'), path('lib', 'build', 'compile.ts'), path('lib', 'build', 'cross.ts')],
    settings: [cc, cxx],
    outputs: [addon],
    run() {
      const objects = join(folder, 'objects');
      const generated = path('binding', 'generated');
      const own = compileAddon({ folder: objects, generated, cc, extra, cpu }, cxx);
      const engine = ['engine.o', 'wasm_runtime.o', 'instance.o', 'jobs.o'].map((object) =>
        join(objects, object),
      );
      const libraries = os === 'win32' ? [importsOfNode(folder, zig)] : [];
      linkAddon([...engine, ...own], addon, cxx, ['-s', ...extra, ...libraries], os);
    },
  });
  return addon;
}

/** On Windows a library names the program that it takes functions from: node.exe, for all of Node-API. */
function importsOfNode(folder: string, zig: string): string {
  const library = join(folder, 'node.lib');
  const definition = join(NODE_API, 'def', 'node_api.def');
  runCompiler(`${zig} dlltool -m i386:x86-64`, ['-D', 'node.exe', '-d', definition, '-l', library]);
  return library;
}

/** Builds test/native/runner.c with SQLite in it for the platform; the program's path. */
export async function compileRunnerFor(platform: Platform, zig: string): Promise<string> {
  const program = path('build', 'cross', platform.name, `runner${platform.os === 'win32' ? '.exe' : ''}`);
  const sources = [join(SQLITE, 'sqlite3.c'), path('test', 'native', 'runner.c')];
  const cc = command(platform, zig);
  await stage({
    name: `runner-${platform.name}`,
    inputs: [...sources, path('test', 'native', 'due.h'), path('lib', 'build', 'cross.ts')],
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

function command({ target }: Platform, zig: string, compiler = 'cc'): string {
  return `${zig} ${compiler} -target ${target}`;
}
