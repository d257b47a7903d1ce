// One case of conformance.json, and whether a host does what it says.

import type { Session } from '../host/host.ts';
import { literal } from './literal.ts';

/** What a statement should give: rows of literals (literal.ts), or the message that it fails with. */
export interface Outcome {
  rows?: string[][];
  error?: string;
}

export interface Case extends Outcome {
  sql: string;
}

/** The cases by group, in the order in which they are run on one connection to an empty database. */
export type Suite = Record<string, Case[]>;

/** What the statement gives in this session. */
export async function outcome(session: Session, sql: string): Promise<Outcome> {
  try {
    const rows = await session.rows(sql);
    return { rows: rows.map((row) => Object.values(row).map(literal)) };
  } catch (thrown) {
    return { error: (thrown as Error).message };
  }
}

/** Null when both are the same; else where they part, in one line. */
export function difference(expected: Outcome, got: Outcome): string | null {
  if (expected.error !== undefined || got.error !== undefined) {
    if (expected.error === got.error) return null;
    return `expected ${shown(expected)}, got ${shown(got)}`;
  }
  const [a, b] = [expected.rows ?? [], got.rows ?? []];
  if (a.length !== b.length) return `expected ${a.length} rows, got ${b.length}`;
  for (const [i, row] of a.entries()) {
    if (row.length !== b[i].length) return `row ${i}: expected ${row.length} columns, got ${b[i].length}`;
    const c = row.findIndex((cell, at) => cell !== b[i][at]);
    if (c >= 0) return `row ${i}, column ${c}: expected ${row[c]}, got ${b[i][c]}`;
  }
  return null;
}

function shown({ rows, error }: Outcome): string {
  return error !== undefined ? `the error "${error}"` : `${rows?.length} rows, first ${rows?.[0]}`;
}
