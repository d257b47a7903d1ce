// One row of features for a prediction: a JSON object by name, a JSON array in the order of the training
// columns, or plain SQL values in that order. It becomes a raw row, one f64 a feature (model/encoder.ts).
//
// The order of an object's names and extra names do not matter; a name is compared as bytes, first with
// the one that training order expects next, so an object in order costs one comparison a feature.
// Given twice, the last value counts. Every feature must be there: a number for a number (true and false
// are 1 and 0) or TEXT that reads as one (codec/reading.ts; blank TEXT is NULL), TEXT for TEXT, TEXT for a date, NULL
// where the training said what stands for it.

import { cellEnd, describe } from '../call';
import { JsonReader, needsEscape } from '../codec/json';
import * as reading from '../codec/reading';
import { categoryOf, utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { strideOf } from '../math/matrix';
import { at, put } from '../math/vector';
import { Encoder } from './encoder';
import { Encoding } from './encoding';

export class FeatureReader {
  private encoders: Encoder[];
  /** By feature, whether only numbers are taken, or TEXT that reads as one. */
  private isNumber: StaticArray<bool>;
  /** What is read, for messages: the JSON, or else a name. */
  private json: JsonReader | null = null;
  private name: string = '';
  /** Of the row, behind its name; 0 when that has none. */
  private number: i64 = 0;
  /** All names' UTF-8 bytes in one run, and where each begins; d + 1 offsets. */
  private bytes: ArrayBuffer;
  private offsets: StaticArray<i32>;
  /** Whether each name is written in JSON as it is. */
  private isPlain: StaticArray<bool>;
  /** The row in which each feature was seen last. */
  private seen: StaticArray<i32>;
  private row: i32 = 0;
  /** A value that can't be taken is told in `problem`, of which the first of a row counts, and is no failure. */
  isLenient: bool = false;
  problem: string = '';
  private values: StaticArray<f64>;
  /** Features. */
  readonly d: i32;

  constructor(encoding: Encoding) {
    const encoders = encoding.encoders;
    this.encoders = encoders;
    this.d = encoders.length;
    this.isNumber = new StaticArray<bool>(encoders.length);
    this.offsets = new StaticArray<i32>(encoders.length + 1);
    this.isPlain = new StaticArray<bool>(encoders.length);
    this.seen = new StaticArray<i32>(encoders.length);
    this.values = new StaticArray<f64>(strideOf(encoders.length));
    const names = encoding.featureNames;
    this.bytes = String.UTF8.encode(names.join(''));
    for (let j = 0; j < names.length; j++) {
      this.isNumber[j] = !encoders[j].takesText && !encoders[j].takesNumbers;
      this.offsets[j + 1] = this.offsets[j] + String.UTF8.byteLength(names[j]);
      this.isPlain[j] = !needsEscape(
        changetype<usize>(this.bytes) + this.offsets[j],
        this.offsets[j + 1] - this.offsets[j],
      );
    }
  }

  /** The raw row read last. */
  get raw(): usize {
    return changetype<usize>(this.values);
  }

  /** Reads the object or array that comes next in `json`. */
  read(json: JsonReader): void {
    this.row++;
    this.json = json;
    const c = json.peek();
    if (c == 0x7b) this.readObject(json);
    else if (c == 0x5b) this.readArray(json);
    else {
      const what = json.what;
      fail(`${what} must be a JSON object or array, got ${json.at < json.end ? json.excerpt() : "''"}`);
    }
  }

  private readObject(json: JsonReader): void {
    json.at++;
    let expected = 0;
    let found = 0;
    if (!json.took(0x7d)) {
      do {
        const j = this.nameNext(json, expected);
        json.expect(0x3a);
        if (j < 0) json.skip();
        else {
          unchecked((this.values[j] = this.value(json, j)));
          if (unchecked(this.seen[j]) != this.row) found++;
          unchecked((this.seen[j] = this.row));
          expected = j + 1;
        }
      } while (json.took(0x2c));
      json.expect(0x7d);
    }
    if (found < this.d) this.missing(json.what, found);
  }

  private readArray(json: JsonReader): void {
    json.at++;
    let count = 0;
    if (!json.took(0x5d)) {
      do {
        if (count < this.d) unchecked((this.values[count] = this.value(json, count)));
        else json.skip();
        count++;
      } while (json.took(0x2c));
      json.expect(0x5d);
    }
    if (count != this.d) {
      fail(`${json.what} must have ${this.d} values, one for each training column in order, got ${count}`);
    }
  }

  /** The value of feature j, which comes next. */
  private value(json: JsonReader, j: i32): f64 {
    const encoder = unchecked(this.encoders[j]);
    if (json.isNumber) {
      const from = json.at;
      const value = json.number();
      if (unchecked(this.isNumber[j]) && isFinite(value)) return value;
      if (encoder.takesNumbers) return encoder.rawOf(categoryOf(value));
      const days = encoder.daysOf(value);
      if (!isNaN(days)) return days;
      if (encoder.isText || encoder.isDate) {
        json.at = from;
        this.wrong(j, json.excerpt());
      }
      if (!isFinite(value)) this.wrong(j, 'an infinite one');
      return value;
    }
    if (json.peek() == 0x22) {
      const from = json.at;
      json.string();
      const value = this.ofText(json.textStart, json.textLength, j);
      if (value != Infinity) return value;
      json.at = from;
      this.wrong(j, json.excerpt());
    }
    if (json.tookWord('null')) return this.missingValue(j);
    if (!encoder.isText && !encoder.isDate) {
      if (json.tookWord('true')) return 1;
      if (json.tookWord('false')) return 0;
    }
    this.wrong(j, json.excerpt());
    return NaN;
  }

  /** Reads d f64 at `from`; false when one is not a finite number for a number: then by `readCell`, which says. */
  readReals(from: usize): bool {
    for (let j = 0; j < this.d; j++) {
      const value = at(from, j);
      if (!isFinite(value) || unchecked(this.encoders[j]).takesText) return false;
      unchecked((this.values[j] = value));
    }
    return true;
  }

  /** Reads all features from SQL values, whose cells follow each other. */
  readCells(cell: usize): void {
    const values = changetype<usize>(this.values);
    for (let j = 0; j < this.d; j++) {
      if (load<u8>(cell) == host.REAL && unchecked(this.isNumber[j]) && isFinite(load<f64>(cell, 1))) {
        put(values, j, load<f64>(cell, 1));
        cell += 9;
      } else {
        this.readCell(cell, j);
        cell = cellEnd(cell);
      }
    }
  }

  /** Reads feature j from an SQL value; `what` names the row in messages, with its number when that is not 0. */
  readCell(cell: usize, j: i32, what: string = 'features', number: i64 = 0): void {
    this.json = null;
    this.name = what;
    this.number = number;
    const encoder = this.encoders[j];
    const type = load<u8>(cell);
    let value = NaN;
    if (type == host.NULL) value = this.missingValue(j);
    else if (type == host.TEXT) {
      value = this.ofText(cell + 5, load<i32>(cell, 1), j);
      if (value == Infinity) this.wrong(j, describe(cell));
    } else if (type <= host.REAL && encoder.takesNumbers) value = this.ofNumber(cell, encoder);
    else if (type <= host.REAL && encoder.isDate) value = this.daysOfCell(cell, j);
    else if (type == host.INTEGER && !encoder.takesText) value = <f64>load<i64>(cell, 1);
    else if (type == host.REAL && !encoder.takesText && isFinite(load<f64>(cell, 1)))
      value = load<f64>(cell, 1);
    else this.wrong(j, describe(cell));
    this.values[j] = value;
  }

  /** The days of a number that is a date. */
  private daysOfCell(cell: usize, j: i32): f64 {
    const value = load<u8>(cell) == host.INTEGER ? <f64>load<i64>(cell, 1) : load<f64>(cell, 1);
    const days = this.encoders[j].daysOf(value);
    if (isNaN(days)) this.wrong(j, describe(cell));
    return days;
  }

  /** The raw value of a number that is a category. */
  private ofNumber(cell: usize, encoder: Encoder): f64 {
    const isInteger = load<u8>(cell) == host.INTEGER;
    const text = isInteger ? load<i64>(cell, 1).toString() : categoryOf(load<f64>(cell, 1));
    return this.isRefused(encoder, text) ? NaN : encoder.rawOf(text);
  }

  /** Leniently: a text that is no category of a feature that refuses it, which is told. */
  private isRefused(encoder: Encoder, text: string): bool {
    if (!this.isLenient) return false;
    const refusal = encoder.refusal(text);
    if (refusal.length > 0) this.tell(refusal);
    return refusal.length > 0;
  }

  /** The raw value of feature j from a text; Infinity when it can't be one. */
  private ofText(start: usize, length: i32, j: i32): f64 {
    const encoder = unchecked(this.encoders[j]);
    if (encoder.isText) {
      const text = utf8(start, length);
      if (this.isRefused(encoder, text)) return NaN;
      const raw = encoder.rawOf(text);
      return isNaN(raw) ? this.missingValue(j) : raw;
    }
    const kind = reading.readingOf(start, length);
    if (kind == reading.BLANK) return this.missingValue(j);
    if (encoder.isDate) {
      if (kind == reading.DATE) return reading.readValue;
      const days = kind == reading.NUMBER ? encoder.daysOf(reading.readValue) : NaN;
      return isNaN(days) ? Infinity : days;
    }
    return kind == reading.NUMBER || kind == reading.CODE ? reading.readValue : Infinity;
  }

  private get what(): string {
    const json = this.json;
    if (json != null) return json.what;
    return this.number == 0 ? this.name : `${this.name} ${this.number}`;
  }

  private missingValue(j: i32): f64 {
    if (!this.encoders[j].acceptsNull) {
      const encoder = this.encoders[j];
      const kind = encoder.isText || encoder.isDate ? encoder.takes : 'a number';
      this.tell(
        `feature '${this.encoders[j].name}' must be ${kind}, got NULL; training with preprocess.impute says what stands for it`,
      );
    }
    return NaN;
  }

  private wrong(j: i32, got: string): void {
    const encoder = this.encoders[j];
    this.tell(`feature '${encoder.name}' must be ${encoder.takes}, got ${got}`);
  }

  private tell(problem: string): void {
    if (!this.isLenient) fail(`${this.what}: ${problem}`);
    if (this.problem.length == 0) this.problem = problem;
  }

  /** The feature whose name comes next in `json`, -1 when there is none; `expected` is tried first. */
  private nameNext(json: JsonReader, expected: i32): i32 {
    if (expected < this.d && unchecked(this.isPlain[expected])) {
      const from = unchecked(this.offsets[expected]);
      const name = changetype<usize>(this.bytes) + from;
      if (json.tookText(name, unchecked(this.offsets[expected + 1]) - from)) return expected;
    }
    json.string();
    return this.position(json.textStart, json.textLength, expected);
  }

  /** The feature with this name, -1 when there is none; `expected` is tried first. */
  private position(name: usize, length: i32, expected: i32): i32 {
    if (expected < this.d && this.isNamed(expected, name, length)) return expected;
    for (let j = 0; j < this.d; j++) if (this.isNamed(j, name, length)) return j;
    return -1;
  }

  private isNamed(j: i32, name: usize, length: i32): bool {
    const from = unchecked(this.offsets[j]);
    if (unchecked(this.offsets[j + 1]) - from != length) return false;
    return memory.compare(changetype<usize>(this.bytes) + from, name, length) == 0;
  }

  private missing(what: string, found: i32): void {
    const names: string[] = [];
    for (let j = 0; j < this.d && names.length < 5; j++) {
      if (this.seen[j] != this.row) names.push("'" + this.encoders[j].name + "'");
    }
    const rest = this.d - found - names.length;
    const plural = this.d - found > 1 ? 'features' : 'feature';
    fail(`${what}: missing ${plural} ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`);
  }
}
