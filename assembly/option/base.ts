// What every kind of option shares: its name, its value, and how it is read, worded and shown.

import { JsonReader } from '../codec/json';
import { fail } from '../error';
import { RowWriter } from '../rows';

/** One declared option, and its value once parsed. */
export abstract class Option {
  /** The words that it may be; the value of a list of names. */
  words: string[] = [];
  /** The value: a number; 0 or 1 of a flag. */
  number: f64 = 0;
  /** The value: a word; '' where a number was given. */
  word: string = '';
  /** null may be given. */
  takesNull: bool = false;
  /** null is the value. */
  isNull: bool = false;
  /** The value as the user wrote it, JSON; '' when the default stands. */
  given: string = '';

  constructor(public name: string) {}

  /** Takes null too, which is the default unless `isDefault` is false. */
  orNull(isDefault: bool = true): Option {
    this.takesNull = true;
    this.isNull = isDefault;
    return this;
  }

  /** Reads the value that comes next; fails when it is not what the option takes. */
  read(json: JsonReader): void {
    this.isNull = this.takesNull && json.tookWord('null');
    if (!this.isNull) this.readValue(json);
  }

  protected abstract readValue(json: JsonReader): void;

  /** What it takes but for null, in words. */
  protected abstract get expected(): string;

  /** What it takes, in words. */
  get expectation(): string {
    return this.takesNull ? 'null or ' + this.expected : this.expected;
  }

  /** The JSON type that it is given as. */
  abstract get typeName(): string;

  /** A number, or a word as it stands in JSON but for the quotes; NULL is null or nothing. */
  writeDefault(rows: RowWriter): void {
    if (this.isNull) rows.null();
    else this.writeValue(rows);
  }

  protected writeValue(rows: RowWriter): void {
    if (this.word.length > 0) rows.text(this.word);
    else rows.null();
  }

  /** Fails: what comes next in `json` is not what it takes. */
  wrong(json: JsonReader): void {
    fail(`${this.name} must be ${this.expectation}, got ${json.excerpt()}`);
  }

  /** The same of what began at `from`. */
  wrongAt(json: JsonReader, from: usize): void {
    json.at = from;
    this.wrong(json);
  }
}
