// sgd over rows that are not held: each pass takes them in their order, block by block, and all machines learn in the
// same passes, each until it has stopped.
//
// Promise: the bits of scikit-learn's partial_fit of block after block, pass after pass, with the same random_state: of
// w, b and their averages (but that of a classification's averages scikit-learn loses b between two calls, and
// begins with an old one; here it goes on). As there, shuffle orders the rows within a block, in every pass and block by the same draws,
// and what the l1 penalty has taken is counted anew with each. Rows that are sorted by their target should be given
// another order (ORDER BY something that has nothing to do with it).
// max_iter counts passes; they end as epochs do: by tol and n_iter_no_change of the mean loss, which of one block is the
// epoch's, and learning_rate 'adaptive' divides its step then.

import { SampleLoss } from '../../loss/sgd_loss';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Training } from '../../model/training';
import { ETA_DIVISOR, LEAST_ETA, Rate, Schedule, Sgd, Stopping } from '../../solver/sgd';

export class PassingMachine {
  sgd: Sgd;
  isDone: bool = false;
  stopping: Stopping;
  /** Its losses of the pass so far. */
  sum: f64 = 0;
  mostPasses: i32;

  constructor(
    d: i32,
    public schedule: Schedule,
    /** The class that is positive; -1 where targets are values. */
    public positiveClass: i32,
    public positive: f64,
    public negative: f64,
    public seed: u32,
  ) {
    this.sgd = new Sgd(d);
    this.stopping = new Stopping().begin(schedule.tol, schedule.patience);
    this.mostPasses = schedule.maxEpochs;
    schedule.maxEpochs = 1;
    schedule.tol = -Infinity;
  }

  /** After pass `pass`, from 1, over n rows. */
  end(pass: i32, n: i32): void {
    const sgd = this.sgd;
    const schedule = this.schedule;
    sgd.epochs = pass;
    sgd.objective = this.sum / n;
    sgd.converged = false;
    this.stopping.note(sgd.objective);
    this.sum = 0;
    this.isDone = pass == this.mostPasses;
    if (!this.stopping.isDue) return;
    if (schedule.rate == Rate.ADAPTIVE && schedule.eta0 > LEAST_ETA) {
      schedule.eta0 /= ETA_DIVISOR;
      this.stopping.reset();
      return;
    }
    sgd.converged = true;
    this.isDone = true;
  }
}

/** Lets the machines of one training learn from `training.passes`, until all have stopped or one is lost. */
export function runInPasses(machines: PassingMachine[], training: Training, loss: SampleLoss): void {
  const rows = training.rows;
  const n = training.n;
  const negative: f64 = loss.isZeroOne ? 0 : -1;
  let y: usize = 0;
  let room = 0;
  let isLost = false;
  let learning = machines.length;
  for (let pass = 1; learning > 0 && !isLost; pass++) {
    rows.rewind();
    // A pass that has begun is read to its end.
    while (rows.next()) {
      const X = rows.X;
      if (room < X.rows) {
        release(y);
        room = X.rows;
        y = reals(room);
      }
      for (let c = 0; c < machines.length && !isLost; c++) {
        const machine = machines[c];
        if (machine.isDone) continue;
        const isClass = machine.positiveClass >= 0;
        for (let i = 0; i < X.rows && isClass; i++)
          put(y, i, <i32>at(rows.y, i) == machine.positiveClass ? 1 : negative);
        const sgd = machine.sgd;
        const t = sgd.t;
        const targets = isClass ? y : rows.y;
        const schedule = machine.schedule;
        sgd.run(X, targets, 0, machine.positive, machine.negative, loss, schedule, machine.seed, null);
        sgd.t = t + <f64>X.rows;
        machine.sum += sgd.sum;
        isLost = sgd.isLost;
        sgd.epochs = pass;
      }
    }
    learning = 0;
    for (let c = 0; c < machines.length && !isLost; c++) {
      if (!machines[c].isDone) machines[c].end(pass, n);
      if (!machines[c].isDone) learning++;
    }
  }
  release(y);
}
