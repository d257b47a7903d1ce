// Long work stays interruptible: every loop tells how much it did, and the host is asked now and then. A host
// that shows how far a training is reads it then from the engine's memory; for the others it costs a few stores.

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

/** What a training does. */
export const enum Phase {
  READING,
  VALIDATING,
  FITTING,
  JUDGING,
  STORING,
}

export const PHASES: string[] = ['reading', 'validating', 'fitting', 'judging', 'storing'];

/** Where a training is; `progress` lays it open as f64 values in this order. */
export const enum At {
  /** Combination of a search, from 1, and how many there are; 0 without one. */
  TRIAL,
  TRIALS,
  /** Fold of a cross-validation, from 1, and how many there are; 0 outside of one. */
  FOLD,
  FOLDS,
  /** What solver/history.ts was told last. */
  ITERATION,
  OBJECTIVE,
  /** What it does, how much of it is done and how much there is (0: not known), and whether it may end before that. */
  PHASE,
  DONE,
  TOTAL,
  IS_BOUND,
  /** When the phase began, and the training, by host.clock. */
  SINCE,
  BEGUN,
  COUNT,
}

const values = new StaticArray<f64>(At.COUNT);

/** A pointer to the values; the same all the time. */
export function progress(): usize {
  return changetype<usize>(values);
}

/** A phase begins, with `total` to do (0: not known); `isBound`: or less. */
export function notePhase(phase: Phase, total: f64 = 0, isBound: bool = false): void {
  const now = host.clock();
  if (values[At.BEGUN] == 0) values[At.BEGUN] = now;
  values[At.PHASE] = phase;
  values[At.SINCE] = now;
  values[At.DONE] = 0;
  values[At.TOTAL] = total;
  values[At.IS_BOUND] = isBound ? 1 : 0;
  values[At.ITERATION] = 0;
}

/** How much of the phase is done. */
export function noteDone(done: f64): void {
  values[At.DONE] = done;
}

export function noteTrial(trial: i32, trials: i32): void {
  values[At.TRIAL] = trial;
  values[At.TRIALS] = trials;
}

export function noteFold(fold: i32, folds: i32): void {
  values[At.FOLD] = fold;
  values[At.FOLDS] = folds;
}

export function noteIteration(iteration: i32, objective: f64): void {
  values[At.ITERATION] = iteration;
  values[At.OBJECTIVE] = objective;
}
