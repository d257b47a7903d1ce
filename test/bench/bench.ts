// Who takes part in the benchmark, and what all sections share.

import { type Session, text } from '../host/host.ts';
import { type Contestant, timeOf } from './measure.ts';
import { FEATURES } from './points.ts';
import type { Sklearn } from './scikit_learn.ts';

/** Each has the bundled datasets' tables and the generated one (points.ts). */
export interface Bench {
  extension: Session;
  /** The extension's own .wasm in V8, beside SQLite's. */
  v8: Session;
  /** None when no Python has it; else with one thread, and with as many as it takes by default. */
  sklearn: Sklearn[];
}

/** The contestants' names; the first is the one that ratios are about. */
export const EXTENSION = 'sqml';
export const V8 = 'sqml.wasm in V8';
export const PLAIN = 'SQLite, JSON alone';
export const PLAIN_VALUES = 'SQLite, their sum';

/** The bundled datasets that take part. */
export const DATASETS = ['iris', 'digits', 'diabetes'];

/** The time of one statement, for each of `rows`, in milliseconds. */
export function statement(name: string, session: Session, sql: string, rows = 1): Contestant {
  return { name, run: async () => ({ total: (await timeOf(() => session.rows(sql))) / rows }) };
}

/** A SELECT over the generated table. */
export function points(target: string, rows: number): string {
  return `SELECT ${FEATURES.join(', ')}, ${target} AS target FROM points LIMIT ${rows}`;
}

export interface Training {
  experiment: string;
  type: string;
  algorithm: string;
  /** A SELECT whose last column is called target. */
  query: string;
  /** The algorithm's, by names that scikit-learn has too. */
  options?: Record<string, number | string>;
}

/** What sqml_train answers; `error` in sessions that ask for errors as JSON. */
export async function train(
  session: Session,
  { experiment, type, algorithm, query, options = {} }: Training,
): Promise<{ score: number; error?: string }> {
  const values = [experiment, type, algorithm, query, 'target', JSON.stringify(options)].map(text);
  const [{ answer }] = await session.rows(`SELECT sqml_train(${values.join(', ')}) AS answer`);
  return JSON.parse(String(answer));
}
