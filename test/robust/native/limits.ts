// What applications set on a connection: limits, lowered one by one; authorizers that deny one question, all that
// follow, or every question of one kind; query_only, read-only, defensive and other modes; a progress handler that stops.

import type { Budget, Tally } from '../part.ts';
import { runFaults } from './faults.ts';

export function run(budget: Budget): Promise<Tally> {
  return runFaults(budget, [
    { kind: 'mode' },
    { kind: 'limit', weight: 2 },
    { kind: 'action' },
    { kind: 'deny', weight: 2 },
    { kind: 'deny', forGood: true, weight: 2 },
    { kind: 'stop', weight: 2 },
  ]);
}
