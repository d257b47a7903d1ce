// What category_rows.test.ts calls: one objective over a design, and the same over its columns written out.

import { CategoryRows } from '../../assembly/loss/category_rows';
import { LinearObjective } from '../../assembly/loss/linear_objective';
import { Logistic } from '../../assembly/loss/logistic';
import { Loss } from '../../assembly/loss/loss';
import { DenseRows, Rows } from '../../assembly/loss/rows';
import { Softmax } from '../../assembly/loss/softmax';
import { Design } from '../../assembly/math/design';
import { Entries } from '../../assembly/math/entries';
import { Matrix } from '../../assembly/math/matrix';
import { at, put } from '../../assembly/math/vector';
import { reals } from '../../assembly/memory/block';

let design: Design = new Design(Matrix.zeros(1, 1), [0], 0, 1);
let folded: LinearObjective | null = null;
let dense: LinearObjective | null = null;

/** n f64 to work in. */
export function numbers(n: i32): usize {
  return reals(n);
}

/**
 * A new problem of d columns, of which the first, one in the middle and the last are numbers; `groups` of categories, and `words`
 * entries in other columns.
 */
export function begin(n: i32, d: i32, middle: i32, groups: i32, words: i32): void {
  const entries = words > 0 ? new Entries(n, words) : null;
  design = new Design(Matrix.zeros(n, 3), [0, middle, d - 1], groups, d, entries);
}

/** Another entry of the row that is written. */
export function word(column: i32, value: f64): void {
  design.entries!.add(column, value);
}

/** The row's entries are whole. */
export function endRow(): void {
  design.entries!.endRow();
}

export function number(i: i32, p: i32, value: f64): void {
  put(design.numbers.row(i), p, value);
}

/** Row i has this column of group g; d for none. */
export function category(i: i32, g: i32, column: i32): void {
  store<i32>(design.row(i) + ((<usize>g) << 2), column);
}

export function scaling(column: i32, centre: f64, scale: f64): void {
  design.centre[column] = centre;
  design.scale[column] = scale;
}

/**
 * Takes the problem over, with every `step`th column alone, the last one first where that is negative, and k classes; y is (i * 7) % k, or -1 and 1. The stride.
 */
export function take(intercept: f64, k: i32, step: i32): i32 {
  const isNumber = new StaticArray<bool>(design.d);
  for (let p = 0; p < 3; p++) isNumber[design.places[p]] = true;
  const X = Matrix.zeros(design.n, design.d);
  for (let i = 0; i < design.n; i++) {
    for (let j = 0; j < design.d; j++)
      if (!isNumber[j]) put(X.row(i), j, -design.centre[j] / design.scale[j]);
    for (let p = 0; p < 3; p++) put(X.row(i), design.places[p], at(design.numbers.row(i), p));
    for (let g = 0; g < design.groups; g++) {
      const column = load<i32>(design.row(i) + ((<usize>g) << 2));
      if (column < design.d) put(X.row(i), column, (1 - design.centre[column]) / design.scale[column]);
    }
  }
  const entries = design.entries;
  if (entries != null) {
    for (let i = 0; i < design.n; i++) {
      for (let e = entries.first(i); e < entries.first(i + 1); e++) {
        const column = entries.column(e);
        put(X.row(i), column, (entries.value(e) - design.centre[column]) / design.scale[column]);
      }
    }
  }
  const kept: i32[] = [];
  for (let j = 0; j < design.d; j += abs(step)) kept.push(j);
  if (step < 0) kept.reverse();
  folded = objectiveOf(picked(new CategoryRows(design, intercept), kept, step), k);
  dense = objectiveOf(picked(new DenseRows(X, intercept), kept, step), k);
  return (<LinearObjective>folded).size / (k > 2 ? k : 1);
}

function picked(rows: Rows, kept: i32[], step: i32): Rows {
  return step != 1 ? rows.pick(kept) : rows;
}

function objectiveOf(rows: Rows, k: i32): LinearObjective {
  const y = rows.column();
  const s = rows.column();
  for (let i = 0; i < design.n; i++) {
    put(y, i, k > 2 ? (i * 7) % k : 2 * ((i * 7) % 2) - 1);
    put(s, i, 0.5 + (i % 3));
  }
  const penalty = reals(rows.stride);
  for (let j = 0; j < rows.cols; j++) put(penalty, j, j < design.d ? 0.5 : 0);
  const loss: Loss = k > 2 ? new Softmax(k) : new Logistic();
  return new LinearObjective(rows, loss, y, s, penalty);
}

function objective(isFolded: i32): LinearObjective {
  return <LinearObjective>(isFolded ? folded : dense);
}

export function evaluate(isFolded: i32, w: usize, gradient: usize): f64 {
  return objective(isFolded).evaluate(w, gradient);
}

export function curve(isFolded: i32, v: usize, out: usize): void {
  objective(isFolded).curve(v, out);
}

export function factor(isFolded: i32): void {
  objective(isFolded).factor();
}

export function precondition(isFolded: i32, r: usize, z: usize): void {
  objective(isFolded).precondition(r, z);
}
