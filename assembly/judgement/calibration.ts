// The calibration of a class, as it is stored.
//
//   bytes   class i32 · bins i32, then of each bin i32, rows i32, predicted f64, observed f64, ascending

import { ByteReader, ByteWriter } from '../codec/bytes';
import { BINS, Calibration } from '../metric/calibration';

export class ClassCalibration {
  constructor(
    /** The class of the model. */
    public c: i32,
    public calibration: Calibration,
  ) {}

  write(out: ByteWriter): void {
    const found = this.calibration;
    out.i32(this.c);
    out.i32(found.bins.length);
    for (let i = 0; i < found.bins.length; i++) {
      out.i32(found.bins[i]);
      out.i32(found.rows[i]);
      out.f64(found.predicted[i]);
      out.f64(found.observed[i]);
    }
  }

  /** Of a model with k classes. */
  static read(bytes: ByteReader, k: i32): ClassCalibration {
    const c = bytes.i32In(0, k - 1, 'the class of a calibration');
    const count = bytes.i32In(0, BINS, 'the number of bins');
    const calibration = new Calibration();
    let last = -1;
    for (let i = 0; i < count; i++) {
      last = bytes.i32In(last + 1, BINS - 1, 'a bin');
      const rows = bytes.i32In(1, i32.MAX_VALUE, 'the rows of a bin');
      const predicted = bytes.f64();
      const observed = bytes.f64();
      const areParts = predicted >= 0 && predicted <= 1 && observed >= 0 && observed <= 1;
      if (!areParts) bytes.damaged('the figures of a bin are not from 0 to 1');
      calibration.add(last, predicted, observed, rows);
    }
    return new ClassCalibration(c, calibration);
  }
}
