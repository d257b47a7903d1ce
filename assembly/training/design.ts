// A training's rows with their one-hot columns as indices (math/design.ts), and the scaler of all columns: what
// encoding.encodeAll and the scaler's own fit give where every column is written out.
//
// Of a one-hot column everything follows from how many rows have it: mean c / n, and the sum of squares about it.

import { Design } from '../math/design';
import { Matrix } from '../math/matrix';
import { put } from '../math/vector';
import { Encoder, ONE_HOT } from '../model/encoder';
import { Encoding } from '../model/encoding';
import { deviation, Scaler } from '../model/scaler';
import { tick } from '../progress';
import { FeatureSet } from './encode';

export class Designed {
  constructor(
    public design: Design,
    /** Of all columns; not applied yet (Scaler.applyTo). */
    public scaler: Scaler,
  ) {}
}

/** Whether the encoders make one-hot columns whose scaling a count tells: of robust scaling it doesn't. */
export function canDesign(encoding: Encoding, features: FeatureSet): bool {
  let isOneHot = false;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    if (encoder.kind != ONE_HOT) continue;
    isOneHot = true;
    if (features.preprocess.of(encoder.name).scaling == 'robust') return false;
  }
  return isOneHot;
}

/** The design of raw rows, TEXT as positions in them. */
export function designOf(raw: Matrix, encoding: Encoding, features: FeatureSet): Designed {
  const encoders = encoding.encoders;
  const places: i32[] = [];
  let groups = 0;
  let column = 0;
  for (let j = 0; j < encoders.length; j++) {
    const own = encoders[j].kind == ONE_HOT ? encoders[j].ownWidth : 0;
    if (own > 0) groups++;
    for (let c = own; c < encoders[j].width; c++) places.push(column + c);
    column += encoders[j].width;
  }
  const d = encoding.width;
  const design = new Design(Matrix.zeros(raw.rows, places.length), StaticArray.fromArray(places), groups, d);
  const counts = new StaticArray<i32>(d + 1);
  for (let i = 0; i < raw.rows; i++) {
    encodeRow(encoders, raw.row(i), design.numbers.row(i), design.row(i), d);
    for (let g = 0; g < groups; g++) counts[load<i32>(design.row(i) + ((<usize>g) << 2))]++;
    tick(4 * encoders.length);
  }
  return new Designed(design, scalerOf(design, counts, encoding, features));
}

/** Writes a row's numbers, and for each one-hot feature the column that it has. */
function encodeRow(encoders: Encoder[], raw: usize, numbers: usize, columns: usize, d: i32): void {
  let column = 0;
  for (let j = 0; j < encoders.length; j++, raw += 8) {
    const encoder = unchecked(encoders[j]);
    const value = load<f64>(raw);
    if (encoder.kind != ONE_HOT) {
      encoder.encode(value, numbers);
      numbers += (<usize>encoder.width) << 3;
    } else {
      const isNull = isNaN(value);
      const position = isNull ? encoder.fill : value;
      store<i32>(columns, position >= 0 ? column + <i32>position : d);
      columns += 4;
      if (encoder.hasIndicator) {
        put(numbers, 0, isNull ? 1 : 0);
        numbers += 8;
      }
    }
    column += encoder.width;
  }
}

/** The scaler of all columns; it is not applied yet. */
function scalerOf(
  design: Design,
  counts: StaticArray<i32>,
  encoding: Encoding,
  features: FeatureSet,
): Scaler {
  const ofNumbers = Scaler.fit(design.numbers);
  const all = Scaler.identity(design.d);
  let column = 0;
  let number = 0;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    const kind = features.preprocess.of(encoder.name).scaling;
    const own = encoder.kind == ONE_HOT ? encoder.ownWidth : 0;
    for (let c = 0; c < encoder.width; c++, column++) {
      if (c < own) {
        scaleByCount(design, column, counts[column], kind);
        all.mean[column] = design.centre[column];
        all.scale[column] = design.scale[column];
      } else {
        ofNumbers.refit(design.numbers, number, kind);
        all.mean[column] = ofNumbers.mean[number];
        all.scale[column] = ofNumbers.scale[number++];
      }
    }
  }
  return all;
}

/** Centre and scale of a column that `count` of the rows have. */
function scaleByCount(design: Design, column: i32, count: i32, kind: string): void {
  const n = design.n;
  let centre: f64 = 0;
  let scale: f64 = 1;
  if (kind == 'standard') {
    centre = <f64>count / n;
    const others = <f64>(n - count);
    const squares = <f64>count * (1 - centre) * (1 - centre) + others * centre * centre;
    scale = deviation(squares, <f64>count * (1 - centre) - others * centre, centre, n);
  } else if (kind == 'min_max') {
    // From 0 to 1, unless all rows are alike.
    centre = count == n ? 1 : 0;
  }
  design.centre[column] = centre;
  design.scale[column] = scale == 0 ? 1 : scale;
}
