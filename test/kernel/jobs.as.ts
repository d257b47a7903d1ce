// Entry for jobs.test.ts: how many jobs run at once.

import '../../assembly/error';
import { jobsAtOnce, share } from '../../assembly/jobs/jobs';

export function atOnce(count: i32, bytes: f64): i32 {
  return jobsAtOnce(count, <u64>bytes);
}

/** From now on this instance does jobs. */
export function becomeJob(): void {
  share(1000);
}
