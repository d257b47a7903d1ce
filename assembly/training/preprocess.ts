// options.preprocess: how columns are made ready, for all of them or one by one.
//
//   {"impute": "median"}                                  every column
//   {"body_mass": {"impute": "mean", "scale": "robust"},  this column
//    "*": {"encode": "ordinal"}}                          and every other one
//
//   impute  mean, median, most_frequent, indicator, a number, or {"constant": text}: what stands for NULL
//   encode  one_hot (default; ordinal where the algorithm takes categories) or ordinal: what TEXT becomes; {"ordinal": ["low", "mid", "high"]} says the order;
//           hash: n_features columns (256), of which a text's hash says one, as in scikit-learn's FeatureHasher; its sign too
//           unless alternate_sign is false. For any number of texts;
//           tf_idf: a column for each word, as in scikit-learn's TfidfVectorizer, by lowercase, ngram_range, min_df, max_df, max_features,
//           sublinear_tf, use_idf, smooth_idf and norm (model/tf_idf.ts); it is scaled only where its own plan says how;
//           date_parts: the year, and month, weekday and hour on their circles, of a date
//   scale   standard (default; none where the algorithm's traits say so), min_max, max_abs, robust, none
//   min_frequency, max_categories
//           of one_hot, as in scikit-learn's OneHotEncoder: categories of fewer rows (or, below 1, of a smaller share) than
//           that, and all but the most frequent, share one column; so do unseen ones then
//   handle_unknown
//           ignore (default), or error: an unseen category is refused
//
// For TEXT mean and median stand for most_frequent, when they are said for every column. `indicator` fills with the mean
// (TEXT: with no category) and adds a column that is 1 where NULL was. What is said for every column leaves those
// alone that it can't hold for; what is said of one by its name holds, or is an error.

import { JsonReader } from '../codec/json';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import { Traits } from '../model/algorithm';
import { MOST_HASHED } from '../model/encoder';
import { MOST_TERMS, MOST_WORDS, NORMS, TermOptions } from '../model/tf_idf';

export const enum Impute {
  /** NULL is refused. */
  NONE,
  MEAN,
  MEDIAN,
  MOST_FREQUENT,
  INDICATOR,
  CONSTANT,
}

const IMPUTES: string[] = ['', 'mean', 'median', 'most_frequent', 'indicator'];
/** In the order of Encode. */
const ENCODES: string[] = ['one_hot', 'ordinal', 'date_parts', 'hash', 'tf_idf'];
const SCALES: string[] = ['standard', 'min_max', 'max_abs', 'robust', 'none'];
const UNKNOWNS: string[] = ['ignore', 'error'];
/** Of tf_idf. */
const TERM_KEYS: string[] = [
  'lowercase',
  'ngram_range',
  'min_df',
  'max_df',
  'max_features',
  'sublinear_tf',
  'use_idf',
  'smooth_idf',
  'norm',
];
const OTHER_KEYS: string[] = [
  'impute',
  'encode',
  'scale',
  'min_frequency',
  'max_categories',
  'handle_unknown',
  'n_features',
  'alternate_sign',
];
const KEYS: string[] = OTHER_KEYS.concat(TERM_KEYS);
const CONSTANT: string = 'preprocess.impute must be {"constant": text}';

export const enum Encode {
  ONE_HOT,
  ORDINAL,
  DATE_PARTS,
  HASH,
  TF_IDF,
}

/** How one column is made ready. */
export class Plan {
  impute: Impute = Impute.NONE;
  /** What CONSTANT fills with. */
  constantText: string = '';
  constantNumber: f64 = NaN;
  encode: Encode = Encode.ONE_HOT;
  /** The categories of ORDINAL in the order that was given; none when it was not. */
  order: string[] = [];
  /** Rows that a category needs for a column of its own; below 1 their share. */
  minFrequency: f64 = 0;
  /** The most columns that the categories make; 0: any number. */
  maxCategories: i32 = 0;
  refusesUnseen: bool = false;
  /** Columns of HASH, and whether a text's sign is hashed too. */
  hashedColumns: i32 = 256;
  alternatesSign: bool = true;
  /** n_features or alternate_sign was given. */
  isHashSaid: bool = false;
  /** Of TF_IDF, and the first of its keys that was given. */
  terms: TermOptions = new TermOptions();
  termsSaid: string = '';
  scale: string = SCALES[0];
  /** NULL that nothing stands for reaches the model as it is. */
  keepsNull: bool = false;
  /** Said of this column by its name, not of all. */
  isOwnImpute: bool = false;
  isOwnEncode: bool = false;
  isOwnScale: bool = false;

  get isOrdinal(): bool {
    return this.encode == Encode.ORDINAL;
  }

  get isHash(): bool {
    return this.encode == Encode.HASH;
  }

  get isTfIdf(): bool {
    return this.encode == Encode.TF_IDF;
  }

  /** How its columns are scaled. Words have been brought to a norm, and zeros mean something: only if it was said of them. */
  get scaling(): string {
    return this.isTfIdf && !this.isOwnScale ? 'none' : this.scale;
  }

  /** Rare categories share a column. */
  get groupsRare(): bool {
    return this.encode == Encode.ONE_HOT && (this.minFrequency > 0 || this.maxCategories > 0);
  }

  /** The column by name is made categories of, numbers too. */
  get wantsCategories(): bool {
    const takesNumbers = this.encode == Encode.ONE_HOT || this.isHash || this.isTfIdf;
    return this.isOwnEncode && (takesNumbers || this.order.length > 0);
  }

  copy(): Plan {
    const plan = new Plan();
    plan.impute = this.impute;
    plan.constantText = this.constantText;
    plan.constantNumber = this.constantNumber;
    plan.encode = this.encode;
    plan.order = this.order;
    plan.minFrequency = this.minFrequency;
    plan.maxCategories = this.maxCategories;
    plan.refusesUnseen = this.refusesUnseen;
    plan.hashedColumns = this.hashedColumns;
    plan.alternatesSign = this.alternatesSign;
    plan.isHashSaid = this.isHashSaid;
    plan.terms = this.terms.copy();
    plan.termsSaid = this.termsSaid;
    plan.scale = this.scale;
    plan.keepsNull = this.keepsNull;
    return plan;
  }
}

/** The plans of an options.preprocess. */
export class Preprocess {
  all: Plan = new Plan();
  private byName: Map<string, Plan> = new Map<string, Plan>();

  /** Reads the option's JSON, '' when it was not given; `names` are the columns that may be named, `traits` the algorithm's. */
  constructor(text: string, names: string[], traits: Traits) {
    this.all.scale = traits.scale;
    this.all.keepsNull = traits.keepsNulls;
    if (traits.takesCategories) this.all.encode = Encode.ORDINAL;
    if (text.length > 0) {
      // Two passes: what holds for all comes first, wherever it stands.
      this.walk(text, names, true);
      this.walk(text, names, false);
    }
  }

  /** The plan of a column. */
  of(name: string): Plan {
    return this.byName.has(name) ? this.byName.get(name) : this.all;
  }

  private walk(text: string, names: string[], isForAll: bool): void {
    const bytes = String.UTF8.encode(text);
    const json = new JsonReader(changetype<usize>(bytes), bytes.byteLength, 'preprocess');
    if (json.peek() != 0x7b) fail(`preprocess must be a JSON object, got ${json.excerpt()}`);
    json.at++;
    if (json.took(0x7d)) return;
    const known = new Set<string>();
    for (let i = 0; i < names.length; i++) known.add(names[i]);
    do {
      json.string();
      const key = json.text;
      json.expect(0x3a);
      const isObject = json.peek() == 0x7b;
      const isPart = !isObject || (KEYS.includes(key) && !known.has(key));
      if (isPart || key == '*') {
        if (!isForAll) json.skip();
        else if (!isPart) readPlan(json, this.all, false);
        else readPart(json, key, this.all, false);
      } else if (isForAll) json.skip();
      else {
        if (!known.has(key)) {
          fail(
            `preprocess names '${key}', which is no feature${suggestion(key, names, 'there are: ' + names.join(', '))}`,
          );
        }
        const plan = this.all.copy();
        readPlan(json, plan, true);
        this.byName.set(key, plan);
      }
    } while (json.took(0x2c));
    json.expect(0x7d);
  }
}

function readPlan(json: JsonReader, plan: Plan, isOwn: bool): void {
  json.expect(0x7b);
  if (json.took(0x7d)) return;
  do {
    json.string();
    const key = json.text;
    json.expect(0x3a);
    readPart(json, key, plan, isOwn);
  } while (json.took(0x2c));
  json.expect(0x7d);
}

function readPart(json: JsonReader, key: string, plan: Plan, isOwn: bool): void {
  if (key == 'impute') {
    readImpute(json, plan);
    plan.isOwnImpute = isOwn;
  } else if (key == 'encode') {
    readEncode(json, plan);
    plan.isOwnEncode = isOwn;
  } else if (key == 'scale') {
    plan.scale = wordOf(json, 'preprocess.scale', SCALES);
    plan.isOwnScale = isOwn;
  } else if (TERM_KEYS.includes(key)) {
    readTerms(json, key, plan.terms);
    if (plan.termsSaid.length == 0) plan.termsSaid = key;
  } else if (key == 'min_frequency') plan.minFrequency = positiveOf(json, key);
  else if (key == 'max_categories') {
    const from = json.at;
    const most = positiveOf(json, key);
    if (most != Math.floor(most) || most > i32.MAX_VALUE) notPositive(json, from, key);
    plan.maxCategories = <i32>most;
  } else if (key == 'n_features') {
    plan.hashedColumns = wholeOf(json, key, 1, MOST_HASHED);
    plan.isHashSaid = true;
  } else if (key == 'alternate_sign') {
    plan.alternatesSign = flagOf(json, key);
    plan.isHashSaid = true;
  } else if (key == 'handle_unknown')
    plan.refusesUnseen = wordOf(json, 'preprocess.handle_unknown', UNKNOWNS) == 'error';
  else
    fail(
      `unknown preprocess key '${key}'${suggestion(key, KEYS, 'there are: ' + KEYS.join(', ') + ', and columns with an object')}`,
    );
}

function readTerms(json: JsonReader, key: string, terms: TermOptions): void {
  if (key == 'lowercase') terms.isLowered = flagOf(json, key);
  else if (key == 'sublinear_tf') terms.isSublinear = flagOf(json, key);
  else if (key == 'use_idf') terms.hasIdf = flagOf(json, key);
  else if (key == 'smooth_idf') terms.isSmooth = flagOf(json, key);
  else if (key == 'min_df') terms.minRows = rowsOf(json, key);
  else if (key == 'max_df') terms.maxRows = rowsOf(json, key);
  else if (key == 'max_features') {
    if (json.tookWord('null')) terms.mostTerms = 0;
    else terms.mostTerms = wholeOf(json, key, 1, MOST_TERMS);
  } else if (key == 'norm') {
    if (json.tookWord('null')) terms.norm = 0;
    else terms.norm = <u8>NORMS.indexOf(wordOf(json, 'preprocess.norm', NORMS));
  } else {
    if (!json.took(0x5b))
      fail(`preprocess.ngram_range must be two whole numbers, such as [1, 2], got ${json.excerpt()}`);
    terms.leastWords = wholeOf(json, key, 1, MOST_WORDS);
    json.expect(0x2c);
    terms.mostWords = wholeOf(json, key, terms.leastWords, MOST_WORDS);
    json.expect(0x5d);
  }
}

/** A number of rows, or a share of them. */
function rowsOf(json: JsonReader, key: string): f64 {
  const from = json.at;
  const value = json.isNumber ? json.number() : NaN;
  const isCount = value >= 1 && value == Math.floor(value) && value <= <f64>i32.MAX_VALUE;
  if (!isCount && !(value >= 0 && value < 1)) {
    json.at = from;
    fail(
      `preprocess.${key} must be a whole number of rows from 1 on, or a share of them below 1, got ${json.excerpt()}`,
    );
  }
  return value;
}

function flagOf(json: JsonReader, key: string): bool {
  if (json.tookWord('true')) return true;
  if (!json.tookWord('false')) fail(`preprocess.${key} must be true or false, got ${json.excerpt()}`);
  return false;
}

function wholeOf(json: JsonReader, key: string, least: i32, most: i32): i32 {
  const from = json.at;
  const value = json.isNumber ? json.number() : NaN;
  if (!(value >= <f64>least && value <= <f64>most) || value != Math.floor(value)) {
    json.at = from;
    fail(`preprocess.${key} must be a whole number from ${least} to ${most}, got ${json.excerpt()}`);
  }
  return <i32>value;
}

function readEncode(json: JsonReader, plan: Plan): void {
  plan.order = [];
  if (json.peek() != 0x7b) {
    plan.encode = <Encode>ENCODES.indexOf(wordOf(json, 'preprocess.encode', ENCODES));
    return;
  }
  const from = json.at;
  json.at++;
  const isNamed = json.peek() == 0x22;
  if (isNamed) json.string();
  if (!isNamed || json.text != 'ordinal') notOrder(json, from);
  json.expect(0x3a);
  if (!json.took(0x5b)) notOrder(json, from);
  const seen = new Set<string>();
  do {
    if (json.peek() != 0x22) notOrder(json, from);
    json.string();
    if (seen.has(json.text)) fail(`preprocess.encode names '${json.text}' twice`);
    seen.add(json.text);
    plan.order.push(json.text);
  } while (json.took(0x2c));
  json.expect(0x5d);
  json.expect(0x7d);
  plan.encode = Encode.ORDINAL;
}

function notOrder(json: JsonReader, from: usize): void {
  json.at = from;
  fail(
    `preprocess.encode must be {"ordinal": ["low", "mid", "high"]} to give an order, got ${json.excerpt()}`,
  );
}

function positiveOf(json: JsonReader, key: string): f64 {
  const from = json.at;
  const value = json.isNumber ? json.number() : NaN;
  if (!(value > 0) || !isFinite(value)) notPositive(json, from, key);
  return value;
}

function notPositive(json: JsonReader, from: usize, key: string): void {
  json.at = from;
  fail(
    `preprocess.${key} must be a ${key == 'max_categories' ? 'whole number of at least 1' : 'number greater than 0'}, got ${json.excerpt()}`,
  );
}

function readImpute(json: JsonReader, plan: Plan): void {
  plan.constantText = '';
  plan.constantNumber = NaN;
  if (json.isNumber) {
    plan.impute = Impute.CONSTANT;
    plan.constantNumber = json.number();
    if (!isFinite(plan.constantNumber)) fail('preprocess.impute must be a finite number');
  } else if (json.took(0x7b)) {
    const isNamed = json.peek() == 0x22;
    if (isNamed) json.string();
    if (!isNamed || json.text != 'constant')
      fail(CONSTANT + `, got ${isNamed ? `the key '${json.text}'` : '{}'}`);
    json.expect(0x3a);
    if (json.peek() != 0x22) fail(CONSTANT + `, got ${json.excerpt()}`);
    json.string();
    plan.impute = Impute.CONSTANT;
    plan.constantText = json.text;
    json.expect(0x7d);
  } else if (json.tookWord('null')) plan.impute = Impute.NONE;
  else plan.impute = <Impute>IMPUTES.indexOf(wordOf(json, 'preprocess.impute', IMPUTES));
}

/** The word that comes next, which must be one of `words`. */
function wordOf(json: JsonReader, what: string, words: string[]): string {
  const isText = json.peek() == 0x22;
  const from = json.at;
  if (isText) {
    json.string();
    if (json.text.length > 0 && words.includes(json.text)) return json.text;
  }
  json.at = from;
  const named = words.filter((word) => word.length > 0);
  fail(`${what} must be one of '${named.join("', '")}', got ${json.excerpt()}`);
  return '';
}
