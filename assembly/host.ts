// What a host provides: the engine's only way to the world outside its linear memory.
//
// A host moves values and owns no rule. It implements each function below over its SQLite
// (binding/ in C, lib/host/ in JavaScript) and nothing else. binding/program.c is a host without SQLite, for the
// functions of assembly/program/: its one statement is the rows that it was given, and there is nothing else.
//
// Conventions
//   pointer + length   UTF-8 or raw bytes in this instance's linear memory
//   cell               [type: u8] and then, by type (SQLite's own codes):
//                        1 INTEGER  i64, little-endian       3 TEXT  u32 length, bytes
//                        2 REAL     f64, little-endian       4 BLOB  u32 length, bytes
//                        5 NULL     nothing                  6 JSON  as TEXT (only in results)
//                        7 ROWS     u32 length, cells: the rows of a table function, one after the other,
//                                   of as many cells each as it has columns (only as its result, and as what
//                                   a program asks about)
//                      Cells follow each other without padding, so loads are unaligned.
//   code               an SQLite result code; functions that can fail return it negated. It is the primary one but for
//                      SQLITE_BUSY_SNAPSHOT, which the engine must tell from other locks
//
// A function that the engine calls may be left by an SQL error only through `fail`.

/** SQLite's type codes, as they stand in cells. */
export const INTEGER: u8 = 1;
export const REAL: u8 = 2;
export const TEXT: u8 = 3;
export const BLOB: u8 = 4;
export const NULL: u8 = 5;
/** TEXT that the host marks with SQLite's JSON subtype. */
export const JSON: u8 = 6;
/** Rows of cells. */
export const ROWS: u8 = 7;

/** SQLite's result codes that the engine tells apart. */
export const SQLITE_ERROR: i32 = 1;
/** The engine's own defect: the host reports SQLITE_ERROR and gives the instance up. */
export const SQLITE_INTERNAL: i32 = 2;
export const SQLITE_BUSY: i32 = 5;
export const SQLITE_NOMEM: i32 = 7;
export const SQLITE_READONLY: i32 = 8;
export const SQLITE_INTERRUPT: i32 = 9;
export const SQLITE_TOOBIG: i32 = 18;
export const SQLITE_CONSTRAINT: i32 = 19;
export const SQLITE_AUTH: i32 = 23;
/** Another connection has written since this one began to read (WAL): no waiting helps. */
export const SQLITE_BUSY_SNAPSHOT: i32 = 517;

/** What `prepare` may be told, of sqlite3_prepare_v3's flags; an SQLite that has none of these takes no notice. */
/** The statement is compiled again and again: a host may keep it from one call to the next, reset. Since 3.20. */
export const PREPARE_PERSISTENT: i32 = 0x01;
/** Virtual tables do not exist for the statement, nor for a view in it. Since 3.26. */
export const PREPARE_NO_VTAB: i32 = 0x04;
/** The text may do what the text of a view may. Since 3.53. */
export const PREPARE_FROM_DDL: i32 = 0x20;

/**
 * Compiles the first statement of `sql`, with flags of sqlite3_prepare_v3. A handle > 0, 0 when the text holds no
 * statement, or -code.
 */
export declare function prepare(sql: usize, length: i32, flags: i32): i32;

/** How many bytes of the text followed the statement. */
export declare function tail(statement: i32): i32;

/** 1 when the statement writes nothing (sqlite3_stmt_readonly), else 0. */
export declare function is_readonly(statement: i32): i32;

/** The number of result columns. */
export declare function column_count(statement: i32): i32;

/** The length of a column's name in bytes; writes it when it fits into `capacity`. */
export declare function column_name(statement: i32, column: i32, buffer: usize, capacity: i32): i32;

/** Binds parameters 1.. to the cells in `cells` (`length` bytes of them). 0 or -code. */
export declare function bind(statement: i32, cells: usize, length: i32): i32;

/**
 * Steps the statement and writes whole rows, as cells, until the buffer is full or the rows end.
 * The number of bytes written; 0 when there are no more rows; -code on failure;
 * -SQLITE_TOOBIG when the next row alone needs more than `capacity` (see `pending`).
 */
export declare function fetch(statement: i32, buffer: usize, capacity: i32): i32;

/**
 * Steps the statement and writes rows of numbers, one f64 a cell, `step` bytes from one row to the next, of which no others
 * change. A cell is INTEGER or REAL, or NULL as NaN. In `column` (-1: in none) all cells must be of `type`, INTEGER or REAL, and their eight bytes stay as they are. Stops when the buffer is
 * full, before a row that is another, which `fetch` gives, and where rows end. The number of rows, or -code on failure.
 */
export declare function fetch_numbers(
  statement: i32,
  column: i32,
  type: i32,
  buffer: usize,
  capacity: i32,
  step: i32,
): i32;

/** The bytes that the row which did not fit needs; 0 when there is none. */
export declare function pending(statement: i32): i32;

/** Makes the statement ready to run again. Bindings stay. */
export declare function reset(statement: i32): void;

/** Gives the statement back. A host also does so for every open one when a call ends. One that is kept is reset. */
export declare function finalize(statement: i32): void;

/** How many rows the INSERT, UPDATE or DELETE that ended last has changed, as SQLite's changes() says. */
export declare function changes(): i32;

/** The length of the last failure's message in bytes; writes as much of it as fits. */
export declare function error_message(buffer: usize, capacity: i32): i32;

/**
 * Ends the call with an SQL error, or, when `code` is 0, with the message as its JSON result (not of a
 * table function, which has none). Never returns.
 */
export declare function fail(message: usize, length: i32, code: i32): void;

/** 0 to go on, or the code to stop with (SQLITE_INTERRUPT). Cheap: about a microsecond. */
export declare function poll(): i32;

/** Lets about so many milliseconds pass; a host that can't sleep returns at once. */
export declare function pause(milliseconds: i32): void;

/** Milliseconds since 1970-01-01 UTC, with their fraction where the host has it. */
export declare function clock(): f64;

/** The most bytes that one string or blob may have on this connection. */
export declare function length_limit(): i32;

/**
 * The value that `remember` left for the running statement, when the call's first argument is a
 * constant of the statement; else 0. It is gone with the statement, and may be gone before.
 */
export declare function remembered(): i32;
export declare function remember(value: i32): void;

/** One integer per connection that outlives instances: the engine's switches (see settings.ts). */
export declare function settings(): i32;
export declare function set_settings(value: i32): void;

/**
 * Runs jobs 0..count-1 in other instances (jobs/jobs.ts), at most `threads` at a time (0: as many as there are cores):
 * each instance is asked by `share` for room for all pieces one after the other, then by `job` for each number
 * that it takes. `pieces` are pairs of pointer and length. 0, or -code of the failing job with the lowest number, whose
 * message `error_message` gives; without a message when the host wants to stop.
 */
export declare function run_jobs(pieces: usize, count_of_pieces: i32, count: i32, threads: i32): i32;

/** Processor cores that jobs may run on at once; 0 where they run one after the other. */
export declare function cores(): i32;

/**
 * Puts the running call on the list of trainings of this process, off which it goes when it ends: `text` tells of it,
 * and the first `values` bytes that `progress` lays open are copied at each `poll`, which is SQLITE_INTERRUPT once
 * somebody cancels it.
 */
export declare function begin_training(text: usize, length: i32, values: i32): void;

/** The length in bytes of all that tell of trainings (registry/trainings.ts); writes them when they fit into `capacity`. */
export declare function trainings(buffer: usize, capacity: i32): i32;

/** Cancels the training of that id; 0 when there is none. */
export declare function cancel_training(id: i32): i32;

/** The length of a job's result in bytes; writes it when it fits into `capacity`. */
export declare function job_result(job: i32, buffer: usize, capacity: i32): i32;

/** Copies `length` bytes at `offset` of the embedded datasets (lib/build/datasets.ts draws the layout). */
export declare function dataset_bytes(offset: i32, buffer: usize, length: i32): void;
