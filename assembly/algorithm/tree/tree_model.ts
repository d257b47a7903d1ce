// What models of averaged trees share, a single tree being one of them: answers, importances, bytes.
//
//   a classification   the mean of the trees' shares of the classes; of equal ones the lowest class
//   a regression       the mean of the trees' values
//
// What is explained (shapley.ts): the probability of each class, of two classes that of the second; the value.
//
// Bytes: the trees (bytes.ts), then reals importances.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Matrix } from '../../math/matrix';
import { at, highest, put } from '../../math/vector';
import { Classifier, Regressor } from '../../model/model';
import { TreeView } from '../../model/tree_view';
import { readTrees, writeTrees } from './bytes';
import { RowBlock, rowsAtOnce } from './leaves';
import { Trees } from './nodes';
import { explainTrees, LeafNumbers } from './shapley';

class MeanShares extends LeafNumbers {
  get count(): i32 {
    return this.trees.k > 2 ? this.trees.k : 1;
  }

  write(t: i32, leaf: i32, out: usize): void {
    const trees = this.trees;
    const from = trees.k > 2 ? 0 : 1;
    for (let c = from; c < trees.k; c++) put(out, c - from, trees.share(leaf, c) / <f64>trees.length);
  }
}

class MeanValue extends LeafNumbers {
  get count(): i32 {
    return 1;
  }

  write(t: i32, leaf: i32, out: usize): void {
    put(out, 0, this.trees.value(leaf) / <f64>this.trees.length);
  }
}

/** Predicts by the mean of the trees' shares. */
export abstract class TreesClassifier extends Classifier {
  trees: Trees = Trees.none(2);
  protected gains: StaticArray<f64> = new StaticArray<f64>(0);

  get outputs(): i32 {
    return this.trees.k;
  }

  outputsOf(X: Matrix, out: usize): void {
    const trees = this.trees;
    const k = trees.k;
    const width = (<usize>k) << 3;
    memory.fill(out, 0, <usize>X.rows * width);
    const most = rowsAtOnce(X);
    for (let first = 0; first < X.rows; first += most) {
      const count = min(most, X.rows - first);
      const block = new RowBlock(trees, X, first, count, true);
      const end = out + <usize>count * width;
      for (let t = 0; t < trees.length; t++) {
        let leaf = block.leavesOf(t);
        for (let output = out; output < end; output += width, leaf += 4)
          trees.addShares(load<i32>(leaf), output);
      }
      for (; out < end; out += 8) store<f64>(out, load<f64>(out) / <f64>trees.length);
    }
  }

  classOf(output: usize): i32 {
    return highest(output, this.trees.k);
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    memory.copy(out, output, (<usize>this.trees.k) << 3);
  }

  get cost(): f64 {
    return this.trees.cost;
  }

  get importances(): StaticArray<f64> | null {
    return this.gains;
  }

  get explained(): i32 {
    return new MeanShares(this.trees).count;
  }

  explain(X: Matrix, out: usize, bases: usize): void {
    explainTrees(new MeanShares(this.trees), X, out, bases);
  }

  get treeView(): TreeView | null {
    return this.trees;
  }

  write(out: ByteWriter): void {
    writeTrees(out, this.trees, this.gains.length);
    out.reals(changetype<usize>(this.gains), this.gains.length);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.trees = readTrees(bytes, features, classes);
    this.gains = readGains(bytes, features);
  }
}

/** Predicts the mean of the trees' values. */
export abstract class TreesRegressor extends Regressor {
  trees: Trees = Trees.none(0);
  protected gains: StaticArray<f64> = new StaticArray<f64>(0);

  outputsOf(X: Matrix, out: usize): void {
    const trees = this.trees;
    const most = rowsAtOnce(X);
    memory.fill(out, 0, (<usize>X.rows) << 3);
    for (let first = 0; first < X.rows; first += most) {
      const count = min(most, X.rows - first);
      const block = new RowBlock(trees, X, first, count, true);
      const end = out + ((<usize>count) << 3);
      for (let t = 0; t < trees.length; t++) {
        let leaf = block.leavesOf(t);
        for (let output = out; output < end; output += 8, leaf += 4) {
          store<f64>(output, load<f64>(output) + trees.value(load<i32>(leaf)));
        }
      }
      for (; out < end; out += 8) store<f64>(out, load<f64>(out) / <f64>trees.length);
    }
  }

  get cost(): f64 {
    return this.trees.cost;
  }

  get importances(): StaticArray<f64> | null {
    return this.gains;
  }

  get explained(): i32 {
    return new MeanValue(this.trees).count;
  }

  explain(X: Matrix, out: usize, bases: usize): void {
    explainTrees(new MeanValue(this.trees), X, out, bases);
  }

  get treeView(): TreeView | null {
    return this.trees;
  }

  write(out: ByteWriter): void {
    writeTrees(out, this.trees, this.gains.length);
    out.reals(changetype<usize>(this.gains), this.gains.length);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.trees = readTrees(bytes, features, 0);
    this.gains = readGains(bytes, features);
  }
}

/** d importances, which are finite. */
export function readGains(bytes: ByteReader, d: i32): StaticArray<f64> {
  const gains = bytes.reals(d, 'importances');
  for (let j = 0; j < d; j++)
    if (!isFinite(gains[j])) bytes.damaged(`the importance of column ${j} is not finite`);
  return gains;
}
