// Where `npm run hosts` puts the hosts that it builds (test/host/build.ts).

import { path } from '../../lib/build/stage.ts';

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

export const folder = path('build', 'hosts');

export const built = {
  /** The package sqlite3 of npm, for which there is no binary here. */
  nodeSqlite3: path('build', 'hosts', 'node-sqlite3', 'node_modules', 'sqlite3'),
  /** A program with SQLite and sqml linked into it. */
  static: path('build', 'hosts', `static${SUFFIX}`),
  go: path('build', 'hosts', `go${SUFFIX}`),
  /** Cargo's target folder, for the example too. */
  cargo: path('build', 'hosts', 'cargo'),
  rust: path('build', 'hosts', 'cargo', 'debug', `sqml-test-host${SUFFIX}`),
  /** classes/ and lib/. */
  java: path('build', 'hosts', 'java'),
};
