// Every allocation of SQLite's and of the shim, and every growth of the engine's memory, fails in turn; the address
// space ends (ulimit -v).

import type { Budget, Tally } from '../part.ts';
import { runFaults } from './faults.ts';

export function run(budget: Budget): Promise<Tally> {
  return runFaults(budget, [
    { kind: 'malloc', weight: 4 },
    { kind: 'malloc', forGood: true, weight: 4 },
    { kind: 'memory' },
    { kind: 'memory', forGood: true },
    { kind: 'space', plain: true },
  ]);
}
