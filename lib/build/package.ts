// The packages that npm publish takes, in dist/npm/: `sqml`, and `sqml-<platform>` with the compiled extension.
//
//   npm run package                           sqml, and this machine's platform as npm run build made it
//   npm run package -- linux-arm64 darwin-x64 sqml, and these, cross-compiled (lib/build/cross.ts)
//   npm run package -- --all                  sqml, and all of lib/build/platforms.ts, cross-compiled
//
// Each is a folder with its .tgz beside it. `sqml` holds no binary: its optionalDependencies name every
// platform's package in the same version, npm installs the one whose os, cpu and libc fit, and the install
// script (lib/install.ts) compiles where none does. They are written here and not in the project's own
// package.json, since npm ci would look for packages that are not published yet.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { libraryName } from '../loadable.cts';
import { ADDON_NAME, NODE_ADDON_API, NODE_API, PACKED_HEADERS, SQLITE } from './compile.ts';
import { compileAddonFor, compileFor, requireZig } from './cross.ts';
import { PLATFORMS, type Platform, platformsOf, thisPlatform } from './platforms.ts';
import { path, root, write } from './stage.ts';

const manifest = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const OUT = path('dist', 'npm');

/** What is compiled goes into the platforms' packages. */
const COMPILED = new Set(
  [...PLATFORMS.map(({ os }) => libraryName(os)), ADDON_NAME].map((name) => `dist/${name}`),
);

/** What compiling takes of others; SQLite is in the public domain. */
const HEADERS: [name: string, from: string, files: string[]][] = [
  ['sqlite3', SQLITE, ['sqlite3.h', 'sqlite3ext.h']],
  ['node-api-headers', NODE_API, ['include', 'LICENSE']],
  ['node-addon-api', NODE_ADDON_API, ['napi.h', 'napi-inl.h', 'napi-inl.deprecated.h', 'LICENSE.md']],
];

function writeManifest(folder: string, contents: object): void {
  write(join(folder, 'package.json'), `${JSON.stringify(contents, null, 2)}\n`);
}

function npm(folder: string, ...args: string[]): string {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio });
}

/** Makes the folder sqml in `out`: what npm would pack of the project but what is compiled, and the headers that compiling takes. */
export function makeMain(out = OUT): string {
  const folder = join(out, manifest.name);
  rmSync(folder, { recursive: true, force: true });
  const [{ files }] = JSON.parse(npm(root, 'pack', '--dry-run', '--json', '--ignore-scripts'));
  for (const { path: file } of files as { path: string }[]) {
    if (COMPILED.has(file)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(path(file), join(folder, file));
  }
  for (const [name, from, files] of HEADERS) {
    const to = join(folder, relative(root, PACKED_HEADERS), name);
    for (const file of files) cpSync(join(from, file), join(to, file), { recursive: true });
  }
  const { scripts, devDependencies, allowScripts, files: listed, private: unpublished, ...kept } = manifest;
  writeManifest(folder, {
    ...kept,
    scripts: { install: 'node dist/install.js' },
    optionalDependencies: Object.fromEntries(
      PLATFORMS.map(({ name }) => [`${manifest.name}-${name}`, manifest.version]),
    ),
  });
  return folder;
}

/** Makes the folder sqml-<platform> in `out`, of compiled files. */
export function makePlatform({ name, os, cpu, libc }: Platform, compiled: string[], out = OUT): string {
  const full = `${manifest.name}-${name}`;
  const folder = join(out, full);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const file of compiled) cpSync(file, join(folder, file.split(/[\\/]/).at(-1) as string));
  copyFileSync(path('LICENSE'), join(folder, 'LICENSE'));
  write(
    join(folder, 'README.md'),
    `# ${full}\n\nThe compiled part of \`${manifest.name}\` for ${name}. Install that.\n`,
  );
  writeManifest(folder, {
    name: full,
    version: manifest.version,
    description: `The compiled part of ${manifest.name} for ${name}`,
    license: manifest.license,
    ...(manifest.repository && { repository: manifest.repository }),
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
    preferUnplugged: true, // Yarn would leave it in a zip, from which nothing can be loaded
  });
  return folder;
}

/** Makes the folder's archive beside it. */
export function pack(folder: string): { file: string; size: number; unpackedSize: number } {
  const where = dirname(folder);
  const [{ filename, ...sizes }] = JSON.parse(npm(where, 'pack', folder, '--json', '--ignore-scripts'));
  return { file: join(where, filename), ...sizes };
}

/** What npm run build has compiled for this machine. */
export function ownFiles(): string[] {
  const library = path('dist', libraryName());
  if (!existsSync(library)) throw new Error(`${library} is not there; npm run build makes it`);
  const addon = path('dist', ADDON_NAME);
  return existsSync(addon) ? [library, addon] : [library];
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000)} kB`;
}

async function main(names: string[]): Promise<void> {
  rmSync(OUT, { recursive: true, force: true });
  const folders = [];
  if (names.length === 0) folders.push(makePlatform(thisPlatform(), ownFiles()));
  for (const platform of platformsOf(names)) {
    const zig = requireZig();
    folders.push(
      makePlatform(platform, [await compileFor(platform, zig), await compileAddonFor(platform, zig)]),
    );
  }
  folders.push(makeMain());
  for (const { file, size, unpackedSize } of folders.map(pack)) {
    console.log(`${relative(root, file)}  ${kilobytes(size)}, unpacked ${kilobytes(unpackedSize)}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
