// The process is gone, as by kill -9, before every operation on a file and in the middle of every write, alone and
// while another process reads.

import type { Budget, Tally } from '../part.ts';
import { runFaults } from './faults.ts';

/** Statements that write; the others are in the sweep of failing operations. */
const WRITES =
  /^(setup|first training|training|failing training|dataset|deploy|drop .*|import|retrain|clock)$/;

export function run(budget: Budget): Promise<Tally> {
  return runFaults(
    budget,
    (['delete', 'wal'] as const).flatMap((journal) => [
      { kind: 'kill', journal, scenarios: WRITES },
      { kind: 'kill', journal, scenarios: WRITES, forGood: true },
      { kind: 'kill', journal, scenarios: WRITES, watched: true },
    ]),
  );
}
