// What a solver did: the objective by iteration, at most MOST entries, evenly spread over the run.
//
//   iteration   of the solver's own kind, as Training.iterations counts; 0 is the start
//   objective   there, as the algorithm's header writes it
//   gap         what the stopping rule measures there: lambda for Newton steps (newton.ts), P(w) - D(b) for
//               proximal points (proximal_point.ts), the violation for SMO (svm/smo.ts); NaN where there is none
//   machine     which of several problems: a class of one against the rest, a pair of one against one; else 0
//
// When the entries are full, every second one goes, and from then on one note in two, then in four ... stays.
// The first note and the last are always there. Cost: a few stores a note.

import { noteIteration } from '../progress';

/** Entries at most; even. */
const MOST: i32 = 1000;

export class History {
  length: i32 = 0;
  /** The machine whose notes come now. */
  machine: i32 = 0;
  private machines: StaticArray<i32> = new StaticArray<i32>(MOST);
  private iterations: StaticArray<i32> = new StaticArray<i32>(MOST);
  private objectives: StaticArray<f64> = new StaticArray<f64>(MOST);
  private gaps: StaticArray<f64> = new StaticArray<f64>(MOST);
  /** Notes so far, of which one in `step` stays. */
  private noted: i32 = 0;
  private step: i32 = 1;
  /** The last entry stays only until the next note. */
  private isLastSpare: bool = false;

  machineOf(entry: i32): i32 {
    return this.machines[entry];
  }

  iterationOf(entry: i32): i32 {
    return this.iterations[entry];
  }

  objectiveOf(entry: i32): f64 {
    return this.objectives[entry];
  }

  gapOf(entry: i32): f64 {
    return this.gaps[entry];
  }

  note(iteration: i32, objective: f64, gap: f64 = NaN): void {
    noteIteration(iteration, objective);
    if (this.isLastSpare) this.length--;
    if (this.length == MOST) this.thin();
    this.isLastSpare = this.noted % this.step != 0;
    this.noted++;
    const entry = this.length++;
    this.machines[entry] = this.machine;
    this.iterations[entry] = iteration;
    this.objectives[entry] = objective;
    this.gaps[entry] = gap;
  }

  private thin(): void {
    this.step *= 2;
    this.length = MOST / 2;
    for (let entry = 1; entry < this.length; entry++) {
      this.machines[entry] = this.machines[2 * entry];
      this.iterations[entry] = this.iterations[2 * entry];
      this.objectives[entry] = this.objectives[2 * entry];
      this.gaps[entry] = this.gaps[2 * entry];
    }
  }
}
