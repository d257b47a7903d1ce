// What every part of the harness is given and gives back. A part is a file of this folder, or of native/, that exports
//
//   export async function run(budget: Budget): Promise<Tally>
//
// and is named in index.ts. It prints a line for each thing that it found right or wrong, with what makes it happen again.

export interface Budget {
  /** How long it may take, about; what it counts should be in proportion. */
  seconds: number;
  /** Decides everything random in it: the same seed and the same counts, the same run. */
  seed: number;
  /** By hand, rather than in CI: what only time limits may go on. */
  isLong: boolean;
}

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}
