// Some rows of the test part: what they are, what was predicted, and how surely.
//
// A thousand rows at most, drawn by random_state without replacement, in the order of the test part. Scores and
// probabilities are left out where they would be more than MOST_NUMBERS each: with more than 65 classes.
//
//   bytes   rows i32 · actual f64[] · predicted f64[] · flags u8 (1: scores, 2: probabilities) · scores f64[] and
//           probabilities f64[], when flagged

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Random } from '../math/random';
import { at } from '../math/vector';

const MOST_ROWS: i32 = 1000;
const MOST_NUMBERS: i32 = 65536;

const HAS_SCORES: u8 = 1;
const HAS_PROBABILITIES: u8 = 2;

export class Sample {
  constructor(
    public rows: i32,
    /** The place among all labels, or the value. */
    public actual: StaticArray<f64>,
    /** The class of the model, or the value. */
    public predicted: StaticArray<f64>,
    /** rows x scoreCount and rows x k, each empty when there are none. */
    public scores: StaticArray<f64>,
    public probabilities: StaticArray<f64>,
  ) {}

  /** Scores of a row. */
  get scoreCount(): i32 {
    return this.scores.length / max(1, this.rows);
  }

  /** Of n rows, whose scores are n x width, and probabilities n x k (0: none). */
  static draw(
    n: i32,
    actual: usize,
    predicted: usize,
    scores: usize,
    width: i32,
    probabilities: usize,
    k: i32,
    randomState: u32,
  ): Sample {
    const rows = min(n, MOST_ROWS);
    const order = rows < n ? new Random(randomState).permutation(n) : new StaticArray<i32>(0);
    const chosen = new StaticArray<i32>(rows);
    for (let i = 0; i < rows; i++) chosen[i] = rows < n ? order[i] : i;
    chosen.sort();
    return new Sample(
      rows,
      picked(chosen, actual, 1),
      picked(chosen, predicted, 1),
      picked(chosen, scores, width),
      picked(chosen, probabilities, k),
    );
  }

  write(out: ByteWriter): void {
    out.i32(this.rows);
    writeAll(out, this.actual);
    writeAll(out, this.predicted);
    out.u8(
      (this.scores.length > 0 ? HAS_SCORES : 0) | (this.probabilities.length > 0 ? HAS_PROBABILITIES : 0),
    );
    if (this.scores.length > 0) writeAll(out, this.scores);
    if (this.probabilities.length > 0) writeAll(out, this.probabilities);
  }

  /** Of a model with `labels` labels, k classes and `width` scores; a regression has none of each. */
  static read(bytes: ByteReader, labels: i32, k: i32, width: i32): Sample {
    const rows = bytes.i32In(0, MOST_ROWS, 'the number of rows');
    const actual = bytes.reals(rows, 'the truth');
    const predicted = bytes.reals(rows, 'the predictions');
    if (k > 0) {
      checkPlaces(bytes, actual, labels);
      checkPlaces(bytes, predicted, k);
    }
    const flags = bytes.u8();
    const scores = readTable(bytes, rows, flags & HAS_SCORES ? width : 0, 'the scores');
    const probabilities = readTable(bytes, rows, flags & HAS_PROBABILITIES ? k : 0, 'the probabilities');
    return new Sample(rows, actual, predicted, scores, probabilities);
  }
}

/** `width` numbers of each chosen row; none when there are none, or too many. */
function picked(chosen: StaticArray<i32>, from: usize, width: i32): StaticArray<f64> {
  const isLarge = width > 1 && <i64>chosen.length * width > MOST_NUMBERS;
  const numbers = new StaticArray<f64>(from && !isLarge ? chosen.length * width : 0);
  if (numbers.length == 0) return numbers;
  for (let i = 0; i < chosen.length; i++) {
    for (let j = 0; j < width; j++) numbers[i * width + j] = at(from, chosen[i] * width + j);
  }
  return numbers;
}

function writeAll(out: ByteWriter, numbers: StaticArray<f64>): void {
  out.reals(changetype<usize>(numbers), numbers.length);
}

/** `width` numbers a row. */
function readTable(bytes: ByteReader, rows: i32, width: i32, name: string): StaticArray<f64> {
  return width == 0 ? [] : bytes.reals(rows * width, name);
}

/** Each must be a whole number from 0 to count - 1. */
function checkPlaces(bytes: ByteReader, places: StaticArray<f64>, count: i32): void {
  for (let i = 0; i < places.length; i++) {
    const place = places[i];
    if (!(place >= 0 && place < count && place == Math.floor(place)))
      bytes.damaged(`a row is of class ${place}`);
  }
}
