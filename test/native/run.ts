// Runs SQL in test/native/runner.c and reads what it prints.

import { spawnSync } from 'node:child_process';

export interface Outcome {
  /** One per row or failed statement, in order. */
  lines: Line[];
  /** Of the process; 0 when the script was run and SQLite gave all memory back. */
  status: number | null;
  signal: string | null;
  stderr: string;
}

export type Line = { row: (string | number | null)[] } | { error: string; code: number } | { sweep: number };

export interface RunOptions {
  /** The runner's, as runner.c lists them. */
  args?: string[];
  /** KiB of address space (ulimit -v). */
  addressSpace?: number;
  env?: Record<string, string>;
}

/** Runs the statements. */
export function runSql(runner: string, sql: string, options: RunOptions = {}): Outcome {
  const { args = [], addressSpace, env } = options;
  const command = ['exec "$0" "$@"'];
  if (addressSpace !== undefined) command.unshift(`ulimit -v ${addressSpace};`);
  const { stdout, stderr, status, signal } = spawnSync('sh', ['-c', command.join(' '), runner, ...args], {
    input: sql,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, ...env },
  });
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
  return { lines, status, signal, stderr };
}

/** The first column of a row, or the message of an error. */
export function said(line: Line | undefined): string | number | null | undefined {
  if (line === undefined) return undefined;
  if ('error' in line) return line.error;
  return 'row' in line ? line.row[0] : line.sweep;
}
