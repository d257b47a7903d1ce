// A dense matrix: row-major, each row padded with zeros to an even number of f64.
//
// The padding lets every kernel run over whole pairs (f64x2) without a tail; it must stay zero,
// since a denormal or a NaN there would cost time or spoil sums.

import { reals } from '../memory/block';
import { tick } from '../progress';

/** d rounded up to even: the f64 from one row to the next. */
export function strideOf(d: i32): i32 {
  return (d + 1) & ~1;
}

/** X (rows x cols). `data` points to rows * stride f64. */
export class Matrix {
  /** Each row has room for one more column, and rows of zeros follow to a multiple of 4: see `withRoom`. */
  hasRoom: bool = false;

  constructor(
    public data: usize,
    public rows: i32,
    public cols: i32,
    public stride: i32,
  ) {}

  /** A zeroed matrix; lives until the instance ends or `data` is released. */
  static zeros(rows: i32, cols: i32): Matrix {
    const stride = strideOf(cols);
    return new Matrix(reals(<i64>rows * stride), rows, cols, stride);
  }

  /** A zeroed matrix that whoever owns it may give one more column in place (DenseRows). */
  static withRoom(rows: i32, cols: i32): Matrix {
    const stride = strideOf(cols + 1);
    const matrix = new Matrix(reals((<i64>rows + 3) * stride), rows, cols, stride);
    matrix.hasRoom = true;
    return matrix;
  }

  /** A shape without rows. */
  static ofNothing(rows: i32, cols: i32): Matrix {
    return new Matrix(0, rows, cols, strideOf(cols));
  }

  /** Rows that stand at `data` already. */
  static of(data: usize, rows: i32, cols: i32): Matrix {
    return new Matrix(data, rows, cols, strideOf(cols));
  }

  /** A copy with these columns first, in this order, and zeros after them. */
  pick(columns: i32[], cols: i32): Matrix {
    const picked = Matrix.zeros(this.rows, cols);
    for (let i = 0; i < this.rows; i++) {
      const from = this.row(i);
      const to = picked.row(i);
      for (let j = 0; j < columns.length; j++)
        store<f64>(to + ((<usize>j) << 3), load<f64>(from + ((<usize>columns[j]) << 3)));
      tick(columns.length);
    }
    return picked;
  }

  /** Pointer to row i. */
  row(i: i32): usize {
    return this.data + ((<usize>i * <usize>this.stride) << 3);
  }
}
