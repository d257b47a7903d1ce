// What the features were in the training part: what new rows are compared with.
//
//   missing      rows whose cell is NULL
//   numbers      mean and population deviation of all rows, and quantiles (linear between neighbours, as
//                numpy.quantile's default)
//   categories   how many there are, and the rows of the most frequent ones, most first
//
// Quantiles are of all rows up to MOST_SORTED, of more rows of as many that random_state draws; the least and
// the greatest are always of all.
//
//   bytes   rows i32 · d i32 · of each feature: name text · kind u8 (0 numbers, 1 categories) · missing i32,
//           then mean f64, deviation f64, quantiles f64[] (none when all rows are missing); or distinct i32,
//           listed i32, and of each listed: text, rows i32
//
// Cost: O(n) a feature, and a sort of MOST_SORTED values.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { compareBytes } from '../codec/text';
import { Matrix } from '../math/matrix';
import { quantile, sort } from '../math/order';
import { Random } from '../math/random';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Encoding } from '../model/encoding';
import { tick } from '../progress';
import { Column } from '../table/column';

/** In percent. */
export const QUANTILES: StaticArray<i32> = [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100];

/** Values of a feature that are sorted: a quantile q is then off by sqrt(q (1 - q) / MOST_SORTED) of the rows, 0.5 % at most. */
const MOST_SORTED: i32 = 10000;
/** Categories of a feature that are listed, and bytes of one. */
const MOST_LISTED: i32 = 50;
const MOST_BYTES: i32 = 256;

const NUMBERS: u8 = 0;
const CATEGORIES: u8 = 1;

export class FeatureProfile {
  /** Rows whose cell is NULL. */
  missing: i32 = 0;
  /** Of numbers; NaN without one, and where they are too large for one. */
  mean: f64 = NaN;
  deviation: f64 = NaN;
  /** By QUANTILES; empty without numbers. */
  quantiles: StaticArray<f64> = [];
  /** Categories in all, and those that are listed. */
  distinct: i32 = 0;
  categories: string[] = [];
  counts: i32[] = [];

  constructor(
    public name: string,
    public isText: bool,
  ) {}
}

export class Profile {
  features: FeatureProfile[] = [];

  constructor(public rows: i32) {}

  /** Of raw rows as read, whose columns are `columns`. */
  static of(raw: Matrix, columns: Column[], randomState: u32): Profile {
    const profile = new Profile(raw.rows);
    const sorted = sortedRows(raw.rows, randomState);
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j];
      const feature = new FeatureProfile(column.name, column.isText);
      if (column.isText) describeTexts(feature, raw, j, column.values);
      else describeNumbers(feature, raw, j, sorted);
      profile.features.push(feature);
      tick(<f64>raw.rows * 4 + <f64>sorted.length * 100);
    }
    return profile;
  }

  write(out: ByteWriter): void {
    out.i32(this.rows);
    out.i32(this.features.length);
    for (let j = 0; j < this.features.length; j++) {
      const feature = this.features[j];
      out.text(feature.name);
      out.u8(feature.isText ? CATEGORIES : NUMBERS);
      out.i32(feature.missing);
      if (feature.isText) {
        out.i32(feature.distinct);
        out.i32(feature.categories.length);
        for (let i = 0; i < feature.categories.length; i++) {
          out.text(feature.categories[i]);
          out.i32(feature.counts[i]);
        }
      } else {
        out.f64(feature.mean);
        out.f64(feature.deviation);
        out.reals(changetype<usize>(feature.quantiles), feature.quantiles.length);
      }
    }
  }

  /** Of a model with these features. */
  static read(bytes: ByteReader, encoding: Encoding): Profile {
    const profile = new Profile(bytes.i32In(1, i32.MAX_VALUE, 'the number of rows'));
    const d = bytes.i32In(encoding.d, encoding.d, 'the number of features');
    for (let j = 0; j < d; j++) {
      const name = bytes.text();
      if (name != encoding.encoders[j].name) bytes.damaged(`feature ${j} is '${name}'`);
      const kind = bytes.u8();
      if (kind > CATEGORIES) bytes.damaged(`unknown kind ${kind} of '${name}'`);
      const feature = new FeatureProfile(name, kind == CATEGORIES);
      feature.missing = bytes.i32In(0, profile.rows, 'the missing rows');
      if (feature.isText) readTexts(bytes, feature, profile.rows);
      else readNumbers(bytes, feature, profile.rows);
      profile.features.push(feature);
    }
    return profile;
  }
}

function readNumbers(bytes: ByteReader, feature: FeatureProfile, rows: i32): void {
  feature.mean = bytes.f64();
  feature.deviation = bytes.f64();
  const count = feature.missing == rows ? 0 : QUANTILES.length;
  feature.quantiles = bytes.reals(count, 'the quantiles');
  for (let q = 1; q < count; q++) {
    const isOrdered = feature.quantiles[q - 1] <= feature.quantiles[q];
    if (!isOrdered) bytes.damaged(`the quantiles of '${feature.name}' do not ascend`);
  }
}

function readTexts(bytes: ByteReader, feature: FeatureProfile, rows: i32): void {
  feature.distinct = bytes.i32In(0, i32.MAX_VALUE, 'the number of categories');
  const listed = bytes.i32In(0, min(MOST_LISTED, feature.distinct), 'the number of listed categories');
  for (let i = 0; i < listed; i++) {
    feature.categories.push(bytes.text());
    feature.counts.push(bytes.i32In(1, rows, 'the rows of a category'));
  }
}

/** Rows whose values are sorted, ascending: all, or as many as are sorted. */
function sortedRows(n: i32, randomState: u32): StaticArray<i32> {
  const order = n > MOST_SORTED ? new Random(randomState).permutation(n) : new StaticArray<i32>(0);
  const rows = new StaticArray<i32>(min(n, MOST_SORTED));
  for (let i = 0; i < rows.length; i++) rows[i] = n > MOST_SORTED ? order[i] : i;
  rows.sort();
  return rows;
}

function describeNumbers(feature: FeatureProfile, raw: Matrix, j: i32, chosen: StaticArray<i32>): void {
  const n = raw.rows;
  let low: f64 = Infinity;
  let high: f64 = -Infinity;
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    const value = at(raw.row(i), j);
    if (isNaN(value)) {
      feature.missing++;
      continue;
    }
    sum += value;
    low = min(low, value);
    high = max(high, value);
  }
  const present = n - feature.missing;
  if (present == 0) return;
  const mean = sum / present;
  let squares: f64 = 0;
  for (let i = 0; i < n; i++) {
    const value = at(raw.row(i), j);
    if (!isNaN(value)) squares += (value - mean) * (value - mean);
  }
  const deviation = Math.sqrt(squares / present);
  if (isFinite(mean) && isFinite(deviation)) {
    feature.mean = mean;
    feature.deviation = deviation;
  }

  const values = reals(chosen.length + 2);
  let count = 0;
  for (let i = 0; i < chosen.length; i++) {
    const value = at(raw.row(chosen[i]), j);
    if (!isNaN(value)) put(values, count++, value);
  }
  // Not one of the drawn rows may have a value.
  if (count == 0) {
    put(values, 0, low);
    put(values, 1, high);
    count = 2;
  }
  sort(values, count);
  const quantiles = new StaticArray<f64>(QUANTILES.length);
  for (let q = 0; q < quantiles.length; q++) quantiles[q] = quantile(values, count, <f64>QUANTILES[q] / 100);
  quantiles[0] = low;
  quantiles[quantiles.length - 1] = high;
  feature.quantiles = quantiles;
  release(values);
}

function describeTexts(feature: FeatureProfile, raw: Matrix, j: i32, texts: string[]): void {
  const counts = new StaticArray<i32>(texts.length);
  for (let i = 0; i < raw.rows; i++) {
    const value = at(raw.row(i), j);
    if (isNaN(value)) feature.missing++;
    else counts[<i32>value]++;
  }
  const order: i32[] = [];
  for (let v = 0; v < texts.length; v++) if (counts[v] > 0) order.push(v);
  feature.distinct = order.length;
  ranked = counts;
  named = texts;
  order.sort(
    (a: i32, b: i32): i32 =>
      ranked[a] != ranked[b] ? ranked[b] - ranked[a] : compareBytes(named[a], named[b]),
  );
  for (let i = 0; i < order.length && feature.categories.length < MOST_LISTED; i++) {
    const text = texts[order[i]];
    if (String.UTF8.byteLength(text) > MOST_BYTES) continue;
    feature.categories.push(text);
    feature.counts.push(counts[order[i]]);
  }
}

/** What is being sorted; functions without capture find it here. */
let ranked: StaticArray<i32> = [];
let named: string[] = [];
