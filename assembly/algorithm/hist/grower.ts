// Growing one tree of histogram gradient boosting: the node whose split gains most is split next.
//
// Given   bins and (g, h) a row
// Output  a tree whose leaves have the value -G / (H + l2), times learning_rate, and the rows of each leaf
//
// Nodes wait in a heap by gain, which leaves equal ones as Python's heapq does. A node's rows are a run of `order`,
// split in place, in their order. The children's histograms: the one with fewer rows is summed, the other is what is left.
// Promise: scikit-learn 1.9.1's tree, node by node. There, too, no sum depends on the number of threads.
//
// Cost: O(rows d) a level, and O(255 d) a node.

import { pairwiseSum } from '../../math/sum';
import { at, put } from '../../math/vector';
import { allocate, integers, reals, release } from '../../memory/block';
import { tick } from '../../progress';
import { Pcg64 } from '../../math/pcg64';
import { Grown } from '../tree/grown';
import { Bins } from './bins';
import { CategorySplits } from './category_splits';
import { Constraints } from './constraints';
import { Histograms } from './histogram';
import { Found, Splitter, Sums } from './splitter';

/** Rows between two looks at the clock. */
const ROWS_A_STEP: usize = 1 << 20;

/** The numbers that trees grow by. */
export class HistPlan {
  maxLeaves: i32 = 31;
  /** 0: none. */
  maxDepth: i32 = 0;
  minRows: i32 = 20;
  l2: f64 = 0;
  rate: f64 = 0.1;
  /** The part of the features that a node looks at. */
  featureShare: f64 = 1;
  /** Bins of a feature with NULL's: max_bins + 1. */
  cells: i32 = 256;
}

export class HistNode {
  from: i32 = 0;
  to: i32 = 0;
  depth: i32 = 0;
  sums: Sums = new Sums();
  split: Found = new Found();
  histogram: usize = 0;
  /** The children; -1 of a leaf. */
  left: i32 = -1;
  right: i32 = -1;
  isLeaf: bool = false;
  /** The lists of features that are left, and their features; null without a constraint. */
  groups: StaticArray<i32> | null = null;
  allowed: StaticArray<i32> | null = null;

  clear(from: i32, to: i32, depth: i32, G: f64, H: f64, value: f64): void {
    this.from = from;
    this.to = to;
    this.depth = depth;
    const sums = this.sums;
    sums.n = to - from;
    sums.G = G;
    sums.H = H;
    sums.value = value;
    sums.lower = -Infinity;
    sums.upper = Infinity;
    this.split.gain = -1;
    this.histogram = 0;
    this.left = -1;
    this.right = -1;
    this.isLeaf = false;
    this.groups = null;
    this.allowed = null;
  }
}

export class HistGrower {
  /** Nodes of the tree just grown: `length` of `nodes`. A child comes after its parent. */
  nodes: HistNode[] = [];
  length: i32 = 0;
  /** The n rows, those of a leaf one after another. */
  order: usize;
  private scratch: usize;
  private histograms: Histograms;
  private splitter: Splitter;
  private heap: i32[] = [];
  private leaves: i32 = 0;
  private mask: usize;
  private cells: usize;

  constructor(
    private bins: Bins,
    private bytes: usize,
    private n: i32,
    private hasNulls: StaticArray<bool>,
    private constraints: Constraints,
    private plan: HistPlan,
    private isConstant: bool,
    private random: Pcg64,
  ) {
    this.order = integers(n);
    this.scratch = integers(n);
    const histograms = new Histograms(bins.d, bins.counts, isConstant);
    this.histograms = histograms;
    this.splitter = new Splitter(bins, histograms, hasNulls, constraints, isConstant, plan.l2, plan.minRows);
    this.mask = allocate(bins.d);
    this.cells = reals(256);
  }

  release(): void {
    this.histograms.release();
    release(this.order);
    release(this.scratch);
    release(this.mask);
    release(this.cells);
  }

  /** Grows a tree to n pairs (g, h) of f32. */
  grow(pairs: usize): void {
    this.begin(pairs);
    while (this.heap.length > 0) this.splitNext(pairs);
    for (let i = 0; i < this.length; i++) {
      const node = this.nodes[i];
      if (node.isLeaf) node.sums.value *= this.plan.rate;
    }
  }

  private addNode(from: i32, to: i32, depth: i32, G: f64, H: f64, value: f64): i32 {
    if (this.length == this.nodes.length) this.nodes.push(new HistNode());
    this.nodes[this.length].clear(from, to, depth, G, H, value);
    return this.length++;
  }

  private begin(pairs: usize): void {
    const n = this.n;
    this.length = 0;
    this.leaves = 0;
    for (let i = 0; i < n; i++) store<u32>(this.order + ((<usize>i) << 2), i);
    const histogram = this.histograms.take();
    this.histograms.fill(histogram, this.bytes, pairs, this.order, n);
    // The sums are those of the first feature's bins, where scikit-learn has them.
    const counts = this.bins.counts;
    const nulls = counts[0];
    const cells = this.histograms.cells(histogram, 0);
    let H: f64 = n;
    const G = this.sumOf(cells, nulls);
    if (!this.isConstant) H = this.sumOf(cells + 8, nulls);
    const root = this.nodes.length > 0 ? this.nodes[0] : new HistNode();
    if (this.nodes.length == 0) this.nodes.push(root);
    this.addNode(0, n, 0, G, H, 0);
    root.histogram = histogram;
    if (n < 2 * this.plan.minRows || H < 1e-3) return this.endLeaf(root);
    const groups = this.constraints.groups;
    if (groups != null) {
      const all = new StaticArray<i32>(groups.length);
      for (let i = 0; i < all.length; i++) all[i] = i;
      root.groups = all;
      root.allowed = this.constraints.featuresOf(all);
    }
    this.search(0);
  }

  /** NumPy's sum over a feature's cells, of which NULL's is the last. */
  private sumOf(cells: usize, nulls: i32): f64 {
    const all = this.plan.cells;
    for (let b = 0; b < all; b++) {
      put(this.cells, b, b < nulls ? load<f64>(cells + ((<usize>b) << 4)) : 0);
    }
    put(this.cells, all - 1, load<f64>(cells + ((<usize>nulls) << 4)));
    return pairwiseSum(this.cells, all);
  }

  private endLeaf(node: HistNode): void {
    node.isLeaf = true;
    this.leaves++;
    if (node.histogram) this.histograms.give(node.histogram);
    node.histogram = 0;
  }

  /** Finds the best split of node i, which then waits, or is a leaf. */
  private search(i: i32): void {
    const node = this.nodes[i];
    const best = node.split;
    const allowed = node.allowed;
    const d = this.bins.d;
    const count = allowed == null ? d : allowed.length;
    const isPart = this.plan.featureShare < 1;
    if (isPart) {
      const taken = max(1, <i32>Math.ceil(this.plan.featureShare * <f64>count));
      memory.fill(this.mask, 0, d);
      memory.fill(this.mask, 1, taken);
      this.random.shuffle(this.mask, count);
    }
    for (let p = 0; p < count; p++) {
      if (isPart && load<u8>(this.mask + p) == 0) continue;
      const f = allowed == null ? p : allowed[p];
      this.splitter.look(node.histogram, f, node.sums, best);
      tick(1000);
    }
    if (best.gain <= 0) this.endLeaf(node);
    else this.push(i);
  }

  private splitNext(pairs: usize): void {
    const i = this.pop();
    const node = this.nodes[i];
    const sums = node.sums;
    const split = node.split;
    const middle = this.partition(node);
    const waiting = this.leaves + this.heap.length + 2;
    const depth = node.depth + 1;
    const l = this.addNode(node.from, middle, depth, split.leftG, split.leftH, split.leftValue);
    const r = this.addNode(
      middle,
      node.to,
      depth,
      sums.G - split.leftG,
      sums.H - split.leftH,
      split.rightValue,
    );
    node.left = l;
    node.right = r;
    const left = this.nodes[l];
    const right = this.nodes[r];
    if (node.groups != null) {
      left.groups = this.constraints.groupsBelow(node.groups!, split.feature);
      left.allowed = this.constraints.featuresOf(left.groups!);
      right.groups = left.groups;
      right.allowed = left.allowed;
    }
    if (!this.hasNulls[split.feature]) split.isMissingLeft = left.sums.n > right.sums.n;
    if (waiting == this.plan.maxLeaves) {
      this.endLeaf(left);
      this.endLeaf(right);
      this.histograms.give(node.histogram);
      while (this.heap.length > 0) this.endLeaf(this.nodes[this.heap.pop()]);
      return;
    }
    const minRows = 2 * this.plan.minRows;
    const isDeep = this.plan.maxDepth > 0 && depth == this.plan.maxDepth;
    if (isDeep || left.sums.n < minRows) this.endLeaf(left);
    if (isDeep || right.sums.n < minRows) this.endLeaf(right);
    if (this.constraints.isMonotonic) this.bound(node, left.sums, right.sums);
    if (left.isLeaf && right.isLeaf) return this.histograms.give(node.histogram);
    const small = left.sums.n < right.sums.n ? left : right;
    const large = left.sums.n < right.sums.n ? right : left;
    small.histogram = this.histograms.take();
    this.histograms.fill(
      small.histogram,
      this.bytes,
      pairs,
      this.order + ((<usize>small.from) << 2),
      small.sums.n,
    );
    large.histogram = node.histogram;
    this.histograms.subtract(large.histogram, small.histogram);
    if (!left.isLeaf) this.search(l);
    if (!right.isLeaf) this.search(r);
    this.giveBack(left);
    this.giveBack(right);
  }

  /** A leaf needs no histogram. */
  private giveBack(node: HistNode): void {
    if (!node.isLeaf || !node.histogram) return;
    this.histograms.give(node.histogram);
    node.histogram = 0;
  }

  /** What the children's children may say. */
  private bound(node: HistNode, left: Sums, right: Sums): void {
    const sign = this.constraints.signOf(node.split.feature);
    left.lower = node.sums.lower;
    right.lower = node.sums.lower;
    left.upper = node.sums.upper;
    right.upper = node.sums.upper;
    if (sign == 0) return;
    const middle = (left.value + right.value) / 2;
    if (sign > 0) {
      left.upper = middle;
      right.lower = middle;
    } else {
      left.lower = middle;
      right.upper = middle;
    }
  }

  /** Puts the node's rows that go left before the others, both in their order; where the others begin. */
  private partition(node: HistNode): i32 {
    const split = node.split;
    const d = <usize>this.bins.d;
    const bins = this.bytes + <usize>split.feature;
    const begin = this.order + ((<usize>node.from) << 2);
    const end = this.order + ((<usize>node.to) << 2);
    let left = begin;
    let right = this.scratch;
    const isCategorical = split.isCategorical;
    const last = <u32>split.bin;
    const missing = split.isMissingLeft ? <u32>this.bins.counts[split.feature] : last;
    for (let p = begin; p < end; ) {
      const stop = min(end, p + ROWS_A_STEP * 4);
      for (; p < stop; p += 4) {
        const row = load<u32>(p);
        const bin = <u32>load<u8>(bins + <usize>row * d);
        const goesLeft = isCategorical
          ? <usize>split.hasBit(bin)
          : <usize>(bin <= last) | <usize>(bin == missing);
        store<u32>(left, row);
        store<u32>(right, row);
        // Computed, not branched upon: which way a row goes is hard to guess.
        left += goesLeft << 2;
        right += (1 - goesLeft) << 2;
      }
      tick(4 * <f64>ROWS_A_STEP);
    }
    memory.copy(left, this.scratch, right - this.scratch);
    return <i32>((left - this.order) >> 2);
  }

  /** Adds each leaf's value to its rows' raw predictions. */
  addTo(raw: usize): void {
    for (let i = 0; i < this.length; i++) {
      const node = this.nodes[i];
      if (!node.isLeaf) continue;
      const value = node.sums.value;
      for (let p = node.from; p < node.to; p++) {
        const row = load<i32>(this.order + ((<usize>p) << 2));
        put(raw, row, at(raw, row) + value);
      }
      tick(4 * <f64>node.sums.n);
    }
  }

  /** Adds what the tree says of m other rows of bins. */
  addToOthers(bytes: usize, m: i32, raw: usize): void {
    const d = <usize>this.bins.d;
    for (let row = 0; row < m; row++) {
      const bins = bytes + <usize>row * d;
      let node = this.nodes[0];
      while (!node.isLeaf) {
        const split = node.split;
        const bin = <i32>load<u8>(bins + split.feature);
        let isLeft = split.isCategorical ? split.hasBit(bin) : bin <= split.bin;
        if (bin == this.bins.counts[split.feature]) isLeft = split.isMissingLeft;
        node = this.nodes[isLeft ? node.left : node.right];
      }
      put(raw, row, at(raw, row) + node.sums.value);
      if ((row & 0xffff) == 0xffff) tick(3e6);
    }
    tick(40 * <f64>(m & 0xffff));
  }

  /** Writes the tree for keeping; its categorical splits go into `splits`, its gains are added by column. */
  keep(tree: Grown, splits: CategorySplits, gains: usize): void {
    tree.clear();
    for (let i = 0; i < this.length; i++) {
      const node = this.nodes[i];
      const added = tree.addLeaf(0, node.sums.n, node.sums.n);
      tree.setValue(added, node.isLeaf ? node.sums.value : 0);
      if (node.isLeaf) continue;
      const split = node.split;
      const f = split.feature;
      const column = this.bins.columnOf[f];
      put(gains, column, at(gains, column) + split.gain);
      if (split.isCategorical) {
        tree.setSplit(added, splits.add(f, split.bits), 0, split.isMissingLeft);
      } else {
        const isLast = split.bin == this.bins.counts[f] - 1;
        tree.setSplit(added, column, isLast ? Infinity : this.bins.edge(f, split.bin), split.isMissingLeft);
      }
      tree.setLeft(added, node.left);
      tree.setRight(added, node.right);
    }
  }

  /** Puts node i on the heap, whose first node gains most. */
  private push(i: i32): void {
    this.heap.push(i);
    this.rise(0, this.heap.length - 1);
  }

  private pop(): i32 {
    const heap = this.heap;
    const last = heap.pop();
    if (heap.length == 0) return last;
    const first = heap[0];
    // The gap sinks to the bottom, whatever the last node gains, and that one rises from there.
    const end = heap.length;
    let place = 0;
    let child = 1;
    while (child < end) {
      if (child + 1 < end && !this.isBefore(heap[child], heap[child + 1])) child++;
      heap[place] = heap[child];
      place = child;
      child = 2 * place + 1;
    }
    heap[place] = last;
    this.rise(0, place);
    return first;
  }

  private rise(start: i32, place: i32): void {
    const heap = this.heap;
    const node = heap[place];
    while (place > start) {
      const parent = (place - 1) >> 1;
      if (!this.isBefore(node, heap[parent])) break;
      heap[place] = heap[parent];
      place = parent;
    }
    heap[place] = node;
  }

  private isBefore(a: i32, b: i32): bool {
    return this.nodes[a].split.gain > this.nodes[b].split.gain;
  }
}
