// rqlite's program, when it is here: what RQLITED names, build/hosts/rqlited, or rqlited on PATH.

import { spawnSync } from 'node:child_process';
import { path } from './index.ts';

export const HOW_TO_INSTALL =
  'rqlited is not here: install rqlite (rqlite.io/docs/install-rqlite) so that it is on PATH, or name it by RQLITED';

/** The program that runs; null when there is none. */
export function findRqlited(): string | null {
  const places = [process.env.RQLITED ?? '', path('build/hosts/rqlited'), 'rqlited'];
  return places.find((place) => place !== '' && spawnSync(place, ['-version']).status === 0) ?? null;
}
