// The rows of a training as a linear objective takes them: one-hot columns as indices where the training has them so.

import { CategoryRows } from '../../loss/category_rows';
import { DenseRows, Rows } from '../../loss/rows';
import { Training } from '../../model/training';

/** `intercept` is the constant feature's value; 0 leaves it out. */
export function rowsOf(training: Training, intercept: f64): Rows {
  const design = training.design;
  if (design != null) return new CategoryRows(design, intercept);
  return new DenseRows(training.X, intercept);
}
