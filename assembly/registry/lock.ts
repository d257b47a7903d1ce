// Locks of other connections: when waiting helps, for how long, and what to say when it does not.
//
// SQLite waits for a lock as long as the connection's busy timeout says, except where its own waiting could
// not end: under WAL, a statement that began to read before another connection wrote can never write
// (SQLITE_BUSY_SNAPSHOT); and a statement that reads waits for no writer that waits for it. What took long to
// compute is worth more than a busy timeout, so a training waits on its own behind it.

import * as host from '../host';
import { poll } from '../progress';

/** Between two attempts. */
const PAUSE_MS: i32 = 10;

/** How long to wait for locks, from now on; every attempt of SQLite's own waits for the busy timeout besides. */
export class Patience {
  private end: f64;

  constructor(milliseconds: f64) {
    this.end = host.clock() + milliseconds;
  }

  /** After a failure with `code`: whether another attempt may help, a moment later. Fails when interrupted. */
  allows(code: i32): bool {
    if (code != host.SQLITE_BUSY || host.clock() >= this.end) return false;
    poll();
    host.pause(PAUSE_MS);
    return true;
  }
}

/** Whether `code` says that another connection is in the way. */
export function isLock(code: i32): bool {
  return (code & 0xff) == host.SQLITE_BUSY;
}
