// k nearest neighbours, as scikit-learn's KNeighborsClassifier and KNeighborsRegressor.
//
//   the n_neighbors training rows nearest to x vote for their class, or give the mean of their values
//
//   weights 'uniform'    each counts 1
//   weights 'distance'   each counts 1 / distance; where some are at distance 0, these count 1 and the others 0
//   metric               minkowski with p, euclidean (p = 2), manhattan (p = 1)
//
// The class with the most votes wins, ties go to the lowest class; its share of the votes is its probability. Of rows
// that are equally far the ones that come first in the training part count (neighbour/rows.ts), whatever `algorithm`
// is: it chooses between the k-d tree and looking at every row, and changes no answer. scikit-learn's brute force
// measures by |x|^2 - 2 x z + |z|^2, whose rounding decides between rows that are equally far.
// Bytes: f64 p, u8 weights, u8 tree, i32 n_neighbors, i32 n, reals rows (n x d), reals y (n).
// Left out: `leaf_size` and 'ball_tree', which change no answer.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix, strideOf } from '../../math/matrix';
import { pairwiseSum } from '../../math/sum';
import { at, highest, put } from '../../math/vector';
import { Classifier, Regressor } from '../../model/model';
import { Training } from '../../model/training';
import { Options, OptionSpec } from '../../option/option';
import { NearestRows } from './rows';

export function declareKnn(spec: OptionSpec): void {
  spec.integer('n_neighbors', 5, 1);
  spec.choice('weights', 'uniform', ['uniform', 'distance']);
  spec.choice('algorithm', 'auto', ['auto', 'kd_tree', 'brute']);
  spec.choice('metric', 'minkowski', ['minkowski', 'euclidean', 'manhattan']);
  spec.positive('p', 2);
}

/** The training rows with what they say, and the weights of those that were found. */
class Memory {
  /** Weights of the rows that `ask` found, nearest first. */
  weights: StaticArray<f64>;

  constructor(
    public rows: StaticArray<f64>,
    public y: StaticArray<f64>,
    public d: i32,
    public count: i32,
    public isByDistance: bool,
    public isTree: bool,
    public p: f64,
    public nearest: NearestRows,
  ) {
    this.weights = new StaticArray<f64>(count);
  }

  static make(
    rows: StaticArray<f64>,
    y: StaticArray<f64>,
    d: i32,
    count: i32,
    isByDistance: bool,
    isTree: bool,
    p: f64,
  ): Memory {
    const nearest = new NearestRows(changetype<usize>(rows), y.length, d, count, p, isTree);
    return new Memory(rows, y, d, count, isByDistance, isTree, p, nearest);
  }

  static of(training: Training): Memory {
    const options = training.options;
    const n = training.n;
    const count = options.integer('n_neighbors');
    if (count > n) fail(`n_neighbors must be at most the ${n} training rows, got ${count}`);
    const rows = new StaticArray<f64>(n * training.X.stride);
    memory.copy(changetype<usize>(rows), training.X.data, (<usize>rows.length) << 3);
    const y = new StaticArray<f64>(n);
    memory.copy(changetype<usize>(y), training.y, (<usize>n) << 3);
    const wanted = options.word('algorithm');
    const isTree = wanted == 'auto' ? NearestRows.wantsTree(n, training.d, count) : wanted == 'kd_tree';
    const isByDistance = options.word('weights') == 'distance';
    return Memory.make(rows, y, training.d, count, isByDistance, isTree, powerOf(options));
  }

  /** The row number of the i-th nearest. */
  row(i: i32): i32 {
    return this.nearest.indices[i];
  }

  /** Finds the neighbours of x and their weights. */
  ask(x: usize): void {
    const nearest = this.nearest;
    nearest.find(x);
    if (!this.isByDistance) {
      this.weights.fill(1);
      return;
    }
    const isThere = nearest.distances[0] == 0;
    for (let i = 0; i < this.count; i++) {
      const distance = nearest.root(nearest.distances[i]);
      if (isThere) this.weights[i] = distance == 0 ? 1 : 0;
      else this.weights[i] = 1 / distance;
    }
  }

  get cost(): f64 {
    return this.nearest.cost;
  }

  write(out: ByteWriter): void {
    const n = this.y.length;
    out.f64(this.p);
    out.u8(this.isByDistance ? 1 : 0);
    out.u8(this.isTree ? 1 : 0);
    out.i32(this.count);
    out.i32(n);
    out.i32(n * this.d);
    for (let i = 0; i < n; i++) {
      out.raw(changetype<usize>(this.rows) + ((<usize>i * <usize>strideOf(this.d)) << 3), this.d << 3);
    }
    out.reals(changetype<usize>(this.y), n);
  }

  /** `classes` is 0 for a regression. */
  static read(bytes: ByteReader, d: i32, classes: i32): Memory {
    const p = bytes.real('p');
    if (!(p > 0) || !isFinite(p)) bytes.damaged(`p must be a number greater than 0, got ${p}`);
    const isByDistance = bytes.u8() != 0;
    const isTree = bytes.u8() != 0;
    const count = bytes.i32In(1, i32.MAX_VALUE, 'n_neighbors');
    const n = bytes.i32In(count, i32.MAX_VALUE, 'the number of rows');
    if (<i64>n * d > bytes.left >> 3) bytes.damaged(`${n} x ${d} values expected, ${bytes.left} bytes left`);
    const packed = bytes.reals(n * d, 'rows');
    const stride = strideOf(d);
    const rows = new StaticArray<f64>(n * stride);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < d; j++) {
        const value = packed[i * d + j];
        if (!isFinite(value)) bytes.damaged(`row ${i} has the value ${value}`);
        rows[i * stride + j] = value;
      }
    }
    const y = bytes.reals(n, 'targets');
    for (let i = 0; i < n && classes > 0; i++) {
      if (!(y[i] >= 0 && y[i] < classes && y[i] == Math.floor(y[i])))
        bytes.damaged(`row ${i} has the class ${y[i]} of ${classes}`);
    }
    return Memory.make(rows, y, d, count, isByDistance, isTree, p);
  }
}

function powerOf(options: Options): f64 {
  const metric = options.word('metric');
  if (metric == 'minkowski') return options.real('p');
  return metric == 'euclidean' ? 2 : 1;
}

export class KnnClassifier extends Classifier {
  private kept: Memory | null = null;
  private classes: i32 = 0;

  fit(training: Training): void {
    this.classes = training.classes;
    this.kept = Memory.of(training);
  }

  /** The votes of each class. */
  get outputs(): i32 {
    return this.classes;
  }

  outputsOf(X: Matrix, out: usize): void {
    const kept = this.kept!;
    memory.fill(out, 0, (<usize>X.rows * <usize>this.classes) << 3);
    for (let i = 0; i < X.rows; i++) {
      kept.ask(X.row(i));
      for (let r = 0; r < kept.count; r++) {
        const c = <i32>kept.y[kept.row(r)];
        put(out, c, at(out, c) + kept.weights[r]);
      }
      out += (<usize>this.classes) << 3;
    }
  }

  classOf(output: usize): i32 {
    return highest(output, this.classes);
  }

  whyNoScores(): string {
    return 'knn has no decision function; ask for the probabilities';
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    const total = pairwiseSum(output, this.classes);
    for (let c = 0; c < this.classes; c++) put(out, c, at(output, c) / total);
  }

  get cost(): f64 {
    return this.kept!.cost;
  }

  write(out: ByteWriter): void {
    this.kept!.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.classes = classes;
    this.kept = Memory.read(bytes, features, classes);
  }
}

export class KnnRegressor extends Regressor {
  private kept: Memory | null = null;
  private values: StaticArray<f64> = new StaticArray<f64>(0);

  fit(training: Training): void {
    this.take(Memory.of(training));
  }

  private take(kept: Memory): void {
    this.kept = kept;
    this.values = new StaticArray<f64>(kept.count);
  }

  outputsOf(X: Matrix, out: usize): void {
    const kept = this.kept!;
    const count = kept.count;
    const values = this.values;
    for (let i = 0; i < X.rows; i++) {
      kept.ask(X.row(i));
      for (let r = 0; r < count; r++) values[r] = kept.y[kept.row(r)] * kept.weights[r];
      const total = kept.isByDistance ? pairwiseSum(changetype<usize>(kept.weights), count) : <f64>count;
      put(out, i, pairwiseSum(changetype<usize>(values), count) / total);
    }
  }

  get cost(): f64 {
    return this.kept!.cost;
  }

  write(out: ByteWriter): void {
    this.kept!.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.take(Memory.read(bytes, features, 0));
  }
}
