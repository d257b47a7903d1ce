// sqml_drift(experiment_name, dataset): how far the features of a dataset are from those of the model's training part,
// as they were stored then (judgement/profile.ts).
//
//   psi        the population stability index, sum of (a - e) ln(a / e) over bins; under 0.1 little has changed, over
//              0.25 much has (the usual reading). A share below 1e-4 counts as 1e-4.
//   distance   of numbers Kolmogorov-Smirnov's, the largest difference of the two distribution functions, at the
//              stored quantiles; of TEXT half the sum of the differences of the shares. From 0 to 1.
//   missing    the share of cells that are NULL or blank; missing_then in training
//   unseen     of TEXT: the share of cells whose category training has not seen
//   mean       of numbers; mean_then in training
//
// Bins: of numbers those between the stored quantiles 0, 10, 25, 50, 75, 90 and 100 %, e as the quantiles say. Where many
// rows share a value, a quantile p stands at it and so does the distribution function's jump from F(x-) to F(x): the
// new one is read there as p when it is inside the jump, else as its nearer end. So what has not moved has no distance,
// ties or not. Of TEXT each stored category, and all others as one.
//
// A feature without a cell in the dataset, or that was none in training, has no psi and no distance. What the model would
// refuse (a NULL, text among numbers) is counted here, not an error: that is what one looks for.

import { argument, begin, beginRows, endRows, textArgument } from '../call';
import { FeatureProfile, QUANTILES } from '../judgement/profile';
import { sort } from '../math/order';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Encoder } from '../model/encoder';
import { tick } from '../progress';
import { modelOf } from '../registry/deployed';
import { judgementOf } from '../registry/judgements';
import { RowWriter } from '../rows';
import { As } from '../table/column';
import { ColumnNames } from '../table/column_names';
import { openDataset } from '../table/source';
import { Table } from '../table/table';
import { typeOf } from '../training/types';

/** Of QUANTILES, those between which bins are. */
const EDGES: StaticArray<i32> = [0, 3, 4, 5, 6, 7, 10];
const LEAST_SHARE: f64 = 1e-4;

export function sqml_drift(argc: i32): usize {
  begin('sqml_drift', argc);
  const kept = modelOf(argument(0));
  const encoders = kept.pipeline.encoding.encoders;
  const profile = judgementOf(
    kept,
    'drift is from the rows of a training, so it needs a model that was trained here',
  ).profile;
  const source = openDataset(textArgument(1, 'dataset'));
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  const places = new ColumnNames(names);
  const table = new Table(names, -1, false);
  for (let c = 0; c < names.length; c++) table.columns[c].ask(As.NOTHING);
  const columns: i32[] = [];
  for (let j = 0; j < encoders.length; j++) {
    columns.push(places.place(encoders[j].name, 'feature'));
    table.columns[columns[j]].ask(typeOf(encoders[j]));
  }
  table.read(source);
  source.close();

  const rows = beginRows();
  for (let j = 0; j < encoders.length; j++) {
    rows.text(encoders[j].name);
    const feature = profile.features[j];
    if (feature.isText) describeTexts(rows, table, columns[j], feature, encoders[j], profile.rows);
    else describeNumbers(rows, table, columns[j], feature, profile.rows);
    tick(<f64>table.n * 30);
  }
  return endRows();
}

function describeNumbers(rows: RowWriter, table: Table, c: i32, then: FeatureProfile, trained: i32): void {
  const values = reals(max(table.n, 1));
  let n = 0;
  let sum: f64 = 0;
  for (let i = 0; i < table.n; i++) {
    const value = table.at(i, c);
    if (!isFinite(value)) continue;
    put(values, n++, value);
    sum += value;
  }
  sort(values, n);
  const isKnown = n > 0 && then.quantiles.length > 0;
  let psi: f64 = 0;
  let distance: f64 = 0;
  if (isKnown) {
    for (let q = 1; q < QUANTILES.length - 1; q++)
      distance = max(distance, Math.abs(shareAt(values, n, then.quantiles, q) - <f64>QUANTILES[q] / 100));
    for (let b = 0; b < EDGES.length - 1; b++) {
      const actual =
        shareAt(values, n, then.quantiles, EDGES[b + 1]) - shareAt(values, n, then.quantiles, EDGES[b]);
      psi += stability(actual, <f64>(QUANTILES[EDGES[b + 1]] - QUANTILES[EDGES[b]]) / 100);
    }
  }
  rows.real(isKnown ? psi : NaN);
  rows.real(isKnown ? distance : NaN);
  writeMissing(rows, table.n - n, table.n, then.missing, trained);
  rows.null();
  rows.real(n > 0 ? sum / n : NaN);
  rows.real(then.mean);
  release(values);
}

/** The distribution function of sorted values at a stored quantile, read inside a jump as the quantile's own share. */
function shareAt(values: usize, n: i32, quantiles: StaticArray<f64>, q: i32): f64 {
  if (q == 0) return 0;
  if (q == QUANTILES.length - 1) return 1;
  const below = <f64>countBelow(values, n, quantiles[q], false) / n;
  const upTo = <f64>countBelow(values, n, quantiles[q], true) / n;
  return min(max(<f64>QUANTILES[q] / 100, below), upTo);
}

/** How many of n sorted values are less than x, or not greater. */
function countBelow(values: usize, n: i32, x: f64, isEqualToo: bool): i32 {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = at(values, middle);
    if (value < x || (isEqualToo && value == x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function describeTexts(
  rows: RowWriter,
  table: Table,
  c: i32,
  then: FeatureProfile,
  encoder: Encoder,
  trained: i32,
): void {
  const texts = table.columns[c].values;
  const counts = new StaticArray<i32>(texts.length);
  let n = 0;
  for (let i = 0; i < table.n; i++) {
    const value = table.at(i, c);
    if (isNaN(value)) continue;
    counts[<i32>value]++;
    n++;
  }
  const place = new Map<string, i32>();
  for (let i = 0; i < then.categories.length; i++) place.set(then.categories[i], i);
  const listed = new StaticArray<i32>(then.categories.length);
  let others = 0;
  let unseen = 0;
  for (let t = 0; t < texts.length; t++) {
    if (place.has(texts[t])) {
      listed[place.get(texts[t])] += counts[t];
      continue;
    }
    others += counts[t];
    if (encoder.knowsTexts && !encoder.categories.includes(texts[t])) unseen += counts[t];
  }
  const before = trained - then.missing;
  const isKnown = n > 0 && before > 0;
  let psi: f64 = 0;
  let distance: f64 = 0;
  let othersThen = before;
  for (let i = 0; i < listed.length; i++) {
    const actual = <f64>listed[i] / n;
    const expected = <f64>then.counts[i] / before;
    othersThen -= then.counts[i];
    psi += stability(actual, expected);
    distance += Math.abs(actual - expected) / 2;
  }
  psi += stability(<f64>others / n, <f64>othersThen / before);
  distance += Math.abs(<f64>others / n - <f64>othersThen / before) / 2;
  rows.real(isKnown ? psi : NaN);
  rows.real(isKnown ? distance : NaN);
  writeMissing(rows, table.n - n, table.n, then.missing, trained);
  rows.real(n > 0 ? <f64>unseen / n : NaN);
  rows.null();
  rows.null();
}

/** What one bin adds to the index. */
function stability(actual: f64, expected: f64): f64 {
  const a = max(actual, LEAST_SHARE);
  const e = max(expected, LEAST_SHARE);
  return (a - e) * Math.log(a / e);
}

function writeMissing(rows: RowWriter, missing: i32, n: i32, missingThen: i32, trained: i32): void {
  rows.real(n > 0 ? <f64>missing / n : NaN);
  rows.real(<f64>missingThen / trained);
}
