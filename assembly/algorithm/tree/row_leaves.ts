// Which leaf of a tree that was just grown each row of its training is in, by the rows' ranks; no NULLs.
//
// A shallow tree is gone through as if all its leaves were as deep as the deepest, one that is a leaf being its own child: so
// nothing is branched upon, and rows overlap.

import { allocate, integers, release } from '../../memory/block';
import { Columns } from './columns';
import { Grown } from './grown';

/** Up to this depth all rows go all the way. */
const SHALLOW: i32 = 8;
/** A node: pointer to its column's ranks, the first rank that goes right, then left and right, pointers to such. */
const SIZE: i32 = 16;

/** Writes n node numbers, i32. */
export function findLeaves(tree: Grown, columns: Columns, out: usize): void {
  const length = tree.length;
  const nodes = allocate(<u64>length * SIZE);
  const depths = integers(length);
  let depth = 0;
  for (let i = 0; i < length; i++) {
    const node = nodes + <usize>i * SIZE;
    if (tree.isLeaf(i)) {
      store<u32>(node, <u32>columns.column(0));
      store<u32>(node, <u32>node, 8);
      store<u32>(node, <u32>node, 12);
      continue;
    }
    const below = load<i32>(depths + ((<usize>i) << 2)) + 1;
    depth = max(depth, below);
    store<i32>(depths + ((<usize>tree.left(i)) << 2), below);
    store<i32>(depths + ((<usize>tree.right(i)) << 2), below);
    store<u32>(node, <u32>columns.column(tree.feature(i)));
    store<u32>(node, columns.below(tree.feature(i), tree.threshold(i)), 4);
    store<u32>(node, <u32>(nodes + <usize>tree.left(i) * SIZE), 8);
    store<u32>(node, <u32>(nodes + <usize>tree.right(i) * SIZE), 12);
  }
  const all = (<usize>columns.n) << 2;
  for (let i: usize = 0; i < all; i += 4) {
    let node = nodes;
    if (depth <= SHALLOW) for (let level = 0; level < depth; level++) node = childOf(node, i);
    else for (let child = childOf(node, i); child != node; child = childOf(node, i)) node = child;
    store<i32>(out + i, <i32>((node - nodes) / SIZE));
  }
  release(nodes);
  release(depths);
}

/** The child to which the row goes whose rank is i bytes into the column. */
function childOf(node: usize, i: usize): usize {
  const goesLeft = load<u32>(<usize>load<u32>(node) + i) < load<u32>(node, 4);
  return select<u32>(load<u32>(node, 8), load<u32>(node, 12), goesLeft);
}
