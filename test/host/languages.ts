// Hosts in other languages, which `npm run hosts` builds (test/host/build.ts).

import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { plainShell, shell } from '../../lib/build/shell.ts';
import { built } from './built.ts';
import { cliHost } from './cli.ts';
import type { Host } from './host.ts';
import { programHost } from './program.ts';

/** Null, or that a built file is missing. */
function isBuilt(file: string): () => string | null {
  return () => (existsSync(file) ? null : `${file} is not there; npm run hosts`);
}

export const newestCli = cliHost({
  name: 'newest sqlite3 CLI',
  command: plainShell,
  install: 'npm run hosts',
});

export const sqmlShell = cliHost({
  name: 'sqlite3 with sqml built in',
  command: shell,
  hasSqml: true,
  install: 'npm run shell',
});

export const linked = programHost({
  name: 'static linking',
  command: [built.static],
  hasSqml: true,
  isAvailable: isBuilt(built.static),
});

export const go = programHost({
  name: 'Go',
  command: [built.go],
  isAvailable: isBuilt(built.go),
});

export const rust = programHost({
  name: 'Rust',
  command: [built.rust],
  isAvailable: isBuilt(built.rust),
});

const classPath = [`${built.java}/classes`, `${built.java}/lib/*`].join(delimiter);

export const java = programHost({
  name: 'Java',
  command: ['java', '-cp', classPath, 'Host'],
  isAvailable: isBuilt(`${built.java}/classes/Host.class`),
});

export const languageHosts: Host[] = [newestCli, sqmlShell, linked, go, rust, java];
