// Encoders and scaler of rows that come in passes: the same arithmetic, in the table's order, as of rows that are held
// (encode.ts, model/scaler.ts), so that they are those of a training that holds these rows in that order, bit for bit.
//
// What needs all values of a column at once, its median or quartiles, is refused.

import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { at } from '../math/vector';
import { Encoder } from '../model/encoder';
import { Encoding } from '../model/encoding';
import { ScalerSums } from '../model/scaler';
import { tick } from '../progress';
import { encoderOfNumber, FeatureSet, fitText, imputeOf, isFilled, refuseEmpty } from './encode';
import { Passes, TrainingPasses } from './passes';
import { Impute, Preprocess } from './preprocess';
import { Ready } from './ready';
import { Request } from './request';
import { Part, Task } from './task';

/** Fails when options ask for what rows in passes can't give. */
export function checkPasses(request: Request, preprocess: Preprocess, features: string[]): void {
  const options = request.options;
  if (options.isGiven('cv') || options.isGiven('search'))
    fail(
      'cv and search fit again and again to rows that are held; with passes none are: leave one of them out',
    );
  const stopping = options.find('early_stopping');
  if (stopping != null && stopping.number != 0)
    fail('early_stopping holds rows out, and with passes none are held; leave one of them out');
  for (let j = 0; j < features.length; j++) {
    const scale = preprocess.of(features[j]).scaling;
    if (scale != 'standard' && scale != 'none')
      fail(
        `preprocess.scale of '${features[j]}' must be 'standard' or 'none' where rows come in passes, got '${scale}'`,
      );
  }
}

/** What encoders are fitted by, while rows are looked at. */
class Look {
  /** Of numbers. */
  private sums: StaticArray<f64>;
  private present: StaticArray<i32>;
  /** Of TEXT: rows by text. */
  private counts: StaticArray<i32>[] = [];
  private first: StaticArray<u64>;
  private isConstant: StaticArray<bool>;
  private n: i32 = 0;

  constructor(private features: FeatureSet) {
    const columns = features.columns;
    this.sums = new StaticArray<f64>(columns.length);
    this.present = new StaticArray<i32>(columns.length);
    this.first = new StaticArray<u64>(columns.length);
    this.isConstant = new StaticArray<bool>(columns.length).fill(true);
    for (let j = 0; j < columns.length; j++) {
      const isText = columns[j].isText;
      this.counts.push(new StaticArray<i32>(isText ? columns[j].values.length : 0));
    }
  }

  take(raw: Matrix): void {
    const columns = this.features.columns;
    for (let j = 0; j < columns.length; j++) {
      const counts = this.counts[j];
      const isText = columns[j].isText;
      if (this.n == 0) this.first[j] = reinterpret<u64>(at(raw.row(0), j));
      const first = this.first[j];
      let sum = this.sums[j];
      let present = 0;
      let isConstant = this.isConstant[j];
      for (let i = 0; i < raw.rows; i++) {
        const value = at(raw.row(i), j);
        if (reinterpret<u64>(value) != first) isConstant = false;
        if (isNaN(value)) continue;
        if (isText) {
          if (value >= <f64>counts.length) continue;
          counts[<i32>value]++;
        } else sum += value;
        present++;
      }
      this.sums[j] = sum;
      this.present[j] += present;
      this.isConstant[j] = isConstant;
    }
    this.n += raw.rows;
    tick(4 * <f64>raw.rows * columns.length);
  }

  encoding(): Encoding {
    const encoders: Encoder[] = [];
    const columns = this.features.columns;
    for (let j = 0; j < columns.length; j++) {
      const column = columns[j];
      const plan = this.features.preprocess.of(column.name);
      if (column.isText) {
        encoders.push(fitText(column, plan, this.counts[j], this.n));
        continue;
      }
      const encoder = encoderOfNumber(column, plan);
      if (isFilled(column, plan)) {
        const impute = imputeOf(column, plan);
        if (impute == Impute.MEDIAN || impute == Impute.MOST_FREQUENT) {
          const isMedian = impute == Impute.MEDIAN;
          fail(
            `preprocess.impute of '${column.name}' must be 'mean', 'indicator' or a number where rows come in passes, which ` +
              `have no ${isMedian ? 'median' : 'most frequent number'}`,
          );
        }
        if (this.present[j] == 0) refuseEmpty(column);
        encoder.fill = this.sums[j] / this.present[j];
      }
      encoders.push(encoder);
    }
    return new Encoding(encoders);
  }

  get warnings(): string[] {
    return this.features.warningsOf(this.isConstant);
  }
}

/** The training part, made ready for the model. */
export function readyInPasses(task: Task, part: Part, passes: Passes): Ready {
  const look = new Look(task.features);
  const profiling = passes.profiling;
  let from = 0;
  passes.begin(false);
  while (passes.next()) {
    look.take(passes.raw);
    if (profiling != null) profiling.addValues(passes.raw, from);
    from += passes.raw.rows;
  }
  if (profiling != null) profiling.endValues();
  const encoding = look.encoding();
  passes.place(encoding);
  const rows = new TrainingPasses(passes, encoding, part.y);
  const d = encoding.width;
  const sums = new ScalerSums(d);
  const sizes = new StaticArray<f64>(d);
  // The squares of the profile are added in the same pass.
  passes.addsSquares = true;
  rows.rewind();
  while (rows.next()) {
    sums.addValues(rows.X);
    grow(sizes, rows.X);
  }
  passes.addsSquares = false;
  sums.endValues(part.n);
  if (isScaled(task.features)) {
    rows.rewind();
    while (rows.next()) sums.addSquares(rows.X);
  }
  const names = encoding.columnNames;
  let column = 0;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    const isStandard = task.features.preprocess.of(encoder.name).scaling == 'standard';
    for (let end = column + encoder.width; column < end; column++) {
      const isUsual = sums.endColumn(column);
      if (isStandard && !isUsual && !ScalerSums.isOrdinary(sizes[column]))
        fail(
          `feature '${names[column]}' has numbers up to ${sizes[column]}, whose squares leave the doubles; scale them in a SELECT, or train without passes`,
        );
    }
  }
  const scaler = sums.scaler();
  const nothing = Matrix.ofNothing(part.n, d);
  column = 0;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    const kind = task.features.preprocess.of(encoder.name).scaling;
    for (let end = column + encoder.width; column < end; column++) scaler.refit(nothing, column, kind);
  }
  rows.scaler = scaler;
  const ready = new Ready(nothing, encoding, scaler);
  ready.passes = rows;
  ready.warnings = look.warnings;
  return ready;
}

function isScaled(features: FeatureSet): bool {
  for (let j = 0; j < features.columns.length; j++)
    if (features.preprocess.of(features.columns[j].name).scaling == 'standard') return true;
  return false;
}

/** Raises the largest size of each column. */
function grow(sizes: StaticArray<f64>, X: Matrix): void {
  for (let j = 0; j < X.cols; j++) {
    let size = sizes[j];
    for (let i = 0; i < X.rows; i++) size = max(size, abs(at(X.row(i), j)));
    sizes[j] = size;
  }
  tick(2 * <f64>X.rows * X.cols);
}
