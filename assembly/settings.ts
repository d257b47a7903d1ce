// The engine's switches for one connection. The host keeps them as one integer, so that they hold
// for every instance of the connection.
//
//   bit 0   errors are returned as {"error": "..."} values, as sqlite-ml does, instead of SQL errors

import * as host from './host';

const ERRORS_AS_JSON: i32 = 1;

export function areErrorsJson(): bool {
  return (host.settings() & ERRORS_AS_JSON) != 0;
}

export function setErrorsJson(on: bool): void {
  const others = host.settings() & ~ERRORS_AS_JSON;
  host.set_settings(on ? others | ERRORS_AS_JSON : others);
}
