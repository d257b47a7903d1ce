// A pipeline that learns row by row, in memory: predict, then learn.
//
//   raw row ──encode──> row of X ──scale──> model.resume          the scaler takes the row before it scales it, as
//                                                                   partial_fit of scaler and model one after the other
//
// What a row changes: the running scaler, the model, the classes when its label is new, and how it did (model/online.ts).
// When that fails the learner is no longer what it was, and nobody may use it again: it is read anew.

import { describe } from '../call';
import { utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { Matrix } from '../math/matrix';
import { encodedRow } from '../model/encoding';
import { FeatureReader } from '../model/features';
import { compareLabels, Label, MOST_CLASSES } from '../model/label';
import { Online } from '../model/online';
import { Pipeline } from '../model/pipeline';
import { Training } from '../model/training';
import { Options } from '../option/option';

/** The largest size of a number to learn; its squares are finite. */
const LARGEST_TARGET: f64 = 1e150;

/** So many are looked through one by one. */
const FEW_CLASSES: i32 = 32;

export class Learner {
  /** Where the next row is read to. */
  readonly features: FeatureReader;
  readonly online: Online;
  private training: Training;
  private row: StaticArray<f64>;
  private y: StaticArray<f64>;

  /** `pipeline.online` is there; `options` are those of its algorithm. */
  constructor(
    public pipeline: Pipeline,
    options: Options,
    randomState: u32,
  ) {
    this.online = pipeline.online!;
    this.features = new FeatureReader(pipeline.encoding);
    const width = pipeline.encoding.width;
    const row = encodedRow(width);
    this.row = row;
    const X = new Matrix(changetype<usize>(row), 1, width, row.length);
    const y = new StaticArray<f64>(1);
    this.y = y;
    this.training = new Training(X, changetype<usize>(y), pipeline.labels.length, 0, options, randomState);
    pipeline.model.prepareToGoOn(this.training);
  }

  /** The class index, or the value, that the row read last gets; -1 when no class is known yet. */
  predict(): f64 {
    return this.pipeline.hasAnswer ? this.pipeline.predict(this.features.raw) : -1;
  }

  /** Learns the row read last, of which `predict` said `predicted`. Whether a point of the learning curve is due. */
  learn(target: usize, predicted: f64): bool {
    const pipeline = this.pipeline;
    let error: f64;
    if (pipeline.isClassification) {
      const before = pipeline.labels.length;
      const c = this.classOf(target);
      error = pipeline.labels.length == before && predicted == <f64>c ? 0 : 1;
      this.y[0] = c;
    } else {
      this.y[0] = numberOf(target);
      error = Math.abs(this.y[0] - predicted);
    }
    const x = changetype<usize>(this.row);
    pipeline.encoding.encode(this.features.raw, x);
    const running = this.online.running;
    if (running != null) {
      running.take(x, pipeline.scaler);
      pipeline.rescaled();
    }
    pipeline.scaler.apply(x, x);
    pipeline.model.resume(this.training);
    return this.online.note(error);
  }

  /** The place of the target's class, which is made when it is new. */
  private classOf(cell: usize): i32 {
    const labels = this.pipeline.labels;
    // As it came before: then nothing is allocated, which a row after row of a dataset would add up.
    const bytes = this.pipeline.labelBytes;
    for (let c = 0; c < min(labels.length, FEW_CLASSES); c++) if (bytes.isCell(c, cell)) return c;
    const label = labelOf(cell);
    if (labels.length > 0 && (label.type == host.TEXT) != (labels[0].type == host.TEXT)) {
      fail(
        `the target mixes TEXT and numbers: the classes so far are ${labels[0].type == host.TEXT ? 'TEXT' : 'numbers'}, got ${describe(cell)}`,
      );
    }
    // INTEGER and REAL among the classes are one kind, REAL.
    if (labels.length > 0 && label.type != labels[0].type) {
      if (label.type == host.INTEGER) return this.placeOf(new Label(host.REAL, 0, label.number, ''));
      for (let c = 0; c < labels.length; c++) labels[c] = new Label(host.REAL, 0, labels[c].number, '');
    }
    return this.placeOf(label);
  }

  private placeOf(label: Label): i32 {
    const labels = this.pipeline.labels;
    let low = 0;
    let high = labels.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compareLabels(labels[middle], label);
      if (order == 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    if (labels.length == MOST_CLASSES) {
      fail(
        `the target has more than ${MOST_CLASSES} distinct values; to predict a number, the prediction type is 'regression'`,
      );
    }
    labels.push(label);
    for (let c = labels.length - 1; c > low; c--) labels[c] = labels[c - 1];
    labels[low] = label;
    this.training.classes = labels.length;
    this.pipeline.model.addClass(low);
    this.pipeline.resize();
    return low;
  }

  /** Gives back what learning took; the pipeline can still predict. */
  release(): void {
    this.pipeline.model.release();
  }
}

function labelOf(cell: usize): Label {
  const type = load<u8>(cell);
  if (type == host.INTEGER) return new Label(type, load<i64>(cell, 1), 0, '');
  if (type == host.TEXT) return new Label(type, 0, 0, utf8(cell + 5, load<i32>(cell, 1)));
  if (type != host.REAL || !isFinite(load<f64>(cell, 1)))
    fail(`the target must be a finite number or TEXT, got ${describe(cell)}`);
  return new Label(type, 0, load<f64>(cell, 1) + 0, '');
}

function numberOf(cell: usize): f64 {
  const type = load<u8>(cell);
  let value = NaN;
  if (type == host.INTEGER) value = <f64>load<i64>(cell, 1);
  else if (type == host.REAL) value = load<f64>(cell, 1);
  if (!(Math.abs(value) <= LARGEST_TARGET))
    fail(`the target must be a number from -1e150 to 1e150, got ${describe(cell)}`);
  return value;
}
