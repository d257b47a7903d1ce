// Products between a block of rows and a few vectors: what a linear model does all day.
//
// Shapes (one block; `pitch` f64 lie between the classes' runs in Z)
//   A   rows x stride   rows of X, padded; rows is a multiple of 4 (the last rows of a problem are zero)
//   W   k x stride      one vector a class
//   Z   k x pitch       one number a class and row
//
//   multiply     Z = W A'          the scores
//   accumulate   W += Z A          the gradient
//   gram         H += A' diag(h) A the Hessian; lower triangle, in 4 x 4 register tiles
//
// A block should fit into the first-level cache (see rowsPerBlock): then all that is done with it, scores,
// loss and gradient, reads X from memory once.
// Cost: 2 k rows stride flops for the first two, rows stride^2 for the Gram; about two lanes' peak.

/** Bytes of X in a block: half of a common first-level cache. */
const BLOCK_BYTES: i32 = 16384;

/** Rows in a block of rows of `stride` f64: a multiple of 4, from 8 to 256. */
export function rowsPerBlock(stride: i32): i32 {
  return max(8, min(256, (BLOCK_BYTES / (stride << 3)) & ~3));
}

/** Z = W A'. */
export function multiply(a: usize, rows: i32, stride: i32, w: usize, k: i32, z: usize, pitch: i32): void {
  const step = (<usize>stride) << 3;
  const skip = (<usize>pitch) << 3;
  for (let r = 0; r < rows; r += 4) {
    const a0 = a + <usize>r * step;
    const to = z + ((<usize>r) << 3);
    let c = 0;
    for (; c + 1 < k; c += 2) scoresOfTwo(a0, step, w + <usize>c * step, to + <usize>c * skip, skip);
    if (c < k) scoresOfOne(a0, step, w + <usize>c * step, to + <usize>c * skip);
  }
}

/** Four rows times one vector. */
function scoresOfOne(a: usize, step: usize, w: usize, z: usize): void {
  const a1 = a + step;
  const a2 = a1 + step;
  const a3 = a2 + step;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  for (let p: usize = 0; p < step; p += 16) {
    const v = v128.load(w + p);
    s0 = f64x2.add(s0, f64x2.mul(v128.load(a + p), v));
    s1 = f64x2.add(s1, f64x2.mul(v128.load(a1 + p), v));
    s2 = f64x2.add(s2, f64x2.mul(v128.load(a2 + p), v));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(a3 + p), v));
  }
  v128.store(z, lanesOf(s0, s1));
  v128.store(z, lanesOf(s2, s3), 16);
}

/** Four rows times two vectors. */
function scoresOfTwo(a: usize, step: usize, w: usize, z: usize, skip: usize): void {
  const a1 = a + step;
  const a2 = a1 + step;
  const a3 = a2 + step;
  const w1 = w + step;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  let t2 = f64x2.splat(0);
  let t3 = f64x2.splat(0);
  for (let p: usize = 0; p < step; p += 16) {
    const v = v128.load(w + p);
    const u = v128.load(w1 + p);
    const x0 = v128.load(a + p);
    const x1 = v128.load(a1 + p);
    const x2 = v128.load(a2 + p);
    const x3 = v128.load(a3 + p);
    s0 = f64x2.add(s0, f64x2.mul(x0, v));
    t0 = f64x2.add(t0, f64x2.mul(x0, u));
    s1 = f64x2.add(s1, f64x2.mul(x1, v));
    t1 = f64x2.add(t1, f64x2.mul(x1, u));
    s2 = f64x2.add(s2, f64x2.mul(x2, v));
    t2 = f64x2.add(t2, f64x2.mul(x2, u));
    s3 = f64x2.add(s3, f64x2.mul(x3, v));
    t3 = f64x2.add(t3, f64x2.mul(x3, u));
  }
  v128.store(z, lanesOf(s0, s1));
  v128.store(z, lanesOf(s2, s3), 16);
  v128.store(z + skip, lanesOf(t0, t1));
  v128.store(z + skip, lanesOf(t2, t3), 16);
}

/** (a0 + a1, b0 + b1). */
function lanesOf(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}

/** W += Z A. */
export function accumulate(a: usize, rows: i32, stride: i32, z: usize, k: i32, pitch: i32, w: usize): void {
  const step = (<usize>stride) << 3;
  const skip = (<usize>pitch) << 3;
  let c = 0;
  for (; c + 1 < k; c += 2) {
    const to = w + <usize>c * step;
    const from = z + <usize>c * skip;
    for (let r = 0; r < rows; r += 4) {
      const offset = (<usize>r) << 3;
      addFourRowsToTwo(a + <usize>r * step, step, from + offset, from + skip + offset, to);
    }
  }
  if (c == k) return;
  const to = w + <usize>c * step;
  const from = z + <usize>c * skip;
  for (let r = 0; r < rows; r += 4) addFourRows(a + <usize>r * step, step, from + ((<usize>r) << 3), to);
}

/** The same for the two vectors at w and, `step` on, at its neighbour, each summed as addFourRows does: z's, then y's. */
function addFourRowsToTwo(a: usize, step: usize, z: usize, y: usize, w: usize): void {
  const a1 = a + step;
  const a2 = a1 + step;
  const a3 = a2 + step;
  const w1 = w + step;
  const z0 = v128.load64_splat(z);
  const z1 = v128.load64_splat(z, 8);
  const z2 = v128.load64_splat(z, 16);
  const z3 = v128.load64_splat(z, 24);
  const y0 = v128.load64_splat(y);
  const y1 = v128.load64_splat(y, 8);
  const y2 = v128.load64_splat(y, 16);
  const y3 = v128.load64_splat(y, 24);
  for (let p: usize = 0; p < step; p += 16) {
    const x0 = v128.load(a + p);
    const x1 = v128.load(a1 + p);
    const x2 = v128.load(a2 + p);
    const x3 = v128.load(a3 + p);
    const s = f64x2.add(f64x2.mul(z0, x0), f64x2.mul(z1, x1));
    const t = f64x2.add(f64x2.mul(z2, x2), f64x2.mul(z3, x3));
    v128.store(w + p, f64x2.add(v128.load(w + p), f64x2.add(s, t)));
    const u = f64x2.add(f64x2.mul(y0, x0), f64x2.mul(y1, x1));
    const v = f64x2.add(f64x2.mul(y2, x2), f64x2.mul(y3, x3));
    v128.store(w1 + p, f64x2.add(v128.load(w1 + p), f64x2.add(u, v)));
  }
}

/** w += z0 a0 + z1 a1 + z2 a2 + z3 a3. */
function addFourRows(a: usize, step: usize, z: usize, w: usize): void {
  const a1 = a + step;
  const a2 = a1 + step;
  const a3 = a2 + step;
  const z0 = v128.load64_splat(z);
  const z1 = v128.load64_splat(z, 8);
  const z2 = v128.load64_splat(z, 16);
  const z3 = v128.load64_splat(z, 24);
  for (let p: usize = 0; p < step; p += 16) {
    const s = f64x2.add(f64x2.mul(z0, v128.load(a + p)), f64x2.mul(z1, v128.load(a1 + p)));
    const t = f64x2.add(f64x2.mul(z2, v128.load(a2 + p)), f64x2.mul(z3, v128.load(a3 + p)));
    v128.store(w + p, f64x2.add(v128.load(w + p), f64x2.add(s, t)));
  }
}

/**
 * H += A' diag(h) A: the lower triangle of a stride x stride matrix whose rows are `pitch` f64 apart.
 * Tiles on the diagonal are whole, so up to three entries above it are written too.
 */
export function gram(a: usize, rows: i32, stride: i32, h: usize, matrix: usize, pitch: i32): void {
  const step = (<usize>stride) << 3;
  const skip = (<usize>pitch) << 3;
  const end = h + ((<usize>rows) << 3);
  for (let i: usize = 0; i < step; i += 32) {
    const to = matrix + (i >> 3) * skip;
    for (let j: usize = 0; j <= i; j += 32) {
      if (i + 32 <= step) {
        tile(a + i, a + j, step, h, end, to + j, skip);
      } else {
        // stride = 2 (mod 4): the last two rows go in tiles of two.
        smallTile(a + i, a + j, step, h, end, to + j, skip);
        if (j < i) smallTile(a + i, a + j + 16, step, h, end, to + j + 16, skip);
      }
    }
  }
}

/** Columns i..i+3 against j..j+3. */
function tile(ai: usize, aj: usize, step: usize, h: usize, end: usize, to: usize, skip: usize): void {
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0);
  let s21 = f64x2.splat(0);
  let s30 = f64x2.splat(0);
  let s31 = f64x2.splat(0);
  while (h < end) {
    const weight = v128.load64_splat(h);
    const j0 = f64x2.mul(weight, v128.load(aj));
    const j1 = f64x2.mul(weight, v128.load(aj, 16));
    const i0 = v128.load64_splat(ai);
    s00 = f64x2.add(s00, f64x2.mul(i0, j0));
    s01 = f64x2.add(s01, f64x2.mul(i0, j1));
    const i1 = v128.load64_splat(ai, 8);
    s10 = f64x2.add(s10, f64x2.mul(i1, j0));
    s11 = f64x2.add(s11, f64x2.mul(i1, j1));
    const i2 = v128.load64_splat(ai, 16);
    s20 = f64x2.add(s20, f64x2.mul(i2, j0));
    s21 = f64x2.add(s21, f64x2.mul(i2, j1));
    const i3 = v128.load64_splat(ai, 24);
    s30 = f64x2.add(s30, f64x2.mul(i3, j0));
    s31 = f64x2.add(s31, f64x2.mul(i3, j1));
    ai += step;
    aj += step;
    h += 8;
  }
  addTo(to, s00, s01);
  addTo(to + skip, s10, s11);
  addTo(to + 2 * skip, s20, s21);
  addTo(to + 3 * skip, s30, s31);
}

/** Columns i, i+1 against j, j+1. */
function smallTile(ai: usize, aj: usize, step: usize, h: usize, end: usize, to: usize, skip: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  while (h < end) {
    const j0 = f64x2.mul(v128.load64_splat(h), v128.load(aj));
    s0 = f64x2.add(s0, f64x2.mul(v128.load64_splat(ai), j0));
    s1 = f64x2.add(s1, f64x2.mul(v128.load64_splat(ai, 8), j0));
    ai += step;
    aj += step;
    h += 8;
  }
  v128.store(to, f64x2.add(v128.load(to), s0));
  v128.store(to + skip, f64x2.add(v128.load(to + skip), s1));
}

function addTo(to: usize, low: v128, high: v128): void {
  v128.store(to, f64x2.add(v128.load(to), low));
  v128.store(to, f64x2.add(v128.load(to, 16), high), 16);
}
