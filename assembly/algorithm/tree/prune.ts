// Minimal cost-complexity pruning: the subtree T that minimises R(T) + ccp_alpha (number of leaves), R being the
// sum of the leaves' weighted impurities.
//
// The weakest link goes first: the inner node t whose (R(t) - R(T_t)) / (leaves of T_t - 1) is smallest, the first made
// of equal ones, becomes a leaf; until the smallest is above ccp_alpha.
// Cost: O(nodes) a node that is pruned.
// Source: Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984), ch. 3.

import { at, put } from '../../math/vector';
import { integers, reals, release } from '../../memory/block';
import { Records } from '../../memory/records';
import { tick } from '../../progress';
import { Grown } from './grown';

/** Prunes `tree`, whose nodes are in preorder afterwards. */
export function prune(tree: Grown, alpha: f64): void {
  const n = tree.length;
  if (n == 1) return;
  const parents = integers(n);
  const leaves = integers(n);
  /** R of a node as a leaf, and of the subtree under it. */
  const own = reals(n);
  const below = reals(n);
  /** 1: inner and still there. */
  const inner = integers(n);
  store<i32>(parents, -1);
  for (let i = 0; i < n; i++) {
    put(own, i, (tree.weight(i) * tree.impurity(i)) / tree.weight(0));
    if (tree.isLeaf(i)) continue;
    putInteger(inner, i, 1);
    putInteger(parents, tree.left(i), i);
    putInteger(parents, tree.right(i), i);
  }
  for (let leaf = 0; leaf < n; leaf++) {
    if (!tree.isLeaf(leaf)) continue;
    put(below, leaf, at(own, leaf));
    for (let i = integerAt(parents, leaf); i >= 0; i = integerAt(parents, i)) {
      put(below, i, at(below, i) + at(own, leaf));
      putInteger(leaves, i, integerAt(leaves, i) + 1);
    }
  }
  while (integerAt(inner, 0) == 1) {
    let weakest = 0;
    let smallest = f64.MAX_VALUE;
    for (let i = 0; i < n; i++) {
      if (integerAt(inner, i) == 0) continue;
      const cost = (at(own, i) - at(below, i)) / <f64>(integerAt(leaves, i) - 1);
      if (cost < smallest) {
        smallest = cost;
        weakest = i;
      }
    }
    if (alpha < smallest) break;
    cut(tree, weakest, inner);
    const fewer = integerAt(leaves, weakest) - 1;
    const more = at(own, weakest) - at(below, weakest);
    putInteger(leaves, weakest, 0);
    put(below, weakest, at(own, weakest));
    for (let i = integerAt(parents, weakest); i >= 0; i = integerAt(parents, i)) {
      putInteger(leaves, i, integerAt(leaves, i) - fewer);
      put(below, i, at(below, i) + more);
    }
    tick(2 * <f64>n);
  }
  release(parents);
  release(leaves);
  release(own);
  release(below);
  release(inner);
  tree.putInPreorder();
}

/** Makes node i a leaf, and all inner nodes under it no candidates any more. */
function cut(tree: Grown, i: i32, inner: usize): void {
  const stack = new Records(4);
  store<i32>(stack.push(), i);
  while (stack.length > 0) {
    const node = load<i32>(stack.pop());
    if (tree.isLeaf(node)) continue;
    store<i32>(stack.push(), tree.left(node));
    store<i32>(stack.push(), tree.right(node));
    putInteger(inner, node, 0);
    tree.setLeaf(node);
  }
  stack.release();
}

function integerAt(x: usize, i: i32): i32 {
  return load<i32>(x + ((<usize>i) << 2));
}

function putInteger(x: usize, i: i32, value: i32): void {
  store<i32>(x + ((<usize>i) << 2), value);
}
