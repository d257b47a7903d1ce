// Reads a model of hist_gradient_boosting by the layout drawn in assembly/algorithm/ensemble/hist_gradient_boosting.ts.

import { type Bytes, type Node, numbers, readTrees } from '../tree_bytes.ts';

function readerOf(model: Uint8Array): Bytes {
  const view = new DataView(model.buffer, model.byteOffset, model.byteLength);
  let at = 0;
  const walk = (n: number) => {
    at += n;
    return at - n;
  };
  return {
    u8: () => view.getUint8(walk(1)),
    u16: () => view.getUint16(walk(2), true),
    i32: () => view.getInt32(walk(4), true),
    f32: () => view.getFloat32(walk(4), true),
    f64: () => view.getFloat64(walk(8), true),
  };
}

/** A split by a set of categories. */
export interface CategorySplit {
  column: number;
  /** The column's categories, ascending. */
  categories: number[];
  /** A bit a category: 1 for left, the lowest first. */
  bits: Uint8Array;
}

/** The split table of assembly/algorithm/hist/category_splits.ts. */
function readSplits(bytes: Bytes): CategorySplit[] {
  const columns = Array.from({ length: bytes.i32() }, () => {
    const column = bytes.i32();
    const categories = numbers(bytes, bytes.u8());
    return { column, categories };
  });
  return Array.from({ length: bytes.i32() }, () => {
    const { column, categories } = columns[bytes.u16()];
    const bits = new Uint8Array(32);
    for (let i = 0; i < Math.ceil(categories.length / 8); i++) bits[i] = bytes.u8();
    return { column, categories, bits };
  });
}

/** A feature of d + s in its trees is the s-th of the splits by category. */
export interface Hist {
  start: number[];
  splits: CategorySplit[];
  trees: Node[][];
}

/** A model of d columns and k classes, 0 for a regression. */
export function readHist(model: Uint8Array, d: number, k: number): Hist {
  const bytes = readerOf(model);
  if (k === 0) bytes.u8();
  const start = Array.from({ length: bytes.i32() }, () => bytes.f64());
  const splits = readSplits(bytes);
  return { start, splits, trees: readTrees(bytes, d + splits.length, 0) };
}
