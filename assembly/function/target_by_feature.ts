// sqml_target_by_feature(prediction_type, dataset, target_column): how the target goes with each feature of a table, a view or one
// SELECT, by itself, before anything is trained.
//
//   bin         range: a tenth or so of the rows by value, or one value where there are ten at most, from low to high, both
//               there in the table; dates in days since 1970
//               value: one of the twenty most frequent texts; others: the rest of them; missing: NULL and blank
//   rows        in the bin
//   class       of a classification, one of its twenty most frequent
//   target      the share of the bin's rows that are of the class; of a regression the mean of their targets
//   explained   by the feature's bins, the same in all its rows: the part of the target's variance, 1 - within / all, or of a
//               classification's Gini impurity, which is Goodman and Kruskal's tau. 0: nothing, 1: all. NULL where the
//               target is the same in all rows
//
// Columns that a training would refuse, mixtures and texts of which hardly two are the same, are left out; so are rows without
// a target, and infinite values. Cost: O(d n log n).

import { begin, beginRows, endRows, textArgument } from '../call';
import { compareBytes } from '../codec/text';
import { fail } from '../error';
import { at, put } from '../math/vector';
import { sort } from '../math/order';
import { reals, release } from '../memory/block';
import { CLASSIFICATION } from '../model/algorithm';
import { Label } from '../model/label';
import { tick } from '../progress';
import { RowWriter } from '../rows';
import { openDataset } from '../table/source';
import { Table, tableFor, targetTrouble } from '../table/table';
import { predictionTypeArgument } from '../training/request';

/** Ranges of a feature's values. */
const RANGES: i32 = 10;
/** Texts that have a bin of their own, and classes that are listed. */
const MOST_LISTED: i32 = 20;

export function sqml_target_by_feature(argc: i32): usize {
  begin('sqml_target_by_feature', argc);
  const isClassification = predictionTypeArgument(0, 'prediction_type') == CLASSIFICATION;
  const dataset = textArgument(1, 'dataset');
  const target = textArgument(2, 'target_column');
  const source = openDataset(dataset);
  const table = tableFor(source, target, isClassification);
  table.read(source);
  source.close();
  const column = table.columns[table.target];
  if (!isClassification && column.strays > 0)
    fail(
      `the target '${column.name}' is not a number in each row; to predict a label, the prediction type is 'classification'`,
    );
  const trouble = targetTrouble(table);
  if (trouble.length > 0) fail(`the target '${column.name}' ${trouble}`);

  const truth = new Truth(table);
  const rows = beginRows();
  for (let c = 0; c < table.columns.length; c++) {
    const feature = table.columns[c];
    const isRefused = feature.strays > 0 || (feature.isText && feature.isFreeText);
    if (c == table.target || isRefused) continue;
    const bins = new Bins(table, c);
    writeFeature(rows, feature.name, bins, truth);
    bins.release();
  }
  return endRows();
}

/** The target of each row: a class, or a value. */
class Truth {
  labels: Label[] = [];
  isClassification: bool;
  y: usize;

  constructor(table: Table) {
    const isClassification = table.isClassification;
    this.isClassification = isClassification;
    this.y = reals(max(table.n, 1));
    if (isClassification) {
      const classes = table.labels.order(table.targetName);
      this.labels = classes.labels;
      for (let i = 0; i < table.n; i++) put(this.y, i, classes.map[<i32>table.at(i, table.target)]);
    } else for (let i = 0; i < table.n; i++) put(this.y, i, table.at(i, table.target));
  }
}

/** The bins of a feature, and which of them each row is in. */
class Bins {
  kinds: string[] = [];
  lows: f64[] = [];
  highs: f64[] = [];
  texts: string[] = [];
  /** The bin of each row, -1 of one that is in none. */
  private of: usize;
  n: i32;

  constructor(table: Table, c: i32) {
    this.n = table.n;
    this.of = reals(max(table.n, 1));
    if (table.columns[c].isText) this.takeTexts(table, c);
    else this.takeNumbers(table, c);
    let missing = -1;
    for (let i = 0; i < table.n; i++) {
      if (!isNaN(table.at(i, c)) && !this.isBlank(table, c, i)) continue;
      if (missing < 0) missing = this.add('missing', NaN, NaN, '');
      put(this.of, i, missing);
    }
    tick(<f64>table.n * 60);
  }

  get count(): i32 {
    return this.kinds.length;
  }

  /** Of row i. */
  at(i: i32): i32 {
    return <i32>at(this.of, i);
  }

  release(): void {
    release(this.of);
  }

  private add(kind: string, low: f64, high: f64, text: string): i32 {
    this.kinds.push(kind);
    this.lows.push(low);
    this.highs.push(high);
    this.texts.push(text);
    return this.kinds.length - 1;
  }

  private isBlank(table: Table, c: i32, i: i32): bool {
    const column = table.columns[c];
    return column.isText && column.values[<i32>table.at(i, c)].trim().length == 0;
  }

  private takeNumbers(table: Table, c: i32): void {
    const n = table.n;
    const values = reals(max(n, 1));
    let count = 0;
    for (let i = 0; i < n; i++) if (isFinite(table.at(i, c))) put(values, count++, table.at(i, c));
    sort(values, count);
    const begins = firstOfRanges(values, count);
    for (let b = 0; b < begins.length; b++) {
      const last = b + 1 < begins.length ? begins[b + 1] - 1 : count - 1;
      this.add('range', at(values, begins[b]), at(values, last), '');
    }
    release(values);
    for (let i = 0; i < n; i++) {
      const value = table.at(i, c);
      let b = -1;
      if (isFinite(value)) while (b + 1 < begins.length && value >= this.lows[b + 1]) b++;
      put(this.of, i, b);
    }
  }

  private takeTexts(table: Table, c: i32): void {
    const values = table.columns[c].values;
    const counts = new StaticArray<i32>(values.length);
    for (let i = 0; i < table.n; i++) if (!isNaN(table.at(i, c))) counts[<i32>table.at(i, c)]++;
    const order: i32[] = [];
    for (let v = 0; v < values.length; v++) if (counts[v] > 0 && values[v].trim().length > 0) order.push(v);
    ranked = counts;
    named = values;
    order.sort(
      (a: i32, b: i32): i32 =>
        ranked[a] != ranked[b] ? ranked[b] - ranked[a] : compareBytes(named[a], named[b]),
    );
    const binOf = new StaticArray<i32>(values.length).fill(-1);
    for (let i = 0; i < order.length && i < MOST_LISTED; i++)
      binOf[order[i]] = this.add('value', NaN, NaN, values[order[i]]);
    if (order.length > MOST_LISTED) {
      const others = this.add('others', NaN, NaN, '');
      for (let i = MOST_LISTED; i < order.length; i++) binOf[order[i]] = others;
    }
    for (let i = 0; i < table.n; i++) {
      const value = table.at(i, c);
      put(this.of, i, isNaN(value) ? -1 : binOf[<i32>value]);
    }
  }
}

/** What is being sorted; functions without capture find it here. */
let ranked: StaticArray<i32> = [];
let named: string[] = [];

/** Where each range begins among n sorted values: one value each where there are few, else about as many rows each. */
function firstOfRanges(values: usize, n: i32): i32[] {
  const begins: i32[] = [];
  for (let i = 0; i < n; i++) {
    if (i > 0 && at(values, i) == at(values, i - 1)) continue;
    begins.push(i);
    if (begins.length > RANGES) break;
  }
  if (begins.length <= RANGES) return begins;
  const ranges: i32[] = [];
  for (let b = 0; b < RANGES; b++) {
    // The rows of one value are in one range.
    let i = <i32>((<i64>b * n) / RANGES);
    while (i > 0 && at(values, i) == at(values, i - 1)) i--;
    if (ranges.length == 0 || i > ranges[ranges.length - 1]) ranges.push(i);
  }
  return ranges;
}

function writeFeature(rows: RowWriter, name: string, bins: Bins, truth: Truth): void {
  if (truth.isClassification) writeShares(rows, name, bins, truth);
  else writeMeans(rows, name, bins, truth);
}

function begun(rows: RowWriter, name: string, explained: f64, bins: Bins, b: i32, count: i64): void {
  rows.text(name);
  rows.real(explained);
  rows.text(bins.kinds[b]);
  rows.real(bins.lows[b]);
  rows.real(bins.highs[b]);
  if (bins.kinds[b] == 'value') rows.text(bins.texts[b]);
  else rows.null();
  rows.integer(count);
}

function writeMeans(rows: RowWriter, name: string, bins: Bins, truth: Truth): void {
  const counts = new StaticArray<f64>(bins.count);
  const means = new StaticArray<f64>(bins.count);
  let n: f64 = 0;
  let mean: f64 = 0;
  for (let i = 0; i < bins.n; i++) {
    const b = bins.at(i);
    if (b < 0) continue;
    counts[b]++;
    means[b] += at(truth.y, i);
    n++;
    mean += at(truth.y, i);
  }
  mean /= n;
  for (let b = 0; b < bins.count; b++) means[b] /= counts[b];
  let all: f64 = 0;
  let between: f64 = 0;
  for (let i = 0; i < bins.n; i++) {
    const b = bins.at(i);
    if (b < 0) continue;
    all += (at(truth.y, i) - mean) * (at(truth.y, i) - mean);
    between += (means[b] - mean) * (means[b] - mean);
  }
  const explained = all > 0 ? min(1, between / all) : NaN;
  for (let b = 0; b < bins.count; b++) {
    begun(rows, name, explained, bins, b, <i64>counts[b]);
    rows.null();
    rows.real(means[b]);
  }
}

function writeShares(rows: RowWriter, name: string, bins: Bins, truth: Truth): void {
  const k = truth.labels.length;
  const counts = new StaticArray<i32>(bins.count * k);
  const ofClass = new StaticArray<i32>(k);
  const ofBin = new StaticArray<i32>(bins.count);
  let n: f64 = 0;
  for (let i = 0; i < bins.n; i++) {
    const b = bins.at(i);
    if (b < 0) continue;
    const c = <i32>at(truth.y, i);
    counts[b * k + c]++;
    ofClass[c]++;
    ofBin[b]++;
    n++;
  }
  const all = impurity(ofClass, 0, k, n);
  let within: f64 = 0;
  for (let b = 0; b < bins.count; b++)
    within += (<f64>ofBin[b] / n) * impurity(counts, b * k, k, <f64>ofBin[b]);
  const explained = all > 0 ? max(0, 1 - within / all) : NaN;
  const listed = mostFrequent(ofClass);
  for (let b = 0; b < bins.count; b++) {
    for (let l = 0; l < listed.length; l++) {
      begun(rows, name, explained, bins, b, ofBin[b]);
      truth.labels[listed[l]].writeCell(rows.out);
      rows.real(<f64>counts[b * k + listed[l]] / <f64>ofBin[b]);
    }
  }
}

/** 1 - the sum of the squared shares. */
function impurity(counts: StaticArray<i32>, from: i32, k: i32, n: f64): f64 {
  let squares: f64 = 0;
  for (let c = from; c < from + k; c++) squares += (<f64>counts[c] / n) * (<f64>counts[c] / n);
  return n > 0 ? 1 - squares : 0;
}

/** The most frequent classes, in their own order. */
function mostFrequent(counts: StaticArray<i32>): i32[] {
  const order: i32[] = [];
  for (let c = 0; c < counts.length; c++) order.push(c);
  if (order.length <= MOST_LISTED) return order;
  ranked = counts;
  order.sort((a: i32, b: i32): i32 => (ranked[a] != ranked[b] ? ranked[b] - ranked[a] : a - b));
  return order.slice(0, MOST_LISTED).sort((a: i32, b: i32): i32 => a - b);
}
