// Encoders: how one feature of a table, a number, TEXT or NULL, becomes columns of X.
//
//   NUMBER    one column: the value
//   ONE_HOT   one column a category, in sorted order: 1 for the row's own; all zero for an unseen one
//   ORDINAL   one column: the category's position in sorted order; -1 for an unseen one
//
// A raw row has one f64 a feature: the number, or the category's position (-1: unseen), or NaN for NULL.
// NULL becomes `fill` (a number, or a position; -1 leaves all zero), which the training part gave; an
// indicator is one column more, 1 where NULL was. Without a fill NULL stays NaN for a model that takes it, and is
// refused before it comes here for the others.
//
//   bytes   kind u8 · flags u8 (1: indicator, 2: has fill, 4: NULL stays NaN) · name text · fill f64 (when flagged)
//           · categories: count i32, texts (ONE_HOT, ORDINAL)

import { ByteReader, ByteWriter } from '../codec/bytes';
import { compareBytes } from '../codec/text';
import { put } from '../math/vector';

export const NUMBER: u8 = 0;
export const ONE_HOT: u8 = 1;
export const ORDINAL: u8 = 2;

/** Categories that bytes may claim for one feature. */
const MOST_CATEGORIES: i32 = 1 << 20;

const HAS_INDICATOR: u8 = 1;
const HAS_FILL: u8 = 2;
const KEEPS_NULL: u8 = 4;

export class Encoder {
  /** Sorted by bytes. */
  categories: string[] = [];
  /** What stands for NULL; NaN when NULL is refused. */
  fill: f64 = NaN;
  hasIndicator: bool = false;
  /** NULL stays NaN, for a model that takes it. */
  keepsNull: bool = false;
  private positions: Map<string, i32> = new Map<string, i32>();

  constructor(
    public name: string,
    public kind: u8,
  ) {}

  get isText(): bool {
    return this.kind != NUMBER;
  }

  get acceptsNull(): bool {
    return this.keepsNull || this.hasFill;
  }

  private get hasFill(): bool {
    return !isNaN(this.fill);
  }

  /** The columns it makes. */
  get width(): i32 {
    return (this.kind == ONE_HOT ? this.categories.length : 1) + (this.hasIndicator ? 1 : 0);
  }

  /** Takes the categories, which it sorts. */
  take(categories: string[]): void {
    categories.sort((a, b) => compareBytes(a, b));
    this.categories = categories;
    this.positions.clear();
    for (let i = 0; i < categories.length; i++) this.positions.set(categories[i], i);
  }

  /** The category's position; -1 when it is unseen. */
  positionOf(category: string): i32 {
    return this.positions.has(category) ? this.positions.get(category) : -1;
  }

  /** The names of its columns: `island=Dream`, `body_mass`, `body_mass is NULL`. */
  columnNames(): string[] {
    const names: string[] = [];
    if (this.kind == ONE_HOT) {
      for (let i = 0; i < this.categories.length; i++) names.push(this.name + '=' + this.categories[i]);
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
      const width = this.categories.length;
      for (let i = 0; i < width; i++) put(out, i, 0);
      if (value >= 0) put(out, <i32>value, 1);
      at = width;
    } else {
      put(out, 0, value);
      at = 1;
    }
    if (this.hasIndicator) put(out, at, isNull ? 1 : 0);
  }

  write(out: ByteWriter): void {
    out.u8(this.kind);
    out.u8(
      (this.hasIndicator ? HAS_INDICATOR : 0) |
        (this.hasFill ? HAS_FILL : 0) |
        (this.keepsNull ? KEEPS_NULL : 0),
    );
    out.text(this.name);
    if (this.hasFill) out.real(this.fill);
    if (!this.isText) return;
    out.i32(this.categories.length);
    for (let i = 0; i < this.categories.length; i++) out.text(this.categories[i]);
  }

  static read(bytes: ByteReader): Encoder {
    const kind = bytes.u8();
    if (kind > ORDINAL) bytes.damaged(`unknown encoder ${kind}`);
    const flags = bytes.u8();
    const encoder = new Encoder(bytes.text(), kind);
    encoder.hasIndicator = (flags & HAS_INDICATOR) != 0;
    encoder.keepsNull = (flags & KEEPS_NULL) != 0;
    if (flags & HAS_FILL) {
      encoder.fill = bytes.real(`the fill of '${encoder.name}'`);
    }
    if (kind == NUMBER) return encoder;
    const count = bytes.i32In(1, MOST_CATEGORIES, 'the number of categories');
    const categories: string[] = [];
    for (let i = 0; i < count; i++) {
      categories.push(bytes.text());
      if (i > 0 && compareBytes(categories[i - 1], categories[i]) >= 0)
        bytes.damaged(`the categories of '${encoder.name}' are not in order`);
    }
    encoder.take(categories);
    const position = encoder.fill;
    const isPosition = position == Math.floor(position) && position >= -1 && position < count;
    if (encoder.hasFill && !isPosition) bytes.damaged(`the fill of '${encoder.name}' is no category`);
    return encoder;
  }
}
