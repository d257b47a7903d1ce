// Every host that the conformance suite knows.

import { betterSqlite3 } from './better_sqlite3.ts';
import { browsers } from './chromium.ts';
import { cli } from './cli.ts';
import type { Host } from './host.ts';
import { languageHosts } from './languages.ts';
import { nodeHosts } from './node_versions.ts';
import { python } from './python.ts';
import { sqliteWasm } from './sqlite_wasm.ts';

export const allHosts: Host[] = [
  cli,
  betterSqlite3,
  ...nodeHosts,
  python,
  ...languageHosts,
  sqliteWasm,
  ...browsers,
];
