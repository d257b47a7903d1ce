// A quadratic by its coordinates: 0.5 |y - X w|^2 for a solver that moves one w_j at a time.
//
//   slope(j)      x_j' (y - X w), where w is the sum of all moves
//   move(j, by)   w_j += by
//   inner(i, j)   x_i' x_j
//
// From a Gram matrix a move costs 2 d flops and a slope nothing; from the columns themselves both cost 2 n, which
// pays when there are more of them than rows.

import { strideOf } from '../math/matrix';
import { at, axpy, dot, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { tick } from '../progress';

export abstract class Quadratic {
  constructor(
    public size: i32,
    /** |y|^2. */
    public square: f64,
  ) {}
  abstract slope(j: i32): f64;
  abstract move(j: i32, by: f64): void;
  abstract inner(i: i32, j: i32): f64;
  /** x_j' y. */
  abstract target(j: i32): f64;
  /** Forgets the rounding of all moves so far. */
  abstract restart(w: usize): void;
  abstract release(): void;
}

/** From G = X'X (d rows of strideOf(d) f64, symmetric), c = X'y and |y|^2, which stay the caller's. */
export class GramQuadratic extends Quadratic {
  private slopes: usize;
  private stride: i32;

  constructor(
    size: i32,
    private G: usize,
    private c: usize,
    square: f64,
  ) {
    super(size, square);
    this.stride = strideOf(size);
    this.slopes = reals(this.stride);
    memory.copy(this.slopes, c, (<usize>size) << 3);
  }

  private row(j: i32): usize {
    return this.G + ((<usize>j * <usize>this.stride) << 3);
  }

  slope(j: i32): f64 {
    return at(this.slopes, j);
  }

  move(j: i32, by: f64): void {
    axpy(-by, this.row(j), this.slopes, this.stride);
    tick(2 * <f64>this.stride);
  }

  inner(i: i32, j: i32): f64 {
    return at(this.row(i), j);
  }

  target(j: i32): f64 {
    return at(this.c, j);
  }

  restart(w: usize): void {
    memory.copy(this.slopes, this.c, (<usize>this.size) << 3);
    for (let j = 0; j < this.size; j++) if (at(w, j) != 0) this.move(j, at(w, j));
  }

  release(): void {
    release(this.slopes);
  }
}

/** From the columns: `columns` has d runs of strideOf(n) f64, y one; both go with it. */
export class ColumnQuadratic extends Quadratic {
  private residual: usize;
  private stride: i32;

  constructor(
    size: i32,
    n: i32,
    private columns: usize,
    private y: usize,
  ) {
    super(size, dot(y, y, strideOf(n)));
    this.stride = strideOf(n);
    this.residual = reals(this.stride);
    memory.copy(this.residual, y, (<usize>this.stride) << 3);
  }

  private column(j: i32): usize {
    return this.columns + ((<usize>j * <usize>this.stride) << 3);
  }

  slope(j: i32): f64 {
    tick(2 * <f64>this.stride);
    return dot(this.column(j), this.residual, this.stride);
  }

  move(j: i32, by: f64): void {
    axpy(-by, this.column(j), this.residual, this.stride);
    tick(2 * <f64>this.stride);
  }

  inner(i: i32, j: i32): f64 {
    tick(2 * <f64>this.stride);
    return dot(this.column(i), this.column(j), this.stride);
  }

  target(j: i32): f64 {
    return dot(this.column(j), this.y, this.stride);
  }

  restart(w: usize): void {
    memory.copy(this.residual, this.y, (<usize>this.stride) << 3);
    for (let j = 0; j < this.size; j++) if (at(w, j) != 0) this.move(j, at(w, j));
  }

  release(): void {
    release(this.residual);
    release(this.columns);
    release(this.y);
  }
}

/** x_j' x_j of every coordinate. */
export function curvatures(f: Quadratic): usize {
  const out = reals(f.size);
  for (let j = 0; j < f.size; j++) put(out, j, f.inner(j, j));
  return out;
}
