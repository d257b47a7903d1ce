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
      const looked = Looked.at(columns[j], j, raw.rows, sorted);
      looked.addValues(raw, 0);
      looked.endValues();
      looked.addSquares(raw);
      profile.features.push(looked.feature());
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

/** Features looked at in rows that come block by block: all of them, then all again. */
export class Profiling {
  private columns: Looked[] = [];

  /** Of n rows. */
  constructor(
    private n: i32,
    columns: Column[],
    randomState: u32,
  ) {
    const sorted = sortedRows(n, randomState);
    for (let j = 0; j < columns.length; j++) this.columns.push(Looked.at(columns[j], j, n, sorted));
  }

  /** Rows as read, the first of which is row `from`. */
  addValues(raw: Matrix, from: i32): void {
    for (let j = 0; j < this.columns.length; j++) this.columns[j].addValues(raw, from);
    tick(2 * <f64>raw.rows * this.columns.length);
  }

  endValues(): void {
    for (let j = 0; j < this.columns.length; j++) this.columns[j].endValues();
  }

  addSquares(raw: Matrix): void {
    for (let j = 0; j < this.columns.length; j++) this.columns[j].addSquares(raw);
    tick(2 * <f64>raw.rows * this.columns.length);
  }

  profile(): Profile {
    const profile = new Profile(this.n);
    for (let j = 0; j < this.columns.length; j++) profile.features.push(this.columns[j].feature());
    return profile;
  }
}

/** Column j, while rows are looked at. */
abstract class Looked {
  protected missing: i32 = 0;

  constructor(
    protected name: string,
    protected j: i32,
  ) {}

  static at(column: Column, j: i32, n: i32, sorted: StaticArray<i32>): Looked {
    if (column.isText) return new LookedTexts(column.name, j, column.values);
    return new LookedNumbers(column.name, j, n, sorted);
  }

  abstract addValues(raw: Matrix, from: i32): void;
  endValues(): void {}
  addSquares(raw: Matrix): void {}
  abstract feature(): FeatureProfile;
}

class LookedNumbers extends Looked {
  private low: f64 = Infinity;
  private high: f64 = -Infinity;
  private sum: f64 = 0;
  private mean: f64 = 0;
  private squares: f64 = 0;
  /** Values of the chosen rows so far. */
  private values: usize;
  private count: i32 = 0;
  private next: i32 = 0;

  constructor(
    name: string,
    j: i32,
    private n: i32,
    private chosen: StaticArray<i32>,
  ) {
    super(name, j);
    this.values = reals(chosen.length + 2);
  }

  addValues(raw: Matrix, from: i32): void {
    const chosen = this.chosen;
    for (let i = 0; i < raw.rows; i++) {
      const value = at(raw.row(i), this.j);
      const isChosen = this.next < chosen.length && chosen[this.next] == from + i;
      if (isChosen) this.next++;
      if (isNaN(value)) {
        this.missing++;
        continue;
      }
      if (isChosen) put(this.values, this.count++, value);
      this.sum += value;
      this.low = min(this.low, value);
      this.high = max(this.high, value);
    }
  }

  endValues(): void {
    this.mean = this.sum / (this.n - this.missing);
  }

  addSquares(raw: Matrix): void {
    const mean = this.mean;
    for (let i = 0; i < raw.rows; i++) {
      const value = at(raw.row(i), this.j);
      if (!isNaN(value)) this.squares += (value - mean) * (value - mean);
    }
  }

  feature(): FeatureProfile {
    const feature = new FeatureProfile(this.name, false);
    feature.missing = this.missing;
    const values = this.values;
    const present = this.n - this.missing;
    const deviation = Math.sqrt(this.squares / present);
    if (present > 0 && isFinite(this.mean) && isFinite(deviation)) {
      feature.mean = this.mean;
      feature.deviation = deviation;
    }
    if (present > 0) {
      // Not one of the drawn rows may have a value.
      if (this.count == 0) {
        put(values, 0, this.low);
        put(values, 1, this.high);
        this.count = 2;
      }
      sort(values, this.count);
      const quantiles = new StaticArray<f64>(QUANTILES.length);
      for (let q = 0; q < quantiles.length; q++)
        quantiles[q] = quantile(values, this.count, <f64>QUANTILES[q] / 100);
      quantiles[0] = this.low;
      quantiles[quantiles.length - 1] = this.high;
      feature.quantiles = quantiles;
    }
    release(values);
    return feature;
  }
}

class LookedTexts extends Looked {
  private counts: StaticArray<i32>;

  constructor(
    name: string,
    j: i32,
    private texts: string[],
  ) {
    super(name, j);
    this.counts = new StaticArray<i32>(texts.length);
  }

  addValues(raw: Matrix, from: i32): void {
    for (let i = 0; i < raw.rows; i++) {
      const value = at(raw.row(i), this.j);
      if (isNaN(value)) this.missing++;
      else this.counts[<i32>value]++;
    }
  }

  feature(): FeatureProfile {
    const feature = new FeatureProfile(this.name, true);
    feature.missing = this.missing;
    describeTexts(feature, this.counts, this.texts);
    return feature;
  }
}

/** The categories by how many rows have each text. */
function describeTexts(feature: FeatureProfile, counts: StaticArray<i32>, texts: string[]): void {
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
