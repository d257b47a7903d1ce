// Columns as bins: each value the number of the interval that it is in, one byte a value.
//
//   a column of numbers     x is in bin b when edge b-1 < x <= edge b. With at most max_bins distinct values the edges
//                           are halfway between neighbours, with more they are percentiles, of at most 200,000 rows,
//                           which are drawn with replacement (by weight, where rows have one)
//   a column of categories  a bin a category, in the order of their values, which are those of all rows
//   NULL                    one bin more, the last; so is a category that was not there
//
// Features are numbered with the categorical ones first, and otherwise as the columns of X: scikit-learn sees them so,
// and a tie between two features is decided by their order. `columnOf` leads back.
//
// Promise: scikit-learn 1.9.1's edges to the last bit, and its draws.
// Cost: a sort a column, of 200,000 rows at most; then 8 comparisons a value.

import { fail } from '../../error';
import { Matrix } from '../../math/matrix';
import { Random } from '../../math/random';
import { sortReals } from '../../math/sort';
import { pairwiseSum } from '../../math/sum';
import { at, put } from '../../math/vector';
import { allocate, reals, release } from '../../memory/block';
import { tick } from '../../progress';

/** Room for the edges of a feature: a power of two, for a search of 8 steps. */
const EDGES: i32 = 256;
/** Rows that edges are found by, at most. */
const MOST_ROWS: i32 = 200000;
/** An edge is never infinite: only NULL is beyond infinity. */
const ALMOST_INFINITE: f64 = 1e300;
/** A part of the weights that is smaller than this is none. */
const EPSILON: f64 = 2.220446049250313e-16;

export class Bins {
  /** Bins of each feature but for NULL's: what is NULL is in bin `counts[f]`. */
  counts: StaticArray<i32>;
  /** Each feature's edges, or categories, infinity behind them: EDGES f64 a feature. */
  private edges: usize;

  constructor(
    readonly d: i32,
    /** The column of X of each feature. */
    readonly columnOf: StaticArray<i32>,
    /** So many features, the first, are categorical. */
    readonly categorical: i32,
  ) {
    this.counts = new StaticArray<i32>(d);
    this.edges = reals(<i64>d * EDGES);
    for (let i = 0; i < d * EDGES; i++) put(this.edges, i, Infinity);
  }

  edgesOf(f: i32): usize {
    return this.edges + ((<usize>f * EDGES) << 3);
  }

  /** Edge b of feature f: the largest value that is in bin b. */
  edge(f: i32, b: i32): f64 {
    return at(this.edgesOf(f), b);
  }

  /** Takes the categories of all rows of X; `name` names a column in the message when they are too many. */
  findCategories(X: Matrix, most: i32, names: string[]): void {
    for (let f = 0; f < this.categorical; f++) {
      const j = this.columnOf[f];
      const found = this.edgesOf(f);
      let count = 0;
      for (let i = 0; i < X.rows; i++) {
        if ((i & 0xffff) == 0xffff) tick(1e6);
        const value = at(X.row(i), j);
        const place = placeOf(found, value);
        if (isNaN(value) || (place < count && at(found, place) == value)) continue;
        if (count == most) {
          const name = j < names.length ? `'${names[j]}'` : j.toString();
          fail(
            `categorical column ${name} has more than ${most} categories, which max_bins allows; ` +
              'group them in a SELECT, or leave it out of categorical_features',
          );
        }
        for (let c = count; c > place; c--) put(found, c, at(found, c - 1));
        put(found, place, value);
        count++;
      }
      this.counts[f] = count;
    }
  }

  /** Finds the edges of the features that are numbers; `rows` are those of X that train, `weights` theirs or 0. */
  findEdges(X: Matrix, rows: StaticArray<i32>, weights: usize, most: i32, seed: u32): void {
    let n = rows.length;
    let drawn = rows;
    if (n > MOST_ROWS) {
      drawn = draw(rows, weights, seed);
      n = MOST_ROWS;
      weights = 0;
    }
    const values = reals(n);
    const theirs = weights ? reals(n) : 0;
    for (let f = this.categorical; f < this.d; f++) {
      const j = this.columnOf[f];
      let count = 0;
      for (let i = 0; i < n; i++) {
        const value = at(X.row(drawn[i]), j);
        if (isNaN(value) || (weights && at(weights, i) == 0)) continue;
        if (weights) put(theirs, count, at(weights, i));
        put(values, count++, value);
      }
      this.counts[f] = edgesOf(values, theirs, count, most, this.edgesOf(f)) + 1;
      tick(60 * <f64>n);
    }
    release(values);
    release(theirs);
  }

  /** The bin of a value of feature f. */
  binOf(f: i32, value: f64): i32 {
    if (isNaN(value)) return this.counts[f];
    const edges = this.edgesOf(f);
    const bin = placeOf(edges, value);
    if (f < this.categorical) return bin < this.counts[f] && at(edges, bin) == value ? bin : this.counts[f];
    return bin;
  }

  /** A byte a value of these rows, row by row, d a row. */
  place(X: Matrix, rows: StaticArray<i32>): usize {
    const d = this.d;
    const n = rows.length;
    const bytes = allocate(<u64>n * <u64>d);
    const columnOf = this.columnOf;
    for (let i = 0; i < n; i++) {
      const row = X.row(unchecked(rows[i]));
      const out = bytes + <usize>i * <usize>d;
      for (let f = 0; f < d; f++) store<u8>(out + f, <u8>this.binOf(f, at(row, unchecked(columnOf[f]))));
      if ((i & 255) == 255) tick(256 * 10 * <f64>d);
    }
    return bytes;
  }

  /** Whether any of n rows is NULL, by feature. */
  findNulls(bytes: usize, n: i32): StaticArray<bool> {
    const d = this.d;
    const found = new StaticArray<bool>(d);
    for (let i = 0; i < n; i++) {
      const row = bytes + <usize>i * <usize>d;
      for (let f = 0; f < d; f++)
        if (load<u8>(row + f) == unchecked(this.counts[f])) unchecked((found[f] = true));
      if ((i & 1023) == 1023) tick(1024 * <f64>d);
    }
    return found;
  }

  release(): void {
    release(this.edges);
  }
}

/** How many of the EDGES ascending numbers are below a value. */
function placeOf(edges: usize, value: f64): i32 {
  let place = edges;
  for (let step: usize = (EDGES / 2) << 3; step >= 8; step >>= 1) {
    place += load<f64>(place + step - 8) < value ? step : 0;
  }
  return <i32>((place - edges) >> 3);
}

/** MOST_ROWS of the rows, with replacement, by weight where there are weights. */
function draw(rows: StaticArray<i32>, weights: usize, seed: u32): StaticArray<i32> {
  const random = new Random(seed);
  const n = rows.length;
  const drawn = new StaticArray<i32>(MOST_ROWS);
  if (!weights) {
    for (let i = 0; i < MOST_ROWS; i++) drawn[i] = rows[<i32>random.below(<u32>n)];
    return drawn;
  }
  const sums = reals(n);
  const all = pairwiseSum(weights, n);
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += at(weights, i) / all;
    put(sums, i, sum);
  }
  for (let i = 0; i < n; i++) put(sums, i, at(sums, i) / sum);
  for (let i = 0; i < MOST_ROWS; i++) drawn[i] = rows[random.choiceBy(sums, n)];
  release(sums);
  return drawn;
}

/** Writes the edges of n values, none of them NaN, and says how many; `weights` are theirs, or 0. */
function edgesOf(values: usize, weights: usize, n: i32, most: i32, out: usize): i32 {
  const pairs = sortReals(values, n);
  let distinct = 0;
  let last: f64 = NaN;
  let count = 0;
  for (let p = 0; p < n && distinct <= most; p++) {
    const value = at(values, rowAt(pairs, p));
    if (value == last) continue;
    if (distinct > 0 && distinct < most) count = addEdge(out, count, (last + value) / 2);
    last = value;
    distinct++;
  }
  if (distinct > most) {
    count = 0;
    const sums = weights ? sumsOf(weights, pairs, n) : 0;
    for (let b = 1; b < most; b++) {
      const part = (<f64>b * (100 / <f64>most)) / 100;
      const edge = weights ? weightedAt(values, pairs, sums, n, part) : valueAt(values, pairs, n, part);
      count = addEdge(out, count, edge);
    }
    release(sums);
  }
  release(pairs);
  for (let b = count; b < EDGES; b++) put(out, b, Infinity);
  return count;
}

/** Adds an edge behind `count` others, unless it is the last of them again. */
function addEdge(out: usize, count: i32, edge: f64): i32 {
  edge = min(edge, ALMOST_INFINITE);
  if (count > 0 && at(out, count - 1) == edge) return count;
  put(out, count, edge);
  return count + 1;
}

/** The value of n sorted ones that a part of them does not exceed; between two of them, their middle. */
function valueAt(values: usize, pairs: usize, n: i32, part: f64): f64 {
  const place = <f64>n * part - 1;
  if (place >= <f64>(n - 1)) return at(values, rowAt(pairs, n - 1));
  if (place < 0) return at(values, rowAt(pairs, 0));
  const low = <i32>Math.floor(place);
  const a = at(values, rowAt(pairs, low));
  const b = at(values, rowAt(pairs, low + 1));
  return place == <f64>low ? b - (b - a) * 0.5 : b;
}

function sumsOf(weights: usize, pairs: usize, n: i32): usize {
  const sums = reals(n);
  let sum: f64 = 0;
  for (let p = 0; p < n; p++) {
    sum += at(weights, rowAt(pairs, p));
    put(sums, p, sum);
  }
  return sums;
}

/** The same for values with weights, whose running sums are given. */
function weightedAt(values: usize, pairs: usize, sums: usize, n: i32, part: f64): f64 {
  const wanted = part * at(sums, n - 1);
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (at(sums, middle) < wanted) low = middle + 1;
    else high = middle;
  }
  low = min(low, n - 1);
  const value = at(values, rowAt(pairs, low));
  if (at(sums, low) - wanted > EPSILON) return value;
  return (value + at(values, rowAt(pairs, min(low + 1, n - 1)))) / 2;
}

function rowAt(pairs: usize, p: i32): i32 {
  return load<i32>(pairs + ((<usize>p) << 3));
}

/** 0..n-1. */
export function allRows(n: i32): StaticArray<i32> {
  const rows = new StaticArray<i32>(n);
  for (let i = 0; i < n; i++) unchecked((rows[i] = i));
  return rows;
}
