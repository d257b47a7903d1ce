// What every algorithm is: fitted by a Training, asked row by row, written to bytes and read back.
//
// Conventions (shared by every file in model/, solver/ and loss/)
//   n rows, d features, k classes
//   X       n x d, row-major, standardised, rows padded to an even stride (math/matrix.ts)
//   y       n f64: the class index 0..k-1, or the target's value
//   w, b    weights and intercept; the intercept is apart from the weights
//   x       one standardised row, `stride` f64, padding zero
//
//   scores  what decide() gives: scikit-learn's decision_function, and in its signs
//             k = 2   one, positive for class 1;  k > 2   k of them, the higher the likelier
//   probabilities   k numbers from 0 to 1 that sum to 1 (up to rounding)
//
// A model keeps its fitted values in StaticArrays (they live as long as the model); what only the
// fitting needs comes from memory/block.ts and goes with the training's instance.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { Options } from '../option/option';
import { History } from '../solver/history';
import { LinearDecision } from './linear_decision';

export const CLASSIFICATION: i32 = 0;
export const REGRESSION: i32 = 1;

/** What a fit is given, and what it reports. */
export class Training {
  /** The solver reached its tolerance before its limit. */
  converged: bool = true;
  /** Iterations that the solver took (of its own kind: Newton steps, proximal points, passes of refinement, SMO steps). */
  iterations: i32 = 0;
  /** The objective at the end, as the algorithm's header writes it. */
  objective: f64 = NaN;
  /** The objective by iteration: what sqml_training_info shows. */
  log: History = new History();

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

  /** Writes into the log; `gap` is what solver/history.ts says. */
  note(iteration: i32, objective: f64, gap: f64 = NaN): void {
    this.log.note(iteration, objective, gap);
  }
}

export abstract class Model {
  /** Fits to the training; options are checked already. */
  abstract fit(training: Training): void;

  /** The class index, or the value, of one row x. */
  abstract predict(x: usize): f64;

  /** How many scores a row has: 1 for two classes, k for more; 0 when the model has none. */
  get scoreCount(): i32 {
    return 0;
  }

  /** Writes the scores of one row x: scoreCount f64. Fails when there are none. */
  decide(x: usize, out: usize): void {
    fail('a regression has no scores beside its value; ask for the prediction');
  }

  /** Whether this fitted model has probabilities. */
  get hasProbabilities(): bool {
    return false;
  }

  /** Writes the probabilities of one row x: k f64. Fails when the model has none. */
  probabilities(x: usize, out: usize): void {
    fail(this.whyNoProbabilities());
  }

  /** For messages: why hasProbabilities is false, and what would make it true. */
  whyNoProbabilities(): string {
    return 'a regression has no probabilities; ask for the prediction';
  }

  /**
   * The weights of a model that is linear in x, as scikit-learn's coef_ and intercept_, standardised: one
   * output for regression and for two classes, k for more, one a pair for svc (positive for the pair's first
   * class when k > 2). null when it isn't linear.
   */
  get linear(): LinearDecision | null {
    return null;
  }

  /** Writes the fitted values; the shape (d, classes) is written by the caller. */
  abstract write(out: ByteWriter): void;

  /** Reads what `write` wrote; every count is checked. */
  abstract read(bytes: ByteReader, features: i32, classes: i32): void;
}
