// Fitting the encoders: what the features of a table are, and what the training part says about them.

import { isBlank } from '../codec/reading';
import { compareBytes } from '../codec/text';
import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { quantile, sort } from '../math/order';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { DATE, DATE_PARTS, Encoder, HASH, NUMBER, ONE_HOT, ORDINAL, TF_IDF } from '../model/encoder';
import { Encoding } from '../model/encoding';
import { TfIdf } from '../model/tf_idf';
import { Column } from '../table/column';
import { Encode, Impute, Plan, Preprocess } from './preprocess';

const WAYS_OUT = 'options.features and options.exclude choose columns';

/** The features `columns` of a table, read as they are by the plans. */
export class FeatureSet {
  constructor(
    public columns: Column[],
    public preprocess: Preprocess,
  ) {}

  /** Fails where a column is named in preprocess with what it can't have. */
  checkPlans(): void {
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      const plan = this.preprocess.of(column.name);
      if (plan.isHash && (plan.minFrequency > 0 || plan.maxCategories > 0 || plan.refusesUnseen)) {
        fail(
          `preprocess of '${column.name}' hashes its texts, which knows no rare and no unseen ones: leave min_frequency, ` +
            'max_categories and handle_unknown out',
        );
      }
      if (plan.isTfIdf && (plan.minFrequency > 0 || plan.maxCategories > 0 || plan.refusesUnseen)) {
        fail(
          `preprocess of '${column.name}' takes words, which min_df, max_df and max_features choose: leave min_frequency, ` +
            'max_categories and handle_unknown out',
        );
      }
      if (plan.termsSaid.length > 0 && !plan.isTfIdf)
        fail(`preprocess of '${column.name}': ${plan.termsSaid} needs encode: 'tf_idf'`);
      if (plan.isHashSaid && !plan.isHash)
        fail(`preprocess of '${column.name}': n_features and alternate_sign need encode: 'hash'`);
      const isMean = plan.impute == Impute.MEAN || plan.impute == Impute.MEDIAN;
      if (column.isText && plan.groupsRare && plan.refusesUnseen) {
        fail(
          `preprocess of '${column.name}' can't refuse unseen categories (handle_unknown) and give them the column of the ` +
            'rare ones (min_frequency, max_categories)',
        );
      }
      if (plan.isOwnImpute && isMean && column.isText) {
        fail(
          `preprocess.impute of '${column.name}', which is TEXT, must be 'most_frequent', 'indicator' or {"constant": text}, ` +
            `got '${plan.impute == Impute.MEAN ? 'mean' : 'median'}'`,
        );
      }
    }
  }

  /** Encoders fitted to the raw training rows; TEXT then stands as categories' positions in `raw`. */
  fit(raw: Matrix): Encoding {
    const encoders: Encoder[] = [];
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      const plan = this.preprocess.of(column.name);
      encoders.push(
        column.isText
          ? fitText(column, plan, countTexts(column, plan, raw, j), raw.rows)
          : fitNumber(column, plan, raw, j),
      );
    }
    return new Encoding(encoders);
  }

  /** Turns the texts' numbers of raw rows into the encoders' raw values, in place. */
  place(raw: Matrix, encoding: Encoding): void {
    this.placeAt(raw, this.positions(encoding));
  }

  /** The encoders' raw values of each column's texts; of columns that are none an empty list. */
  positions(encoding: Encoding): StaticArray<f64>[] {
    const all: StaticArray<f64>[] = [];
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      const values: string[] = column.isText ? column.values : [];
      const encoder = encoding.encoders[j];
      all.push(encoder.rawsOf(values));
    }
    return all;
  }

  /** `place` by the positions of an encoding. */
  placeAt(raw: Matrix, all: StaticArray<f64>[]): void {
    for (let j = 0; j < this.columns.length; j++) {
      if (!this.columns[j].isText) continue;
      const positions = all[j];
      for (let i = 0; i < raw.rows; i++) {
        const value = at(raw.row(i), j);
        if (!isNaN(value)) put(raw.row(i), j, positions[<i32>value]);
      }
    }
  }

  /** What is harmless and worth saying. */
  warnings(encoding: Encoding, raw: Matrix): string[] {
    const areConstant = new StaticArray<bool>(this.columns.length);
    for (let j = 0; j < areConstant.length; j++) areConstant[j] = isConstant(raw, j);
    return this.warningsOf(areConstant);
  }

  /** The same where it is known which features are constant. */
  warningsOf(areConstant: StaticArray<bool>): string[] {
    const said: string[] = [];
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      if (areConstant[j]) said.push(`feature '${column.name}' is constant in the training part`);
      const plan = this.preprocess.of(column.name);
      if (column.isText && column.blanks > 0 && !plan.isTfIdf && !isBlankNull(column, plan)) {
        said.push(
          `feature '${column.name}' is blank in ${column.blanks} rows, which is a category of its own; preprocess.impute says what stands for it`,
        );
      }
      if (imputeOf(column, plan) != plan.impute) {
        said.push(
          `feature '${column.name}' is blank in ${column.blanks} rows: the median of the others stands for it; preprocess.impute says what else`,
        );
      }
    }
    return said;
  }
}

/** Bytes that the rows of X may take where texts are hashed, or their words written out. */
const MOST_BYTES: f64 = 2147483648;

/** Fails where hashed columns, or those of words, would fill the memory, before they do. `isDesign`: sparse ones are not written out. */
export function checkRoom(encoding: Encoding, rows: i32, isDesign: bool): void {
  let width = 0;
  for (let j = 0; j < encoding.encoders.length; j++)
    if (!isDesign || !encoding.encoders[j].isSparse) width += encoding.encoders[j].width;
  const bytes = <f64>rows * <f64>width * 8;
  if (bytes <= MOST_BYTES) return;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    if (encoder.kind != HASH && encoder.kind != TF_IDF) continue;
    const cause =
      encoder.kind == HASH
        ? `is hashed to ${encoder.hashedColumns}: lower its n_features`
        : `has ${encoder.ownWidth} terms: give max_features, or a larger min_df`;
    fail(
      `the ${width} columns of ${rows} rows take ${<i64>Math.ceil(bytes / 1e6)} MB, more than a training has; ` +
        `'${encoder.name}' ${cause}`,
    );
  }
}

/**
 * What stands for the missing cells of a column. A CSV has no NULL: where nothing was said, the median stands for blank
 * TEXT among numbers and dates, which a warning says. NULL, which somebody put there, is never filled unasked.
 */
export function imputeOf(column: Column, plan: Plan): Impute {
  const isAsked = plan.impute != Impute.NONE || plan.keepsNull;
  if (isAsked || column.isText || column.blanks == 0 || column.nulls > 0) return plan.impute;
  return Impute.MEDIAN;
}

function isConstant(raw: Matrix, j: i32): bool {
  const first = reinterpret<u64>(at(raw.row(0), j));
  for (let i = 1; i < raw.rows; i++) if (reinterpret<u64>(at(raw.row(i), j)) != first) return false;
  return true;
}

function fitNumber(column: Column, plan: Plan, raw: Matrix, j: i32): Encoder {
  const encoder = encoderOfNumber(column, plan);
  if (isFilled(column, plan)) encoder.fill = fillOf(column, imputeOf(column, plan), raw, j);
  return encoder;
}

/** Whether what stands for NULL follows from the rows. */
export function isFilled(column: Column, plan: Plan): bool {
  const impute = imputeOf(column, plan);
  return impute != Impute.NONE && impute != Impute.CONSTANT;
}

/** The encoder of numbers or dates, but for a fill that follows from the rows. */
export function encoderOfNumber(column: Column, plan: Plan): Encoder {
  const dateKind = plan.encode == Encode.DATE_PARTS ? DATE_PARTS : DATE;
  const encoder = new Encoder(column.name, column.isDate ? dateKind : NUMBER);
  encoder.clock = column.clock;
  const impute = imputeOf(column, plan);
  if (impute == Impute.NONE) {
    encoder.keepsNull = plan.keepsNull;
    return encoder;
  }
  encoder.hasIndicator = impute == Impute.INDICATOR;
  if (impute == Impute.CONSTANT) {
    if (isNaN(plan.constantNumber)) {
      if (column.missing == 0) return encoder;
      fail(`preprocess.impute of '${column.name}' must be a number, got '${plan.constantText}'`);
    }
    encoder.fill = plan.constantNumber;
  }
  return encoder;
}

/** Fails for a column that has no value to fill with. */
export function refuseEmpty(column: Column): void {
  fail(`feature '${column.name}' is NULL in every training row; leave it out: ${WAYS_OUT}`);
}

/** What fills a column of numbers. */
function fillOf(column: Column, impute: Impute, raw: Matrix, j: i32): f64 {
  const values = reals(raw.rows);
  let n = 0;
  let sum: f64 = 0;
  for (let i = 0; i < raw.rows; i++) {
    const value = at(raw.row(i), j);
    if (isNaN(value)) continue;
    put(values, n++, value);
    sum += value;
  }
  if (n == 0) refuseEmpty(column);
  if (impute == Impute.MEDIAN || impute == Impute.MOST_FREQUENT) sort(values, n);
  let fill = sum / n;
  if (impute == Impute.MEDIAN) fill = quantile(values, n, 0.5);
  else if (impute == Impute.MOST_FREQUENT) fill = modeOfSorted(values, n);
  release(values);
  return fill;
}

/** The most frequent value; of several the smallest. */
function modeOfSorted(values: usize, n: i32): f64 {
  let best = at(values, 0);
  let most = 0;
  for (let from = 0; from < n; ) {
    let to = from;
    while (to < n && at(values, to) == at(values, from)) to++;
    if (to - from > most) {
      most = to - from;
      best = at(values, from);
    }
    from = to;
  }
  return best;
}

/** Blank text is missing as NULL is, where something stands for NULL; else it is a category. */
function isBlankNull(column: Column, plan: Plan): bool {
  return column.isText && column.blanks > 0 && (plan.impute != Impute.NONE || plan.keepsNull);
}

/** Of TEXT as its plan says. */
function kindOf(plan: Plan): u8 {
  if (plan.isHash) return HASH;
  if (plan.isTfIdf) return TF_IDF;
  return plan.isOrdinal ? ORDINAL : ONE_HOT;
}

/** How many of the raw rows have each text; blank text becomes NULL in them where it is. */
function countTexts(column: Column, plan: Plan, raw: Matrix, j: i32): StaticArray<i32> {
  const values = column.values;
  const blankIsNull = isBlankNull(column, plan);
  const counts = new StaticArray<i32>(values.length);
  for (let i = 0; i < raw.rows; i++) {
    const value = at(raw.row(i), j);
    if (isNaN(value)) continue;
    if (blankIsNull && isBlank(values[<i32>value])) put(raw.row(i), j, NaN);
    else counts[<i32>value]++;
  }
  return counts;
}

/** The encoder of texts by how many of the `rows` training rows have each; where blank text is NULL it counts as none. */
export function fitText(column: Column, plan: Plan, counts: StaticArray<i32>, rows: i32): Encoder {
  const encoder = new Encoder(column.name, kindOf(plan));
  encoder.hashedColumns = plan.hashedColumns;
  encoder.alternatesSign = plan.alternatesSign;
  const values = column.values;
  const blankIsNull = isBlankNull(column, plan);
  for (let v = 0; v < values.length && blankIsNull; v++) if (isBlank(values[v])) counts[v] = 0;
  const nulls = column.nulls + (blankIsNull ? column.blanks : 0);
  encoder.blankIsNull = blankIsNull;
  encoder.takesNumbers = column.numbers > 0;
  encoder.refusesUnseen = plan.refusesUnseen;
  const seen: i32[] = [];
  for (let v = 0; v < counts.length; v++) if (counts[v] > 0) seen.push(v);
  const categories: string[] = [];
  for (let s = 0; s < seen.length; s++) categories.push(values[seen[s]]);
  // A number that holds for every column is no matter to a TEXT one without NULL.
  const isNumber = !isNaN(plan.constantNumber);
  const impute = plan.impute == Impute.CONSTANT && isNumber && nulls == 0 ? Impute.NONE : plan.impute;
  if (impute == Impute.CONSTANT) {
    if (isNumber) {
      fail(`preprocess.impute of '${column.name}', which is TEXT, must be {"constant": text}, got a number`);
    }
    if (!categories.includes(plan.constantText)) categories.push(plan.constantText);
  }
  if (categories.length == 0)
    fail(`feature '${column.name}' is NULL in every training row; leave it out: ${WAYS_OUT}`);
  if (plan.isTfIdf) return fitWords(encoder, column, plan, counts, rows);
  if (plan.isHash) {
    // Its columns are there whatever the texts are.
  } else if (plan.order.length > 0) takeOrder(encoder, plan, categories);
  else {
    const kept = plan.groupsRare ? frequent(column, counts, categories, plan, rows) : categories;
    encoder.hasRare = kept.length < categories.length;
    encoder.take(kept);
  }
  if (impute == Impute.CONSTANT) encoder.fill = encoder.positionOf(plan.constantText);
  else if (impute == Impute.INDICATOR) {
    encoder.fill = plan.isHash ? 0 : -1;
    encoder.hasIndicator = true;
  } else if (impute == Impute.NONE) {
    if (!plan.keepsNull) return encoder;
    if (plan.isOrdinal) encoder.keepsNull = true;
    else {
      // As in scikit-learn's OneHotEncoder, NULL is one category more.
      encoder.fill = plan.isHash ? 0 : -1;
      encoder.hasIndicator = nulls > 0;
    }
  } else {
    // The mean and the median that hold for every column become the most frequent category in a TEXT one.
    encoder.fill = encoder.positionOf(mostFrequent(column, counts));
  }
  return encoder;
}

/** NULL and blank text have the words of what stands for them, which is nothing unless impute says otherwise. */
function fitWords(
  encoder: Encoder,
  column: Column,
  plan: Plan,
  counts: StaticArray<i32>,
  rows: i32,
): Encoder {
  const impute = plan.impute;
  const isMode = impute == Impute.MEAN || impute == Impute.MEDIAN || impute == Impute.MOST_FREQUENT;
  const standIn = impute == Impute.CONSTANT ? plan.constantText : isMode ? mostFrequent(column, counts) : '';
  let known = 0;
  for (let v = 0; v < counts.length; v++) known += counts[v];
  const terms = new TfIdf(plan.terms.copy());
  const trouble = terms.fit(column.values, counts, standIn, rows - known);
  if (trouble.length > 0) fail(`preprocess of '${column.name}', tf_idf: ${trouble}`);
  encoder.terms = terms;
  encoder.fill = 0;
  encoder.hasIndicator = impute == Impute.INDICATOR;
  return encoder;
}

/** The order that was given, which must have every category. */
function takeOrder(encoder: Encoder, plan: Plan, categories: string[]): void {
  encoder.takeOrdered(plan.order);
  for (let c = 0; c < categories.length; c++) {
    if (encoder.positionOf(categories[c]) < 0)
      fail(
        `preprocess.encode of '${encoder.name}' gives the order of ${plan.order.length} categories, and '${categories[c]}' is none of them`,
      );
  }
}

/**
 * The categories that keep columns of their own, as scikit-learn's OneHotEncoder chooses: of at least minFrequency rows
 * (or their share), and at most maxCategories with the column of the rest; of equally frequent ones the last in order stay.
 */
function frequent(
  column: Column,
  counts: StaticArray<i32>,
  categories: string[],
  plan: Plan,
  rows: i32,
): string[] {
  const least = plan.minFrequency < 1 ? plan.minFrequency * rows : plan.minFrequency;
  const countOf = new Map<string, i32>();
  for (let v = 0; v < counts.length; v++) countOf.set(column.values[v], counts[v]);
  const sorted = categories.slice(0);
  sorted.sort((a, b) => compareBytes(a, b));
  const kept: string[] = [];
  for (let c = 0; c < sorted.length; c++) {
    const count = countOf.has(sorted[c]) ? countOf.get(sorted[c]) : 0;
    if (<f64>count >= least) kept.push(sorted[c]);
  }
  // As there, a column is kept for the rest even where there is none yet.
  if (plan.maxCategories == 0 || kept.length + 1 <= plan.maxCategories) return kept;
  const most = plan.maxCategories - 1;
  // Stable: of equal counts the later one stands later.
  ranking = countOf;
  const ranked = kept.slice(0);
  ranked.sort((a, b) => {
    const difference = ranking.get(a) - ranking.get(b);
    return difference != 0 ? difference : compareBytes(a, b);
  });
  return ranked.slice(ranked.length - most);
}

let ranking: Map<string, i32> = new Map<string, i32>();

/** The most frequent category; of several the first in order. */
function mostFrequent(column: Column, counts: StaticArray<i32>): string {
  let best = '';
  let most = -1;
  for (let v = 0; v < counts.length; v++) {
    const count = counts[v];
    if (count == 0 || count < most) continue;
    const text = column.values[v];
    if (count == most && compareBytes(text, best) > 0) continue;
    most = count;
    best = text;
  }
  return best;
}
