// What the playground's page and its worker say to each other.

import type { Value } from '../query.ts';
import type { Progress } from '../transport.ts';

export type Request =
  /** The first: the database that is kept, an empty one, or one of these bytes; again, after a worker that was ended. */
  | { kind: 'open'; isNew: boolean; isAgain: boolean; snapshot: Uint8Array | null }
  | { kind: 'query'; sql: string; params: Value[] }
  | { kind: 'load'; table: string; columns: string[]; rows: (string | null)[][] }
  /** Another database instead of this one. */
  | { kind: 'replace'; bytes: Uint8Array }
  /** The database as a file. */
  | { kind: 'bytes' };

export type Answer =
  | { id: number; result: unknown }
  | { id: number; error: string }
  /** Unasked, while a training runs: the worker reads no messages then. */
  | { progress: Progress | null };

export interface Opened {
  /** The browser keeps it. */
  isKept: boolean;
}
