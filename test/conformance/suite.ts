// The suite of conformance.json on one host.

import { readFileSync } from 'node:fs';
import { type Host, path, value } from '../host/host.ts';
import { type Case, difference, outcome, type Suite } from './case.ts';

export const suite = JSON.parse(readFileSync(path('test/conformance/conformance.json'), 'utf8')) as Suite;

export interface Miss {
  group: string;
  case: Case;
  difference: string;
}

export interface Result {
  sqlite: string;
  /** By group, how many cases came out right. */
  right: Record<string, number>;
  misses: Miss[];
}

/** All cases, in order, on one connection to an empty database in memory. */
export async function conform(host: Host): Promise<Result> {
  const session = await host.open();
  const result: Result = { sqlite: '', right: {}, misses: [] };
  try {
    result.sqlite = (await value(session, 'SELECT sqlite_version()')) as string;
    for (const [group, cases] of Object.entries(suite)) {
      result.right[group] = 0;
      for (const one of cases) {
        const found = difference(one, await outcome(session, one.sql));
        if (found === null) result.right[group]++;
        else result.misses.push({ group, case: one, difference: found });
      }
    }
  } finally {
    await session.close();
  }
  return result;
}
