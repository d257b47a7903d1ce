// One row of features from JSON: an object by name, or an array in the order of the training columns.
//
// The order of an object's names and extra names do not matter; a name is compared as bytes, first with
// the one that training order expects next, so an object in order costs one comparison a feature.
// Given twice, the last value counts. Every feature must be there and be a finite number (true and
// false are 1 and 0).

import { JsonReader } from '../codec/json';
import { utf8 } from '../codec/text';
import { fail } from '../error';
import { strideOf } from '../math/matrix';

export class FeatureReader {
  /** All names' UTF-8 bytes in one run, and where each begins; d + 1 offsets. */
  private bytes: ArrayBuffer;
  private offsets: StaticArray<i32>;
  /** The row in which each feature was seen last. */
  private seen: StaticArray<i32>;
  private row: i32 = 0;
  /** The features, padded with zero to the stride. */
  private values: StaticArray<f64>;
  private d: i32;

  constructor(names: string[]) {
    this.d = names.length;
    this.offsets = new StaticArray<i32>(names.length + 1);
    this.seen = new StaticArray<i32>(names.length);
    this.values = new StaticArray<f64>(strideOf(names.length));
    this.bytes = String.UTF8.encode(names.join(''));
    for (let j = 0; j < names.length; j++) {
      this.offsets[j + 1] = this.offsets[j] + String.UTF8.byteLength(names[j]);
    }
  }

  /** The features read last: `stride` f64. */
  get x(): usize {
    return changetype<usize>(this.values);
  }

  /** Reads the object or array that comes next in `json`. */
  read(json: JsonReader): void {
    this.row++;
    const c = json.peek();
    if (c == 0x7b) this.readObject(json);
    else if (c == 0x5b) this.readArray(json);
    else {
      const what = json.what;
      fail(
        `${what} must be a JSON object or array of numbers, got ${json.at < json.end ? json.excerpt() : "''"}`,
      );
    }
  }

  private readObject(json: JsonReader): void {
    json.at++;
    let expected = 0;
    let found = 0;
    if (!json.took(0x7d)) {
      do {
        json.string();
        const j = this.position(json.textStart, json.textLength, expected);
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

  /** The value of feature j. */
  private value(json: JsonReader, j: i32): f64 {
    if (json.isNumber) {
      const value = json.number();
      if (!isFinite(value))
        fail(`${json.what}: feature '${this.name(j)}' must be a finite number, got an infinite one`);
      return value;
    }
    if (json.tookWord('true')) return 1;
    if (json.tookWord('false')) return 0;
    if (json.tookWord('null')) fail(`${json.what}: feature '${this.name(j)}' must be a number, got NULL`);
    fail(`${json.what}: feature '${this.name(j)}' must be a number, got ${json.excerpt()}`);
    return NaN;
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

  private name(j: i32): string {
    return utf8(changetype<usize>(this.bytes) + this.offsets[j], this.offsets[j + 1] - this.offsets[j]);
  }

  private missing(what: string, found: i32): void {
    const names: string[] = [];
    for (let j = 0; j < this.d && names.length < 5; j++) {
      if (this.seen[j] != this.row) names.push("'" + this.name(j) + "'");
    }
    const rest = this.d - found - names.length;
    const plural = this.d - found > 1 ? 'features' : 'feature';
    fail(`${what}: missing ${plural} ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`);
  }
}
