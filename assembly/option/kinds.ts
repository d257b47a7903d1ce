// The kinds of options: what JSON each takes, and in which words it says so.

import { JsonReader } from '../codec/json';
import { fail } from '../error';
import { RowWriter } from '../rows';
import { Option } from './base';

/** A finite f64 in a range. */
export class Real extends Option {
  constructor(
    name: string,
    value: f64,
    public low: f64,
    public high: f64,
    /** The range leaves `low`, or `high`, itself out. */
    public isLowOpen: bool,
    public isHighOpen: bool,
  ) {
    super(name);
    this.number = value;
  }

  protected readValue(json: JsonReader): void {
    if (!json.isNumber) this.wrong(json);
    const from = json.at;
    this.number = json.number();
    if (!this.isInRange) this.wrongAt(json, from);
  }

  protected get isInRange(): bool {
    const value = this.number;
    if (!isFinite(value) || value < this.low || value > this.high) return false;
    if (this.isLowOpen && value == this.low) return false;
    return !(this.isHighOpen && value == this.high);
  }

  protected get noun(): string {
    return 'a number';
  }

  protected get isUnbounded(): bool {
    return this.high == Infinity;
  }

  protected get expected(): string {
    return rangeText(this.noun, this.low, this.high, this.isLowOpen, this.isHighOpen, this.isUnbounded);
  }

  get typeName(): string {
    return 'number';
  }

  protected writeValue(rows: RowWriter): void {
    rows.real(this.number);
  }
}

/** A whole number in a range. */
export class Whole extends Real {
  constructor(name: string, value: f64, low: f64, high: f64) {
    super(name, value, low, high, false, false);
  }

  protected get isInRange(): bool {
    return super.isInRange && this.number == Math.floor(this.number);
  }

  protected get noun(): string {
    return 'a whole number';
  }

  protected get isUnbounded(): bool {
    return this.high == i32.MAX_VALUE;
  }

  get typeName(): string {
    return 'integer';
  }

  protected writeValue(rows: RowWriter): void {
    rows.integer(<i64>this.number);
  }
}

/** A count, or true for 1 and false for 0. */
export class FlagOrCount extends Whole {
  constructor(name: string, value: f64) {
    super(name, value, 0, i32.MAX_VALUE);
  }

  protected readValue(json: JsonReader): void {
    if (json.tookWord('true')) this.number = 1;
    else if (json.tookWord('false')) this.number = 0;
    else super.readValue(json);
  }

  protected get expected(): string {
    return 'true, false or ' + super.expected;
  }

  get typeName(): string {
    return 'boolean or integer';
  }
}

/** true or false. */
export class Flag extends Option {
  constructor(name: string, value: bool) {
    super(name);
    this.number = value ? 1 : 0;
  }

  protected readValue(json: JsonReader): void {
    if (json.tookWord('true')) this.number = 1;
    else if (json.tookWord('false')) this.number = 0;
    else this.wrong(json);
  }

  protected get expected(): string {
    return 'true or false';
  }

  get typeName(): string {
    return 'boolean';
  }

  protected writeValue(rows: RowWriter): void {
    rows.text(this.number != 0 ? 'true' : 'false');
  }
}

/** One of a list of words; 'true' and 'false' may be given as JSON's own. */
export class Choice extends Option {
  constructor(name: string, value: string, words: string[]) {
    super(name);
    this.word = value;
    this.words = words;
  }

  protected readValue(json: JsonReader): void {
    const from = json.at;
    if (json.tookWord('true')) this.word = 'true';
    else if (json.tookWord('false')) this.word = 'false';
    else {
      if (json.peek() != 0x22) this.wrong(json);
      json.string();
      this.word = json.text;
    }
    if (!this.words.includes(this.word)) this.wrongAt(json, from);
  }

  protected get expected(): string {
    return 'one of ' + quotedList(this.words);
  }

  get typeName(): string {
    return 'string';
  }
}

/** One of a list of words, or a positive number. */
export class ChoiceOrPositive extends Choice {
  protected readValue(json: JsonReader): void {
    if (!json.isNumber) return super.readValue(json);
    const from = json.at;
    this.number = json.number();
    this.word = '';
    if (!(this.number > 0) || !isFinite(this.number)) this.wrongAt(json, from);
  }

  protected get expected(): string {
    return quotedList(this.words) + ' or a number greater than 0';
  }

  get typeName(): string {
    return 'string or number';
  }

  protected writeValue(rows: RowWriter): void {
    if (this.word.length > 0) rows.text(this.word);
    else rows.real(this.number);
  }
}

/**
 * How many of something: a whole number is a count, a number with a point or an exponent a share of all (as
 * scikit-learn tells int from float), a word what the algorithm says; null all of them, or what it says.
 */
export class Amount extends Option {
  /** The number is a share. */
  isShare: bool = false;

  constructor(
    words: string[],
    /** The smallest count. */
    public least: f64,
    /** The largest share is left out. */
    private isShareBelowOne: bool = false,
  ) {
    super('');
    this.words = words;
  }

  named(name: string): Amount {
    this.name = name;
    return this;
  }

  /** Default: a count. */
  ofCount(count: f64): Amount {
    this.number = count;
    return this;
  }

  /** Default: a share. */
  ofShare(share: f64): Amount {
    this.number = share;
    this.isShare = true;
    return this;
  }

  /** Default: a word. */
  ofWord(word: string): Amount {
    this.word = word;
    return this;
  }

  /** Default: null. */
  ofNull(): Amount {
    this.takesNull = true;
    this.isNull = true;
    return this;
  }

  protected readValue(json: JsonReader): void {
    const from = json.at;
    this.word = '';
    if (json.isNumber) {
      this.number = json.number();
      this.isShare = false;
      for (let p = from; p < json.at; p++) {
        const c = load<u8>(p);
        if (c == 0x2e || (c | 0x20) == 0x65) this.isShare = true;
      }
      const isRight = this.isShare
        ? this.number > 0 && (this.isShareBelowOne ? this.number < 1 : this.number <= 1)
        : this.number >= this.least && this.number <= i32.MAX_VALUE;
      if (!isRight) this.wrongAt(json, from);
      return;
    }
    if (json.peek() != 0x22) this.wrong(json);
    json.string();
    this.word = json.text;
    if (!this.words.includes(this.word)) this.wrongAt(json, from);
  }

  protected get expected(): string {
    const share = `a share with a point, greater than 0.0 and ${this.isShareBelowOne ? 'less than 1.0' : 'up to 1.0'}`;
    const count = `a whole number of at least ${shortNumber(this.least)}`;
    return (this.words.length > 0 ? quotedList(this.words) + ', ' : '') + count + ' or ' + share;
  }

  get typeName(): string {
    return this.words.length > 0 ? 'string or number' : 'number';
  }

  protected writeValue(rows: RowWriter): void {
    if (this.word.length > 0) rows.text(this.word);
    else if (this.isShare) rows.real(this.number);
    else rows.integer(<i64>this.number);
  }
}

/** A list of numbers that are not below `low`, or one such number. */
export class Numbers extends Option {
  constructor(
    name: string,
    public values: f64[],
    private low: f64,
    private isLowOpen: bool,
    private areWhole: bool,
  ) {
    super(name);
  }

  protected readValue(json: JsonReader): void {
    const from = json.at;
    this.values = [];
    if (json.isNumber) return this.readOne(json);
    if (json.peek() != 0x5b) this.wrong(json);
    json.at++;
    do {
      if (!json.isNumber) this.wrongAt(json, from);
      this.readOne(json);
    } while (json.took(0x2c));
    json.expect(0x5d);
  }

  private readOne(json: JsonReader): void {
    const from = json.at;
    const value = json.number();
    const isLow = value < this.low || (this.isLowOpen && value == this.low);
    if (!isFinite(value) || isLow || (this.areWhole && value != Math.floor(value))) this.wrongAt(json, from);
    this.values.push(value);
  }

  protected get expected(): string {
    const noun = this.areWhole ? 'whole numbers' : 'numbers';
    const range = this.isLowOpen ? 'greater than' : 'of at least';
    return `a list of ${noun} ${range} ${shortNumber(this.low)}`;
  }

  get typeName(): string {
    return 'array';
  }

  protected writeValue(rows: RowWriter): void {
    const texts: string[] = [];
    for (let i = 0; i < this.values.length; i++) texts.push(shortNumber(this.values[i]));
    rows.text('[' + texts.join(', ') + ']');
  }
}

/** How many numbers the algorithm shall choose, or a list of them. */
export class CountOrNumbers extends Numbers {
  /** `values` are the numbers; else `number` is how many. */
  isList: bool = false;

  constructor(name: string, count: f64, low: f64) {
    super(name, [], low, false, false);
    this.number = count;
  }

  protected readValue(json: JsonReader): void {
    const from = json.at;
    this.isList = !json.isNumber;
    if (this.isList) return super.readValue(json);
    this.number = json.number();
    const isCount = this.number >= 1 && this.number <= 100000 && this.number == Math.floor(this.number);
    if (!isCount) this.wrongAt(json, from);
  }

  protected get expected(): string {
    return 'how many, or ' + super.expected;
  }

  get typeName(): string {
    return 'integer or array';
  }

  protected writeValue(rows: RowWriter): void {
    if (this.isList) super.writeValue(rows);
    else rows.integer(<i64>this.number);
  }
}

/** A number or a text. */
export class Scalar extends Option {
  isText: bool = false;

  protected readValue(json: JsonReader): void {
    this.isText = json.peek() == 0x22;
    if (this.isText) {
      json.string();
      this.word = json.text;
    } else if (json.isNumber) this.number = json.number();
    else this.wrong(json);
  }

  protected get expected(): string {
    return 'a number or a text';
  }

  get typeName(): string {
    return 'string or number';
  }
}

/** A list of numbers and texts. */
export class Scalars extends Option {
  protected readValue(json: JsonReader): void {
    if (json.peek() != 0x5b) this.wrong(json);
    json.at++;
    if (json.took(0x5d)) return;
    do {
      if (json.peek() == 0x22) json.string();
      else if (json.isNumber) json.number();
      else this.wrong(json);
    } while (json.took(0x2c));
    json.expect(0x5d);
  }

  protected get expected(): string {
    return 'a list of numbers or of texts';
  }

  get typeName(): string {
    return 'array';
  }
}

/** 'balanced', another word that the algorithm knows, or an object from label to positive weight. */
export class ClassWeight extends Option {
  constructor(name: string, more: string) {
    super(name);
    this.words = more.length > 0 ? ['balanced', more] : ['balanced'];
    this.takesNull = true;
    this.isNull = true;
  }

  protected readValue(json: JsonReader): void {
    if (json.peek() == 0x22) {
      json.string();
      this.word = json.text;
      if (!this.words.includes(this.word))
        fail(`class_weight must be ${this.expectation}, got '${this.word}'`);
    } else if (json.peek() == 0x7b) json.skip();
    else this.wrong(json);
  }

  protected get expected(): string {
    return `${quotedList(this.words)} or an object from label to weight`;
  }

  get expectation(): string {
    return 'null, ' + this.expected;
  }

  get typeName(): string {
    return 'string or object';
  }
}

/** A list of names. */
export class Names extends Option {
  protected readValue(json: JsonReader): void {
    if (json.peek() != 0x5b) this.wrong(json);
    json.at++;
    if (json.took(0x5d)) return;
    do {
      if (json.peek() != 0x22) this.wrong(json);
      json.string();
      this.words.push(json.text);
    } while (json.took(0x2c));
    json.expect(0x5d);
  }

  protected get expected(): string {
    return 'a list of names such as ["a", "b"]';
  }

  get typeName(): string {
    return 'array';
  }
}

/** Lists of names, or one of a list of words. */
export class NameGroups extends Option {
  groups: string[][] = [];

  protected readValue(json: JsonReader): void {
    const from = json.at;
    if (json.peek() == 0x22) {
      json.string();
      this.word = json.text;
      if (!this.words.includes(this.word)) this.wrongAt(json, from);
      return;
    }
    if (json.peek() != 0x5b) this.wrong(json);
    json.at++;
    do {
      const names: string[] = [];
      if (json.peek() != 0x5b) this.wrongAt(json, from);
      json.at++;
      do {
        if (json.peek() != 0x22) this.wrongAt(json, from);
        json.string();
        names.push(json.text);
      } while (json.took(0x2c));
      json.expect(0x5d);
      this.groups.push(names);
    } while (json.took(0x2c));
    json.expect(0x5d);
  }

  protected get expected(): string {
    return quotedList(this.words) + ' or lists of names such as [["a", "b"], ["c"]]';
  }

  get typeName(): string {
    return 'string or array';
  }
}

/** One name. */
export class Name extends Option {
  protected readValue(json: JsonReader): void {
    if (json.peek() != 0x22) this.wrong(json);
    json.string();
    this.word = json.text;
  }

  protected get expected(): string {
    return 'a name in quotes';
  }

  get typeName(): string {
    return 'string';
  }
}

/** An algorithm by its name, or an object from its name to its options, which its reader checks. */
export class Estimator extends Option {
  /** The options, a JSON object. */
  options: string = '{}';

  constructor(name: string, value: string) {
    super(name);
    this.word = value;
  }

  protected readValue(json: JsonReader): void {
    this.options = '{}';
    const from = json.at;
    const isObject = json.took(0x7b);
    if (json.peek() != 0x22) this.wrongAt(json, from);
    json.string();
    this.word = json.text;
    if (!isObject) return;
    json.expect(0x3a);
    this.options = json.raw();
    if (!json.took(0x7d)) this.wrongAt(json, from);
  }

  protected get expected(): string {
    return 'the name of an algorithm, or an object such as {"decision_tree": {"max_depth": 3}}';
  }

  get typeName(): string {
    return 'string or object';
  }
}

/** A JSON object that its reader checks. */
export class Json extends Option {
  protected readValue(json: JsonReader): void {
    if (json.peek() != 0x7b) this.wrong(json);
    json.skip();
  }

  protected get expected(): string {
    return 'a JSON object';
  }

  get typeName(): string {
    return 'object';
  }
}

function rangeText(
  noun: string,
  low: f64,
  high: f64,
  isLowOpen: bool,
  isHighOpen: bool,
  isUnbounded: bool,
): string {
  const from = shortNumber(low);
  if (isUnbounded) {
    if (low == -Infinity) return noun;
    return isLowOpen ? `${noun} greater than ${from}` : `${noun} of at least ${from}`;
  }
  if (isHighOpen) return `${noun} between ${from} and ${shortNumber(high)}`;
  if (isLowOpen) return `${noun} greater than ${from}, up to ${shortNumber(high)}`;
  return `${noun} from ${from} to ${shortNumber(high)}`;
}

function quotedList(words: string[]): string {
  return "'" + words.join("', '") + "'";
}

function shortNumber(value: f64): string {
  return value == Math.floor(value) && Math.abs(value) < 1e15 ? (<i64>value).toString() : value.toString();
}
