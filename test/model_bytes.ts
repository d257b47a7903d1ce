// Reads sqml_models.data by the layouts drawn in assembly/model/: the independent check of what is
// documented. It trusts the bytes; what damaged bytes do to the engine is test/damage.test.ts.

import type { Value } from './host/host.ts';
import { type Node, readTrees } from './tree_bytes.ts';

/** The layout of assembly/model/pipeline.ts. */
export interface Pipeline {
  format: number;
  /** 16 hexadecimal digits, as in sqml_models.digest. */
  digest: string;
  version: string;
  predictionType: 'classification' | 'regression';
  algorithm: string;
  features: string[];
  encoders: Encoder[];
  labels: Value[];
  mean: Float64Array;
  scale: Float64Array;
  model: LinearModel | VectorModel | TreeModel | UnreadModel;
}

/** assembly/model/encoder.ts: how one feature becomes columns of X. */
export interface Encoder {
  kind: 'number' | 'one_hot' | 'ordinal' | 'date' | 'date_parts' | 'hash' | 'tf_idf';
  name: string;
  /** What stands for NULL, a number or a category's position; null when NULL is refused. */
  fill: number | null;
  hasIndicator: boolean;
  /** Rare and unseen categories share a column. */
  hasRare: boolean;
  /** How numbers are dates; null when they are none. */
  clock: 'unixepoch' | 'julianday' | null;
  /** None for a number; of tf_idf its terms. */
  categories: string[];
}

/** assembly/model/linear_decision.ts, and the linear forms of svc.ts and svr.ts: scores W x + b. */
export interface LinearModel {
  kind: 'linear';
  /** One row of d weights a score. */
  W: Float64Array[];
  /** One a score. */
  b: Float64Array;
}

/** The support vector forms of assembly/model/svc.ts and svr.ts. */
export interface VectorModel {
  kind: 'vectors';
  kernel: 'linear' | 'poly' | 'rbf' | 'sigmoid';
  gamma: number;
  coef0: number;
  degree: number;
  vectors: Float64Array[];
  /** svc: how many of the vectors are of each class. */
  perClass: number[];
  /** svc: k - 1 rows, one value a vector; svr: one row. */
  coefficients: Float64Array[];
  rho: Float64Array;
  /** svc with probability: A and B of each pair's sigmoid. */
  sigmoids: Float64Array;
}

/** assembly/algorithm/tree/tree_model.ts, and ensemble/gradient_boosting.ts. */
export interface TreeModel {
  kind: 'trees';
  trees: Node[][];
  importances: Float64Array;
}

/** Of an algorithm whose layout is not read here. */
export interface UnreadModel {
  kind: 'unread';
}

const TREES = ['decision_tree', 'random_forest', 'extra_trees', 'gradient_boosting', 'ada_boost'];
/** Algorithms whose own bytes are read here; of others the pipeline alone. */
const LINEAR = ['logistic_regression', 'linear_svc', 'linear_regression', 'linear_svr', 'svc', 'svr'];
const BODY = 16;
const ENCODERS = ['number', 'one_hot', 'ordinal', 'date', 'date_parts', 'hash', 'tf_idf'] as const;
/** Stands for date or date_parts where numbers are dates. */
const CLOCKED = 7;
const CLOCKS = ['unixepoch', 'julianday'] as const;
const HAS_INDICATOR = 1;
const HAS_FILL = 2;
const HAS_RARE = 32;
const KERNELS = ['linear', 'poly', 'rbf', 'sigmoid'] as const;

class Reader {
  at = 0;
  readonly #view: DataView;

  /** Where the f64 stand that were read. */
  readonly numbers: number[] = [];

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #walk(n: number): number {
    this.at += n;
    return this.at - n;
  }

  u8 = () => this.#view.getUint8(this.#walk(1));
  u16 = () => this.#view.getUint16(this.#walk(2), true);
  i32 = () => this.#view.getInt32(this.#walk(4), true);
  i64 = () => this.#view.getBigInt64(this.#walk(8), true);
  f64 = () => {
    this.numbers.push(this.at);
    return this.#view.getFloat64(this.#walk(8), true);
  };
  f32 = () => this.#view.getFloat32(this.#walk(4), true);

  text(): string {
    const length = this.i32();
    return new TextDecoder().decode(this.bytes.subarray(this.#walk(length), this.at));
  }

  /** n f64 without a count. */
  raw = (n: number) => Float64Array.from({ length: n }, this.f64);
  /** f64 after their count. */
  reals = () => this.raw(this.i32());
  integers = () => Array.from({ length: this.i32() }, this.i32);

  encoder(): Encoder {
    const first = this.u8();
    const flags = this.u8();
    const name = this.text();
    const fill = flags & HAS_FILL ? this.f64() : null;
    const kind = ENCODERS[first === CLOCKED ? this.u8() : first];
    const clock = first === CLOCKED ? CLOCKS[this.u8() - 1] : null;
    const hasCategories = kind === 'one_hot' || kind === 'ordinal';
    if (kind === 'hash') [this.i32(), this.u8()];
    const categories =
      kind === 'tf_idf'
        ? this.terms()
        : hasCategories
          ? Array.from({ length: this.i32() }, () => this.text())
          : [];
    return {
      kind,
      name,
      fill,
      hasIndicator: (flags & HAS_INDICATOR) !== 0,
      hasRare: (flags & HAS_RARE) !== 0,
      clock,
      categories,
    };
  }

  /** assembly/model/tf_idf.ts. */
  terms(): string[] {
    const hasIdf = (this.u8() & 4) !== 0;
    this.u8();
    [this.i32(), this.i32(), this.text(), this.i32()];
    const terms = Array.from({ length: this.i32() }, () => this.text());
    if (hasIdf) for (const _ of terms) this.i32();
    return terms;
  }

  label(): Value {
    const type = this.u8();
    if (type === 1) return this.i64();
    return type === 2 ? this.f64() : this.text();
  }
}

export function readPipeline(bytes: Uint8Array): Pipeline {
  return pipelineOf(new Reader(bytes));
}

export function isOfTrees(algorithm: string): boolean {
  return TREES.includes(algorithm);
}

/** The offset of every f64 in the bytes; of an algorithm whose layout is not read here, of those before its own. */
export function numbersIn(bytes: Uint8Array): number[] {
  const reader = new Reader(bytes);
  pipelineOf(reader, true);
  return reader.numbers;
}

function pipelineOf(reader: Reader, isPartial = false): Pipeline {
  const { bytes } = reader;
  const magic = new TextDecoder().decode(bytes.subarray(0, 4));
  if (magic !== 'SQML') throw new Error(`the bytes begin with ${magic}`);
  reader.at = 4;
  const format = reader.u16();
  reader.u16();
  const digest = BigInt.asUintN(64, reader.i64()).toString(16).padStart(16, '0');
  const version = reader.text();
  const predictionType = reader.u8() === 0 ? 'classification' : 'regression';
  const algorithm = reader.text();
  const encoders = Array.from({ length: reader.i32() }, () => reader.encoder());
  const features = encoders.map(({ name }) => name);
  const labels = Array.from({ length: reader.i32() }, () => reader.label());
  const mean = reader.reals();
  const scale = reader.reals();
  if (isPartial && !LINEAR.includes(algorithm) && !TREES.includes(algorithm)) reader.at = bytes.length;
  const model = TREES.includes(algorithm)
    ? readTreeModel(reader, algorithm, mean.length, labels.length)
    : reader.at === bytes.length
      ? { kind: 'unread' as const }
      : readModel(reader, algorithm, mean.length);
  if (reader.at !== bytes.length) throw new Error(`${bytes.length - reader.at} bytes are left`);
  return {
    format,
    digest,
    version,
    predictionType,
    algorithm,
    features,
    encoders,
    labels,
    mean,
    scale,
    model,
  };
}

function readModel(reader: Reader, algorithm: string, d: number): LinearModel | VectorModel {
  const isSvc = algorithm === 'svc';
  if (!isSvc && algorithm !== 'svr') {
    const linear = readLinear(reader, d);
    if (algorithm === 'linear_regression') skipErrors(reader);
    return linear;
  }
  if (reader.u8() === 1) {
    const linear = readLinear(reader, d);
    if (isSvc && reader.u8() === 1) reader.reals();
    return linear;
  }
  const kernel = KERNELS[reader.u8()];
  const [gamma, coef0, degree, count] = [reader.f64(), reader.f64(), reader.i32(), reader.i32()];
  const vectors = rowsOf(reader.raw(count * d), d);
  const perClass = isSvc ? reader.integers() : [];
  const coefficients = rowsOf(reader.reals(), count);
  const rho = isSvc ? reader.reals() : reader.raw(1);
  const sigmoids = isSvc && reader.u8() === 1 ? reader.reals() : new Float64Array(0);
  return { kind: 'vectors', kernel, gamma, coef0, degree, vectors, perClass, coefficients, rho, sigmoids };
}

function readTreeModel(reader: Reader, algorithm: string, d: number, k: number): TreeModel {
  if (algorithm === 'gradient_boosting') {
    if (k > 0) reader.u8();
    reader.f64();
    reader.reals();
    k = 0;
  }
  const trees = readTrees(reader, d, k);
  if (algorithm === 'ada_boost') reader.reals();
  return { kind: 'trees', trees, importances: reader.reals() };
}

function readLinear(reader: Reader, d: number): LinearModel {
  const all = reader.reals();
  return { kind: 'linear', W: rowsOf(all, d), b: reader.reals() };
}

/** assembly/model/standard_errors.ts, which test/standard_errors.test.ts looks at. */
function skipErrors(reader: Reader): void {
  if (reader.u8() === 0) return;
  reader.i32();
  reader.f64();
  reader.reals();
}

function rowsOf(all: Float64Array, width: number): Float64Array[] {
  return Array.from({ length: all.length / width }, (_, i) => all.slice(i * width, (i + 1) * width));
}

/** FNV-1a, 64 bit, over all bytes from 16 on, as 16 hexadecimal digits. */
export function digestOf(bytes: Uint8Array): string {
  const [high, low] = fnv(bytes.subarray(BODY));
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}

/** The bytes with their digest made right again. */
export function withDigest(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  if (copy.length < BODY) return copy;
  const [high, low] = fnv(copy.subarray(BODY));
  const view = new DataView(copy.buffer);
  view.setUint32(8, low, true);
  view.setUint32(12, high, true);
  return copy;
}

/** Its two halves. The prime is 2^40 + 0x1b3. */
function fnv(bytes: Uint8Array): [number, number] {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (const byte of bytes) {
    low = (low ^ byte) >>> 0;
    const product = low * 0x1b3;
    high = (Math.imul(high, 0x1b3) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0;
    low = product >>> 0;
  }
  return [high, low];
}
