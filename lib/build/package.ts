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
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { libraryName, platformName } from '../loadable.cts';
import { PACKED_SQLITE, SQLITE } from './compile.ts';
import { compileFor, requireZig } from './cross.ts';
import { PLATFORMS, type Platform, platformOf } from './platforms.ts';
import { path, root, write } from './stage.ts';

/** The addon, when the build has made it. */
const ADDON = 'sqml.node';

const manifest = JSON.parse(readFileSync(path('package.json'), 'utf8'));
const out = path('dist', 'npm');

/** What is compiled goes into the platforms' packages. */
const COMPILED = new Set(
  [...PLATFORMS.map(({ os }) => libraryName(os)), ADDON].map((name) => `dist/${name}`),
);

function writeManifest(folder: string, contents: object): void {
  write(join(folder, 'package.json'), `${JSON.stringify(contents, null, 2)}\n`);
}

function npm(folder: string, ...args: string[]): string {
  const stdio: ['ignore', 'pipe', 'inherit'] = ['ignore', 'pipe', 'inherit'];
  return execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio });
}

/** Makes dist/npm/sqml: what npm would pack of the project but what is compiled, and SQLite's two headers. */
export function makeMain(): string {
  const folder = join(out, manifest.name);
  rmSync(folder, { recursive: true, force: true });
  const [{ files }] = JSON.parse(npm(root, 'pack', '--dry-run', '--json', '--ignore-scripts'));
  for (const { path: file } of files as { path: string }[]) {
    if (COMPILED.has(file)) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(path(file), join(folder, file));
  }
  for (const header of ['sqlite3.h', 'sqlite3ext.h']) {
    cpSync(join(SQLITE, header), join(folder, PACKED_SQLITE.slice(root.length), header));
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

/** Makes dist/npm/sqml-<platform> of compiled files. */
export function makePlatform({ name, os, cpu, libc }: Platform, compiled: string[]): string {
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

/** Makes the folder's archive beside it; its path. */
export function pack(folder: string): string {
  const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(
    npm(out, 'pack', folder, '--json', '--ignore-scripts'),
  );
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  console.log(`${filename}  ${kilobytes(size)}, unpacked ${kilobytes(unpackedSize)}, ${entryCount} files`);
  return join(out, filename);
}

/** What npm run build has compiled for this machine. */
export function ownFiles(): string[] {
  const library = path('dist', libraryName());
  if (!existsSync(library)) throw new Error(`${library} is not there; npm run build makes it`);
  const addon = path('dist', ADDON);
  return existsSync(addon) ? [library, addon] : [library];
}

async function main(names: string[]): Promise<void> {
  rmSync(out, { recursive: true, force: true });
  const folders = [];
  if (names.length === 0) folders.push(makePlatform(platformOf(platformName()), ownFiles()));
  for (const platform of names.includes('--all') ? PLATFORMS : names.map(platformOf)) {
    folders.push(makePlatform(platform, [await compileFor(platform, requireZig())]));
  }
  folders.push(makeMain());
  for (const folder of folders) pack(folder);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
