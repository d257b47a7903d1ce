// Every operation on a file fails in turn, and every write finds the disk full.

import type { Budget, Tally } from '../part.ts';
import { runFaults } from './faults.ts';

export function run(budget: Budget): Promise<Tally> {
  return runFaults(
    budget,
    (['delete', 'wal'] as const).flatMap((journal) => [
      { kind: 'io', journal },
      { kind: 'io', journal, forGood: true },
      { kind: 'full', journal },
      { kind: 'full', journal, forGood: true },
    ]),
  );
}
