// Numbers that all hosts share. lib/build/generate.ts makes binding/generated/host_limits.h of them.

export interface Limit {
  /** Its name in C, after SQML_. */
  name: string;
  value: number;
  doc: string;
}

/**
 * What the statement that stands in for the host's progress handler is stepped by, a poll: such handlers are asked every
 * so many VM instructions, counted over all runs of one statement. 16 steps (a microsecond) a poll (half a
 * millisecond) bring a handler that wants 1000 instructions to its turn within 10 ms.
 */
export const STEPS_PER_POLL = 16;

/** The longest arguments as cells: what an i32 tells. */
export const MOST_CELL_BYTES = 2 ** 31 - 1;

/** What a table function costs SQLite's planner: a call may predict a whole table, and had better be the outer loop. */
export const TABLE_COST = 1_000_000;
/** How many rows it gives, for the planner. */
export const TABLE_ROWS = 100;

export const limits: Limit[] = [
  { name: 'STEPS_PER_POLL', value: STEPS_PER_POLL, doc: 'steps of the statement that a poll runs' },
  { name: 'MOST_CELL_BYTES', value: MOST_CELL_BYTES, doc: 'of all arguments as cells' },
  { name: 'TABLE_COST', value: TABLE_COST, doc: 'of a table function, for the planner' },
  { name: 'TABLE_ROWS', value: TABLE_ROWS, doc: 'of a table function, for the planner' },
];
