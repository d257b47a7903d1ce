// What a split is chosen by: sums over the rows of a node, left and right of a position, and the impurities that
// follow from them.
//
// Conventions (shared by the criteria and the splitters)
//   samples     row numbers, i32; a node is the part start..end-1, a split the position pos: start..pos-1 goes left
//   w           n weights of rows, or 0: each row counts once
//   impurity    of a node, >= 0, 0 when nothing is left to split: i = sum over its rows, divided by their weight
//   proxy       the larger, the better the split: -w_R i_R - w_L i_L, or what orders splits as that does
//   improvement w_node / w_all (i - w_R / w_node i_R - w_L / w_node i_L)
//
// Every sum runs in scikit-learn's order, since the trees are to be its own bit for bit: over a node from its first
// row to its last; at a position on from the last position, or back from the end where that is nearer. Where all
// weights and targets are whole, any order gives the same sums.
//
// Source: Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984); scikit-learn 1.9.1.

export abstract class Criterion {
  protected start: i32 = 0;
  protected end: i32 = 0;
  protected pos: i32 = 0;
  /** Weights of the node, and of both sides of the position. */
  weight: f64 = 0;
  leftWeight: f64 = 0;
  rightWeight: f64 = 0;
  /** What `childImpurities` found. */
  leftImpurity: f64 = 0;
  rightImpurity: f64 = 0;

  constructor(
    protected samples: usize,
    /** Or 0. */
    protected weights: usize,
  ) {}

  /** f64 that `value` writes. */
  abstract get outputs(): i32;

  /** Looks at the node start..end-1, with the position at its start. */
  abstract begin(start: i32, end: i32): void;

  /** Back to the node's start; also after its samples were put into another order. */
  abstract reset(): void;

  /** Moves the position on to `pos`. */
  abstract moveTo(pos: i32): void;

  abstract get impurity(): f64;

  abstract get proxy(): f64;

  /** Finds leftImpurity and rightImpurity. */
  abstract childImpurities(): void;

  /** Writes what the node holds: the weight of each class, or the value that it predicts. */
  abstract value(out: usize): void;

  /** By how much a split at the position makes the whole tree purer. */
  improvement(impurity: f64, allWeight: f64): f64 {
    const right = (this.rightWeight / this.weight) * this.rightImpurity;
    const left = (this.leftWeight / this.weight) * this.leftImpurity;
    return (this.weight / allWeight) * (impurity - right - left);
  }

  protected sampleAt(p: i32): i32 {
    return load<i32>(this.samples + ((<usize>p) << 2));
  }

  protected weightOf(row: i32): f64 {
    return this.weights ? load<f64>(this.weights + ((<usize>row) << 3)) : 1;
  }

  /** Gives back what the criterion allocated. */
  release(): void {}
}
