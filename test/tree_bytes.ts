// Reads trees from a model's bytes by the layout drawn in assembly/algorithm/tree/bytes.ts.

/** Where trees are read from; test/model_bytes.ts has one. */
export interface Bytes {
  u8(): number;
  u16(): number;
  i32(): number;
  f32(): number;
  f64(): number;
}

/** A node, and what is left and right of it. */
export interface Node {
  /** -1: a leaf. */
  feature: number;
  threshold: number;
  isMissingLeft: boolean;
  /** Weight of a leaf's training rows. */
  cover: number;
  /** Of a leaf: its shares of the classes, or its value. */
  values: number[];
  /** When the trees have details. */
  rows: number;
  impurity: number;
}

/** Trees in preorder. */
export function readTrees(bytes: Bytes, d: number, k: number): Node[][] {
  const count = bytes.i32();
  const hasDetails = bytes.u8() === 1;
  return Array.from({ length: count }, () => readTree(bytes, d, k, hasDetails));
}

function readTree(bytes: Bytes, d: number, k: number, hasDetails: boolean): Node[] {
  const n = bytes.i32();
  const isLeaf = bits(bytes, n);
  const inner = (n - 1) / 2;
  const leaves = n - inner;
  const features = Array.from({ length: inner }, () => index(bytes, d));
  const missing = bits(bytes, inner);
  const thresholds = numbers(bytes, inner);
  const covers = numbers(bytes, leaves);
  const values = k > 0 ? shares(bytes, covers, k) : numbers(bytes, leaves).map((value) => [value]);
  const rows = hasDetails ? numbers(bytes, n) : [];
  const impurities = hasDetails ? numbers(bytes, n) : [];
  let i = 0;
  let l = 0;
  return isLeaf.map((leaf, p) => ({
    feature: leaf ? -1 : features[i],
    threshold: leaf ? Number.NaN : thresholds[i],
    isMissingLeft: !leaf && missing[i++],
    cover: leaf ? covers[l] : Number.NaN,
    values: leaf ? values[l++] : [],
    rows: rows[p],
    impurity: impurities[p],
  }));
}

function shares(bytes: Bytes, covers: number[], k: number): number[][] {
  const classes = covers.map(() => index(bytes, k + 1));
  const weights = numbers(bytes, k * classes.filter((c) => c === k).length);
  return classes.map((held, l) =>
    Array.from({ length: k }, (_, c) => {
      if (held === k) return (weights.shift() as number) / covers[l];
      return held === c ? 1 : 0;
    }),
  );
}

/** assembly/codec/compact.ts. */
export function numbers(bytes: Bytes, n: number): number[] {
  const read = { 1: bytes.u8, 2: bytes.u16, 4: bytes.f32, 8: bytes.f64 }[bytes.u8()];
  if (read === undefined) throw new Error('numbers of an unknown form');
  return Array.from({ length: n }, () => read());
}

function index(bytes: Bytes, count: number): number {
  if (count <= 256) return bytes.u8();
  return count <= 65536 ? bytes.u16() : bytes.i32();
}

function bits(bytes: Bytes, n: number): boolean[] {
  const whole = Array.from({ length: Math.ceil(n / 8) }, () => bytes.u8());
  return Array.from({ length: n }, (_, i) => ((whole[i >> 3] >> (i & 7)) & 1) === 1);
}
