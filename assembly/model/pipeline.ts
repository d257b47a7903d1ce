// A fitted pipeline: the features' names, the scaler, the model and the labels; what sqml_models.data holds.
//
// Bytes, little-endian; text and arrays carry an i32 count before them (codec/bytes.ts):
//
//   0   4   magic 'SQML'
//   4   u16 format version: 1, 2 when an encoder does what the first can't say, 3 of a pipeline that learns row by row
//   6   u16 0
//   8   u64 digest of all bytes from 16 on (codec/digest.ts): FNV-1a (64 bit), of format 3 by words
//   16      text   sqml version that wrote it
//           u8     prediction type: 0 classification, 1 regression
//           text   algorithm
//           i32 d, then d encoders (model/encoder.ts), which make D columns
//           i32 k, then k labels as cells (host.ts): INTEGER, REAL or TEXT; k = 0 for regression
//           format 3: text options as given (JSON), text target
//           f64[D] centre, f64[D] scale (model/scaler.ts)
//           the model's own bytes (drawn in the algorithm's file under algorithm/)
//           format 3: how learning goes (model/online.ts); it may have fewer classes than a training's
//
// Bytes may come from anywhere: every count is checked before it is used, and what is wrong is named.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { digestOf, digestOfWords } from '../codec/digest';
import { fail } from '../error';
import { VERSION } from '../generated/version';
import { Matrix } from '../math/matrix';
import { algorithmNamed, CLASSIFICATION, REGRESSION } from './algorithm';
import { encodedRow, Encoding } from './encoding';
import { compareLabels, Label, MOST_CLASSES } from './label';
import { LabelBytes } from './label_bytes';
import { Classifier, Model } from './model';
import { Online } from './online';
import { Scaler } from './scaler';

const MAGIC: u32 = 0x4c4d5153; // 'SQML'
/** The newest format. */
const FORMAT: u16 = 3;
const FORMAT_ONLINE: u16 = 3;
/** When an encoder does what the first format can't say. */
const FORMAT_ENCODERS: u16 = 2;
const BODY: i32 = 16;
/** Of its text. */
const DIGEST_DIGITS: i32 = 16;

/** What an answer that is no number is told with. */
export const NOT_FINITE: string =
  'the answer is not a finite number: a feature is too far from what the model was trained on';

export class Pipeline {
  /** One row of X, for predict. */
  private row: StaticArray<f64>;
  private one: Matrix;
  private output: StaticArray<f64>;
  /** The labels as they go out. */
  labelBytes: LabelBytes;
  /** A row of zeros, scaled: what a row is but for its numbers and its categories. */
  private zero: StaticArray<f64>;
  /** Of one that learns row by row. */
  online: Online | null = null;

  constructor(
    public predictionType: i32,
    public algorithm: string,
    public encoding: Encoding,
    public labels: Label[],
    public scaler: Scaler,
    public model: Model,
  ) {
    const row = encodedRow(encoding.width);
    this.row = row;
    this.one = new Matrix(changetype<usize>(row), 1, encoding.width, row.length);
    this.output = new StaticArray<f64>(model.outputs);
    this.labelBytes = new LabelBytes(labels);
    const zero = encodedRow(encoding.width);
    scaler.apply(changetype<usize>(zero), changetype<usize>(zero));
    this.zero = zero;
  }

  /** The model has a class more. */
  resize(): void {
    if (this.output.length != this.model.outputs) this.output = new StaticArray<f64>(this.model.outputs);
    this.labelBytes = new LabelBytes(this.labels);
  }

  /** The scaler has changed. */
  rescaled(): void {
    memory.fill(changetype<usize>(this.zero), 0, (<usize>this.zero.length) << 3);
    this.scaler.apply(changetype<usize>(this.zero), changetype<usize>(this.zero));
  }

  /** It has an answer: a class is known. */
  get hasAnswer(): bool {
    return !this.isClassification || this.labels.length > 0;
  }

  get isClassification(): bool {
    return this.predictionType == CLASSIFICATION;
  }

  /** The model of a classification. */
  get classifier(): Classifier {
    return <Classifier>this.model;
  }

  /** Raw features (one f64 a feature, padded with zero) as a scaled row of X, `out`. */
  prepare(raw: usize, out: usize): void {
    if (this.encoding.isPlain) this.scaler.apply(raw, out);
    else {
      memory.copy(out, changetype<usize>(this.zero), (<usize>this.zero.length) << 3);
      this.encoding.encodeScaled(raw, out, this.scaler);
    }
  }

  /** The model's output for the raw features of one row, all finite; valid until the next. */
  ask(raw: usize): usize {
    const output = this.askFor(raw);
    if (output == 0) fail(NOT_FINITE);
    return output;
  }

  /** The same; 0 where it is not finite. */
  askFor(raw: usize): usize {
    if (!this.hasAnswer)
      fail('the model has learned no row yet, and was told no classes; sqml_partial_fit teaches it');
    this.prepare(raw, this.one.data);
    const output = changetype<usize>(this.output);
    this.model.outputsOf(this.one, output);
    for (let o = output, end = output + ((<usize>this.output.length) << 3); o < end; o += 8) {
      if (!isFinite(load<f64>(o))) return 0;
    }
    return output;
  }

  /** The class index, or the value, for raw features. */
  predict(raw: usize): f64 {
    return this.model.answer(this.ask(raw));
  }

  /** Operations that a row costs. */
  get cost(): f64 {
    return this.model.cost + 4 * <f64>this.encoding.width;
  }

  write(): ByteWriter {
    const out = new ByteWriter();
    this.writeHead(out);
    this.writeBody(out);
    return out;
  }

  /** What stays the same while it learns, but for new classes. */
  writeHead(out: ByteWriter): void {
    const online = this.online;
    store<u32>(out.extend(4), MAGIC);
    out.u16(online != null ? FORMAT_ONLINE : this.encoding.isNew ? FORMAT_ENCODERS : 1);
    out.u16(0);
    out.i64(0);
    out.text(VERSION);
    out.u8(<u8>this.predictionType);
    out.text(this.algorithm);
    this.encoding.write(out);
    out.i32(this.labels.length);
    for (let c = 0; c < this.labels.length; c++) this.labels[c].writeCell(out);
    if (online == null) return;
    out.text(online.options);
    out.text(online.target);
  }

  /** The rest, and the digest of all. */
  writeBody(out: ByteWriter): void {
    const online = this.online;
    this.scaler.write(out);
    this.model.write(out);
    if (online != null) online.write(out);
    const start = out.pointer + BODY;
    const length = out.length - BODY;
    store<u64>(out.pointer + 8, online == null ? digestOf(start, length) : digestOfWords(start, length));
  }

  /** Reads `length` bytes; `what` names them in messages ("model 7"). */
  static read(start: usize, length: i32, what: string): Pipeline {
    const bytes = new ByteReader(start, length, what);
    if (length < BODY || load<u32>(bytes.take(4)) != MAGIC) bytes.damaged("it does not begin with 'SQML'");
    const format = bytes.u16();
    if (format > FORMAT) {
      fail(`${what} has format ${format}, this sqml ${VERSION} reads up to ${FORMAT}; use a newer sqml`);
    }
    bytes.u16();
    const digest = bytes.i64();
    const isOnline = format == FORMAT_ONLINE;
    const from = start + BODY;
    const found = isOnline ? digestOfWords(from, length - BODY) : digestOf(from, length - BODY);
    if (<u64>digest != found) bytes.damaged('its digest does not match');
    bytes.text();

    const predictionType = <i32>bytes.u8();
    if (predictionType != CLASSIFICATION && predictionType != REGRESSION)
      bytes.damaged('unknown prediction type');
    const name = bytes.text();
    const algorithm = algorithmNamed(name, predictionType);
    if (algorithm == null) {
      fail(`${what} was made by '${name}', which this sqml ${VERSION} does not have; use a newer sqml`);
      throw new Error('unreachable');
    }

    const encoding = Encoding.read(bytes, format);
    const isClassification = predictionType == CLASSIFICATION;
    const k = bytes.i32In(
      isClassification && !isOnline ? algorithm.traits.leastClasses : 0,
      isClassification ? MOST_CLASSES : 0,
      'the number of classes',
    );
    const labels: Label[] = [];
    for (let c = 0; c < k; c++) {
      labels.push(Label.read(bytes));
      if (c > 0 && (labels[c].type != labels[0].type || compareLabels(labels[c - 1], labels[c]) >= 0))
        bytes.damaged('the labels are not of one kind, in order and each there once');
    }
    const options = isOnline ? bytes.text() : '';
    const target = isOnline ? bytes.text() : '';
    const scaler = Scaler.read(bytes, encoding.width);
    const model = algorithm.create();
    model.read(bytes, encoding.width, k);
    let online: Online | null = null;
    if (isOnline) {
      if (!algorithm.traits.isOnline) bytes.damaged(`${name} does not learn row by row`);
      online = new Online(options, target);
      online.read(bytes, encoding.width);
    }
    if (bytes.left != 0) bytes.damaged(`${bytes.left} bytes too many`);
    const pipeline = new Pipeline(predictionType, name, encoding, labels, scaler, model);
    pipeline.online = online;
    return pipeline;
  }
}

/** Fails unless the pipeline's model has probabilities. */
export function checkProbabilities(pipeline: Pipeline): void {
  if (!pipeline.isClassification) fail('a regression has no probabilities; ask for the prediction');
  const classifier = pipeline.classifier;
  if (!classifier.hasProbabilities) fail(classifier.whyNoProbabilities());
}

/** The digest in a pipeline's bytes, as 16 hexadecimal digits: what sqml_models.digest holds. */
export function digestText(bytes: usize): string {
  let rest = load<u64>(bytes + 8);
  const text = ' '.repeat(DIGEST_DIGITS);
  for (let i = DIGEST_DIGITS - 1; i >= 0; i--, rest >>= 4) {
    const digit = <u16>(rest & 15);
    store<u16>(changetype<usize>(text) + ((<usize>i) << 1), digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
  return text;
}
