// The bytes of trees (nodes.ts).
//
//   count of trees i32 · u8 1 when details follow each, then each tree in preorder (a node, what is left of it, what is
//   right of it):
//
//   nodes i32
//   shape     one bit a node, the lowest first: 1 for a leaf
//   features  of the inner nodes: u8 each for d <= 256, u16 for d <= 65536, else i32
//   missing   one bit an inner node: 1 when NULL goes left
//   numbers (codec/compact.ts) of the inner nodes' thresholds, then of the leaves' covers
//   of a regression: numbers of the leaves' values
//   of a classification: the leaves' classes (u8 for k < 256, else u16), k for a mixture; numbers of the mixtures'
//   k weights of classes each
//   details: numbers of all nodes' rows, numbers of all nodes' impurities
//
// A shape in preorder is a tree exactly when the count of open places falls to 0 at the last node and not before:
// so bytes that are read can hold no loop and no node twice. Everything else is checked against its range.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { readCompact, writeCompact } from '../../codec/compact';
import { put } from '../../math/vector';
import { Records } from '../../memory/records';
import { Grown } from './grown';
import { Trees, TreesBuilder } from './nodes';

export function writeTrees(out: ByteWriter, trees: Trees, d: i32): void {
  out.i32(trees.length);
  out.u8(trees.hasDetails ? 1 : 0);
  for (let t = 0; t < trees.length; t++) writeTree(out, trees, t, d);
}

function writeTree(out: ByteWriter, trees: Trees, t: i32, d: i32): void {
  const order = trees.preorder(t);
  const n = order.length;
  const inner = (n - 1) / 2;
  const shape = new StaticArray<u8>((n + 7) >> 3);
  const missing = new StaticArray<u8>((inner + 7) >> 3);
  const thresholds = new StaticArray<f64>(inner);
  const features = new StaticArray<i32>(inner);
  const leaves = new StaticArray<i32>(n - inner);
  let i = 0;
  let l = 0;
  for (let p = 0; p < n; p++) {
    const node = order[p];
    const child = trees.child(node);
    if (child < 0) {
      setBit(shape, p);
      leaves[l++] = ~child;
      continue;
    }
    if (trees.isMissingLeft(node)) setBit(missing, i);
    features[i] = trees.feature(node);
    thresholds[i++] = trees.threshold(node);
  }
  out.i32(n);
  out.raw(changetype<usize>(shape), shape.length);
  for (i = 0; i < inner; i++) writeIndex(out, features[i], d);
  out.raw(changetype<usize>(missing), missing.length);
  writeCompact(out, changetype<usize>(thresholds), inner);
  writeLeaves(out, trees, leaves);
  if (trees.hasDetails) writeDetails(out, trees, order);
}

function writeLeaves(out: ByteWriter, trees: Trees, leaves: StaticArray<i32>): void {
  const count = leaves.length;
  const numbers = new StaticArray<f64>(count);
  for (let l = 0; l < count; l++) numbers[l] = trees.cover(leaves[l]);
  writeCompact(out, changetype<usize>(numbers), count);
  const k = trees.k;
  if (k == 0) {
    for (let l = 0; l < count; l++) numbers[l] = trees.value(leaves[l]);
    writeCompact(out, changetype<usize>(numbers), count);
    return;
  }
  let mixed = 0;
  for (let l = 0; l < count; l++) {
    const held = trees.classOf(leaves[l]);
    if (held == k) mixed++;
    writeIndex(out, held, k + 1);
  }
  const weights = new StaticArray<f64>(mixed * k);
  let w = 0;
  for (let l = 0; l < count; l++) {
    if (trees.classOf(leaves[l]) < k) continue;
    for (let c = 0; c < k; c++) weights[w++] = trees.weightOf(leaves[l], c);
  }
  writeCompact(out, changetype<usize>(weights), weights.length);
}

function writeDetails(out: ByteWriter, trees: Trees, order: StaticArray<i32>): void {
  const numbers = new StaticArray<f64>(order.length);
  for (let p = 0; p < order.length; p++) numbers[p] = trees.rowsOf(order[p]);
  writeCompact(out, changetype<usize>(numbers), order.length);
  for (let p = 0; p < order.length; p++) numbers[p] = trees.impurityOf(order[p]);
  writeCompact(out, changetype<usize>(numbers), order.length);
}

/** Trees that bytes may claim. */
const MOST_TREES: i32 = 1 << 20;

/** Reads what `writeTrees` wrote for d features and k classes (0: values). */
export function readTrees(bytes: ByteReader, d: i32, k: i32): Trees {
  const count = bytes.i32In(1, MOST_TREES, 'the number of trees');
  const details = bytes.u8();
  if (details > 1) bytes.damaged(`the flag of details must be 0 or 1, got ${details}`);
  const builder = new TreesBuilder(k, details == 1);
  const tree = new Grown(max(k, 1));
  for (let t = 0; t < count; t++) {
    tree.clear();
    readTree(bytes, tree, d, k, details == 1);
    builder.add(tree);
  }
  tree.release();
  return builder.finish();
}

function readTree(bytes: ByteReader, tree: Grown, d: i32, k: i32, hasDetails: bool): void {
  // A node takes two bytes at least.
  const n = bytes.i32In(1, max(1, bytes.left >> 1), 'the number of nodes');
  const shape = bytes.take((n >>> 3) + ((n & 7) > 0 ? 1 : 0));
  const inner = readShape(bytes, tree, shape, n);
  readSplits(bytes, tree, inner, d);
  readLeaves(bytes, tree, k);
  if (hasDetails) readDetails(bytes, tree);
}

/** Makes the nodes and their links; how many are inner. */
function readShape(bytes: ByteReader, tree: Grown, shape: usize, n: i32): i32 {
  /** Nodes whose right child is to come. */
  const waiting = new Records(4);
  let inner = 0;
  let isComplete = false;
  let parent = -1;
  for (let p = 0; p < n && !isComplete; p++) {
    const node = tree.addLeaf(0, 0, 0);
    if (parent >= 0) tree.setLeft(parent, node);
    else if (p > 0) tree.setRight(load<i32>(waiting.pop()), node);
    if (bitAt(shape, p)) {
      parent = -1;
      isComplete = waiting.length == 0;
      continue;
    }
    tree.setSplit(node, 0, 0, false);
    store<i32>(waiting.push(), node);
    parent = node;
    inner++;
  }
  waiting.release();
  if (!isComplete || tree.length != n) bytes.damaged(`${n} nodes are no tree of their shape`);
  return inner;
}

function readSplits(bytes: ByteReader, tree: Grown, inner: i32, d: i32): void {
  const features = bytes.take(inner * widthOf(d));
  const missing = bytes.take((inner + 7) >> 3);
  const thresholds = readCompact(bytes, inner, 'thresholds');
  for (let p = 0, i = 0; p < tree.length; p++) {
    if (tree.isLeaf(p)) continue;
    const feature = indexAt(features, i, d);
    const threshold = thresholds[i];
    if (feature < 0 || feature >= d) bytes.damaged(`node ${p} splits feature ${feature} of ${d}`);
    if (isNaN(threshold) || threshold == -Infinity)
      bytes.damaged(`the threshold of node ${p} is ${threshold}`);
    tree.setSplit(p, feature, threshold, bitAt(missing, i));
    i++;
  }
}

function readLeaves(bytes: ByteReader, tree: Grown, k: i32): void {
  const count = (tree.length + 1) / 2;
  const covers = readCompact(bytes, count, 'covers');
  let mixed = 0;
  let classes: usize = 0;
  if (k > 0) {
    classes = bytes.take(count * widthOf(k + 1));
    for (let l = 0; l < count; l++) {
      const held = indexAt(classes, l, k + 1);
      if (held < 0 || held > k) bytes.damaged(`leaf ${l} is of class ${held} of ${k}`);
      if (held == k) mixed++;
    }
    if (<i64>mixed * k > bytes.left)
      bytes.damaged(`${mixed} leaves of ${k} classes, ${bytes.left} bytes left`);
  }
  const numbers = readCompact(bytes, k > 0 ? mixed * k : count, 'leaves');
  for (let p = 0, l = 0, m = 0; p < tree.length; p++) {
    if (!tree.isLeaf(p)) continue;
    const cover = covers[l];
    if (!(cover > 0) || !isFinite(cover)) bytes.damaged(`the cover of leaf ${l} is ${cover}`);
    tree.setWeight(p, cover);
    const values = tree.values(p);
    if (k == 0) {
      if (!isFinite(numbers[l])) bytes.damaged(`the value of leaf ${l} is not finite`);
      put(values, 0, numbers[l]);
    } else {
      const held = indexAt(classes, l, k + 1);
      for (let c = 0; c < k; c++) put(values, c, held == c ? cover : 0);
      if (held == k) {
        for (let c = 0; c < k; c++) {
          const weight = numbers[m++];
          if (!(weight >= 0) || !isFinite(weight))
            bytes.damaged(`leaf ${l} has the weight ${weight} of a class`);
          put(values, c, weight);
        }
      }
    }
    l++;
  }
}

function readDetails(bytes: ByteReader, tree: Grown): void {
  const rows = readCompact(bytes, tree.length, 'rows of nodes');
  const impurities = readCompact(bytes, tree.length, 'impurities');
  for (let p = 0; p < tree.length; p++) {
    const count = rows[p];
    if (!(count >= 1) || count > i32.MAX_VALUE || count != Math.floor(count)) {
      bytes.damaged(`node ${p} has ${count} rows`);
    }
    if (!isFinite(impurities[p])) bytes.damaged(`the impurity of node ${p} is not finite`);
    tree.setDetails(p, <i32>count, impurities[p]);
  }
}

/** Bytes of an index below `count`. */
function widthOf(count: i32): i32 {
  return count <= 256 ? 1 : count <= 65536 ? 2 : 4;
}

function writeIndex(out: ByteWriter, index: i32, count: i32): void {
  const width = widthOf(count);
  if (width == 1) out.u8(<u8>index);
  else if (width == 2) out.u16(<u16>index);
  else out.i32(index);
}

/** Index i of those of `count` that begin at `from`. */
function indexAt(from: usize, i: i32, count: i32): i32 {
  const width = widthOf(count);
  if (width == 1) return load<u8>(from + i);
  if (width == 2) return load<u16>(from + ((<usize>i) << 1));
  return load<i32>(from + ((<usize>i) << 2));
}

function setBit(bits: StaticArray<u8>, i: i32): void {
  bits[i >> 3] = bits[i >> 3] | ((<u8>1) << (<u8>(i & 7)));
}

function bitAt(bits: usize, i: i32): bool {
  return ((load<u8>(bits + (i >> 3)) >> <u8>(i & 7)) & 1) != 0;
}
