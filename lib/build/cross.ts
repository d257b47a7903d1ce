// The extension for another platform: the same C and flags as the build's, by `zig cc`, which cross-compiles.
//
// zig is one file and brings every platform's C library: https://ziglang.org/download, or pip install ziglang.

import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { libraryName } from '../loadable.cts';
import { compileObjects, link } from './compile.ts';
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

/** Builds build/cross/<platform>/sqml.so, .dylib or .dll; its path. */
export async function compileFor({ name, target, os, cpu }: Platform, zig: string): Promise<string> {
  const folder = path('build', 'cross', name);
  const library = join(folder, libraryName(os));
  const cc = `${zig} cc -target ${target}`;
  const extra = SPELLED[cpu] ?? [];
  await stage({
    name: `cross-${name}`,
    inputs: [path('binding'), path('lib', 'build', 'compile.ts'), path('lib', 'build', 'cross.ts')],
    settings: cc,
    outputs: [library],
    run() {
      mkdirSync(folder, { recursive: true });
      const generated = path('binding', 'generated');
      const objects = compileObjects({ folder: join(folder, 'objects'), generated, cc, extra, cpu });
      link(objects, library, cc, ['-s', ...extra], os);
    },
  });
  return library;
}
