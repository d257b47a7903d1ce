// What a model that learns row by row has beside its pipeline: how it was declared, its running scaler, and how it did.
//
// Each row is predicted before it is learned, so the error is honest: no row was known when it was predicted.
//
//   error    of a row: 0 or 1 for a class, |y - prediction| for a number
//   value    of n rows: accuracy, 1 - sum / n, or the mean absolute error, sum / n
//   recent   the same of the last 1000 rows: of ten full hundreds, and of nine and the rows of the begun one in between
//
// Bytes: i64 rows, f64 sum, reals hundreds (10), f64 the begun hundred, u8 whether a running scaler follows, and it.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { RunningScaler } from './running_scaler';

/** Rows from one point of the learning curve to the next. */
export const POINT_ROWS: i32 = 100;
const HUNDREDS: i32 = 10;

export class Online {
  /** Rows learned. */
  rows: i64 = 0;
  /** Columns are scaled by what was seen so far; null: by what the training part said. */
  running: RunningScaler | null = null;
  private sum: f64 = 0;
  /** The errors of the last ten full hundreds; hundred h stands at h modulo 10. */
  private hundreds: StaticArray<f64> = new StaticArray<f64>(HUNDREDS);
  private begun: f64 = 0;

  constructor(
    /** As they were given, JSON. */
    public options: string,
    /** The name of the column with the truth; '' when none was said. */
    public target: string,
  ) {}

  /** Takes the error of a row. Whether a point of the learning curve is due. */
  note(error: f64): bool {
    this.rows++;
    this.sum += error;
    this.begun += error;
    if (this.rows % POINT_ROWS != 0) return false;
    this.hundreds[<i32>((this.rows / POINT_ROWS - 1) % HUNDREDS)] = this.begun;
    this.begun = 0;
    return true;
  }

  value(isClassification: bool): f64 {
    return valueOf(this.sum, <f64>this.rows, isClassification);
  }

  recent(isClassification: bool): f64 {
    const full = this.rows / POINT_ROWS;
    const begun = this.rows % POINT_ROWS;
    const count = min<i64>(full, begun == 0 ? HUNDREDS : HUNDREDS - 1);
    let sum = this.begun;
    for (let h = full - count; h < full; h++) sum += this.hundreds[<i32>(h % HUNDREDS)];
    return valueOf(sum, <f64>(count * POINT_ROWS + begun), isClassification);
  }

  write(out: ByteWriter): void {
    out.i64(this.rows);
    out.real(this.sum);
    out.reals(changetype<usize>(this.hundreds), HUNDREDS);
    out.real(this.begun);
    const running = this.running;
    out.u8(running == null ? 0 : 1);
    if (running != null) running.write(out);
  }

  /** Reads what `write` wrote, for D columns. */
  read(bytes: ByteReader, width: i32): void {
    this.rows = bytes.i64();
    if (this.rows < 0) bytes.damaged(`it has learned ${this.rows} rows`);
    this.sum = bytes.real('the sum of errors');
    this.hundreds = bytes.reals(HUNDREDS, 'errors by hundreds');
    this.begun = bytes.real('the errors since');
    if (bytes.u8In(0, 1, 'the running scaler') == 1) this.running = RunningScaler.read(bytes, width);
  }
}

function valueOf(sum: f64, n: f64, isClassification: bool): f64 {
  if (n == 0) return NaN;
  return isClassification ? (n - sum) / n : sum / n;
}
