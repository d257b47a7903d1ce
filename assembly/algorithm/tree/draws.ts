// Which columns a node tries, in which order: drawn without replacement until `most` have been tried and one of them
// was not constant.
//
// A column found constant in a node is constant in all nodes below, and is not tried there again; but it is drawn,
// which costs a number. So the running order of the columns is kept apart into
//
//   [0, drawn)          known constants, drawn        [known, constant)  found constant here
//   [drawn, known)      known constants, not drawn    [constant, rest)   not drawn
//                                                     [rest, d)          tried
//
// and a number is drawn from all that is not tried, drawn or found constant. The order is kept from node to node: a
// tree that tries every column still depends on its random_state, which decides among equal splits.
//
// Source: scikit-learn 1.9.1, whose draws these are, one by one.

import { Xorshift } from './random';

export class Draws {
  private features: StaticArray<i32>;
  /** The constants above the node, in the order in which they were found. */
  private constants: StaticArray<i32>;
  private visited: i32 = 0;
  private drawn: i32 = 0;
  private known: i32 = 0;
  private found: i32 = 0;
  private rest: i32 = 0;
  /** Where the column drawn last stands. */
  private place: i32 = 0;

  constructor(
    private d: i32,
    /** How many columns a node tries. */
    private most: i32,
    private random: Xorshift,
  ) {
    this.features = new StaticArray<i32>(d);
    this.constants = new StaticArray<i32>(d);
    for (let j = 0; j < d; j++) this.features[j] = j;
  }

  /** Begins a node above which `known` columns are constant. */
  begin(known: i32): void {
    this.visited = 0;
    this.drawn = 0;
    this.known = known;
    this.found = 0;
    this.rest = this.d;
  }

  /** The next column to try; -1 when there is none. Then comes `isConstant` or `isTried`. */
  next(): i32 {
    while (
      this.rest > this.known + this.found &&
      (this.visited < this.most || this.visited <= this.found + this.drawn)
    ) {
      this.visited++;
      const place = this.random.between(this.drawn, this.rest - this.found);
      if (place < this.known) {
        this.swap(this.drawn++, place);
        continue;
      }
      this.place = place + this.found;
      return this.features[this.place];
    }
    return -1;
  }

  /** The column drawn last is constant in this node. */
  isConstant(): void {
    this.swap(this.place, this.known + this.found);
    this.found++;
  }

  /** The column drawn last can be split. */
  isTried(): void {
    this.swap(--this.rest, this.place);
  }

  /** Ends the node; how many columns are constant below it. */
  end(): i32 {
    const features = changetype<usize>(this.features);
    const constants = changetype<usize>(this.constants);
    memory.copy(features, constants, (<usize>this.known) << 2);
    const from = (<usize>this.known) << 2;
    memory.copy(constants + from, features + from, (<usize>this.found) << 2);
    return this.known + this.found;
  }

  private swap(i: i32, j: i32): void {
    const held = this.features[i];
    this.features[i] = this.features[j];
    this.features[j] = held;
  }
}
