// A grown tree as bytes, on its way from a job to who asked for it; what a model keeps of it (nodes.ts) is in there.
//
//   i32 nodes, then each in the order in which they were made, a child after its parent:
//     i32 feature, -1 for a leaf
//     an inner node   i32 left · i32 right · f64 threshold · u8 1 when NULL goes left
//     a leaf          f64 weight of its rows · its values, f64 each

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Grown } from '../tree/grown';

export function writeGrown(out: ByteWriter, tree: Grown): void {
  out.i32(tree.length);
  for (let i = 0; i < tree.length; i++) {
    out.i32(tree.feature(i));
    if (tree.isLeaf(i)) {
      out.f64(tree.weight(i));
      out.raw(tree.values(i), tree.outputs << 3);
      continue;
    }
    out.i32(tree.left(i));
    out.i32(tree.right(i));
    out.f64(tree.threshold(i));
    out.u8(tree.isMissingLeft(i) ? 1 : 0);
  }
}

/** Reads into `tree`, which is emptied. */
export function readGrown(bytes: ByteReader, tree: Grown): void {
  tree.clear();
  for (let left = bytes.i32(); left > 0; left--) {
    const node = tree.addLeaf(0, 0, 0);
    const feature = bytes.i32();
    if (feature < 0) {
      tree.setWeight(node, bytes.f64());
      const width = tree.outputs << 3;
      memory.copy(tree.values(node), bytes.take(width), width);
      continue;
    }
    tree.setLeft(node, bytes.i32());
    tree.setRight(node, bytes.i32());
    const threshold = bytes.f64();
    tree.setSplit(node, feature, threshold, bytes.u8() != 0);
  }
}
