// Grows a tree: which node is split next, and which becomes a leaf.
//
// A node is a leaf when it is max_depth deep, has fewer rows than min_samples_split or than twice min_samples_leaf,
// less weight than twice the least of a leaf, an impurity of 2^-52 at most, no split, or a split that improves less
// than min_impurity_decrease.
//
//   depth first   left before right; nodes come in preorder
//   best first    the node whose split improves most, while max_leaf_nodes allows; of equal ones the one that the C++
//                 standard library's heap has on top
//
// Source: scikit-learn 1.9.1.

import { Records } from '../../memory/records';
import { Criterion } from './criterion';
import { Grown } from './grown';
import { Splitter } from './splitter';

/** What an impurity, or a gain, is zero up to: 2^-52. */
const EPSILON: f64 = 2.220446049250313e-16;

/** The size of a record in the heap, which its first f64 orders. */
const RECORD: i32 = 48;

/** When a node stays a leaf. */
export class Stops {
  maxDepth: i32 = i32.MAX_VALUE;
  minSamplesSplit: i32 = 2;
  minSamplesLeaf: i32 = 1;
  minWeightLeaf: f64 = 0;
  /** 0: no limit. */
  maxLeafNodes: i32 = 0;
  minImpurityDecrease: f64 = 0;
}

export class Grower {
  constructor(
    private splitter: Splitter,
    private criterion: Criterion,
    private stops: Stops,
  ) {}

  /** Grows the tree of n samples into `tree`, which is empty. */
  grow(tree: Grown, n: i32): void {
    if (this.stops.maxLeafNodes > 0) this.growBestFirst(tree, n);
    else this.growDepthFirst(tree, n);
  }

  /** Makes the node start..end-1, its impurity NaN at the root; whether it is split, as the splitter says. */
  private makeNode(tree: Grown, start: i32, end: i32, depth: i32, impurity: f64, constants: i32): bool {
    const stops = this.stops;
    const criterion = this.criterion;
    const rows = end - start;
    criterion.begin(start, end);
    if (isNaN(impurity)) impurity = criterion.impurity;
    const weight = criterion.weight;
    let isLeaf =
      depth >= stops.maxDepth ||
      rows < stops.minSamplesSplit ||
      rows < 2 * stops.minSamplesLeaf ||
      weight < 2 * stops.minWeightLeaf ||
      impurity <= EPSILON;
    if (!isLeaf) {
      const splitter = this.splitter;
      splitter.areChildrenSplit = depth + 1 < stops.maxDepth;
      splitter.split(start, end, impurity, constants);
      isLeaf = splitter.position >= end || splitter.improvement + EPSILON < stops.minImpurityDecrease;
    }
    const node = tree.addLeaf(impurity, rows, weight);
    criterion.value(tree.values(node));
    if (!isLeaf) {
      tree.setSplit(node, this.splitter.feature, this.splitter.threshold, this.splitter.isMissingLeft);
    }
    return !isLeaf;
  }

  /** The stack: start, end, depth, parent, whether it is the left child, constants (i32 each), impurity (f64). */
  private growDepthFirst(tree: Grown, n: i32): void {
    const stack = new Records(32);
    push(stack, 0, n, 0, -1, false, 0, NaN);
    while (stack.length > 0) {
      const task = stack.pop();
      const start = load<i32>(task);
      const end = load<i32>(task, 4);
      const depth = load<i32>(task, 8);
      const parent = load<i32>(task, 12);
      const isLeft = load<i32>(task, 16) != 0;
      const isSplit = this.makeNode(tree, start, end, depth, load<f64>(task, 24), load<i32>(task, 20));
      const node = tree.length - 1;
      if (parent >= 0) {
        if (isLeft) tree.setLeft(parent, node);
        else tree.setRight(parent, node);
      }
      if (!isSplit) continue;
      const splitter = this.splitter;
      const middle = splitter.position;
      const constants = splitter.constants;
      push(stack, middle, end, depth + 1, node, false, constants, splitter.rightImpurity);
      push(stack, start, middle, depth + 1, node, true, constants, splitter.leftImpurity);
    }
    stack.release();
  }

  /** The heap: improvement, impurities left and right (f64), node, start, end, position, depth, whether it is split. */
  private growBestFirst(tree: Grown, n: i32): void {
    const heap = new Records(RECORD);
    let splits = this.stops.maxLeafNodes - 1;
    const top = changetype<usize>(new StaticArray<u8>(RECORD));
    const left = changetype<usize>(new StaticArray<u8>(RECORD));
    const right = changetype<usize>(new StaticArray<u8>(RECORD));
    this.makeWaiting(left, tree, 0, n, 0, NaN);
    addToHeap(heap, left);
    while (heap.length > 0) {
      takeTop(heap, top);
      const node = load<i32>(top, 24);
      if (load<i32>(top, 44) == 0 || splits <= 0) {
        tree.setLeaf(node);
        continue;
      }
      splits--;
      const start = load<i32>(top, 28);
      const end = load<i32>(top, 32);
      const middle = load<i32>(top, 36);
      const depth = load<i32>(top, 40) + 1;
      tree.setLeft(node, tree.length);
      this.makeWaiting(left, tree, start, middle, depth, load<f64>(top, 8));
      tree.setRight(node, tree.length);
      this.makeWaiting(right, tree, middle, end, depth, load<f64>(top, 16));
      addToHeap(heap, left);
      addToHeap(heap, right);
    }
    heap.release();
  }

  /** Makes a node, and writes its record for the heap. */
  private makeWaiting(to: usize, tree: Grown, start: i32, end: i32, depth: i32, impurity: f64): void {
    const isSplit = this.makeNode(tree, start, end, depth, impurity, 0);
    const splitter = this.splitter;
    store<f64>(to, isSplit ? splitter.improvement : 0);
    store<f64>(to, splitter.leftImpurity, 8);
    store<f64>(to, splitter.rightImpurity, 16);
    store<i32>(to, tree.length - 1, 24);
    store<i32>(to, start, 28);
    store<i32>(to, end, 32);
    store<i32>(to, splitter.position, 36);
    store<i32>(to, depth, 40);
    store<i32>(to, isSplit ? 1 : 0, 44);
  }
}

function push(
  stack: Records,
  start: i32,
  end: i32,
  depth: i32,
  parent: i32,
  isLeft: bool,
  constants: i32,
  impurity: f64,
): void {
  const task = stack.push();
  store<i32>(task, start);
  store<i32>(task, end, 4);
  store<i32>(task, depth, 8);
  store<i32>(task, parent, 12);
  store<i32>(task, isLeft ? 1 : 0, 16);
  store<i32>(task, constants, 20);
  store<f64>(task, impurity, 24);
}

function addToHeap(heap: Records, record: usize): void {
  heap.push();
  rise(heap, heap.length - 1, record);
}

/** Puts a record into the hole, or above it, where no parent is less. */
function rise(heap: Records, hole: i32, record: usize): void {
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (!(load<f64>(heap.at(parent)) < load<f64>(record))) break;
    memory.copy(heap.at(hole), heap.at(parent), RECORD);
    hole = parent;
  }
  memory.copy(heap.at(hole), record, RECORD);
}

/** Takes the top of the heap: a hole goes down to a leaf, and the last record rises from there. */
function takeTop(heap: Records, out: usize): void {
  memory.copy(out, heap.at(0), RECORD);
  const last = heap.pop();
  const n = heap.length;
  if (n == 0) return;
  let hole = 0;
  let child = 0;
  while (child < (n - 1) >> 1) {
    child = 2 * (child + 1);
    if (load<f64>(heap.at(child)) < load<f64>(heap.at(child - 1))) child--;
    memory.copy(heap.at(hole), heap.at(child), RECORD);
    hole = child;
  }
  if ((n & 1) == 0 && child == (n - 2) >> 1) {
    child = 2 * (child + 1) - 1;
    memory.copy(heap.at(hole), heap.at(child), RECORD);
    hole = child;
  }
  rise(heap, hole, last);
}
