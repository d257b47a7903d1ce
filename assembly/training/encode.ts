// Fitting the encoders: what the features of a table are, and what the training part says about them.

import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { quantile, sort } from '../math/order';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Encoder, NUMBER, ONE_HOT, ORDINAL } from '../model/encoder';
import { Encoding } from '../model/encoding';
import { Column, MOST_TEXTS } from '../table/column';
import { Impute, Plan, Preprocess } from './preprocess';

/** Categories that one_hot makes columns of; more is a mistake more often than a wish. */
const MOST_ONE_HOT: i32 = 100;

const WAYS_OUT = 'options.features and options.exclude choose columns';

/** The features `columns` of a table, read as they are by the plans. */
export class FeatureSet {
  constructor(
    public columns: Column[],
    public preprocess: Preprocess,
  ) {}

  /** Fails at the first column that can't be used as it is: names it, what it holds and the ways out. */
  check(rows: i32): void {
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      const trouble = column.trouble;
      if (trouble.length > 0) {
        fail(
          `feature '${column.name}' has ${trouble} in ${rows} rows; CAST it in a SELECT as the dataset, or leave it out: ${WAYS_OUT}`,
        );
      }
      if (column.isText) this.checkText(column);
      const plan = this.preprocess.of(column.name);
      if (column.nulls > 0 && plan.impute == Impute.NONE && !plan.keepsNull) {
        fail(
          `feature '${column.name}' is NULL in ${column.nulls} of ${rows} rows; say what stands for NULL, for example ` +
            `{"preprocess": {"${column.name}": {"impute": "${column.isText ? 'most_frequent' : 'mean'}"}}}, or leave it out: ${WAYS_OUT}`,
        );
      }
    }
  }

  private checkText(column: Column): void {
    const isOrdinal = this.preprocess.of(column.name).isOrdinal;
    if (!column.isFreeText && (isOrdinal || column.values.length <= MOST_ONE_HOT)) return;
    const count = column.isFreeText ? `more than ${MOST_TEXTS}` : column.values.length.toString();
    let advice = `encode it as 'ordinal', group its values in a SELECT, or leave it out: ${WAYS_OUT}`;
    if (column.areTextsDates)
      advice = `it holds dates: use julianday("${column.name}") in a SELECT, or leave it out: ${WAYS_OUT}`;
    else if (column.areTextsNumbers)
      advice = `it holds numbers as TEXT: CAST it AS REAL in a SELECT, or leave it out: ${WAYS_OUT}`;
    fail(`feature '${column.name}' has ${count} distinct texts, one_hot takes ${MOST_ONE_HOT}; ${advice}`);
  }

  /** Encoders fitted to the raw training rows; TEXT then stands as categories' positions in `raw`. */
  fit(raw: Matrix): Encoding {
    const encoders: Encoder[] = [];
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      const plan = this.preprocess.of(column.name);
      encoders.push(column.isText ? fitText(column, plan, raw, j) : fitNumber(column, plan, raw, j));
    }
    return new Encoding(encoders);
  }

  /** Turns the texts' numbers of raw rows into the encoders' positions, in place. */
  place(raw: Matrix, encoding: Encoding): void {
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      if (!column.isText) continue;
      const encoder = encoding.encoders[j];
      const positions = new StaticArray<f64>(column.values.length);
      for (let v = 0; v < positions.length; v++) positions[v] = encoder.positionOf(column.values[v]);
      for (let i = 0; i < raw.rows; i++) {
        const value = at(raw.row(i), j);
        if (!isNaN(value)) put(raw.row(i), j, positions[<i32>value]);
      }
    }
  }

  /** What is harmless and worth saying. */
  warnings(encoding: Encoding, raw: Matrix): string[] {
    const said: string[] = [];
    for (let j = 0; j < this.columns.length; j++) {
      const column = this.columns[j];
      if (isConstant(raw, j)) said.push(`feature '${column.name}' is constant in the training part`);
      if (column.isText && column.areTextsNumbers) {
        said.push(
          `feature '${column.name}' holds numbers as TEXT and is taken as categories; CAST it AS REAL for numbers`,
        );
      }
    }
    return said;
  }
}

function isConstant(raw: Matrix, j: i32): bool {
  const first = reinterpret<u64>(at(raw.row(0), j));
  for (let i = 1; i < raw.rows; i++) if (reinterpret<u64>(at(raw.row(i), j)) != first) return false;
  return true;
}

function fitNumber(column: Column, plan: Plan, raw: Matrix, j: i32): Encoder {
  const encoder = new Encoder(column.name, NUMBER);
  if (plan.impute == Impute.NONE) {
    encoder.keepsNull = plan.keepsNull;
    return encoder;
  }
  encoder.hasIndicator = plan.impute == Impute.INDICATOR;
  if (plan.impute == Impute.CONSTANT) {
    if (isNaN(plan.constantNumber)) {
      if (column.nulls == 0) return encoder;
      fail(`preprocess.impute of '${column.name}' must be a number, got '${plan.constantText}'`);
    }
    encoder.fill = plan.constantNumber;
    return encoder;
  }
  const values = reals(raw.rows);
  let n = 0;
  let sum: f64 = 0;
  for (let i = 0; i < raw.rows; i++) {
    const value = at(raw.row(i), j);
    if (isNaN(value)) continue;
    put(values, n++, value);
    sum += value;
  }
  if (n == 0) fail(`feature '${column.name}' is NULL in every training row; leave it out: ${WAYS_OUT}`);
  if (plan.impute == Impute.MEDIAN || plan.impute == Impute.MOST_FREQUENT) sort(values, n);
  if (plan.impute == Impute.MEDIAN) encoder.fill = quantile(values, n, 0.5);
  else if (plan.impute == Impute.MOST_FREQUENT) encoder.fill = modeOfSorted(values, n);
  else encoder.fill = sum / n;
  release(values);
  return encoder;
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

function fitText(column: Column, plan: Plan, raw: Matrix, j: i32): Encoder {
  const encoder = new Encoder(column.name, plan.isOrdinal ? ORDINAL : ONE_HOT);
  const counts = new StaticArray<i32>(column.values.length);
  for (let i = 0; i < raw.rows; i++) {
    const value = at(raw.row(i), j);
    if (!isNaN(value)) counts[<i32>value]++;
  }
  const categories: string[] = [];
  for (let v = 0; v < counts.length; v++) if (counts[v] > 0) categories.push(column.values[v]);
  // A number that holds for every column is no matter to a TEXT one without NULL.
  const isNumber = !isNaN(plan.constantNumber);
  const impute = plan.impute == Impute.CONSTANT && isNumber && column.nulls == 0 ? Impute.NONE : plan.impute;
  if (impute == Impute.CONSTANT) {
    if (isNumber) {
      fail(`preprocess.impute of '${column.name}', which is TEXT, must be {"constant": text}, got a number`);
    }
    if (!categories.includes(plan.constantText)) categories.push(plan.constantText);
  }
  if (categories.length == 0)
    fail(`feature '${column.name}' is NULL in every training row; leave it out: ${WAYS_OUT}`);
  encoder.take(categories);
  if (impute == Impute.CONSTANT) encoder.fill = encoder.positionOf(plan.constantText);
  else if (impute == Impute.INDICATOR) {
    encoder.fill = -1;
    encoder.hasIndicator = true;
  } else if (impute == Impute.NONE) {
    if (!plan.keepsNull) return encoder;
    if (plan.isOrdinal) encoder.keepsNull = true;
    else {
      // As in scikit-learn's OneHotEncoder, NULL is one category more.
      encoder.fill = -1;
      encoder.hasIndicator = column.nulls > 0;
    }
  } else {
    // The mean and the median that hold for every column become the most frequent category in a TEXT one.
    encoder.fill = encoder.positionOf(mostFrequent(column, counts, encoder.categories));
  }
  return encoder;
}

/** The most frequent category; of several the first in order. */
function mostFrequent(column: Column, counts: StaticArray<i32>, categories: string[]): string {
  let best = categories[0];
  let most = -1;
  for (let c = 0; c < categories.length; c++) {
    const count = counts[column.values.indexOf(categories[c])];
    if (count > most) {
      most = count;
      best = categories[c];
    }
  }
  return best;
}
