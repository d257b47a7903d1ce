// sqml_explain(experiment_name, dataset [, options]): what each feature adds to the model's answer, for every row: `base` and the
// contributions of a row add up to it.
//
//   key            as in sqml_predictions; {"key": column} names it
//   class          whose score it is: NULL for a regression, the second of two classes, each of more
//   feature, value as in the dataset
//   contribution   what the feature adds; a TEXT feature's is the sum over its columns
//   base           the answer before any feature
//
// A linear model adds weight times distance from the scaler's centre, which with the standard scaler is the mean: the
// exact SHAP values for features taken one by one (Lundberg and Lee 2017, A Unified Approach to Interpreting Model
// Predictions, section 4). Trees add their exact SHAP values (algorithm/tree/shapley.ts). What is explained is a
// regression's value, a classification's decision function; of trees whose shares are averaged their probabilities.

import { argument, begin, beginRows, endRows, textArgument } from '../call';
import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { at } from '../math/vector';
import { reals } from '../memory/block';
import { Encoder } from '../model/encoder';
import { OptionSpec } from '../option/option';
import { modelOf } from '../registry/deployed';
import { RowWriter } from '../rows';
import { tick } from '../progress';
import { readKeys } from '../table/keys';
import { openDataset } from '../table/source';
import { Evaluation } from '../training/evaluation';
import { writeClass } from './class_cell';
import { optionsArgument } from './options_argument';

/** Rows that are explained at once. */
const BLOCK: i32 = 64;

export function sqml_explain(argc: i32): usize {
  begin('sqml_explain', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  const model = pipeline.model;
  const explained = model.explained;
  if (explained == 0) {
    fail(
      `'${pipeline.algorithm}' with these options can't be taken apart feature by feature; ` +
        'sqml_feature_importance works for every model',
    );
  }
  const dataset = textArgument(1, 'dataset');
  const spec = new OptionSpec();
  spec.name('key');
  const options = optionsArgument(2, spec, 'sqml_explain', '{"key": "id"}');
  const evaluation = new Evaluation(pipeline, openDataset(dataset), '', '', options.word('key'));
  const part = evaluation.part();
  const keys = readKeys(dataset, evaluation.table);
  const linear = model.linear;
  const isPairwise = linear != null && linear.isPairwise;
  const encoders = pipeline.encoding.encoders;
  const d = pipeline.encoding.width;
  const X = Matrix.zeros(min(part.n, BLOCK), d);
  const contributions = reals(<i64>X.rows * <i64>explained * <i64>d);
  const bases = reals(explained);
  const rows = beginRows();
  const most = X.rows;
  for (let from = 0; from < part.n; from += most) {
    X.rows = min(most, part.n - from);
    for (let i = 0; i < X.rows; i++) pipeline.prepare(part.raw.row(from + i), X.row(i));
    model.explain(X, contributions, bases);
    let own = contributions;
    for (let i = 0; i < X.rows; i++) {
      const raw = part.raw.row(from + i);
      for (let c = 0; c < explained; c++) {
        let column = 0;
        for (let j = 0; j < encoders.length; j++) {
          let sum: f64 = 0;
          for (let end = column + encoders[j].width; column < end; column++) sum += at(own, column);
          keys.write(from + i, rows);
          writeClass(rows, pipeline, explained, isPairwise, c);
          rows.text(encoders[j].name);
          writeValue(rows, encoders[j], at(raw, j), evaluation, j);
          rows.real(sum);
          rows.real(at(bases, c));
        }
        own += (<usize>d) << 3;
      }
    }
    tick(pipeline.cost * <f64>explained * <f64>X.rows);
  }
  return endRows();
}

/** A raw value as it was in the table (days of a date); NULL for a category that is rare or that training has not seen, too. */
function writeValue(rows: RowWriter, encoder: Encoder, raw: f64, evaluation: Evaluation, j: i32): void {
  if (!encoder.isText) rows.real(raw);
  else if (encoder.terms != null && raw > 0) rows.text(evaluation.textOf(j, raw));
  else if (raw >= 0 && <i32>raw < encoder.categories.length) rows.text(encoder.categories[<i32>raw]);
  else rows.null();
}
