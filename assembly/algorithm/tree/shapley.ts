// Exact SHAP values of a sum of trees: what each column of a row adds to it, from the trees' own expectation on.
//
//   f(S)     what a tree says when only the columns of S are known: at a split by another column both sides, by the
//            weights of their training rows (path dependent, as in TreeSHAP)
//   phi_j    sum over S without j of |S|! (m - 1 - |S|)! / m! (f(S + j) - f(S));  base f(none), base + sum phi_j = f(all)
//
// A leaf's part of f(S) is a product over the columns of its path, each 0 or 1 when known (o) and the share z of its
// training rows when not. With A the path's columns of o = 1, B those of o = 0 and the binomial weights written as an
// integral, s! (m - 1 - s)! / m! = int_0^1 t^s (1 - t)^(m-1-s) dt, a leaf of value v gives
//
//   j in A   v (1 - z_j) prod_B z  int (1 - t)^|B|     prod_{A without j} (t + z_i (1 - t)) dt
//   j in B   -v prod_B z           int (1 - t)^(|B|-1) prod_A             (t + z_i (1 - t)) dt
//
// whose integrands are polynomials of degree m - 1: Gauss and Legendre's formula with m / 2 points is exact, and nothing in
// it cancels. A column of categories goes a leaf's way where it is of the set that all its splits on the path let
// through. Cost: O(m^2) a leaf and row, m being the different columns on its path.
// Source: S. Lundberg, G. Erion, S.-I. Lee, Consistent individualized feature attribution for tree ensembles (2018);
// the integral as in G. Owen, Multilinear extensions of games, Management Science 18 (1972).

import { Matrix } from '../../math/matrix';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Records } from '../../memory/records';
import { tick } from '../../progress';
import { roundRow, Trees } from './nodes';

/** What the leaves of trees add to the numbers that are explained. */
export abstract class LeafNumbers {
  constructor(readonly trees: Trees) {}

  /** Numbers of a row. */
  abstract get count(): i32;

  /** The trees compare float32: a row is rounded first. */
  get roundsRows(): bool {
    return true;
  }

  /** Makes a copied row ready: the place of its category in each column of categories, NaN where it is none that is known. */
  place(x: usize): void {}

  /** The column of X that a tree's column stands for. */
  columnOf(feature: i32): i32 {
    return feature;
  }

  /** Of a split by categories 256 bits, the lowest first, 1 for those that go left; 0 for a split by a threshold. */
  categoriesOf(feature: i32): usize {
    return 0;
  }

  /** The first number that tree t adds to. */
  first(t: i32): i32 {
    return 0;
  }

  /** How many numbers it adds to. */
  get width(): i32 {
    return this.count;
  }

  /** Number c before any tree. */
  start(c: i32): f64 {
    return 0;
  }

  /** Writes what a leaf of tree t adds: `width` f64. */
  abstract write(t: i32, leaf: i32, out: usize): void;
}

/** An element of a path: its column's part of the way to a leaf. */
const FEATURE: usize = 0; // i32
const HOLDS_MISSING: usize = 4; // i32: NULL gets there
const LOW: usize = 8; // f64: above it, NaN for no bound
const HIGH: usize = 16; // f64: up to it, NaN for no bound
const SHARE: usize = 24; // f64: z
const IS_CATEGORY: usize = 32; // i32: it is the set that holds, not the bounds
const SET: usize = 40; // 256 bits: the categories that get there, by their places
const ELEMENT: i32 = 72;
const WORDS: i32 = 8;

/** A leaf: where its elements begin and how many, and its number. */
const LEAF: i32 = 12;

/** Writes X.rows x count x d contributions, row by row, and `count` bases. */
export function explainTrees(numbers: LeafNumbers, X: Matrix, out: usize, bases: usize): void {
  const explainer = new Explainer(numbers, X);
  for (let c = 0; c < numbers.count; c++) put(bases, c, numbers.start(c));
  memory.fill(out, 0, (<usize>X.rows * <usize>numbers.count * <usize>X.cols) << 3);
  for (let t = 0; t < numbers.trees.length; t++) explainer.explain(t, out, bases);
  explainer.release();
}

class Explainer {
  private trees: Trees;
  private elements: Records = new Records(ELEMENT);
  private leaves: Records = new Records(LEAF);
  /** The path to the node at hand. */
  private path: Records = new Records(ELEMENT);
  private rule: Rule = new Rule();
  private values: usize;
  /** By element of a leaf: the value of its integral, and whether o is 1. */
  private integrals: Records = new Records(8);
  private known: Records = new Records(4);
  private x: usize;
  /** By node of a tree: the weight of its rows. */
  private covers: StaticArray<f64> = new StaticArray<f64>(0);

  constructor(
    private numbers: LeafNumbers,
    private X: Matrix,
  ) {
    this.trees = numbers.trees;
    this.values = reals(numbers.width);
    this.x = reals(<i64>X.rows * <i64>X.cols);
    for (let i = 0; i < X.rows; i++) {
      if (numbers.roundsRows) roundRow(X.row(i), X.cols, this.rowAt(i));
      else memory.copy(this.rowAt(i), X.row(i), (<usize>X.cols) << 3);
      numbers.place(this.rowAt(i));
    }
  }

  private rowAt(i: i32): usize {
    return this.x + ((<usize>i * <usize>this.X.cols) << 3);
  }

  explain(t: i32, out: usize, bases: usize): void {
    const numbers = this.numbers;
    const X = this.X;
    const first = numbers.first(t);
    const covers = coversOf(this.trees, t);
    this.covers = covers;
    this.findPaths(t);
    for (let l = 0; l < this.leaves.length; l++) {
      const record = this.leaves.at(l);
      const elements = this.elements.at(load<i32>(record));
      const m = load<i32>(record, 4);
      const leaf = load<i32>(record, 8);
      numbers.write(t, leaf, this.values);
      const share = this.trees.cover(leaf) / covers[0];
      for (let w = 0; w < numbers.width; w++) {
        put(bases, first + w, at(bases, first + w) + share * at(this.values, w));
      }
      if (m == 0) continue;
      this.rule.take((m + 1) >> 1);
      for (let i = 0; i < X.rows; i++) {
        const row = out + (((<usize>i * <usize>numbers.count + first) * <usize>X.cols) << 3);
        this.addLeaf(this.rowAt(i), elements, m, row);
      }
      tick(<f64>X.rows * <f64>m * <f64>m);
    }
  }

  /** Adds what a leaf of m elements gives for the row x; `values` holds its numbers. */
  private addLeaf(x: usize, elements: usize, m: i32, out: usize): void {
    this.known.clear();
    this.integrals.clear();
    let below = 0;
    let factor: f64 = 1;
    for (let e = 0; e < m; e++) {
      const element = elements + <usize>e * ELEMENT;
      const isKnown = holds(element, at(x, load<i32>(element, FEATURE)));
      store<i32>(this.known.push(), isKnown ? 1 : 0);
      store<f64>(this.integrals.push(), 0);
      if (isKnown) continue;
      below++;
      factor *= load<f64>(element, SHARE);
    }
    const known = this.known.at(0);
    const integrals = this.integrals.at(0);
    const rule = this.rule;
    let others: f64 = 0;
    for (let q = 0; q < rule.count; q++) {
      const t = rule.points[q];
      const rest = 1 - t;
      // Without the factors of B but one.
      let product = rule.weights[q];
      for (let b = 1; b < below; b++) product *= rest;
      for (let e = 0; e < m; e++) {
        if (load<i32>(known + ((<usize>e) << 2)) == 0) continue;
        product *= t + load<f64>(elements + <usize>e * ELEMENT, SHARE) * rest;
      }
      others += product;
      if (below > 0) product *= rest;
      for (let e = 0; e < m; e++) {
        if (load<i32>(known + ((<usize>e) << 2)) == 0) continue;
        const z = load<f64>(elements + <usize>e * ELEMENT, SHARE);
        put(integrals, e, at(integrals, e) + product / (t + z * rest));
      }
    }
    const width = this.numbers.width;
    const d = <usize>this.X.cols;
    for (let e = 0; e < m; e++) {
      const element = elements + <usize>e * ELEMENT;
      const isKnown = load<i32>(known + ((<usize>e) << 2)) != 0;
      const part = isKnown ? (1 - load<f64>(element, SHARE)) * at(integrals, e) : -others;
      const place = out + ((<usize>load<i32>(element, FEATURE)) << 3);
      for (let w = 0; w < width; w++) {
        const to = place + ((<usize>w * d) << 3);
        store<f64>(to, load<f64>(to) + at(this.values, w) * factor * part);
      }
    }
  }

  /** Finds the leaves of tree t and their elements. */
  private findPaths(t: i32): void {
    this.elements.clear();
    this.leaves.clear();
    this.path.clear();
    const root = this.trees.root(t);
    const covers = this.covers;
    // A node to come, and how long the path to it is; the path is kept for the left child while the right one waits.
    const waiting = new Records(8);
    const kept = new Records(ELEMENT);
    store<i32>(waiting.push(), root);
    store<i32>(waiting.at(0), 0, 4);
    while (waiting.length > 0) {
      const task = waiting.pop();
      const node = load<i32>(task);
      const length = load<i32>(task, 4);
      // Its path is the last `length` elements that are kept.
      this.path.clear();
      for (let e = 0; e < length; e++) {
        memory.copy(this.path.push(), kept.at(kept.length - length + e), ELEMENT);
      }
      kept.length -= length;
      const child = this.trees.child(node);
      if (child < 0) {
        const leaf = this.leaves.push();
        store<i32>(leaf, this.elements.length);
        store<i32>(leaf, length, 4);
        store<i32>(leaf, ~child, 8);
        for (let e = 0; e < length; e++) memory.copy(this.elements.push(), this.path.at(e), ELEMENT);
        continue;
      }
      for (let side = 1; side >= 0; side--) {
        const share = covers[child + side - root] / covers[node - root];
        const count = this.keep(kept, node, side == 0, share);
        const next = waiting.push();
        store<i32>(next, child + side);
        store<i32>(next, count, 4);
      }
    }
    waiting.release();
    kept.release();
  }

  /** Keeps the path to a child of the node; how long it is. */
  private keep(kept: Records, node: i32, isLeft: bool, share: f64): i32 {
    const trees = this.trees;
    const feature = this.numbers.columnOf(trees.feature(node));
    const categories = this.numbers.categoriesOf(trees.feature(node));
    const threshold = trees.threshold(node);
    const begin = kept.length;
    let own = -1;
    for (let e = 0; e < this.path.length; e++) {
      memory.copy(kept.push(), this.path.at(e), ELEMENT);
      if (load<i32>(this.path.at(e), FEATURE) == feature) own = kept.length - 1;
    }
    if (own < 0) {
      const added = kept.push();
      store<i32>(added, feature, FEATURE);
      store<i32>(added, 1, HOLDS_MISSING);
      store<f64>(added, NaN, LOW);
      store<f64>(added, NaN, HIGH);
      store<f64>(added, 1, SHARE);
      store<i32>(added, 0, IS_CATEGORY);
      memory.fill(added + SET, 0xff, WORDS << 2);
      own = kept.length - 1;
    }
    const element = kept.at(own);
    store<f64>(element, load<f64>(element, SHARE) * share, SHARE);
    if (trees.isMissingLeft(node) != isLeft) store<i32>(element, 0, HOLDS_MISSING);
    if (categories) {
      store<i32>(element, 1, IS_CATEGORY);
      for (let w = 0; w < WORDS; w++) {
        const word = (<usize>w) << 2;
        const through = load<u32>(categories + word) ^ (isLeft ? 0 : u32.MAX_VALUE);
        store<u32>(element + word, load<u32>(element + word, SET) & through, SET);
      }
      return kept.length - begin;
    }
    const low = load<f64>(element, LOW);
    const high = load<f64>(element, HIGH);
    if (isLeft) store<f64>(element, isNaN(high) ? threshold : min(high, threshold), HIGH);
    else store<f64>(element, isNaN(low) ? threshold : max(low, threshold), LOW);
    return kept.length - begin;
  }

  release(): void {
    this.elements.release();
    this.leaves.release();
    this.path.release();
    this.integrals.release();
    this.known.release();
    release(this.values);
    release(this.x);
  }
}

/** Whether a value goes the element's way. */
function holds(element: usize, value: f64): bool {
  if (isNaN(value)) return load<i32>(element, HOLDS_MISSING) != 0;
  if (load<i32>(element, IS_CATEGORY)) {
    const place = <u32>value & 255;
    return ((load<u32>(element + ((<usize>place >> 5) << 2), SET) >> (place & 31)) & 1) != 0;
  }
  return !(value <= load<f64>(element, LOW)) && !(value > load<f64>(element, HIGH));
}

/** The weight of the training rows of every node of tree t, from its root on. */
export function coversOf(trees: Trees, t: i32): StaticArray<f64> {
  const root = trees.root(t);
  const end = t + 1 < trees.length ? trees.root(t + 1) : trees.nodeCount;
  const covers = new StaticArray<f64>(end - root);
  for (let node = end - 1; node >= root; node--) {
    const child = trees.child(node);
    covers[node - root] = child < 0 ? trees.cover(~child) : covers[child - root] + covers[child + 1 - root];
  }
  return covers;
}

/** Gauss and Legendre's formula on [0, 1]. */
class Rule {
  count: i32 = 0;
  points: StaticArray<f64> = new StaticArray<f64>(0);
  weights: StaticArray<f64> = new StaticArray<f64>(0);
  private known: StaticArray<f64>[] = [];

  /** Takes the formula of n points: points, then weights, are the roots of Legendre's polynomial P_n and what goes with them. */
  take(n: i32): void {
    if (n == this.count) return;
    while (this.known.length < 2 * (n + 1)) this.known.push(new StaticArray<f64>(0));
    if (this.known[2 * n].length == 0) this.find(n);
    this.count = n;
    this.points = this.known[2 * n];
    this.weights = this.known[2 * n + 1];
  }

  /** Newton steps from Tricomi's approximation. */
  private find(n: i32): void {
    const points = new StaticArray<f64>(n);
    const weights = new StaticArray<f64>(n);
    for (let i = 0; i < n; i++) {
      let x = Math.cos((Math.PI * (<f64>i + 0.75)) / (<f64>n + 0.5));
      let slope: f64 = 1;
      for (let step = 0; step < 100; step++) {
        let before: f64 = 1;
        let value = x;
        for (let k = 2; k <= n; k++) {
          const next = ((2 * <f64>k - 1) * x * value - (<f64>k - 1) * before) / <f64>k;
          before = value;
          value = next;
        }
        slope = (<f64>n * (x * value - before)) / (x * x - 1);
        const move = value / slope;
        x -= move;
        if (Math.abs(move) < 1e-16) break;
      }
      points[i] = (1 + x) / 2;
      weights[i] = 1 / ((1 - x * x) * slope * slope);
    }
    this.known[2 * n] = points;
    this.known[2 * n + 1] = weights;
  }
}
