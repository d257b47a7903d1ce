// options.preprocess: how columns are made ready, for all of them or one by one.
//
//   {"impute": "median"}                                  every column
//   {"body_mass": {"impute": "mean", "scale": "robust"},  this column
//    "*": {"encode": "ordinal"}}                          and every other one
//
//   impute  mean, median, most_frequent, indicator, a number, or {"constant": text}: what stands for NULL
//   encode  one_hot (default) or ordinal: what TEXT becomes
//   scale   standard (default; none where the algorithm's traits say so), min_max, max_abs, robust, none
//
// For TEXT mean and median stand for most_frequent. `indicator` fills with the mean (TEXT: with no category) and adds a column that is 1 where NULL was.

import { JsonReader } from '../codec/json';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import { Traits } from '../model/algorithm';

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
const ENCODES: string[] = ['one_hot', 'ordinal'];
const SCALES: string[] = ['standard', 'min_max', 'max_abs', 'robust', 'none'];
const KEYS: string[] = ['impute', 'encode', 'scale'];
const CONSTANT: string = 'preprocess.impute must be {"constant": text}';

/** How one column is made ready. */
export class Plan {
  impute: Impute = Impute.NONE;
  /** What CONSTANT fills with. */
  constantText: string = '';
  constantNumber: f64 = NaN;
  isOrdinal: bool = false;
  scale: string = SCALES[0];
  /** NULL that nothing stands for reaches the model as it is. */
  keepsNull: bool = false;

  copy(): Plan {
    const plan = new Plan();
    plan.impute = this.impute;
    plan.constantText = this.constantText;
    plan.constantNumber = this.constantNumber;
    plan.isOrdinal = this.isOrdinal;
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
    do {
      json.string();
      const key = json.text;
      json.expect(0x3a);
      const isObject = json.peek() == 0x7b;
      const isPart = !isObject || (key == 'impute' && !names.includes(key));
      if (isPart || key == '*') {
        if (!isForAll) json.skip();
        else if (!isPart) readPlan(json, this.all);
        else readPart(json, key, this.all);
      } else if (isForAll) json.skip();
      else {
        if (!names.includes(key)) {
          fail(
            `preprocess names '${key}', which is no feature${suggestion(key, names, 'there are: ' + names.join(', '))}`,
          );
        }
        const plan = this.all.copy();
        readPlan(json, plan);
        this.byName.set(key, plan);
      }
    } while (json.took(0x2c));
    json.expect(0x7d);
  }
}

function readPlan(json: JsonReader, plan: Plan): void {
  json.expect(0x7b);
  if (json.took(0x7d)) return;
  do {
    json.string();
    const key = json.text;
    json.expect(0x3a);
    readPart(json, key, plan);
  } while (json.took(0x2c));
  json.expect(0x7d);
}

function readPart(json: JsonReader, key: string, plan: Plan): void {
  if (key == 'impute') readImpute(json, plan);
  else if (key == 'encode') plan.isOrdinal = wordOf(json, 'preprocess.encode', ENCODES) == 'ordinal';
  else if (key == 'scale') plan.scale = wordOf(json, 'preprocess.scale', SCALES);
  else
    fail(
      `unknown preprocess key '${key}'${suggestion(key, KEYS, 'there are: ' + KEYS.join(', ') + ', and columns with an object')}`,
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
