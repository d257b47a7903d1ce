// The engine's switches for one connection. The host keeps them as one integer, so that they hold
// for every instance of the connection.
//
//   bit 0      errors are returned as {"error": "..."} values, as sqlite-ml does, instead of SQL errors
//   bits 8-15  threads that jobs may use, 0: as many as there are cores

import * as host from './host';

const ERRORS_AS_JSON: i32 = 1;

/** Threads that `sqml_config` takes at most. */
export const MOST_THREADS: i32 = 64;

/** How many threads jobs may use; 0: as many as the process has cores. */
export function threads(): i32 {
  return (host.settings() >> 8) & 0xff;
}

export function setThreads(count: i32): void {
  host.set_settings((host.settings() & ~0xff00) | (count << 8));
}

export function areErrorsJson(): bool {
  return (host.settings() & ERRORS_AS_JSON) != 0;
}

export function setErrorsJson(on: bool): void {
  const others = host.settings() & ~ERRORS_AS_JSON;
  host.set_settings(on ? others | ERRORS_AS_JSON : others);
}
