// What every fitted model can do: answer rows, say what it consists of, be written to bytes and read back.
//
// Conventions (shared by every file in algorithm/, model/, solver/ and loss/)
//   n rows, d columns of X, k classes
//   X       n x d, row-major, encoded and scaled, rows padded to an even stride (math/matrix.ts)
//   y       n f64: the class index 0..k-1, or the target's value
//   w, b    weights and intercept; the intercept is apart from the weights
//
// Answers
//   output  what is computed of a row, once: scores, values of pairs, leaf sums, votes. `outputs` f64 a row;
//           all else (class, scores, probabilities) is read from it without going back to the row.
//   outputsOf(X, out)   a block of rows at a time; one row is a block of one. The block's size changes no bit.
//   scores  scikit-learn's decision_function, and in its signs
//             k = 2   one, positive for class 1;  k > 2   k of them, the higher the likelier
//   probabilities   k numbers from 0 to 1 that sum to 1 (up to rounding)
//
// Memory: a model keeps its fitted values in StaticArrays (they live as long as the model); what only the
// fitting needs comes from memory/block.ts, and the fit gives it back.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { LinearDecision } from './linear_decision';
import { StandardErrors } from './standard_errors';
import { Training } from './training';
import { TreeView } from './tree_view';

export abstract class Model {
  /** Fits to the training; options are checked already. */
  abstract fit(training: Training): void;

  // Of algorithms whose traits say online.

  /** Becomes a model that has seen no row: classes and options are the training's, which has no rows. */
  begin(training: Training): void {
    throw new Error('this model can not begin with nothing');
  }

  /** Goes on from what is fitted, with the rows of the training. */
  resume(training: Training): void {
    throw new Error('this model can not go on');
  }

  /** Makes ready what `resume` and `addClass` need; `training` is any that they will get. */
  prepareToGoOn(training: Training): void {}

  /** A class comes in at place c, those from c on move up; the model has gone on or begun. */
  addClass(c: i32): void {
    throw new Error('this model takes no new class');
  }

  /** Gives back what going on took from memory/block.ts. */
  release(): void {}

  /** f64 that `outputsOf` writes a row. */
  abstract get outputs(): i32;

  /** Writes X.rows x outputs f64. */
  abstract outputsOf(X: Matrix, out: usize): void;

  /** The class index, or the value, that an output says. */
  abstract answer(output: usize): f64;

  /** Operations a row costs, about: polls are counted by it. */
  abstract get cost(): f64;

  /**
   * The weights of a model that is linear in x, as scikit-learn's coef_ and intercept_, standardised: one
   * output for regression and for two classes, k for more, one a pair where `isPairwise` (positive for the
   * pair's first class when k > 2). null when it isn't linear.
   */
  get linear(): LinearDecision | null {
    return null;
  }

  /** Errors of the weights of `linear`; null where the algorithm has none. */
  get errors(): StandardErrors | null {
    return null;
  }

  /**
   * How many numbers of a row `explain` takes apart: the outputs of a linear model; of trees what their header says.
   * 0 when this model can't be taken apart.
   */
  get explained(): i32 {
    const linear = this.linear;
    return linear == null ? 0 : linear.outputs;
  }

  /**
   * Writes what each column adds to each number of each row: X.rows x explained x d f64; and what these add up to from,
   * `explained` bases: of a linear model its intercept, the answer where every column is at its centre; of trees their
   * answer's expected value.
   */
  explain(X: Matrix, out: usize, bases: usize): void {
    const linear = this.linear!;
    for (let i = 0; i < X.rows; i++) {
      for (let c = 0; c < linear.outputs; c++) {
        for (let j = 0; j < linear.features; j++) {
          store<f64>(out, linear.weight(c, j) * load<f64>(X.row(i) + ((<usize>j) << 3)));
          out += 8;
        }
      }
    }
    for (let c = 0; c < linear.outputs; c++) store<f64>(bases + ((<usize>c) << 3), linear.intercept(c));
  }

  /** The trees that it consists of; null when it doesn't. */
  get treeView(): TreeView | null {
    return null;
  }

  /** Of tree t: the class that it scores; -1 where trees don't score one each. */
  classOfTree(t: i32): i32 {
    return -1;
  }

  /** d numbers that sum to 1: what each column of X adds to the fit (scikit-learn's feature_importances_). */
  get importances(): StaticArray<f64> | null {
    return null;
  }

  /** Writes the fitted values; the shape (d, classes) is written by the caller. */
  abstract write(out: ByteWriter): void;

  /** Reads what `write` wrote; every count and every number is checked. */
  abstract read(bytes: ByteReader, features: i32, classes: i32): void;
}

/** Predicts a number: its one output, unless it says otherwise. */
export abstract class Regressor extends Model {
  get outputs(): i32 {
    return 1;
  }

  /**
   * Every answer becomes centre + scale * answer; of algorithms that have the option scale_target. What it keeps is
   * changed, so no predicting knows of it.
   */
  rescale(centre: f64, scale: f64): void {
    this.linear!.rescale(centre, scale);
  }

  /** Whether it could be, with the options that it has. */
  get canRescale(): bool {
    return true;
  }

  /** The value that an output says. */
  value(output: usize): f64 {
    return load<f64>(output);
  }

  answer(output: usize): f64 {
    return this.value(output);
  }
}

/** Predicts a class. */
export abstract class Classifier extends Model {
  /** The class index that an output says. */
  abstract classOf(output: usize): i32;

  answer(output: usize): f64 {
    return this.classOf(output);
  }

  /** How many scores a row has: 1 for two classes, k for more; 0 when the model has no decision function. */
  get scoreCount(): i32 {
    return 0;
  }

  /** Writes the scores of one output: scoreCount f64. */
  scores(output: usize, out: usize): void {
    fail(this.whyNoScores());
  }

  /** For messages: why scoreCount is 0, and what to ask instead. */
  whyNoScores(): string {
    return 'this model has no decision function; ask for the probabilities';
  }

  /** Whether this fitted model has probabilities. */
  get hasProbabilities(): bool {
    return false;
  }

  /** Writes the probabilities of one output: k f64. */
  probabilities(output: usize, out: usize): void {
    fail(this.whyNoProbabilities());
  }

  /** For messages: why hasProbabilities is false, and what would make it true. */
  whyNoProbabilities(): string {
    return 'this model has no probabilities; ask for the decision function';
  }
}
