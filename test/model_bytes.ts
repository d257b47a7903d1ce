// Reads sqml_models.data by the layouts drawn in assembly/model/: the independent check of what is
// documented. It trusts the bytes; what damaged bytes do to the engine is test/damage.test.ts.

import type { Value } from './host/host.ts';

/** The layout of assembly/model/pipeline.ts. */
export interface Pipeline {
  format: number;
  /** 16 hexadecimal digits, as in sqml_models.digest. */
  digest: string;
  version: string;
  predictionType: 'classification' | 'regression';
  algorithm: string;
  features: string[];
  labels: Value[];
  mean: Float64Array;
  scale: Float64Array;
  model: LinearModel | VectorModel;
}

/** assembly/model/linear_decision.ts, and the linear forms of svc.ts and svr.ts: scores W x + b. */
export interface LinearModel {
  kind: 'linear';
  /** One row of d weights a score. */
  W: Float64Array[];
  /** One a score (of svc and svr: -rho). */
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
}

const BODY = 16;
const KERNELS = ['linear', 'poly', 'rbf', 'sigmoid'] as const;

class Reader {
  at = 0;
  readonly #view: DataView;

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
  f64 = () => this.#view.getFloat64(this.#walk(8), true);

  text(): string {
    const length = this.i32();
    return new TextDecoder().decode(this.bytes.subarray(this.#walk(length), this.at));
  }

  /** n f64 without a count. */
  raw = (n: number) => Float64Array.from({ length: n }, this.f64);
  /** f64 after their count. */
  reals = () => this.raw(this.i32());
  integers = () => Array.from({ length: this.i32() }, this.i32);

  label(): Value {
    const type = this.u8();
    if (type === 1) return this.i64();
    return type === 2 ? this.f64() : this.text();
  }
}

export function readPipeline(bytes: Uint8Array): Pipeline {
  const reader = new Reader(bytes);
  const magic = new TextDecoder().decode(bytes.subarray(0, 4));
  if (magic !== 'SQML') throw new Error(`the bytes begin with ${magic}`);
  reader.at = 4;
  const format = reader.u16();
  reader.u16();
  const digest = BigInt.asUintN(64, reader.i64()).toString(16).padStart(16, '0');
  const version = reader.text();
  const predictionType = reader.u8() === 0 ? 'classification' : 'regression';
  const algorithm = reader.text();
  const features = Array.from({ length: reader.i32() }, () => {
    if (reader.u8() !== 0) throw new Error('an encoder that is not drawn');
    return reader.text();
  });
  const labels = Array.from({ length: reader.i32() }, () => reader.label());
  const mean = reader.reals();
  const scale = reader.reals();
  const model = readModel(reader, algorithm, features.length, labels.length);
  if (reader.at !== bytes.length) throw new Error(`${bytes.length - reader.at} bytes are left`);
  return { format, digest, version, predictionType, algorithm, features, labels, mean, scale, model };
}

function readModel(reader: Reader, algorithm: string, d: number, k: number): LinearModel | VectorModel {
  if (algorithm !== 'svc' && algorithm !== 'svr') {
    const all = reader.reals();
    return { kind: 'linear', W: rowsOf(all, d), b: reader.reals() };
  }
  const isLinear = reader.u8() === 1;
  if (isLinear) {
    const machines = algorithm === 'svc' ? (k * (k - 1)) / 2 : 1;
    const read = Array.from({ length: machines }, () => ({ w: reader.reals(), rho: reader.f64() }));
    return { kind: 'linear', W: read.map(({ w }) => w), b: Float64Array.from(read, ({ rho }) => -rho) };
  }
  const kernel = KERNELS[reader.u8()];
  const [gamma, coef0, degree, count] = [reader.f64(), reader.f64(), reader.i32(), reader.i32()];
  const vectors = rowsOf(reader.raw(count * d), d);
  const perClass = algorithm === 'svc' ? reader.integers() : [];
  const coefficients = rowsOf(reader.reals(), count);
  const rho = algorithm === 'svc' ? reader.reals() : reader.raw(1);
  return { kind: 'vectors', kernel, gamma, coef0, degree, vectors, perClass, coefficients, rho };
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
