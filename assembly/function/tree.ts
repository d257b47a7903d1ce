// sqml_tree(experiment_name [, tree_number]): the nodes of a tree, or of all trees, counted from 0; a node comes before what is
// left of it, and that before what is right of it.
//
//   node              its number in the tree
//   feature           by which it splits: the column, 'island=Biscoe' for a category of TEXT; NULL for a leaf
//   threshold         in the feature's own units: feature <= threshold goes left; feature is rounded to float32 first
//   left_child, right_child   the numbers of the children
//   missing           'left' or 'right': where NULL goes, or would
//   class             of trees with classes the one with the largest share; of boosting the one that the tree scores
//   value             what the node says: of trees with classes a JSON object of shares, else a number; of an inner node
//                     the mean of its leaves' by weight
//   weight            of its training rows
//   samples, impurity of a single decision_tree: rows, and what the criterion says of them; else NULL

import { argument, begin, beginRows, describe, endRows, isGiven, isWhole, wholeOf } from '../call';
import { ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import { at, highest, put } from '../math/vector';

import { Records } from '../memory/records';
import { Pipeline } from '../model/pipeline';
import { TreeView } from '../model/tree_view';
import { tick } from '../progress';
import { modelOf } from '../registry/deployed';
import { RowWriter } from '../rows';
import { writeByClass } from './by_class';

export function sqml_tree(argc: i32): usize {
  begin('sqml_tree', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  const trees = pipeline.model.treeView;
  if (trees == null) {
    fail(`'${pipeline.algorithm}' with these options does not consist of trees`);
    throw new Error('unreachable');
  }
  let from = 0;
  let to = trees.length;
  if (isGiven(1)) {
    from = treeArgument(to);
    to = from + 1;
  }
  const writer = new NodeWriter(beginRows(), pipeline, trees);
  for (let t = from; t < to; t++) writer.write(t);
  return endRows();
}

function treeArgument(count: i32): i32 {
  const cell = argument(1);
  const isInteger = isWhole(cell);
  if (!isInteger || wholeOf(cell) < 0 || wholeOf(cell) >= count) {
    fail(`tree_number must be a whole number from 0 to ${count - 1}, got ${describe(cell)}`);
  }
  return <i32>wholeOf(cell);
}

/** A node: its number among the trees', the numbers of its children, its weight; then its values. */
const NODE: usize = 0;
const LEFT: usize = 4;
const RIGHT: usize = 8;
const WEIGHT: usize = 16;
const VALUES: usize = 24;

class NodeWriter {
  private names: string[];
  /** Values of a node. */
  private width: i32;
  private nodes: Records;
  private scratch: ByteWriter = new ByteWriter();

  constructor(
    private rows: RowWriter,
    private pipeline: Pipeline,
    private trees: TreeView,
  ) {
    const width = max(trees.classCount, 1);
    this.width = width;
    this.names = pipeline.encoding.columnNames;
    this.nodes = new Records(<i32>VALUES + 8 * width);
  }

  write(t: i32): void {
    this.findNodes(t);
    this.findValues();
    for (let p = 0; p < this.nodes.length; p++) this.writeNode(t, p);
    tick(20 * <f64>this.nodes.length);
  }

  /** Lists the nodes of tree t. */
  private findNodes(t: i32): void {
    const nodes = this.nodes;
    nodes.clear();
    // A node to come, and its parent's place; ~place where it is the right child.
    const waiting = new Records(8);
    store<i32>(waiting.push(), this.trees.root(t));
    store<i32>(waiting.at(0), 0, 4);
    while (waiting.length > 0) {
      const task = waiting.pop();
      const node = load<i32>(task);
      const parent = load<i32>(task, 4);
      const place = nodes.length;
      store<i32>(nodes.push(), node, NODE);
      if (parent < 0) store<i32>(nodes.at(~parent), place, RIGHT);
      else if (place > 0) store<i32>(nodes.at(parent), place, LEFT);
      const child = this.trees.child(node);
      if (child < 0) continue;
      const right = waiting.push();
      store<i32>(right, child + 1);
      store<i32>(right, ~place, 4);
      const left = waiting.push();
      store<i32>(left, child);
      store<i32>(left, place, 4);
    }
    waiting.release();
  }

  /** Finds weights and values, from the leaves up: a child comes after its parent. */
  private findValues(): void {
    const trees = this.trees;
    for (let p = this.nodes.length - 1; p >= 0; p--) {
      const node = this.nodes.at(p);
      const child = trees.child(load<i32>(node, NODE));
      const values = node + VALUES;
      if (child < 0) {
        store<f64>(node, trees.cover(~child), WEIGHT);
        if (trees.classCount == 0) put(values, 0, trees.value(~child));
        else for (let c = 0; c < this.width; c++) put(values, c, trees.share(~child, c));
        continue;
      }
      const left = this.nodes.at(load<i32>(node, LEFT));
      const right = this.nodes.at(load<i32>(node, RIGHT));
      const weight = load<f64>(left, WEIGHT) + load<f64>(right, WEIGHT);
      const share = load<f64>(left, WEIGHT) / weight;
      store<f64>(node, weight, WEIGHT);
      for (let c = 0; c < this.width; c++) {
        put(values, c, share * at(left + VALUES, c) + (1 - share) * at(right + VALUES, c));
      }
    }
  }

  private writeNode(t: i32, p: i32): void {
    const rows = this.rows;
    const trees = this.trees;
    const record = this.nodes.at(p);
    const node = load<i32>(record, NODE);
    rows.integer(t);
    rows.integer(p);
    if (trees.child(node) < 0) for (let i = 0; i < 5; i++) rows.null();
    else {
      const j = trees.feature(node);
      const scaler = this.pipeline.scaler;
      rows.text(this.names[j]);
      rows.real(trees.threshold(node) * scaler.scale[j] + scaler.mean[j]);
      rows.integer(load<i32>(record, LEFT));
      rows.integer(load<i32>(record, RIGHT));
      rows.text(trees.isMissingLeft(node) ? 'left' : 'right');
    }
    this.writeValue(t, record + VALUES);
    rows.real(load<f64>(record, WEIGHT));
    if (trees.hasDetails) {
      rows.integer(trees.rowsOf(node));
      rows.real(trees.impurityOf(node));
    } else {
      rows.null();
      rows.null();
    }
  }

  /** class and value. */
  private writeValue(t: i32, values: usize): void {
    const rows = this.rows;
    const labels = this.pipeline.labels;
    if (this.trees.classCount == 0) {
      const c = this.pipeline.model.classOfTree(t);
      if (c >= 0) labels[c].writeCell(rows.out);
      else rows.null();
      rows.real(at(values, 0));
      return;
    }
    labels[highest(values, this.width)].writeCell(rows.out);
    writeByClass(rows, this.scratch, labels, values);
  }
}
