// Between the screens and a database: what each shell (npx sqml dashboard, Datasette, the playground) brings.
// A screen knows this interface and nothing of who answers.

import type { Query, Value } from './query.ts';
import type { Right } from './rights.ts';

export type Row = Record<string, Value>;

export interface Table {
  columns: string[];
  rows: Row[];
}

export interface State {
  /** What the database is called. */
  database: string;
  version: string;
  rights: Right[];
  /** What writes at the moment, since how many seconds, and how far it is where that is known. */
  running: { text: string; seconds: number; progress?: Progress | null } | null;
}

/** Of a training, as sqml_progress() has it. */
export interface Progress {
  /** reading, validating, fitting ... */
  phase: string;
  /** Of all parts of the phase so many are done. */
  done: number | null;
  total: number | null;
  /** Until the phase ends. */
  secondsLeft: number | null;
}

/** What a server asks in the process that trains. */
export const PROGRESS = 'SELECT phase, done, total, seconds_left FROM sqml_progress() LIMIT 1';

/** A row of that, or of none. */
export function progressOf(row: Row | null): Progress | null {
  if (row === null) return null;
  const number = (value: Value) => (value === null ? null : Number(value));
  const { phase, done, total, seconds_left } = row;
  return {
    phase: String(phase),
    done: number(done),
    total: number(total),
    secondsLeft: number(seconds_left),
  };
}

export interface Transport {
  state(): Promise<State>;
  /** The rows of one SELECT; rejects with SQLite's message. */
  query(query: Query): Promise<Table>;
  /** The value of a function of sqml that writes; rejects with its message. */
  run(name: string, args: Value[]): Promise<Value>;
  /** Ends what runs, which leaves the database as it was. */
  cancel(): Promise<void>;
}
