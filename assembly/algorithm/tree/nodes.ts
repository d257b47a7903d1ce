// The trees of a fitted model: how they are kept, asked, and written.
//
// In memory, all trees one after another, each breadth first, so that two children are neighbours. A node is 16 bytes:
//
//    0 f64 threshold    x <= threshold goes left; infinity: all but NULL
//    8 i32 child        the left one, the right one is the next; ~leaf where the node is a leaf
//   12 u32 feature      with the highest bit set where NULL goes left
//
// A leaf has its cover (the weight of its training rows) and
//   of a regression       a value
//   of a classification   a class where all rows are of one, else k + the number of a mixture: k shares that sum to 1,
//                         and the k weights that they come from
//
// bytes.ts has the bytes.
// Who asks hands x over as the trees compare it: for scikit-learn's trees rounded to float32 (`roundRow`).

import { at, put } from '../../math/vector';
import { Records } from '../../memory/records';
import { TreeView } from '../../model/tree_view';
import { Grown } from './grown';

const NODE: i32 = 16;
const MISSING_LEFT: u32 = 0x80000000;

/** Trees as they are added, one by one. */
export class TreesBuilder {
  private nodes: Records = new Records(NODE, 64);
  private roots: Records = new Records(4);
  private covers: Records = new Records(8);
  private values: Records = new Records(8);
  private classes: Records = new Records(4);
  private mixtures: Records;
  private rows: Records = new Records(4);
  private impurities: Records = new Records(8);

  constructor(
    /** Classes; 0: a value a leaf. */
    private k: i32,
    /** Rows and impurity of every node are kept. */
    private hasDetails: bool = false,
  ) {
    this.mixtures = new Records(16 * max(k, 1));
  }

  add(tree: Grown): void {
    const root = this.nodes.length;
    store<i32>(this.roots.push(), root);
    this.nodes.push();
    // The place p of this tree is node `order[p]` of the grown one.
    const order = new Records(4, tree.length);
    store<i32>(order.push(), 0);
    for (let p = 0; p < order.length; p++) {
      const i = load<i32>(order.at(p));
      if (this.hasDetails) {
        store<i32>(this.rows.push(), tree.rows(i));
        store<f64>(this.impurities.push(), tree.impurity(i));
      }
      const isLeaf = tree.isLeaf(i);
      const child = isLeaf ? ~this.addLeaf(tree, i) : this.nodes.length;
      const node = this.nodes.at(root + p);
      store<f64>(node, tree.threshold(i));
      store<i32>(node, child, 8);
      if (isLeaf) {
        store<u32>(node, 0, 12);
        continue;
      }
      store<u32>(node, <u32>tree.feature(i) | (tree.isMissingLeft(i) ? MISSING_LEFT : 0), 12);
      this.nodes.push();
      this.nodes.push();
      store<i32>(order.push(), tree.left(i));
      store<i32>(order.push(), tree.right(i));
    }
    order.release();
  }

  private addLeaf(tree: Grown, i: i32): i32 {
    const leaf = this.covers.length;
    const cover = tree.weight(i);
    store<f64>(this.covers.push(), cover);
    const values = tree.values(i);
    if (this.k == 0) {
      store<f64>(this.values.push(), load<f64>(values));
      return leaf;
    }
    let pure = -1;
    for (let c = 0; c < this.k; c++) {
      if (at(values, c) == 0) continue;
      pure = pure < 0 && at(values, c) == cover ? c : this.k;
    }
    if (pure < 0 || pure == this.k) {
      pure = this.k + this.mixtures.length;
      const shares = this.mixtures.push();
      for (let c = 0; c < this.k; c++) {
        put(shares, c, at(values, c) / cover);
        put(shares, this.k + c, at(values, c));
      }
    }
    store<i32>(this.classes.push(), pure);
    return leaf;
  }

  /** The trees; the builder is used up. */
  finish(): Trees {
    const trees = new Trees(
      this.k,
      integersOf(this.roots),
      bytesOf(this.nodes, NODE),
      realsOf(this.covers, 1),
      realsOf(this.values, 1),
      integersOf(this.classes),
      realsOf(this.mixtures, 2 * max(this.k, 1)),
      integersOf(this.rows),
      realsOf(this.impurities, 1),
    );
    this.release();
    return trees;
  }

  private release(): void {
    this.nodes.release();
    this.roots.release();
    this.covers.release();
    this.values.release();
    this.classes.release();
    this.mixtures.release();
    this.rows.release();
    this.impurities.release();
  }
}

export class Trees extends TreeView {
  constructor(
    /** Classes; 0: a value a leaf. */
    readonly k: i32,
    private roots: StaticArray<i32>,
    private nodes: StaticArray<u8>,
    private covers: StaticArray<f64>,
    private values: StaticArray<f64>,
    private classes: StaticArray<i32>,
    private mixtures: StaticArray<f64>,
    /** Of every node, or empty. */
    private rows: StaticArray<i32>,
    private impurities: StaticArray<f64>,
  ) {
    super();
  }

  static none(k: i32): Trees {
    return new TreesBuilder(k).finish();
  }

  get classCount(): i32 {
    return this.k;
  }

  get length(): i32 {
    return this.roots.length;
  }

  /** Nodes of all trees. */
  get nodeCount(): i32 {
    return this.nodes.length / NODE;
  }

  get hasDetails(): bool {
    return this.rows.length > 0;
  }

  /** The root of tree t: nodes are counted through all trees. */
  root(t: i32): i32 {
    return this.roots[t];
  }

  private at(node: i32): usize {
    return changetype<usize>(this.nodes) + <usize>node * NODE;
  }

  /** Of an inner node the left child, the right one is the next; of a leaf ~leaf. */
  child(node: i32): i32 {
    return load<i32>(this.at(node), 8);
  }

  threshold(node: i32): f64 {
    return load<f64>(this.at(node));
  }

  feature(node: i32): i32 {
    return <i32>(load<u32>(this.at(node), 12) & ~MISSING_LEFT);
  }

  isMissingLeft(node: i32): bool {
    return (load<u32>(this.at(node), 12) & MISSING_LEFT) != 0;
  }

  /** Weight of the training rows in a leaf. */
  cover(leaf: i32): f64 {
    return this.covers[leaf];
  }

  /** What a leaf of a regression says. */
  value(leaf: i32): f64 {
    return unchecked(this.values[leaf]);
  }

  /** The share of class c in a leaf of a classification. */
  share(leaf: i32, c: i32): f64 {
    const held = this.classes[leaf];
    return held < this.k ? (held == c ? 1 : 0) : this.mixtures[2 * (held - this.k) * this.k + c];
  }

  /** The weight of class c in a leaf of a classification that is of several. */
  weightOf(leaf: i32, c: i32): f64 {
    return this.mixtures[(2 * (this.classes[leaf] - this.k) + 1) * this.k + c];
  }

  /** The class of a leaf of a classification; k where it is of several. */
  classOf(leaf: i32): i32 {
    return min(this.classes[leaf], this.k);
  }

  /** The class of a leaf of a classification with the largest share; of equal ones the lowest. */
  bestOf(leaf: i32): i32 {
    if (this.classes[leaf] < this.k) return this.classes[leaf];
    let best = 0;
    for (let c = 1; c < this.k; c++) if (this.share(leaf, c) > this.share(leaf, best)) best = c;
    return best;
  }

  /** Adds a leaf's k shares to out. */
  addShares(leaf: i32, out: usize): void {
    const k = this.k;
    const held = unchecked(this.classes[leaf]);
    if (held < k) {
      put(out, held, at(out, held) + 1);
      return;
    }
    const shares = changetype<usize>(this.mixtures) + ((<usize>(held - k) * <usize>k) << 4);
    for (let c = 0; c < k; c++) put(out, c, at(out, c) + at(shares, c));
  }

  rowsOf(node: i32): i32 {
    return this.rows[node];
  }

  impurityOf(node: i32): f64 {
    return this.impurities[node];
  }

  /** The leaf of tree t that x comes to; x as it is compared. */
  leafOf(t: i32, x: usize): i32 {
    const nodes = changetype<usize>(this.nodes);
    let node = nodes + <usize>unchecked(this.roots[t]) * NODE;
    let child = load<i32>(node, 8);
    while (child >= 0) {
      const feature = load<u32>(node, 12);
      const value = load<f64>(x + ((<usize>(feature & ~MISSING_LEFT)) << 3));
      let right = value <= load<f64>(node) ? 0 : 1;
      if (value != value) right = feature & MISSING_LEFT ? 0 : 1;
      node = nodes + <usize>(child + right) * NODE;
      child = load<i32>(node, 8);
    }
    return ~child;
  }

  /** The leaves to which four rows come, each in its tree; written `step` bytes apart. */
  descend(
    t0: i32,
    t1: i32,
    t2: i32,
    t3: i32,
    x0: usize,
    x1: usize,
    x2: usize,
    x3: usize,
    out: usize,
    step: usize,
  ): void {
    const nodes = changetype<usize>(this.nodes);
    let n0 = nodes + <usize>unchecked(this.roots[t0]) * NODE;
    let n1 = nodes + <usize>unchecked(this.roots[t1]) * NODE;
    let n2 = nodes + <usize>unchecked(this.roots[t2]) * NODE;
    let n3 = nodes + <usize>unchecked(this.roots[t3]) * NODE;
    let c0 = load<i32>(n0, 8);
    let c1 = load<i32>(n1, 8);
    let c2 = load<i32>(n2, 8);
    let c3 = load<i32>(n3, 8);
    while ((c0 & c1 & c2 & c3) >= 0) {
      n0 = nextOf(nodes, n0, c0, x0);
      n1 = nextOf(nodes, n1, c1, x1);
      n2 = nextOf(nodes, n2, c2, x2);
      n3 = nextOf(nodes, n3, c3, x3);
      c0 = load<i32>(n0, 8);
      c1 = load<i32>(n1, 8);
      c2 = load<i32>(n2, 8);
      c3 = load<i32>(n3, 8);
    }
    store<i32>(out, ~c0);
    store<i32>(out + step, ~c1);
    store<i32>(out + 2 * step, ~c2);
    store<i32>(out + 3 * step, ~c3);
  }

  /**
   * The leaves of tree t to which n >= 4 rows come that are all finite, `stride` bytes apart; i32 each. Four are on their way at
   * a time; the next row takes the place of who has come to a leaf.
   */
  leavesOfRows(t: i32, x: usize, stride: usize, n: i32, out: usize): void {
    const nodes = changetype<usize>(this.nodes);
    const root = nodes + <usize>unchecked(this.roots[t]) * NODE;
    const end = x + <usize>n * stride;
    let x0 = x;
    let x1 = x0 + stride;
    let x2 = x1 + stride;
    let x3 = x2 + stride;
    let next = x3 + stride;
    let o0 = out;
    let o1 = out + 4;
    let o2 = out + 8;
    let o3 = out + 12;
    let to = out + 16;
    let n0 = root;
    let n1 = root;
    let n2 = root;
    let n3 = root;
    for (;;) {
      const m0 = onwards(nodes, n0, x0);
      if (m0 != 0) n0 = m0;
      else {
        store<i32>(o0, leafAt(n0));
        n0 = 0;
        if (next == end) break;
        n0 = root;
        x0 = next;
        o0 = to;
        next += stride;
        to += 4;
      }
      const m1 = onwards(nodes, n1, x1);
      if (m1 != 0) n1 = m1;
      else {
        store<i32>(o1, leafAt(n1));
        n1 = 0;
        if (next == end) break;
        n1 = root;
        x1 = next;
        o1 = to;
        next += stride;
        to += 4;
      }
      const m2 = onwards(nodes, n2, x2);
      if (m2 != 0) n2 = m2;
      else {
        store<i32>(o2, leafAt(n2));
        n2 = 0;
        if (next == end) break;
        n2 = root;
        x2 = next;
        o2 = to;
        next += stride;
        to += 4;
      }
      const m3 = onwards(nodes, n3, x3);
      if (m3 != 0) n3 = m3;
      else {
        store<i32>(o3, leafAt(n3));
        n3 = 0;
        if (next == end) break;
        n3 = root;
        x3 = next;
        o3 = to;
        next += stride;
        to += 4;
      }
    }
    // Who is still on the way goes on alone.
    if (n0 != 0) store<i32>(o0, leafBelow(nodes, n0, x0));
    if (n1 != 0) store<i32>(o1, leafBelow(nodes, n1, x1));
    if (n2 != 0) store<i32>(o2, leafBelow(nodes, n2, x2));
    if (n3 != 0) store<i32>(o3, leafBelow(nodes, n3, x3));
  }

  /** Operations that asking all trees costs, about. */
  get cost(): f64 {
    const count = <f64>max(this.length, 1);
    const nodes = <f64>this.nodeCount / count;
    return 8 * count * (1 + Math.log2(nodes + 1));
  }

  /** The nodes of tree t: each before what is left of it, and that before what is right of it. */
  preorder(t: i32): StaticArray<i32> {
    const order = new Records(4);
    const stack = new Records(4);
    store<i32>(stack.push(), this.roots[t]);
    while (stack.length > 0) {
      const node = load<i32>(stack.pop());
      store<i32>(order.push(), node);
      const child = this.child(node);
      if (child < 0) continue;
      store<i32>(stack.push(), child + 1);
      store<i32>(stack.push(), child);
    }
    const nodes = integersOf(order);
    order.release();
    stack.release();
    return nodes;
  }
}

/** The node after one whose left child is `child`; itself where that is a leaf. */
function nextOf(nodes: usize, node: usize, child: i32, x: usize): usize {
  const feature = load<u32>(node, 12);
  const value = load<f64>(x + ((<usize>(feature & ~MISSING_LEFT)) << 3));
  const goesLeft = <i32>(value <= load<f64>(node)) | (<i32>(value != value) & <i32>(feature >> 31));
  return select<usize>(node, nodes + <usize>(child + 1 - goesLeft) * NODE, child < 0);
}

/** The node after one for a row without NaN; 0 where that is a leaf. A node is read at once. */
function onwards(nodes: usize, node: usize, x: usize): usize {
  const record = v128.load(node);
  const links = i64x2.extract_lane(record, 1);
  const child = <i32>links;
  if (child < 0) return 0;
  const feature = <usize>((<u64>links >> 32) & 0x7fffffff);
  const goesRight = load<f64>(x + (feature << 3)) > f64x2.extract_lane(record, 0);
  return nodes + <usize>(child + <i32>goesRight) * NODE;
}

function leafAt(node: usize): i32 {
  return ~load<i32>(node, 8);
}

/** The leaf below a node to which a row without NaN comes. */
function leafBelow(nodes: usize, node: usize, x: usize): i32 {
  for (let next = onwards(nodes, node, x); next != 0; next = onwards(nodes, node, x)) node = next;
  return leafAt(node);
}

/** Writes d values of a row as float32 has them. */
export function roundRow(x: usize, d: i32, out: usize): void {
  for (let j = 0; j < d; j++) put(out, j, <f64>(<f32>at(x, j)));
}

function bytesOf(records: Records, size: i32): StaticArray<u8> {
  const bytes = new StaticArray<u8>(records.length * size);
  memory.copy(changetype<usize>(bytes), records.at(0), bytes.length);
  return bytes;
}

function integersOf(records: Records): StaticArray<i32> {
  const integers = new StaticArray<i32>(records.length);
  memory.copy(changetype<usize>(integers), records.at(0), (<usize>records.length) << 2);
  return integers;
}

/** Records of `width` f64. */
function realsOf(records: Records, width: i32): StaticArray<f64> {
  const reals = new StaticArray<f64>(records.length * width);
  memory.copy(changetype<usize>(reals), records.at(0), (<usize>reals.length) << 3);
  return reals;
}
