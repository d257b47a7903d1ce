// The rows of a training block by block, and as often as a fit asks for them: how algorithms whose traits say inPasses
// learn from rows that nobody holds. X is as the model takes it, encoded and scaled; blocks come in the same order in
// every pass.
//
//   rows.rewind();
//   while (rows.next()) ... rows.X, rows.y ...
//
// HeldRows are those of a matrix, as one block: so a fit is written once.

import { Matrix } from '../math/matrix';

export abstract class RowPasses {
  /** The rows of the block, and their targets. Valid until the next one. */
  X: Matrix = Matrix.ofNothing(0, 0);
  y: usize = 0;
  /** The number of its first row. */
  from: i32 = 0;

  /** Begins another pass; the one before has come to its end. */
  abstract rewind(): void;

  /** The next block is there; false at the end. */
  abstract next(): bool;
}

export class HeldRows extends RowPasses {
  private isNext: bool = false;

  constructor(X: Matrix, y: usize) {
    super();
    this.X = X;
    this.y = y;
  }

  rewind(): void {
    this.isNext = true;
  }

  next(): bool {
    const isThere = this.isNext;
    this.isNext = false;
    return isThere;
  }
}
