// sqml_weights(experiment_name): the coefficients of a linear model, by column of X (a TEXT feature has one
// column a category, `island=Dream`), and the intercept as `(intercept)`.
//
//   weight        in the table's own units: the prediction (or score) changes by it when the column grows by 1;
//                 NULL where that is beyond what a double holds, as in a column whose numbers are all near 1e-310
//   standardised  in scaled units: comparable between columns
//   class         whose score it is, for three classes and more; for svc with the linear kernel the pair,
//                 `setosa / versicolor`, positive for the first
//   std_error     of weight, for linear_regression with independent errors of one variance; NULL for other
//                 algorithms and where model/standard_errors.ts says that there are none
//   t             weight / std_error, NULL when the points lie on the plane and std_error is 0
//   p             the probability of a t at least as far from 0 when the true weight is 0 (two-sided Student)
//
// With fit_intercept false the intercept has no error: it is what the scaler's centres make of the weights.

import { argument, begin, beginRows, endRows } from '../call';
import { fail } from '../error';
import { studentP } from '../math/special';
import { LinearDecision } from '../model/linear_decision';
import { Pipeline } from '../model/pipeline';
import { StandardErrors } from '../model/standard_errors';
import { modelOf } from '../registry/deployed';
import { RowWriter } from '../rows';
import { writeClass } from './class_cell';

export function sqml_weights(argc: i32): usize {
  begin('sqml_weights', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  const linear = pipeline.model.linear;
  if (linear == null) {
    fail(
      `'${pipeline.algorithm}' with these options has no weights: it is not linear; sqml_feature_importance works for every model`,
    );
    throw new Error('unreachable');
  }
  const rows = beginRows();
  for (let c = 0; c < linear.outputs; c++) writeOutput(rows, pipeline, linear, c);
  return endRows();
}

function writeOutput(rows: RowWriter, pipeline: Pipeline, linear: LinearDecision, c: i32): void {
  const names = pipeline.encoding.columnNames;
  const scaler = pipeline.scaler;
  const errors = pipeline.model.errors;
  const shift = new StaticArray<f64>(names.length);
  let intercept = linear.intercept(c);
  for (let j = 0; j < names.length; j++) {
    const standardised = linear.weight(c, j);
    const weight = standardised / scaler.scale[j];
    shift[j] = scaler.mean[j] / scaler.scale[j];
    intercept -= isFinite(weight) ? weight * scaler.mean[j] : standardised * shift[j];
    rows.text(names[j]);
    rows.real(weight);
    rows.real(standardised);
    writeClass(rows, pipeline, linear.outputs, linear.isPairwise, c);
    writeTest(rows, weight, errors ? errors.ofWeight(j) / scaler.scale[j] : NaN, errors);
  }
  rows.text('(intercept)');
  rows.real(intercept);
  rows.real(linear.intercept(c));
  writeClass(rows, pipeline, linear.outputs, linear.isPairwise, c);
  writeTest(rows, intercept, errors ? errors.ofIntercept(shift) : NaN, errors);
}

/** std_error, t and p; NULL each where it has no value. */
function writeTest(rows: RowWriter, weight: f64, error: f64, errors: StandardErrors | null): void {
  const t = error > 0 ? weight / error : NaN;
  rows.real(error);
  rows.real(t);
  rows.real(errors ? studentP(t, errors.dof) : NaN);
}
