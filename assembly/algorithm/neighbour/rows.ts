// Rows that are asked for their nearest: the k of least distance to a point, of equal distances those that were
// first in the table.
//
//   distance   sum over columns, in their order, of |x_j - z_j|^p, without the root: p = 2, 1, or any p > 0
//
// The rows lie in leaves, each with its columns one after the other, so that two rows are measured at once and every
// sum still has the columns' order. A k-d tree has leaves of near rows and leaves out those whose box is farther than
// the k-th row so far; the bound of a box is summed as a distance is, and rounding is monotone, so no row is ever
// missed: with and without the tree the answers are the same bits. Without it, leaves are the rows in order.
// Cost: 3 n d flops a point without the tree; building it n log n.
// Source: J. Bentley: Multidimensional binary search trees, CACM 18, 1975; J. Friedman, J. Bentley, R. Finkel: An
// algorithm for finding best matches in logarithmic expected time, TOMS 3, 1977 (widest side, median).

import { strideOf } from '../../math/matrix';
import { at, put } from '../../math/vector';
import { tick } from '../../progress';

/** Rows of a leaf at most; even. */
const LEAF: i32 = 32;
/** Bytes of a column of a leaf. */
const LEAF_BYTES: usize = (<usize>LEAF) << 3;
/** The most columns that a tree pays for: with more, nearly every box is near. */
const TREE_COLUMNS: i32 = 15;

/** What |x - z| is summed as. */
export const enum Power {
  ONE,
  TWO,
  ANY,
}

export class NearestRows {
  /** The found rows' numbers and distances, nearest first, after `find`; `found` of them. */
  indices: StaticArray<i32>;
  distances: StaticArray<f64>;
  found: i32 = 0;

  private power: Power;
  /** Leaf by leaf, column by column, LEAF numbers each. */
  private leaves: StaticArray<f64>;
  /** The row number at each place of the leaves; n where there is none. */
  private order: StaticArray<i32>;
  private leafCount: i32;
  /** A node's box, lows and highs of d columns; nodes in depth-first order. Empty without a tree. */
  private boxes: StaticArray<f64> = new StaticArray<f64>(0);
  /** The node after both its subtrees, and its leaf or -1. */
  private skip: i32[] = [];
  private leafOf: i32[] = [];
  private measured: StaticArray<f64> = new StaticArray<f64>(LEAF);

  /** `rows`: n x strideOf(d) f64, which stay the caller's. */
  constructor(
    private rows: usize,
    private n: i32,
    private d: i32,
    /** How many to find. */
    private k: i32,
    private p: f64,
    isTree: bool,
  ) {
    this.power = p == 2 ? Power.TWO : p == 1 ? Power.ONE : Power.ANY;
    this.indices = new StaticArray<i32>(k);
    this.distances = new StaticArray<f64>(k);
    const order = new StaticArray<i32>(n);
    for (let i = 0; i < n; i++) order[i] = i;
    this.order = order;
    this.leafCount = 0;
    this.leaves = new StaticArray<f64>(0);
    if (isTree) {
      const places: i32[] = [];
      this.grow(order, 0, n, places);
      this.order = StaticArray.fromArray(places);
    } else {
      const filled = (n + LEAF - 1) / LEAF;
      const places = new StaticArray<i32>(filled * LEAF).fill(n);
      memory.copy(changetype<usize>(places), changetype<usize>(order), (<usize>n) << 2);
      this.order = places;
      this.leafCount = filled;
    }
    this.fill();
  }

  /** Whether a tree pays, as scikit-learn's 'auto' has it. */
  static wantsTree(n: i32, d: i32, k: i32): bool {
    return d <= TREE_COLUMNS && k < n / 2;
  }

  private value(i: i32, j: i32): f64 {
    return load<f64>(this.rows + ((<usize>i * <usize>strideOf(this.d) + <usize>j) << 3));
  }

  /** The subtree of order[from..to): its nodes and leaves are appended. */
  private grow(order: StaticArray<i32>, from: i32, to: i32, places: i32[]): void {
    const d = this.d;
    const node = this.skip.length;
    this.skip.push(0);
    this.leafOf.push(-1);
    const needed = (node + 1) * 2 * d;
    // Boxes double as they grow, so that all copying together stays in proportion.
    if (this.boxes.length < needed) {
      const grown = new StaticArray<f64>(max(needed, 2 * this.boxes.length));
      memory.copy(changetype<usize>(grown), changetype<usize>(this.boxes), (<usize>this.boxes.length) << 3);
      this.boxes = grown;
    }
    let widest = 0;
    let width: f64 = -1;
    for (let j = 0; j < d; j++) {
      let low = this.value(order[from], j);
      let high = low;
      for (let i = from + 1; i < to; i++) {
        const value = this.value(order[i], j);
        low = min(low, value);
        high = max(high, value);
      }
      this.boxes[2 * node * d + j] = low;
      this.boxes[(2 * node + 1) * d + j] = high;
      if (high - low > width) {
        width = high - low;
        widest = j;
      }
    }
    tick(<f64>(to - from) * <f64>d);
    if (to - from <= LEAF) {
      this.leafOf[node] = this.leafCount++;
      for (let i = 0; i < LEAF; i++) places.push(from + i < to ? order[from + i] : this.n);
    } else {
      const middle = from + (to - from) / 2;
      this.select(order, from, to - 1, middle, widest);
      this.grow(order, from, middle, places);
      this.grow(order, middle, to, places);
    }
    this.skip[node] = this.skip.length;
  }

  /** Puts the row that belongs at `middle` by column j there, smaller ones before it (Hoare's selection). */
  private select(order: StaticArray<i32>, low: i32, high: i32, middle: i32, j: i32): void {
    while (low < high) {
      const pivot = order[low + (high - low) / 2];
      let a = low;
      let b = high;
      while (a <= b) {
        while (this.isBefore(order[a], pivot, j)) a++;
        while (this.isBefore(pivot, order[b], j)) b--;
        if (a <= b) {
          const held = order[a];
          order[a++] = order[b];
          order[b--] = held;
        }
      }
      tick(4 * <f64>(high - low));
      if (middle <= b) high = b;
      else if (middle >= a) low = a;
      else return;
    }
  }

  private isBefore(i: i32, other: i32, j: i32): bool {
    const a = this.value(i, j);
    const b = this.value(other, j);
    return a < b || (a == b && i < other);
  }

  /** Copies the rows into their leaves; places without a row are infinitely far. */
  private fill(): void {
    const d = this.d;
    const leaves = new StaticArray<f64>(this.leafCount * LEAF * d);
    for (let leaf = 0; leaf < this.leafCount; leaf++) {
      for (let r = 0; r < LEAF; r++) {
        const i = this.order[leaf * LEAF + r];
        for (let j = 0; j < d; j++) {
          leaves[(leaf * d + j) * LEAF + r] = i < this.n ? this.value(i, j) : Infinity;
        }
      }
    }
    this.leaves = leaves;
  }

  /** Finds the nearest rows to x (d numbers). */
  find(x: usize): void {
    this.found = 0;
    if (this.skip.length == 0) {
      for (let leaf = 0; leaf < this.leafCount; leaf++) this.visit(leaf, x);
    } else this.descend(0, x, 0);
    this.sort();
  }

  /** The subtree of a node whose box is `bound` away: the nearer half first. */
  private descend(node: i32, x: usize, bound: f64): void {
    if (this.found == this.k && bound > this.distances[0]) return;
    if (this.leafOf[node] >= 0) return this.visit(this.leafOf[node], x);
    const left = node + 1;
    const right = this.skip[left];
    const toLeft = this.boundOf(left, x);
    const toRight = this.boundOf(right, x);
    if (toLeft <= toRight) {
      this.descend(left, x, toLeft);
      this.descend(right, x, toRight);
    } else {
      this.descend(right, x, toRight);
      this.descend(left, x, toLeft);
    }
  }

  private boundOf(node: i32, x: usize): f64 {
    const d = this.d;
    const low = changetype<usize>(this.boxes) + ((<usize>(2 * node) * <usize>d) << 3);
    const high = low + ((<usize>d) << 3);
    let sum: f64 = 0;
    for (let j = 0; j < d; j++) {
      const value = at(x, j);
      const away = max<f64>(max<f64>(at(low, j) - value, value - at(high, j)), 0);
      if (this.power == Power.TWO) sum += away * away;
      else sum += this.power == Power.ONE ? away : Math.pow(away, this.p);
    }
    return sum;
  }

  private visit(leaf: i32, x: usize): void {
    const d = this.d;
    const measured = changetype<usize>(this.measured);
    memory.fill(measured, 0, LEAF_BYTES);
    let column = changetype<usize>(this.leaves) + ((<usize>leaf * <usize>d * <usize>LEAF) << 3);
    for (let j = 0; j < d; j++) {
      const value = v128.load64_splat(x + ((<usize>j) << 3));
      for (let p: usize = 0; p < LEAF_BYTES; p += 16) {
        let away = f64x2.sub(value, v128.load(column + p));
        if (this.power == Power.TWO) away = f64x2.mul(away, away);
        else {
          away = f64x2.abs(away);
          if (this.power == Power.ANY) {
            away = f64x2.replace_lane(away, 0, Math.pow(f64x2.extract_lane(away, 0), this.p));
            away = f64x2.replace_lane(away, 1, Math.pow(f64x2.extract_lane(away, 1), this.p));
          }
        }
        v128.store(measured + p, f64x2.add(v128.load(measured + p), away));
      }
      column += LEAF_BYTES;
    }
    for (let r = 0; r < LEAF; r++) {
      const distance = at(measured, r);
      if (this.found == this.k && distance > this.distances[0]) continue;
      const i = this.order[leaf * LEAF + r];
      if (i < this.n) this.offer(i, distance);
    }
  }

  /** A heap with the farthest found row at its top; of equal distances the later one. */
  private offer(i: i32, distance: f64): void {
    if (this.found < this.k) {
      let place = this.found++;
      while (place > 0) {
        const parent = (place - 1) >> 1;
        if (!this.isFarther(distance, i, parent)) break;
        this.indices[place] = this.indices[parent];
        this.distances[place] = this.distances[parent];
        place = parent;
      }
      this.indices[place] = i;
      this.distances[place] = distance;
    } else if (!this.isFarther(distance, i, 0)) this.sink(i, distance, this.found);
  }

  private isFarther(distance: f64, i: i32, place: i32): bool {
    const other = this.distances[place];
    return distance > other || (distance == other && i > this.indices[place]);
  }

  /** Puts a row in the place of the top of a heap of `count`. */
  private sink(i: i32, distance: f64, count: i32): void {
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      if (child + 1 < count && this.isFarther(this.distances[child + 1], this.indices[child + 1], child))
        child++;
      if (this.isFarther(distance, i, child)) break;
      this.indices[place] = this.indices[child];
      this.distances[place] = this.distances[child];
      place = child;
    }
    this.indices[place] = i;
    this.distances[place] = distance;
  }

  /** The heap becomes a list, nearest first. */
  private sort(): void {
    for (let end = this.found - 1; end > 0; end--) {
      const i = this.indices[end];
      const distance = this.distances[end];
      const farthest = this.indices[0];
      const away = this.distances[0];
      this.sink(i, distance, end);
      this.indices[end] = farthest;
      this.distances[end] = away;
    }
  }

  /** Operations a point costs, about. */
  get cost(): f64 {
    const all = 3 * <f64>this.n * <f64>this.d;
    return this.skip.length > 0 ? min<f64>(all, 3000 * <f64>this.d) : all;
  }

  /** x^(1 / p): the distance that a sum stands for. */
  root(sum: f64): f64 {
    if (this.power == Power.TWO) return Math.sqrt(sum);
    return this.power == Power.ONE ? sum : Math.pow(sum, 1 / this.p);
  }
}
