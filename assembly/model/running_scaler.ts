// A standard scaler that learns row by row: the mean and deviation of all rows so far.
//
// Promise: the bits of scikit-learn's StandardScaler.partial_fit on the same rows one by one: T. Chan, G. Golub,
// R. LeVeque, "Algorithms for computing the sample variance", 1983, eq. 1.5, with sums in its order.
// Columns that are not to be scaled keep centre 0 and scale 1.
// Bytes: f64 rows, u8 a column: 1 when it is scaled, reals variances (D). The means are the scaler's centres.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { at } from '../math/vector';
import { isConstant, Scaler } from './scaler';

export class RunningScaler {
  /** Rows so far. */
  private n: f64 = 0;
  private variances: StaticArray<f64>;

  constructor(private isScaled: StaticArray<bool>) {
    this.variances = new StaticArray<f64>(isScaled.length);
  }

  /** Takes the row x of D columns, and brings `scaler` up to date. */
  take(x: usize, scaler: Scaler): void {
    const before = this.n;
    const n = before + 1;
    this.n = n;
    for (let j = 0; j < this.isScaled.length; j++) {
      if (!this.isScaled[j]) continue;
      const value = at(x, j);
      const sum = scaler.mean[j] * before;
      let squares: f64 = 0;
      if (before > 0) {
        const ratio = before / 1;
        const apart = sum / ratio - value;
        squares = this.variances[j] * before + (ratio / n) * (apart * apart);
      }
      const mean = (sum + value) / n;
      const variance = squares / n;
      scaler.mean[j] = mean;
      this.variances[j] = variance;
      scaler.scale[j] = isConstant(variance, mean, n) ? 1 : Math.sqrt(variance);
    }
  }

  write(out: ByteWriter): void {
    out.f64(this.n);
    for (let j = 0; j < this.isScaled.length; j++) out.u8(this.isScaled[j] ? 1 : 0);
    out.reals(changetype<usize>(this.variances), this.variances.length);
  }

  static read(bytes: ByteReader, width: i32): RunningScaler {
    const n = bytes.real('the rows of the scaler');
    const isScaled = new StaticArray<bool>(width);
    for (let j = 0; j < width; j++) isScaled[j] = bytes.u8In(0, 1, 'whether a column is scaled') != 0;
    const scaler = new RunningScaler(isScaled);
    scaler.n = n;
    scaler.variances = bytes.reals(width, 'variances');
    return scaler;
  }
}
