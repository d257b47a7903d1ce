// A training's rows with their one-hot columns as indices and their columns of words as entries (math/design.ts), and the scaler of
// all columns: what
// encoding.encodeAll and the scaler's own fit give where every column is written out.
//
// Of a one-hot column everything follows from how many rows have it: mean c / n, and the sum of squares about it; of words from their
// entries and the number of the others, which are 0.

import { fail } from '../error';
import { Design } from '../math/design';
import { Entries } from '../math/entries';
import { Matrix } from '../math/matrix';
import { at, put } from '../math/vector';
import { Encoder, ONE_HOT, TF_IDF } from '../model/encoder';
import { Encoding } from '../model/encoding';
import { deviation, Scaler } from '../model/scaler';
import { ENTRY } from '../model/tf_idf';
import { tick } from '../progress';
import { FeatureSet } from './encode';

/** Words of all rows, at 12 bytes each. */
const MOST_ENTRIES: i64 = 1 << 27;

export class Designed {
  constructor(
    public design: Design,
    /** Of all columns; not applied yet (Scaler.applyTo). */
    public scaler: Scaler,
  ) {}
}

/** Whether the encoders make columns of categories or words whose scaling follows from those that are not 0: robust scaling doesn't. */
export function canDesign(encoding: Encoding, features: FeatureSet): bool {
  let hasIndices = false;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    if (!encoder.isSparse) continue;
    hasIndices = true;
    if (features.preprocess.of(encoder.name).scaling == 'robust') return false;
  }
  return hasIndices;
}

/** The design of raw rows, TEXT as positions in them. */
export function designOf(raw: Matrix, encoding: Encoding, features: FeatureSet): Designed {
  const encoders = encoding.encoders;
  const places: i32[] = [];
  let groups = 0;
  let column = 0;
  for (let j = 0; j < encoders.length; j++) {
    const own = encoders[j].isSparse ? encoders[j].ownWidth : 0;
    if (own > 0 && encoders[j].kind == ONE_HOT) groups++;
    for (let c = own; c < encoders[j].width; c++) places.push(column + c);
    column += encoders[j].width;
  }
  const d = encoding.width;
  const entries = entriesOf(raw, encoders);
  const design = new Design(
    Matrix.zeros(raw.rows, places.length),
    StaticArray.fromArray(places),
    groups,
    d,
    entries,
  );
  const counts = new StaticArray<i32>(d + 1);
  for (let i = 0; i < raw.rows; i++) {
    encodeRow(encoders, raw.row(i), design.numbers.row(i), design.row(i), d);
    for (let g = 0; g < groups; g++) counts[load<i32>(design.row(i) + ((<usize>g) << 2))]++;
    tick(4 * encoders.length);
  }
  return new Designed(design, scalerOf(design, counts, encoding, features));
}

/** The columns of words of raw rows; null when there are none. */
function entriesOf(raw: Matrix, encoders: Encoder[]): Entries | null {
  const words: i32[] = [];
  const firsts: i32[] = [];
  let column = 0;
  for (let j = 0; j < encoders.length; j++) {
    if (encoders[j].kind == TF_IDF) {
      words.push(j);
      firsts.push(column);
    }
    column += encoders[j].width;
  }
  if (words.length == 0) return null;
  let count: i64 = 0;
  for (let i = 0; i < raw.rows; i++) {
    for (let w = 0; w < words.length; w++) {
      const text = textOf(at(raw.row(i), words[w]));
      const terms = encoders[words[w]].terms!;
      count += <i64>((terms.end(text) - terms.first(text)) / ENTRY);
    }
  }
  if (count > MOST_ENTRIES)
    fail(
      `the words of ${raw.rows} rows are ${count}, more than a training takes; give max_features, or train on fewer rows`,
    );
  const entries = new Entries(raw.rows, <i32>count);
  for (let i = 0; i < raw.rows; i++) {
    for (let w = 0; w < words.length; w++) {
      const text = textOf(at(raw.row(i), words[w]));
      const terms = encoders[words[w]].terms!;
      const end = terms.end(text);
      for (let entry = terms.first(text); entry < end; entry += ENTRY)
        entries.add(firsts[w] + load<i32>(entry), load<f64>(entry, 4));
    }
    entries.endRow();
    tick(4 * words.length);
  }
  return entries;
}

/** The number of a text from a raw value: NULL's is 0. */
function textOf(raw: f64): i32 {
  return isNaN(raw) ? 0 : <i32>raw;
}

/** Centres and scales of the columns of words. */
function scaleEntries(design: Design, encoding: Encoding, features: FeatureSet): void {
  const entries = design.entries;
  if (entries == null) return;
  const n = design.n;
  const d = design.d;
  const counts = new StaticArray<i32>(d);
  const means = new StaticArray<f64>(d);
  const least = new StaticArray<f64>(d).fill(Infinity);
  const most = new StaticArray<f64>(d).fill(-Infinity);
  for (let e = 0; e < entries.room; e++) {
    const column = entries.column(e);
    counts[column]++;
    means[column] += entries.value(e);
    least[column] = Math.min(least[column], entries.value(e));
    most[column] = Math.max(most[column], entries.value(e));
  }
  for (let j = 0; j < d; j++) means[j] /= n;
  const squares = new StaticArray<f64>(d);
  const drifts = new StaticArray<f64>(d);
  for (let e = 0; e < entries.room; e++) {
    const column = entries.column(e);
    const apart = entries.value(e) - means[column];
    squares[column] += apart * apart;
    drifts[column] += apart;
  }
  let column = 0;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    const kind = features.preprocess.of(encoder.name).scaling;
    const own = encoder.kind == TF_IDF ? encoder.ownWidth : 0;
    for (let c = column; c < column + own; c++) {
      const zeros = <f64>(n - counts[c]);
      const low = zeros > 0 ? Math.min(least[c], 0) : least[c];
      const high = zeros > 0 ? Math.max(most[c], 0) : most[c];
      let scale: f64 = 1;
      if (kind == 'standard') {
        const m = means[c];
        design.centre[c] = m;
        scale = deviation(squares[c] + zeros * m * m, drifts[c] - zeros * m, m, n);
      } else if (kind == 'min_max') {
        design.centre[c] = low;
        scale = high - low;
      } else if (kind == 'max_abs') scale = Math.max(Math.abs(low), Math.abs(high));
      design.scale[c] = scale == 0 ? 1 : scale;
    }
    column += encoder.width;
  }
}

/** Writes a row's numbers, and for each one-hot feature the column that it has. */
function encodeRow(encoders: Encoder[], raw: usize, numbers: usize, columns: usize, d: i32): void {
  let column = 0;
  for (let j = 0; j < encoders.length; j++, raw += 8) {
    const encoder = unchecked(encoders[j]);
    const value = load<f64>(raw);
    if (!encoder.isSparse) {
      encoder.encode(value, numbers);
      numbers += (<usize>encoder.width) << 3;
    } else {
      const isNull = isNaN(value);
      if (encoder.kind == ONE_HOT) {
        const position = isNull ? encoder.fill : value;
        store<i32>(columns, position >= 0 ? column + <i32>position : d);
        columns += 4;
      }
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
  scaleEntries(design, encoding, features);
  let column = 0;
  let number = 0;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    const kind = features.preprocess.of(encoder.name).scaling;
    const isOneHot = encoder.kind == ONE_HOT;
    const own = encoder.isSparse ? encoder.ownWidth : 0;
    for (let c = 0; c < encoder.width; c++, column++) {
      if (c < own) {
        if (isOneHot) scaleByCount(design, column, counts[column], kind);
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
