// A column of a dataset while it is read: what its cells are, what they are read as, and its distinct texts.
//
// A cell becomes one f64: a number is itself, NULL is NaN, TEXT is its number among the column's texts in the order of
// appearance, or, in a column that is read as numbers or dates, the number or the days that it says (codec/reading.ts).
//
//   read as   when
//   number    all cells are numbers, or TEXT that reads as numbers; blank TEXT is missing, as NULL is
//   date      all TEXT reads as dates
//   text      any other TEXT; zeros in front (00123) make a code of a number, and a text of its column
//   unixepoch, julianday   when asked: a date, of numbers too
//
// What a column of TEXT is read as is decided after its last cell. Until then texts are numbered; when they are more
// than MOST_TEXTS and all of them numbers (or dates) so far, or when numbers stand among them, they become values and
// what does not read as one is a stray, counted with examples. The rows that were read before are turned then
// (`mustTurn`, `turned`). A caller who knows what a column is says so before (`ask`).
//
// A BLOB, an infinite number, or a stray can be no feature, and is counted so that the error after the last row names it.

import { ByteReader, ByteWriter } from '../codec/bytes';
import * as reading from '../codec/reading';
import { Clock } from '../codec/reading';
import { categoryOf, utf8 } from '../codec/text';
import * as host from '../host';
import { TextPool } from '../codec/text_pool';

/** Distinct texts that a training keeps; past it a column is free text, which no encoder takes. */
export const MOST_TEXTS: i32 = 10000;
/** Distinct strays that are kept as examples. */
const MOST_STRAYS: i32 = 5;

/** What a column is read as. */
export const enum As {
  /** Decided by its cells. */
  ANY,
  NUMBER,
  TEXT,
  DATE,
  /** Dates, whose numbers are seconds since 1970. */
  UNIXEPOCH,
  /** Dates, whose numbers are julian days. */
  JULIANDAY,
  /** Nobody asks for its cells. */
  NOTHING,
}

/** The names of As, as options and answers have them. */
export const AS_NAMES: string[] = ['', 'number', 'text', 'date', 'unixepoch', 'julianday'];

export class Column {
  /** Finite INTEGER and REAL, as cells. */
  numbers: i32 = 0;
  /** TEXT that is not blank. */
  texts: i32 = 0;
  blanks: i32 = 0;
  nulls: i32 = 0;
  blobs: i32 = 0;
  infinite: i32 = 0;
  /** What it was asked to be; after the last cell, what it is read as. */
  as: As = As.ANY;
  /** TEXT that is not what the column is read as, or, in a text column, not the numbers that most of it are. */
  strays: i32 = 0;
  /** Some of them. */
  strayTexts: string[] = [];
  /** There are more distinct strays than examples. */
  hasMoreStrays: bool = false;
  /** There are more distinct texts than are kept. */
  isFreeText: bool = false;
  /** Distinct texts that are kept. */
  mostTexts: i32 = MOST_TEXTS;
  /** Cells whose text was not kept. */
  private unkept: i32 = 0;
  /** The rows read before must be given to `turned`. */
  mustTurn: bool = false;
  /** What it is was said before. */
  isAsked: bool = false;
  /** Texts are values (numbers, or days), not their numbers in the pool. */
  private areValues: bool = false;
  /** A number may be none here: it is a text, or it stands among texts. */
  private mindsNumbers: bool = false;
  private pool: TextPool = new TextPool();
  /** The reading and the value of each text of the pool. */
  private readings: u8[] = [];
  private read: f64[] = [];
  /** Cells of TEXT by reading. */
  private counts: StaticArray<i32> = new StaticArray<i32>(reading.READINGS);
  private list: string[] = [];

  constructor(public name: string) {}

  /** Says before the first cell what the column is. */
  ask(as: As): void {
    this.as = as;
    this.isAsked = as != As.ANY;
    this.areValues = as == As.NUMBER || this.isDate;
    this.mindsNumbers = as == As.TEXT || this.isDate;
  }

  /** The cell's f64. */
  add(cell: usize): f64 {
    if (this.as == As.NOTHING) return NaN;
    const type = load<u8>(cell);
    if (type == host.REAL) {
      const value = load<f64>(cell, 1);
      this.countNumber(value);
      return this.mindsNumbers ? this.numberAmongTexts(cell, value) : value;
    }
    if (type == host.INTEGER) {
      this.numbers++;
      const value = <f64>load<i64>(cell, 1);
      return this.mindsNumbers ? this.numberAmongTexts(cell, value) : value;
    }
    if (type == host.TEXT) return this.addText(cell + 5, load<i32>(cell, 1));
    if (type == host.NULL) this.nulls++;
    else this.blobs++;
    return NaN;
  }

  /** Whether its next numbers are just that: they may be added by `addNumbers`. */
  get takesNumbers(): bool {
    return !this.mindsNumbers;
  }

  /** Counts cells that are numbers, or NULL: `count` f64, `step` bytes apart; `areFinite` when all are known to be. */
  addNumbers(at: usize, step: usize, count: i32, areFinite: bool): void {
    if (this.as == As.NOTHING) return;
    if (areFinite) {
      this.numbers += count;
      return;
    }
    for (; count > 0; count--, at += step) {
      const value = load<f64>(at);
      if (isNaN(value)) this.nulls++;
      else this.countNumber(value);
    }
  }

  private countNumber(value: f64): void {
    if (isFinite(value)) this.numbers++;
    else this.infinite++;
  }

  private addText(start: usize, length: i32): f64 {
    if (!this.areValues) {
      if (this.as == As.TEXT || this.numbers + this.infinite == 0) return this.number(start, length);
      this.areValues = true;
    }
    const kind = reading.readingOf(start, length);
    return this.valueOf(kind, reading.readValue, start, length);
  }

  /** The days that a number says; NaN when it says none. */
  private daysOf(value: f64): f64 {
    return this.clock == Clock.NONE ? NaN : reading.daysOfNumber(this.clock, value);
  }

  /** The value of a text; NaN of a blank, and of a stray, which is counted. */
  private valueOf(kind: u8, value: f64, start: usize, length: i32): f64 {
    this.count(kind);
    if (kind == reading.BLANK || this.isTaken(kind)) return value;
    const days = kind == reading.NUMBER ? this.daysOf(value) : NaN;
    if (!isNaN(days)) return days;
    this.strays++;
    this.keepStray(utf8(start, length));
    return NaN;
  }

  private count(kind: u8): void {
    if (kind == reading.BLANK) this.blanks++;
    else this.texts++;
    unchecked(this.counts[kind]++);
  }

  /** Whether a reading is a value of the column. */
  private isTaken(kind: u8): bool {
    if (this.isDate) return kind == reading.DATE;
    return kind == reading.NUMBER || (kind == reading.CODE && this.isAsked);
  }

  private keepStray(text: string): void {
    if (this.strayTexts.includes(text)) return;
    if (this.strayTexts.length == MOST_STRAYS) this.hasMoreStrays = true;
    else this.strayTexts.push(text);
  }

  /** The number of a text. */
  private number(start: usize, length: i32): f64 {
    this.mindsNumbers = true;
    const before = this.pool.count;
    const number = this.pool.add(start, length, this.mostTexts);
    if (number >= 0 && number < before) {
      this.count(unchecked(this.readings[number]));
      return number;
    }
    const kind = reading.readingOf(start, length);
    const value = reading.readValue;
    if (number >= 0) {
      this.readings.push(kind);
      this.read.push(value);
      this.count(kind);
      return number;
    }
    if (this.as == As.ANY && !this.isFreeText) {
      const counted = this.counts;
      if (counted[reading.NUMBER] == this.texts && kind == reading.NUMBER) this.beginValues(As.ANY);
      else if (counted[reading.DATE] == this.texts && kind == reading.DATE) this.beginValues(As.DATE);
      if (this.areValues) return this.valueOf(kind, value, start, length);
    }
    if (!this.isFreeText) this.keepStray(utf8(start, length));
    this.isFreeText = true;
    this.unkept++;
    this.count(kind);
    return 0;
  }

  /** A number where texts are or may be. */
  private numberAmongTexts(cell: usize, value: f64): f64 {
    if (this.isDate) {
      const days = this.daysOf(value);
      if (!isNaN(days)) return days;
      this.strays++;
      this.keepStray(numberText(cell));
      return NaN;
    }
    if (this.as == As.TEXT) {
      const text = String.UTF8.encode(numberText(cell));
      const number = this.pool.add(changetype<usize>(text), text.byteLength, this.mostTexts);
      if (number < 0) this.isFreeText = true;
      else if (number == this.readings.length) {
        this.readings.push(reading.NUMBER);
        this.read.push(value);
      }
      return max(number, 0);
    }
    this.beginValues(As.ANY);
    return value;
  }

  private beginValues(as: As): void {
    this.as = as;
    this.areValues = true;
    this.mindsNumbers = as == As.DATE;
    this.mustTurn = this.pool.count > 0;
    this.strays += this.unkept;
  }

  /** What a cell of a row read before becomes, now that texts are values. */
  turned(number: f64): f64 {
    if (isNaN(number)) return NaN;
    const i = <i32>number;
    const kind = this.readings[i];
    if (kind == reading.BLANK) return NaN;
    if (this.isTaken(kind)) return this.read[i];
    this.strays++;
    this.keepStray(this.pool.text(i));
    return NaN;
  }

  /** Counts as `turned` would the strays among rows that nobody holds. */
  turnUnheld(): void {
    this.mustTurn = false;
    for (let kind: u8 = 0; kind < <u8>reading.READINGS; kind++)
      if (kind != reading.BLANK && !this.isTaken(kind)) this.strays += this.counts[kind];
    for (let i = 0; i < this.pool.count; i++)
      if (this.readings[i] != reading.BLANK && !this.isTaken(this.readings[i]))
        this.keepStray(this.pool.text(i));
  }

  /** A settled column's cells read once more: what each becomes is the same, and is counted apart. */
  again(): Column {
    const column = new Column(this.name);
    column.ask(this.as);
    column.mostTexts = this.mostTexts;
    column.pool = this.pool;
    column.readings = this.readings;
    column.read = this.read;
    return column;
  }

  /** After the last cell: decides what it is read as. */
  settle(): void {
    if (this.as == As.NOTHING || this.as == As.TEXT) return;
    if (this.areValues || this.pool.count == 0) {
      if (this.as == As.ANY) this.as = As.NUMBER;
      return;
    }
    const counted = this.counts;
    const isDate = this.texts > 0 && counted[reading.DATE] == this.texts;
    if (!this.isFreeText && (isDate || counted[reading.NUMBER] == this.texts)) {
      this.beginValues(isDate ? As.DATE : As.NUMBER);
      return;
    }
    this.as = As.TEXT;
    this.strayTexts = [];
    this.hasMoreStrays = false;
    if (this.isMostly(reading.NUMBER)) this.findStrays(reading.NUMBER);
    else if (this.isMostly(reading.DATE)) this.findStrays(reading.DATE);
  }

  /** Most of the text are of this reading, and none has zeros in front: what is not is a mistake more often than a category. */
  private isMostly(kind: u8): bool {
    return this.counts[kind] * 2 > this.texts && this.counts[reading.CODE] == 0;
  }

  private findStrays(kind: u8): void {
    this.strays = this.texts - this.counts[kind];
    for (let i = 0; i < this.pool.count && !this.hasMoreStrays; i++)
      if (this.readings[i] != kind && this.readings[i] != reading.BLANK) this.keepStray(this.pool.text(i));
  }

  /** The distinct texts, in order of appearance. */
  get values(): string[] {
    const list = this.list;
    for (let i = list.length; i < this.pool.count; i++) list.push(this.pool.text(i));
    return list;
  }

  /** What an encoder is fitted by. */
  write(out: ByteWriter): void {
    out.text(this.name);
    out.u8(<u8>this.as);
    out.i32(this.numbers);
    out.i32(this.texts);
    out.i32(this.blanks);
    out.i32(this.nulls);
    const values = this.values;
    out.i32(values.length);
    for (let v = 0; v < values.length; v++) out.text(values[v]);
  }

  static read(bytes: ByteReader): Column {
    const column = new Column(bytes.text());
    column.as = <As>bytes.u8();
    column.numbers = bytes.i32();
    column.texts = bytes.i32();
    column.blanks = bytes.i32();
    column.nulls = bytes.i32();
    for (let left = bytes.i32(); left > 0; left--) column.list.push(bytes.text());
    return column;
  }

  get isText(): bool {
    return this.as == As.TEXT;
  }

  get isDate(): bool {
    return this.as == As.DATE || this.as == As.UNIXEPOCH || this.as == As.JULIANDAY;
  }

  /** How its numbers say dates. */
  get clock(): Clock {
    if (this.as == As.UNIXEPOCH) return Clock.UNIXEPOCH;
    return this.as == As.JULIANDAY ? Clock.JULIANDAY : Clock.NONE;
  }

  /** NULL and blank text. */
  get missing(): i32 {
    return this.nulls + this.blanks;
  }

  /** What most of its cells are, where strays stand among them: '999 numbers', '12 dates'. */
  get main(): string {
    const counted = this.counts;
    const areDates = this.isDate || (this.isText && this.isMostly(reading.DATE));
    if (this.clock != Clock.NONE) return `${this.numbers + this.texts - this.strays} dates`;
    if (areDates) return `${counted[reading.DATE]} dates`;
    return `${this.numbers + counted[reading.NUMBER] + (this.isAsked ? counted[reading.CODE] : 0)} numbers`;
  }

  /** Most of the text are numbers with %, signs of money or separators, and nobody said that they are texts. */
  get isFormatted(): bool {
    const formatted = this.counts[reading.FORMATTED];
    const isText = this.isAsked && this.as == As.TEXT;
    return formatted > 0 && !isText && (formatted + this.counts[reading.NUMBER]) * 2 > this.texts;
  }

  /** The texts that are formatted so, some of them. */
  formattedTexts(most: i32): string[] {
    const texts: string[] = [];
    for (let i = 0; i < this.pool.count && texts.length < most; i++)
      if (this.readings[i] == reading.FORMATTED) texts.push(this.pool.text(i));
    if (texts.length > 0) return texts;
    return this.strayTexts;
  }

  /** What was decided about TEXT, or numbers are by what was asked: its name in AS_NAMES, or '' when there was nothing to decide. */
  get decision(): string {
    if (this.clock != Clock.NONE) return AS_NAMES[this.as];
    if (this.texts == 0) return '';
    if (this.as == As.NUMBER || this.as == As.DATE) return AS_NAMES[this.as];
    const counted = this.counts;
    const codes = counted[reading.CODE];
    return codes > 0 && codes + counted[reading.NUMBER] == this.texts ? AS_NAMES[As.TEXT] : '';
  }
}

/** A number as a category: as an INTEGER is written when it is a whole one. */
function numberText(cell: usize): string {
  if (load<u8>(cell) == host.INTEGER) return load<i64>(cell, 1).toString();
  return categoryOf(load<f64>(cell, 1));
}
