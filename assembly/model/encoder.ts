// Encoders: how one feature of a table, a number, TEXT, a date or NULL, becomes columns of X.
//
//   NUMBER      one column: the value
//   ONE_HOT     one column a category, in sorted order: 1 for the row's own; all zero for an unseen one. Rare ones may
//               share a last column, which unseen ones then have too
//   ORDINAL     one column: the category's position in sorted or given order; -1 for an unseen one
//   DATE        one column: the days since 1970-01-01 UTC, of TEXT, or of numbers by a clock (codec/reading.ts)
//   HASH        n columns: 1 or -1 in the one that the text's hash says, as scikit-learn's FeatureHasher; no text is unseen
//   TF_IDF      a column a term of the training part's texts: how much of it the text has (tf_idf.ts)
//   DATE_PARTS  seven columns: the year, and sine and cosine of month, weekday and hour (UTC) on their circles
//
// A raw row has one f64 a feature: the number, the days, the category's position (-1: unseen), or the hashed column from 1
// on with its sign (0: none), or a text's number among those whose terms are kept (`rawsOf`); NaN for NULL.
// NULL becomes `fill` (a number, or a position; -1 leaves all zero; of TF_IDF always 0, the number of the text that stands for it), which the training part gave; an
// indicator is one column more, 1 where NULL was. Without a fill NULL stays NaN for a model that takes it, and is
// refused before it comes here for the others.
//
//   bytes   kind u8 · flags u8 · name text · fill f64 (when flagged) · categories: count i32, texts (ONE_HOT, ORDINAL)
//           · n i32, whether signs alternate u8 (HASH) · what tf_idf.ts draws (TF_IDF)
//           · DATE or DATE_PARTS u8, clock u8 (CLOCKED, which stands for either where numbers are dates)
//   flags   1 indicator, 2 has fill, 4 NULL stays NaN; and those of format 2 (pipeline.ts):
//           8 blank text is NULL, 16 numbers are categories, 32 a column for rare and unseen categories,
//           64 an unseen category is an error, 128 the categories' order is given

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Clock, daysOfNumber, isBlank } from '../codec/reading';
import { compareBytes } from '../codec/text';
import { murmur3 } from '../codec/murmur';
import { fail } from '../error';
import { put } from '../math/vector';
import { TfIdf } from './tf_idf';

export const NUMBER: u8 = 0;
export const ONE_HOT: u8 = 1;
export const ORDINAL: u8 = 2;
export const DATE: u8 = 3;
export const DATE_PARTS: u8 = 4;
export const HASH: u8 = 5;
export const TF_IDF: u8 = 6;
/** In bytes alone. */
const CLOCKED: u8 = 7;

/** Columns that hashed texts may take. */
export const MOST_HASHED: i32 = 1 << 16;

const PARTS: string[] = [
  'year',
  'month sin',
  'month cos',
  'weekday sin',
  'weekday cos',
  'hour sin',
  'hour cos',
];

/** Categories that bytes may claim for one feature. */
const MOST_CATEGORIES: i32 = 1 << 20;

const HAS_INDICATOR: u8 = 1;
const HAS_FILL: u8 = 2;
const KEEPS_NULL: u8 = 4;
const BLANK_IS_NULL: u8 = 8;
const TAKES_NUMBERS: u8 = 16;
const HAS_RARE: u8 = 32;
const REFUSES_UNSEEN: u8 = 64;
const IS_ORDERED: u8 = 128;
/** Flags that the first format has. */
const FIRST_FLAGS: u8 = HAS_INDICATOR | HAS_FILL | KEEPS_NULL;

export class Encoder {
  /** Sorted by bytes, or as they were given. */
  categories: string[] = [];
  /** What stands for NULL; NaN when NULL is refused. */
  fill: f64 = NaN;
  hasIndicator: bool = false;
  /** NULL stays NaN, for a model that takes it. */
  keepsNull: bool = false;
  /** Blank text is NULL. */
  blankIsNull: bool = false;
  /** Categories that are numbers. */
  takesNumbers: bool = false;
  /** Rare and unseen categories share a column. */
  hasRare: bool = false;
  /** An unseen category is an error. */
  refusesUnseen: bool = false;
  /** Of HASH: its columns, and whether half of the texts are -1. */
  hashedColumns: i32 = 0;
  alternatesSign: bool = true;
  /** Of dates: how a number says one. */
  clock: Clock = Clock.NONE;
  /** Of TF_IDF. */
  terms: TfIdf | null = null;
  private isOrdered: bool = false;
  private positions: Map<string, i32> = new Map<string, i32>();

  constructor(
    public name: string,
    public kind: u8,
  ) {}

  get isText(): bool {
    return this.kind == ONE_HOT || this.kind == ORDINAL || this.kind == HASH || this.kind == TF_IDF;
  }

  /** Most of its columns are 0: a design has the others alone (math/design.ts). */
  get isSparse(): bool {
    return this.kind == ONE_HOT || this.kind == TF_IDF;
  }

  /** It knows the texts that training had. */
  get knowsTexts(): bool {
    return this.kind != HASH && this.kind != TF_IDF;
  }

  /** What it is called, as the option preprocess has it. */
  get kindName(): string {
    if (this.kind == ONE_HOT) return 'one_hot';
    if (this.kind == ORDINAL) return 'ordinal';
    if (this.kind == DATE) return 'date';
    if (this.kind == HASH) return 'hash';
    if (this.kind == TF_IDF) return 'tf_idf';
    return this.kind == DATE_PARTS ? 'date_parts' : 'number';
  }

  /** One column of categories, of which no order was given. */
  get isCategory(): bool {
    return this.kind == ORDINAL && !this.isOrdered;
  }

  get isDate(): bool {
    return this.kind == DATE || this.kind == DATE_PARTS;
  }

  /** A number is not what it takes as it is. */
  get takesText(): bool {
    return this.isText || this.isDate;
  }

  /** What it takes, in words. */
  get takes(): string {
    if (this.clock == Clock.UNIXEPOCH) return 'seconds since 1970, or a date';
    if (this.clock == Clock.JULIANDAY) return 'a julian day, or a date';
    if (this.isDate) return "a date such as '2024-01-31'";
    return this.isText ? 'TEXT' : 'a finite number';
  }

  /** Bytes of the first format can't say what it does. */
  get isNew(): bool {
    return this.kind > ORDINAL || (this.flags & ~FIRST_FLAGS) != 0;
  }

  private get flags(): u8 {
    return (
      (this.hasIndicator ? HAS_INDICATOR : 0) |
      (this.hasFill ? HAS_FILL : 0) |
      (this.keepsNull ? KEEPS_NULL : 0) |
      (this.blankIsNull ? BLANK_IS_NULL : 0) |
      (this.takesNumbers ? TAKES_NUMBERS : 0) |
      (this.hasRare ? HAS_RARE : 0) |
      (this.refusesUnseen ? REFUSES_UNSEEN : 0) |
      (this.isOrdered ? IS_ORDERED : 0)
    );
  }

  get acceptsNull(): bool {
    return this.keepsNull || this.hasFill;
  }

  private get hasFill(): bool {
    return !isNaN(this.fill);
  }

  /** The columns it makes. */
  get width(): i32 {
    return this.ownWidth + (this.hasIndicator ? 1 : 0);
  }

  /** Those without the indicator. */
  get ownWidth(): i32 {
    if (this.kind == ONE_HOT) return this.categories.length + (this.hasRare ? 1 : 0);
    if (this.kind == HASH) return this.hashedColumns;
    if (this.kind == TF_IDF) return this.terms!.size;
    return this.kind == DATE_PARTS ? PARTS.length : 1;
  }

  /** Takes the categories, which it sorts. Texts that are no UTF-8 may be one category when they are read. */
  take(categories: string[]): void {
    categories.sort((a, b) => compareBytes(a, b));
    const distinct: string[] = [];
    for (let i = 0; i < categories.length; i++)
      if (i == 0 || categories[i] != categories[i - 1]) distinct.push(categories[i]);
    this.place(distinct);
  }

  /** Takes the categories in this order. */
  takeOrdered(categories: string[]): void {
    this.isOrdered = true;
    this.place(categories);
  }

  private place(categories: string[]): void {
    this.categories = categories;
    this.positions.clear();
    for (let i = 0; i < categories.length; i++) this.positions.set(categories[i], i);
  }

  /** The category's position; when it is unseen that of the rare ones, or -1. Of HASH its column from 1 on, with its sign. */
  positionOf(category: string): i32 {
    if (this.kind == HASH) return this.hashOf(category);
    if (this.positions.has(category)) return this.positions.get(category);
    return this.hasRare ? this.categories.length : -1;
  }

  private hashOf(text: string): i32 {
    const bytes = String.UTF8.encode(text);
    const hash = murmur3(changetype<usize>(bytes), bytes.byteLength, 0);
    const n = this.hashedColumns;
    // The size of the least number is past i32: there, as FeatureHasher has it.
    const column = hash == i32.MIN_VALUE ? (i32.MAX_VALUE - (n - 1)) % n : abs(hash) % n;
    return hash < 0 && this.alternatesSign ? -(column + 1) : column + 1;
  }

  /** The raw values of texts; those of TF_IDF, text t's t + 1, hold until it is asked again, here or by `rawOf`. */
  rawsOf(texts: string[]): StaticArray<f64> {
    const terms = this.terms;
    if (terms != null) terms.forget();
    const raws = new StaticArray<f64>(texts.length);
    for (let t = 0; t < raws.length; t++) {
      if (terms == null) raws[t] = this.rawOf(texts[t]);
      else {
        const number = terms.add(texts[t]);
        raws[t] = this.isMissing(texts[t]) ? NaN : number;
      }
    }
    return raws;
  }

  /** The raw value of a text: its position, or NaN for what is NULL. */
  rawOf(text: string): f64 {
    const terms = this.terms;
    if (terms != null) {
      if (this.isMissing(text)) return NaN;
      terms.forget();
      return terms.add(text);
    }
    if (this.kind == HASH) return this.isMissing(text) ? NaN : this.hashOf(text);
    if (this.positions.has(text)) return this.positions.get(text);
    if (this.isMissing(text)) return NaN;
    if (this.refusesUnseen) fail(this.unseen(text));
    return this.hasRare ? this.categories.length : -1;
  }

  /** The raw value of a number as a date: its days; NaN when it is none, or dates here are TEXT alone. */
  daysOf(value: f64): f64 {
    return this.clock == Clock.NONE ? NaN : daysOfNumber(this.clock, value);
  }

  private isMissing(text: string): bool {
    return (this.blankIsNull || this.acceptsNull) && isBlank(text);
  }

  /** Why `rawOf` fails on a text; '' when it does not. */
  refusal(text: string): string {
    const isTaken = !this.refusesUnseen || this.positions.has(text) || this.isMissing(text);
    return isTaken ? '' : this.unseen(text);
  }

  private unseen(text: string): string {
    const shown =
      this.categories.length > 10
        ? this.categories.slice(0, 10).join("', '") + "', ..."
        : this.categories.join("', '") + "'";
    return `feature '${this.name}' must be one of '${shown}, got '${text}'`;
  }

  /** The names of its columns: `island=Dream`, `body_mass`, `body_mass is NULL`. */
  columnNames(): string[] {
    const names: string[] = [];
    if (this.kind == ONE_HOT) {
      for (let i = 0; i < this.categories.length; i++) names.push(this.name + '=' + this.categories[i]);
      if (this.hasRare) names.push(this.name + ' is rare');
    } else if (this.kind == HASH) {
      for (let i = 0; i < this.hashedColumns; i++) names.push(`${this.name} hash ${i}`);
    } else if (this.kind == TF_IDF) {
      const terms = this.terms!;
      for (let c = 0; c < terms.size; c++) names.push(this.name + '=' + terms.term(c));
    } else if (this.kind == DATE_PARTS) {
      for (let i = 0; i < PARTS.length; i++) names.push(this.name + ' ' + PARTS[i]);
    } else names.push(this.name);
    if (this.hasIndicator) names.push(this.name + ' is NULL');
    return names;
  }

  /** Writes the columns of one raw value. */
  encode(raw: f64, out: usize): void {
    const isNull = isNaN(raw);
    const value = isNull ? this.fill : raw;
    let at = 0;
    if (this.kind == ONE_HOT) {
      const width = this.ownWidth;
      for (let i = 0; i < width; i++) put(out, i, 0);
      if (value >= 0) put(out, <i32>value, 1);
      at = width;
    } else if (this.kind == HASH) {
      at = this.hashedColumns;
      memory.fill(out, 0, (<usize>at) << 3);
      if (value != 0) put(out, <i32>Math.abs(value) - 1, value < 0 ? -1 : 1);
    } else if (this.kind == TF_IDF) {
      this.terms!.encode(<i32>value, out);
      at = this.ownWidth;
    } else if (this.kind == DATE_PARTS) {
      encodeParts(value, out);
      at = PARTS.length;
    } else {
      put(out, 0, value);
      at = 1;
    }
    if (this.hasIndicator) put(out, at, isNull ? 1 : 0);
  }

  write(out: ByteWriter): void {
    out.u8(this.clock == Clock.NONE ? this.kind : CLOCKED);
    out.u8(this.flags);
    out.text(this.name);
    if (this.hasFill) out.real(this.fill);
    if (this.clock != Clock.NONE) {
      out.u8(this.kind);
      out.u8(<u8>this.clock);
    }
    if (this.kind == HASH) {
      out.i32(this.hashedColumns);
      out.u8(this.alternatesSign ? 1 : 0);
      return;
    }
    if (this.kind == TF_IDF) this.terms!.write(out);
    if (!this.isText || !this.knowsTexts) return;
    out.i32(this.categories.length);
    for (let i = 0; i < this.categories.length; i++) out.text(this.categories[i]);
  }

  private readHash(bytes: ByteReader): void {
    const what = `the hashed columns of '${this.name}'`;
    this.hashedColumns = bytes.i32In(1, MOST_HASHED, what);
    this.alternatesSign = bytes.u8In(0, 1, `the flag of ${what}`) == 1;
    const least = this.alternatesSign ? -this.hashedColumns : 0;
    const fill = this.fill;
    const isColumn = fill == Math.floor(fill) && fill >= least && fill <= this.hashedColumns;
    if (this.hasFill && !isColumn) bytes.damaged(`the fill of '${this.name}' is no column`);
    if (this.hasRare || this.refusesUnseen) bytes.damaged(`'${this.name}' is hashed, and has categories`);
  }

  private readClock(bytes: ByteReader): void {
    const what = `of the dates of '${this.name}'`;
    this.kind = bytes.u8In(DATE, DATE_PARTS, `the encoder ${what}`);
    this.clock = <Clock>bytes.u8In(<u8>Clock.UNIXEPOCH, <u8>Clock.JULIANDAY, `the clock ${what}`);
  }

  private readTerms(bytes: ByteReader): void {
    this.terms = TfIdf.read(bytes, this.name);
    if (this.fill != 0) bytes.damaged(`the fill of '${this.name}' must be 0, got ${this.fill}`);
    if (this.hasRare || this.refusesUnseen || this.keepsNull)
      bytes.damaged(`'${this.name}' is of words, and has the flags of categories`);
  }

  static read(bytes: ByteReader, format: u16): Encoder {
    const isFirst = format == 1;
    const kind = bytes.u8();
    if (kind > (isFirst ? ORDINAL : CLOCKED)) bytes.damaged(`unknown encoder ${kind}`);
    let flags = bytes.u8();
    if (isFirst) flags &= FIRST_FLAGS;
    const encoder = new Encoder(bytes.text(), kind);
    encoder.hasIndicator = (flags & HAS_INDICATOR) != 0;
    encoder.keepsNull = (flags & KEEPS_NULL) != 0;
    encoder.blankIsNull = (flags & BLANK_IS_NULL) != 0;
    encoder.takesNumbers = (flags & TAKES_NUMBERS) != 0;
    encoder.hasRare = (flags & HAS_RARE) != 0;
    encoder.refusesUnseen = (flags & REFUSES_UNSEEN) != 0;
    if (flags & HAS_FILL) {
      encoder.fill = bytes.real(`the fill of '${encoder.name}'`);
    }
    if (kind == HASH) {
      encoder.readHash(bytes);
      return encoder;
    }
    if (kind == CLOCKED) encoder.readClock(bytes);
    if (kind == TF_IDF) encoder.readTerms(bytes);
    if (!encoder.isText || !encoder.knowsTexts) return encoder;
    if (encoder.hasRare && kind == ORDINAL)
      bytes.damaged(`the ordinal '${encoder.name}' has a column for rare categories`);
    const count = bytes.i32In(encoder.hasRare ? 0 : 1, MOST_CATEGORIES, 'the number of categories');
    const categories: string[] = [];
    const isOrdered = (flags & IS_ORDERED) != 0;
    for (let i = 0; i < count; i++) {
      categories.push(bytes.text());
      if (!isOrdered && i > 0 && compareBytes(categories[i - 1], categories[i]) >= 0)
        bytes.damaged(`the categories of '${encoder.name}' are not in order`);
    }
    if (isOrdered) encoder.takeOrdered(categories);
    else encoder.take(categories);
    const position = encoder.fill;
    const most = encoder.hasRare ? count + 1 : count;
    const isPosition = position == Math.floor(position) && position >= -1 && position < most;
    if (encoder.hasFill && !isPosition) bytes.damaged(`the fill of '${encoder.name}' is no category`);
    return encoder;
  }
}

/** The parts of `days` since 1970-01-01, a Thursday; NaN all through for NaN. */
function encodeParts(days: f64, out: usize): void {
  const day = Math.floor(days);
  // Counted from March 1 of the year 0, in eras of 400 years (H. Hinnant: chrono-compatible low-level date algorithms).
  const shifted = day + 719468;
  const era = Math.floor(shifted / 146097);
  const ofEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36524) - Math.floor(ofEra / 146096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 2 : fromMarch - 10;
  const weekday = day + 3 - 7 * Math.floor((day + 3) / 7);
  // A time such as 8:00 is no double of days: a millisecond is added before its hour is taken.
  const hour = Math.min(Math.floor((days - day) * 24 + 1 / 3.6e6), 23);
  put(out, 0, yearOfEra + era * 400 + (month < 2 ? 1 : 0));
  putCycle(out, 1, month / 12);
  putCycle(out, 3, weekday / 7);
  putCycle(out, 5, hour / 24);
}

function putCycle(out: usize, at: i32, share: f64): void {
  put(out, at, Math.sin(2 * Math.PI * share));
  put(out, at + 1, Math.cos(2 * Math.PI * share));
}
