// Which leaf of every tree a row comes to, for a block of rows at once.
//
// On its way down a row waits at each node for memory: for the node, then for the value that it names. So four go down
// together, four rows one tree, or a row alone four trees: their loads overlap, and which child comes next is computed, not
// branched upon. A tree is asked by all rows of a block before the next, so that it is read into the cache once a block.
// Who is at a leaf stays there until all four are.

import { Matrix } from '../../math/matrix';
import { roundRow, Trees } from './nodes';

/** Rows of a block at most, and leaves that a block may note. */
const MOST_ROWS: i32 = 512;
const MOST_LEAVES: i32 = 65536;

/** Numbers of leaves, as `leavesOf` found them last. */
let leaves = new StaticArray<i32>(0);
let rounded = new StaticArray<f64>(0);

/** How many rows `leavesOf` takes at once. */
export function rowsAtOnce(trees: Trees): i32 {
  return max(1, min(MOST_ROWS, MOST_LEAVES / max(1, trees.length)));
}

/**
 * Finds the leaves of `count` rows of X from `first` on, their values rounded to float32 where `isRounded`. A pointer to leaf
 * numbers, i32, tree after tree, each tree's of all the rows; valid until the next call.
 */
export function leavesOf(trees: Trees, X: Matrix, first: i32, count: i32, isRounded: bool): usize {
  const length = trees.length;
  if (leaves.length < length * count) leaves = new StaticArray<i32>(length * count);
  let x = X.row(first);
  let stride = (<usize>X.stride) << 3;
  if (isRounded) {
    const d = X.cols;
    if (rounded.length < d * count) rounded = new StaticArray<f64>(d * count);
    x = changetype<usize>(rounded);
    stride = (<usize>d) << 3;
    for (let i = 0; i < count; i++) roundRow(X.row(first + i), d, x + <usize>i * stride);
  }
  const out = changetype<usize>(leaves);
  const areFinite = areAllFinite(x, stride, X.cols, count);
  if (count < 4) {
    for (let i = 0; i < count; i++) askAll(trees, x + <usize>i * stride, out + ((<usize>i) << 2), count);
  } else {
    for (let t = 0; t < length; t++) {
      const to = out + ((<usize>t * <usize>count) << 2);
      if (areFinite) trees.leavesOfRows(t, x, stride, count, to);
      else askOne(trees, t, x, stride, count, to);
    }
  }
  return out;
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

/** Asks all trees for a row, whose leaves are `step` numbers apart. */
function askAll(trees: Trees, x: usize, out: usize, step: i32): void {
  const bytes = (<usize>step) << 2;
  let t = 0;
  for (; t + 4 <= trees.length; t += 4) {
    trees.descend(t, t + 1, t + 2, t + 3, x, x, x, x, out + <usize>t * bytes, bytes);
  }
  for (; t < trees.length; t++) store<i32>(out + <usize>t * bytes, trees.leafOf(t, x));
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
  const most = rowsAtOnce(trees);
  for (let first = 0; first < X.rows; first += most) {
    const count = min(most, X.rows - first);
    let leaf = leavesOf(trees, X, first, count, isRounded);
    const end = out + <usize>count * width;
    for (let output = out; output < end; output += width)
      memory.copy(output, changetype<usize>(start), width);
    for (let t = 0, c: usize = 0; t < trees.length; t++) {
      for (let output = out + c; output < end; output += width, leaf += 4) {
        store<f64>(output, load<f64>(output) + rate * trees.value(load<i32>(leaf)));
      }
      c = c + 8 < width ? c + 8 : 0;
    }
    out = end;
  }
}
