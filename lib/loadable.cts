// Where the loadable extension's file is: the one place that looks for it.
//
//   dist/sqml.so                       this project's own build
//   node_modules/sqml-linux-x64/       the package of this platform, an optional dependency
//   build/linux-x64/sqml.so            what the install script compiled where no such package fits
//
// The file's stem is always `sqml`, since SQLite makes the entry point's name of it.

import fs = require('node:fs');

import { createRequire } from 'node:module';

import path = require('node:path');

const FILES: Partial<Record<NodeJS.Platform, string>> = { darwin: 'sqml.dylib', win32: 'sqml.dll' };

/** sqml.so, sqml.dylib or sqml.dll. */
export function libraryName(platform = process.platform): string {
  return FILES[platform] ?? 'sqml.so';
}

/** What this process runs on, as the platform packages are called: linux-x64, linux-x64-musl, win32-x64. */
export function platformName(): string {
  known ??= `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`;
  return known;
}
let known: string | undefined;

/** Only Node itself knows its C library: a loader of musl may lie on a glibc system too. */
function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const mapped = /\/(ld-musl-|libc\.musl-|libc\.so\.6|libc-2\.)/.exec(ownMaps());
  return mapped ? mapped[1].includes('musl') : isMuslByReport();
}

/** The files that this process has mapped; '' where that can't be read. */
function ownMaps(): string {
  try {
    return fs.readFileSync('/proc/self/maps', 'latin1');
  } catch {
    return '';
  }
}

/** The same of a Node that maps no C library; a report waits for every other thread, which may be training. */
function isMuslByReport(): boolean {
  if (process.report === undefined) return false;
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  const { excludeNetwork } = report;
  report.excludeNetwork = true; // else it asks the DNS for the name of every peer
  try {
    const { header } = report.getReport() as { header: { glibcVersionRuntime?: string } };
    return header.glibcVersionRuntime === undefined;
  } finally {
    report.excludeNetwork = excludeNetwork;
  }
}

/** The folder in which the install script leaves what it compiles for this platform. */
export function compiledFolder(): string {
  return path.join(__dirname, '..', 'build', platformName());
}

/** Inside Electron's archive no library can be opened; its files are unpacked to a folder beside it. */
function outsideAsar(file: string): string {
  return file.replace(/\.asar(?=[\\/])/g, '.asar.unpacked');
}

/** A file of this platform's package, wherever the package manager has put that. */
function inPlatformPackage(name: string): string | undefined {
  try {
    return createRequire(__filename).resolve(`sqml-${platformName()}/${name}`);
  } catch {
    return undefined; // not installed
  }
}

/** The places that are looked at, in this order; undefined when there is no package of this platform. */
function places(name: string): (string | undefined)[] {
  const inPackage = inPlatformPackage(name);
  return [path.join(__dirname, name), inPackage, path.join(compiledFolder(), name)].map(
    (file) => file && outsideAsar(file),
  );
}

/** A compiled file of this platform, of the extension or of what is beside it; undefined when there is none. */
export function findCompiled(name: string): string | undefined {
  return places(name).find((file) => file !== undefined && fs.existsSync(file));
}

/** The path of the extension's file. Throws when there is none, and says where it was looked for. */
export function getLoadablePath(): string {
  const name = libraryName();
  const found = findCompiled(name);
  if (found === undefined) throw new Error(describeMissing(name));
  return found;
}

/** Where a file was looked for that is not there, and what to do. */
export function describeMissing(name: string): string {
  const [own, inPackage, compiled] = places(name);
  const install = path.join(__dirname, 'install.js');
  const isInAsar = outsideAsar(install) !== install;
  return `sqml: no ${name} for ${platformName()} (Node ${process.version}). Looked for:
  ${own}
  ${inPackage ?? `the package sqml-${platformName()}, which is not installed`}
  ${compiled}
${isInAsar ? ASAR : `Install it with npm install sqml --include=optional, or compile it with: node ${install}`}`;
}

const ASAR = `A library can't be loaded from inside an asar archive. Unpack it: "asarUnpack": ["**/node_modules/sqml*/**"]
in electron-builder's configuration, or "asar": {"unpack": "**/node_modules/sqml*/**"} in Electron Forge's packagerConfig.`;
