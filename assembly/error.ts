// How the engine says no: one way out, with one shape of message.
//
//   sqml_train: test_size must be between 0 and 1, got 1.5
//   who         what was expected                 what came
//
// `fail` leaves the WASM frame for good (the host unwinds it), so the engine needs no error
// paths; a check is one line: `if (bad) fail('...')`. State that outlives a call (the model cache)
// is therefore changed only after everything that can fail.

import { jsonQuoted } from './codec/text';
import * as host from './host';
import { areErrorsJson } from './settings';

let caller = 'sqml';
let hasValue = true;

/** Names the SQL function that runs; every message begins with it. A table function has no value to fail in. */
export function enter(name: string, isTable: bool): void {
  caller = name;
  hasValue = !isTable;
  wayOut = '';
  part = '';
}

/** What every error of this call ends with; an interrupt and the like are none. */
let wayOut = '';

/** What part of the work a failure is in, before its message. */
let part = '';

/** From now on a failure says that it is there, `fold 2 of 5: `; '': no more. */
export function locate(text: string): void {
  part = text;
}

/** From now on a failure of this call ends with what to do about it; '': no more. */
export function advise(text: string): void {
  wayOut = text;
}

let isJob = false;
/** The code of a job's `refuse`, which nothing else gives here: SQLITE_MISUSE. */
export const REFUSED: i32 = 21;

/** From now on this instance does jobs (jobs/jobs.ts): who asked for them says who it is. */
export function enterJob(): void {
  isJob = true;
}

/** What is told of a failure before the call ends; it may write, and is asked at most once a call. */
let witness: ((message: string, code: i32) => void) | null = null;
/** The failure that the witness is hearing of; a failure of its own changes nothing. */
let witnessed: string = '';
let witnessedCode: i32 = 0;

/** From now on a failure of this call is told to `f`; null: to nobody. */
export function onFailure(f: ((message: string, code: i32) => void) | null): void {
  witness = f;
}

/**
 * Ends the call with `<function>: <message>` and an SQLite result code; for programs that asked so
 * (settings.ts), with `{"error": ...}` as the value. An interrupt is always an error, and so is a table
 * function's failure. Never returns; where the compiler must know that, a `throw` follows.
 */
export function fail(message: string, code: i32 = host.SQLITE_ERROR): void {
  if (witnessed.length > 0) {
    message = witnessed;
    code = witnessedCode;
  } else if (witness != null && code != host.SQLITE_INTERRUPT && code != host.SQLITE_NOMEM) {
    witnessed = message;
    witnessedCode = code;
    const tell = witness!;
    tell(message, code);
  }
  witness = null;
  witnessed = '';
  if (code == host.SQLITE_ERROR) message = part + message;
  part = '';
  if (isJob) leave(message, code);
  const advice = wayOut.length > 0 && code == host.SQLITE_ERROR ? '; ' + wayOut : '';
  const whole = caller + ': ' + message + advice;
  if (areErrorsJson() && hasValue && code != host.SQLITE_INTERRUPT)
    leave('{"error": ' + jsonQuoted(whole) + '}', 0);
  leave(whole, code & 0xff);
}

/** Ends the call as `fail` does, and tells nobody: what was asked is wrong, and nothing was tried. */
export function refuse(message: string): void {
  part = '';
  if (isJob) leave(message, REFUSED);
  witness = null;
  fail(message);
}

/** Fails: what was computed of the data is beyond the range of doubles. */
export function failNotFinite(): void {
  fail(
    'the numbers are too large to compute with: lower C, class_weight, intercept_scaling or gamma, or scale the ' +
      'features and the target',
  );
}

/** A message goes out as a C string, which would end at a NUL. */
function leave(text: string, code: i32): void {
  const bytes = String.UTF8.encode(text.replaceAll('\0', '\\0'));
  host.fail(changetype<usize>(bytes), bytes.byteLength, code);
  unreachable();
}

/** What AssemblyScript's own aborts become: they are defects, never a user's mistake. */
export function trapped(message: string | null, file: string | null, line: u32, column: u32): void {
  const what = message ? message : 'abort';
  const where = file ? file : '?';
  leave(
    `${caller}: internal error: ${what} (${where}:${line}:${column}); please report it`,
    host.SQLITE_INTERNAL,
  );
}
