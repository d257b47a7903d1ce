// What every algorithm is: fitted by a Training, asked row by row, written to bytes and read back.
//
// Conventions (shared by every file in model/, solver/ and loss/)
//   n rows, d features, k classes
//   X       n x d, row-major, standardised, rows padded to an even stride (math/matrix.ts)
//   y       n f64: the class index 0..k-1, or the target's value
//   w, b    weights and intercept; the intercept is apart from the weights
//   x       one standardised row, `stride` f64, padding zero
//
// A model keeps its fitted values in StaticArrays (they live as long as the model); what only the
// fitting needs comes from memory/block.ts and goes with the training's instance.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Matrix } from '../math/matrix';
import { Options } from '../option/option';

export const CLASSIFICATION: i32 = 0;
export const REGRESSION: i32 = 1;

/** What a fit is given, and what it reports. */
export class Training {
  /** The solver reached its tolerance before its limit. */
  converged: bool = true;
  /** Iterations that the solver took (of its own kind: Newton steps, L-BFGS steps, sweeps, SMO steps). */
  iterations: i32 = 0;
  /** The objective at the end, as the algorithm's header writes it. */
  objective: f64 = NaN;

  constructor(
    public X: Matrix,
    public y: usize,
    /** k for classification, 0 for regression. */
    public classes: i32,
    /** k f64, one weight a class (all 1 without class_weight); 0 for regression. */
    public classWeight: usize,
    public options: Options,
    public randomState: u32,
  ) {}
}

export abstract class Model {
  /** Fits to the training; options are checked already. */
  abstract fit(training: Training): void;

  /** The class index, or the value, of one row x. */
  abstract predict(x: usize): f64;

  /** Writes the fitted values; the shape (d, classes) is written by the caller. */
  abstract write(out: ByteWriter): void;

  /** Reads what `write` wrote; every count is checked. */
  abstract read(bytes: ByteReader, features: i32, classes: i32): void;
}
