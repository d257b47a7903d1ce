// Which leaf of every tree a row comes to, for a block of rows at once.
//
// On its way down a row waits at each node for memory: for the node, then for the value that it names. So four go down
// together, four rows one tree, or a row alone four trees: their loads overlap, and which child comes next is computed, not
// branched upon. A tree is asked by all rows of a block before the next, so that it is read into the cache once a block:
// a large forest doesn't stay there, and the more rows a block has, the less of it is waiting for nodes.
// Who is at a leaf stays there until all four are.

import { Matrix } from '../../math/matrix';
import { roundRow, Trees } from './nodes';

/** Rows of a block at most, and bytes of their values: what stays near while a tree is asked. */
const MOST_ROWS: i32 = 4096;
const MOST_BYTES: i32 = 1 << 19;

/** Numbers of leaves, as a block found them last, and its rows' values. */
let leaves = new StaticArray<i32>(0);
let rounded = new StaticArray<f64>(0);

/** How many rows of X a block takes at once. */
export function rowsAtOnce(X: Matrix): i32 {
  return max(1, min(MOST_ROWS, MOST_BYTES / (max(1, X.cols) << 3)));
}

/** `count` rows of X from `first` on that go down trees, their values rounded to float32 where `isRounded`. One at a time. */
export class RowBlock {
  private x: usize;
  private stride: usize;
  private areFinite: bool;

  constructor(
    private trees: Trees,
    X: Matrix,
    first: i32,
    private count: i32,
    isRounded: bool,
  ) {
    const d = X.cols;
    this.x = X.row(first);
    this.stride = (<usize>X.stride) << 3;
    if (isRounded) {
      if (rounded.length < d * count) rounded = new StaticArray<f64>(d * count);
      this.x = changetype<usize>(rounded);
      this.stride = (<usize>d) << 3;
      for (let i = 0; i < count; i++) roundRow(X.row(first + i), d, this.x + <usize>i * this.stride);
    }
    if (leaves.length < max(count, 12)) leaves = new StaticArray<i32>(max(count, 12));
    this.areFinite = areAllFinite(this.x, this.stride, d, count);
  }

  /** The leaves of the rows in tree t, i32 each, valid until it is asked again; the trees are asked in order. */
  leavesOf(t: i32): usize {
    const count = this.count;
    const out = changetype<usize>(leaves);
    if (count >= 4) {
      if (this.areFinite) this.trees.leavesOfRows(t, this.x, this.stride, count, out);
      else askOne(this.trees, t, this.x, this.stride, count, out);
      return out;
    }
    const width = (<usize>count) << 2;
    if ((t & 3) == 0) {
      for (let i = 0; i < count; i++)
        askFour(this.trees, t, this.x + <usize>i * this.stride, out + ((<usize>i) << 2), width);
    }
    return out + <usize>(t & 3) * width;
  }
}

/** Whether n rows of d values have neither NaN nor an infinity. */
function areAllFinite(x: usize, stride: usize, d: i32, n: i32): bool {
  let nothing: f64 = 0;
  for (let i = 0; i < n; i++) {
    const row = x + <usize>i * stride;
    for (let j = 0; j < d; j++) {
      const value = load<f64>(row + ((<usize>j) << 3));
      nothing += value - value;
    }
  }
  return nothing == 0;
}

/** Asks tree t for n >= 4 rows, `stride` bytes apart. */
function askOne(trees: Trees, t: i32, x: usize, stride: usize, n: i32, out: usize): void {
  for (let i = 0; i < n; i += 4) {
    // The last four may be some of those before them again.
    const from = min(i, n - 4);
    const row = x + <usize>from * stride;
    const to = out + ((<usize>from) << 2);
    trees.descend(t, t, t, t, row, row + stride, row + 2 * stride, row + 3 * stride, to, 4);
  }
}

/** Asks the four trees from t on, or those that there are, for a row; its leaves are `step` bytes apart. */
function askFour(trees: Trees, t: i32, x: usize, out: usize, step: usize): void {
  if (t + 4 <= trees.length) {
    trees.descend(t, t + 1, t + 2, t + 3, x, x, x, x, out, step);
    return;
  }
  for (; t < trees.length; t++, out += step) store<i32>(out, trees.leafOf(t, x));
}

/**
 * Writes the sums of boosting for the rows of X: of each row `start`, then of tree after tree `rate` times what its leaf says,
 * the trees being of the outputs in turn.
 */
export function sumLeaves(
  trees: Trees,
  X: Matrix,
  isRounded: bool,
  start: StaticArray<f64>,
  rate: f64,
  out: usize,
): void {
  const width = (<usize>start.length) << 3;
  const most = rowsAtOnce(X);
  for (let first = 0; first < X.rows; first += most) {
    const count = min(most, X.rows - first);
    const block = new RowBlock(trees, X, first, count, isRounded);
    const end = out + <usize>count * width;
    for (let output = out; output < end; output += width)
      memory.copy(output, changetype<usize>(start), width);
    for (let t = 0, c: usize = 0; t < trees.length; t++) {
      let leaf = block.leavesOf(t);
      for (let output = out + c; output < end; output += width, leaf += 4) {
        store<f64>(output, load<f64>(output) + rate * trees.value(load<i32>(leaf)));
      }
      c = c + 8 < width ? c + 8 : 0;
    }
    out = end;
  }
}
