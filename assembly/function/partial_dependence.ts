// sqml_partial_dependence(experiment_name, feature, dataset): what a model answers on average when one feature has a
// value and all others are as they are (Friedman 2001, Greedy function approximation, section 8.2).
//
//   value   of a feature of numbers: its distinct values in the dataset when they are GRID at most, else GRID of equal
//           distance from the 5 % to the 95 % quantile; of dates the days since 1970; of TEXT each category
//   class   NULL for a regression; each class of a classification
//   answer  the mean over the dataset's rows of the prediction, or of the class's probability
//
// A classification needs probabilities. Cost: GRID predictions a row; a dataset `SELECT ... LIMIT 500` is enough for a picture.

import { argument, begin, beginRows, endRows, textArgument } from '../call';
import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { quantile, sort } from '../math/order';
import { at, put } from '../math/vector';
import { reals } from '../memory/block';
import { Encoder, HASH } from '../model/encoder';
import { checkProbabilities, Pipeline } from '../model/pipeline';
import { modelOf } from '../registry/deployed';
import { RowWriter } from '../rows';
import { columnNamed } from '../table/column_names';
import { openDataset } from '../table/source';
import { Answers, Besides } from '../training/answers';
import { Evaluation } from '../training/evaluation';
import { Part } from '../training/task';

const GRID: i32 = 20;

export function sqml_partial_dependence(argc: i32): usize {
  begin('sqml_partial_dependence', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  if (pipeline.isClassification) checkProbabilities(pipeline);
  const j = columnNamed(textArgument(1, 'feature'), pipeline.encoding.featureNames, 'feature');
  const part = new Evaluation(pipeline, openDataset(textArgument(2, 'dataset')), '').part();
  const rows = beginRows();
  if (part.n == 0) return endRows();
  const encoder = pipeline.encoding.encoders[j];
  if (!encoder.knowsTexts)
    fail(
      `feature '${encoder.name}' is ${encoder.kind == HASH ? 'hashed' : 'taken by its words'}, and the model knows none of its texts; ask for another feature`,
    );
  const values = encoder.isText ? positions(encoder) : grid(part.raw, j);
  for (let v = 0; v < values.length; v++) {
    for (let i = 0; i < part.n; i++) put(part.raw.row(i), j, values[v]);
    write(rows, pipeline, encoder, values[v], part);
  }
  return endRows();
}

/** The mean answers of rows that have the value. */
function write(rows: RowWriter, pipeline: Pipeline, encoder: Encoder, value: f64, part: Part): void {
  const answers = new Answers(pipeline, part, Besides.PROBABILITIES);
  const k = pipeline.labels.length;
  for (let c = 0; c < max(k, 1); c++) {
    let sum: f64 = 0;
    for (let i = 0; i < part.n; i++)
      sum += k > 0 ? at(answers.probabilities, i * k + c) : at(answers.predicted, i);
    if (encoder.isText) rows.text(encoder.categories[<i32>value]);
    else rows.real(value);
    if (k > 0) pipeline.labels[c].writeCell(rows.out);
    else rows.null();
    rows.real(sum / part.n);
  }
  answers.release();
}

function positions(encoder: Encoder): StaticArray<f64> {
  const found = new StaticArray<f64>(encoder.categories.length);
  for (let i = 0; i < found.length; i++) found[i] = i;
  return found;
}

/** The values that a feature of numbers is given. */
function grid(raw: Matrix, j: i32): StaticArray<f64> {
  const sorted = reals(raw.rows);
  let n = 0;
  for (let i = 0; i < raw.rows; i++) if (!isNaN(at(raw.row(i), j))) put(sorted, n++, at(raw.row(i), j));
  if (n == 0) fail('the feature is NULL in every row of the dataset');
  sort(sorted, n);
  const distinct: f64[] = [];
  for (let i = 0; i < n && distinct.length <= GRID; i++)
    if (i == 0 || at(sorted, i) != at(sorted, i - 1)) distinct.push(at(sorted, i));
  if (distinct.length <= GRID) return StaticArray.fromArray(distinct);
  const low = quantile(sorted, n, 0.05);
  const high = quantile(sorted, n, 0.95);
  const values = new StaticArray<f64>(GRID);
  for (let v = 0; v < GRID; v++) {
    const share = <f64>v / (GRID - 1);
    values[v] = low * (1 - share) + high * share;
  }
  return values;
}
