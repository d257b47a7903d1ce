// The trees of a model, as sqml_tree shows them and as explanations walk over them. Nodes are counted through all trees.

export abstract class TreeView {
  /** Classes; 0: a value a leaf. */
  abstract get classCount(): i32;

  /** How many trees. */
  abstract get length(): i32;

  /** Rows and impurity of every node are known. */
  abstract get hasDetails(): bool;

  /** The root of tree t. */
  abstract root(t: i32): i32;

  /** Of an inner node the left child, the right one is the next; of a leaf ~leaf. A child comes after its parent. */
  abstract child(node: i32): i32;

  /** Of an inner node: x_feature <= threshold goes left. */
  abstract feature(node: i32): i32;
  abstract threshold(node: i32): f64;
  abstract isMissingLeft(node: i32): bool;

  /** Weight of the training rows in a leaf. */
  abstract cover(leaf: i32): f64;

  /** What a leaf says where classCount is 0. */
  abstract value(leaf: i32): f64;

  /** The share of class c in a leaf. */
  abstract share(leaf: i32, c: i32): f64;

  /** Where details are known. */
  abstract rowsOf(node: i32): i32;
  abstract impurityOf(node: i32): f64;
}
