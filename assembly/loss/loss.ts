// What a loss is: a function of one sample's scores and target, done for a block of samples at once.
//
// Conventions (shared by the losses beside this file)
//   k        scores a sample (1, or one a class)
//   Z        k x pitch, sample r of the block at column r; scores in, derivatives out
//   y        the samples' targets: the loss says what they mean
//   s        the samples' weights, >= 0; 0 for the samples that only fill the block
//   memo     `memory` x pitch: what `evaluate` keeps of a block for `curve` and `curvature`
//   rows     even, at most MOST_ROWS
// The second derivative of s * loss by the scores is a symmetric k x k matrix, positive semidefinite.

/** The most samples that one block has. */
export const MOST_ROWS: i32 = 256;

export abstract class Loss {
  constructor(
    /** k. */
    public outputs: i32,
    /** Numbers kept a sample. */
    public memory: i32,
  ) {}

  /** sum of s * loss; Z becomes its derivative by the scores. */
  abstract evaluate(z: usize, pitch: i32, y: usize, s: usize, rows: i32, memo: usize): f64;

  /** V (k x pitch) becomes the second derivative times V, sample by sample. */
  abstract curve(v: usize, pitch: i32, s: usize, rows: i32, memo: usize): void;

  /** out[r] = entry (a, b) of sample r's second derivative. */
  abstract curvature(a: i32, b: i32, pitch: i32, s: usize, rows: i32, memo: usize, out: usize): void;
}

/** A loss of one score: its memo is the weighted second derivative itself. */
export abstract class ScalarLoss extends Loss {
  constructor() {
    super(1, 1);
  }

  curve(v: usize, pitch: i32, s: usize, rows: i32, memo: usize): void {
    for (let p: usize = 0; p < (<usize>rows) << 3; p += 16) {
      v128.store(v + p, f64x2.mul(v128.load(v + p), v128.load(memo + p)));
    }
  }

  curvature(a: i32, b: i32, pitch: i32, s: usize, rows: i32, memo: usize, out: usize): void {
    memory.copy(out, memo, (<usize>rows) << 3);
  }
}
