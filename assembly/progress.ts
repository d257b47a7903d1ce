// Long work stays interruptible: every loop tells how much it did, and the host is asked now and then.

import { fail } from './error';
import * as host from './host';

/** Floating-point operations between two polls: about half a millisecond, 0.1 % of the time. */
const WORK_PER_POLL: f64 = 1e6;

let work: f64 = 0;

/**
 * Accounts for `flops` operations just done; fails with SQLITE_INTERRUPT when the host asks to stop.
 * Call it at least once per some 10 million operations.
 */
export function tick(flops: f64): void {
  work += flops;
  if (work < WORK_PER_POLL) return;
  work = 0;
  poll();
}

/** Asks the host at once. */
export function poll(): void {
  const code = host.poll();
  if (code != 0) fail('interrupted', code);
}
