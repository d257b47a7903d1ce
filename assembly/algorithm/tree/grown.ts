// A tree as it grows: its nodes in the order in which they were made, with all that is known of each.
//
// A node's record:
//    0 f64 threshold    8 f64 impurity   16 f64 weight of its rows
//   24 i32 left        28 i32 right      32 i32 feature (-1: a leaf)   36 i32 rows
//   40 u8 NULL goes left                 48 f64[outputs] the weight of each class, or the value
//
// A child comes after its parent.

import { Records } from '../../memory/records';
import { pairwiseSum } from '../../math/sum';

const VALUES: i32 = 48;

export class Grown {
  private nodes: Records;

  /** Bytes of a record. */
  private size: i32;

  constructor(readonly outputs: i32) {
    const size = VALUES + 8 * outputs;
    this.size = size;
    this.nodes = new Records(size, 64);
  }

  get length(): i32 {
    return this.nodes.length;
  }

  clear(): void {
    this.nodes.clear();
  }

  /** A new leaf; its values are still to be written. */
  addLeaf(impurity: f64, rows: i32, weight: f64): i32 {
    const node = this.nodes.push();
    store<f64>(node, 0);
    store<f64>(node, impurity, 8);
    store<f64>(node, weight, 16);
    store<i32>(node, -1, 24);
    store<i32>(node, -1, 28);
    store<i32>(node, -1, 32);
    store<i32>(node, rows, 36);
    store<u8>(node, 0, 40);
    return this.nodes.length - 1;
  }

  /** Makes node i an inner one; its children follow by `setLeft` and `setRight`. */
  setSplit(i: i32, feature: i32, threshold: f64, isMissingLeft: bool): void {
    const node = this.nodes.at(i);
    store<f64>(node, threshold);
    store<i32>(node, feature, 32);
    store<u8>(node, isMissingLeft ? 1 : 0, 40);
  }

  /** Makes node i a leaf again. */
  setLeaf(i: i32): void {
    this.setSplit(i, -1, 0, false);
    this.setLeft(i, -1);
    this.setRight(i, -1);
  }

  setWeight(i: i32, weight: f64): void {
    store<f64>(this.nodes.at(i), weight, 16);
  }

  setDetails(i: i32, rows: i32, impurity: f64): void {
    store<f64>(this.nodes.at(i), impurity, 8);
    store<i32>(this.nodes.at(i), rows, 36);
  }

  setLeft(i: i32, child: i32): void {
    store<i32>(this.nodes.at(i), child, 24);
  }

  setRight(i: i32, child: i32): void {
    store<i32>(this.nodes.at(i), child, 28);
  }

  isLeaf(i: i32): bool {
    return this.feature(i) < 0;
  }

  threshold(i: i32): f64 {
    return load<f64>(this.nodes.at(i));
  }

  impurity(i: i32): f64 {
    return load<f64>(this.nodes.at(i), 8);
  }

  weight(i: i32): f64 {
    return load<f64>(this.nodes.at(i), 16);
  }

  left(i: i32): i32 {
    return load<i32>(this.nodes.at(i), 24);
  }

  right(i: i32): i32 {
    return load<i32>(this.nodes.at(i), 28);
  }

  feature(i: i32): i32 {
    return load<i32>(this.nodes.at(i), 32);
  }

  rows(i: i32): i32 {
    return load<i32>(this.nodes.at(i), 36);
  }

  isMissingLeft(i: i32): bool {
    return load<u8>(this.nodes.at(i), 40) != 0;
  }

  /** Puts another value into a leaf of a regression. */
  setValue(i: i32, value: f64): void {
    store<f64>(this.values(i), value);
  }

  /** Pointer to the `outputs` values of node i. */
  values(i: i32): usize {
    return this.nodes.at(i) + VALUES;
  }

  /** Numbers the nodes that can be reached anew: a node, what is left of it, what is right of it. */
  putInPreorder(): void {
    const from = this.nodes;
    const to = new Records(this.size, this.length);
    // A node that waits, and its parent's new number; ~number where it is the right child.
    const stack = new Records(8);
    store<i32>(stack.push(), 0);
    store<i32>(stack.at(0), 0, 4);
    while (stack.length > 0) {
      const task = stack.pop();
      const node = load<i32>(task);
      const parent = load<i32>(task, 4);
      const number = to.length;
      memory.copy(to.push(), from.at(node), this.size);
      if (parent < 0) store<i32>(to.at(~parent), number, 28);
      else if (number > 0) store<i32>(to.at(parent), number, 24);
      if (this.isLeaf(node)) continue;
      const left = this.left(node);
      const right = this.right(node);
      const second = stack.push();
      store<i32>(second, right);
      store<i32>(second, ~number, 4);
      const first = stack.push();
      store<i32>(first, left);
      store<i32>(first, number, 4);
    }
    stack.release();
    from.release();
    this.nodes = to;
  }

  /** What each of d columns takes away of the impurity, as parts of 1 where `areShares` and anything is taken. */
  importances(d: i32, areShares: bool = true): StaticArray<f64> {
    const own = new StaticArray<f64>(d);
    for (let i = 0; i < this.length; i++) {
      if (this.isLeaf(i)) continue;
      const left = this.left(i);
      const right = this.right(i);
      own[this.feature(i)] +=
        this.weight(i) * this.impurity(i) -
        this.weight(left) * this.impurity(left) -
        this.weight(right) * this.impurity(right);
    }
    for (let j = 0; j < d; j++) own[j] /= this.weight(0);
    const all = areShares ? pairwiseSum(changetype<usize>(own), d) : 0;
    for (let j = 0; j < d && all > 0; j++) own[j] /= all;
    return own;
  }

  /** Says that the column j of the splits is `chosen[j]`. */
  renameFeatures(chosen: StaticArray<i32>): void {
    for (let i = 0; i < this.length; i++) {
      if (!this.isLeaf(i)) store<i32>(this.nodes.at(i), chosen[this.feature(i)], 32);
    }
  }

  release(): void {
    this.nodes.release();
  }
}
