// Hyperparameters: what an algorithm declares, and the checked values that its fit reads.
//
// An algorithm declares its options in one function, with scikit-learn's names and defaults:
//
//   function declare(spec: OptionSpec): void {
//     spec.positive('C', 1);
//     spec.choice('kernel', 'rbf', ['linear', 'poly', 'rbf', 'sigmoid']);
//   }
//
// parse.ts fills an Options from the user's JSON against that list, and fails on an unknown name, a
// wrong type or a value out of range; so `fit` reads without checking.

export const enum Kind {
  /** A finite f64 in a range. */
  REAL,
  /** A whole number in a range. */
  INTEGER,
  /** true or false. */
  FLAG,
  /** One of a list of words. */
  CHOICE,
  /** One of a list of words, or a positive number. */
  CHOICE_OR_POSITIVE,
  /** 'balanced', or an object from label to positive weight. */
  CLASS_WEIGHT,
  /** A list of names. */
  NAMES,
  /** A JSON object that its reader checks. */
  OBJECT,
  /** One name. */
  NAME,
}

/** One declared option, and its value once parsed. */
export class Option {
  low: f64 = -Infinity;
  high: f64 = Infinity;
  /** The range leaves `low` itself out. */
  isLowOpen: bool = false;
  /** The range leaves `high` itself out. */
  isHighOpen: bool = false;
  /** The words that a CHOICE may be; the value of NAMES. */
  words: string[] = [];
  /** The value: REAL, INTEGER, FLAG (0 or 1), and the number of CHOICE_OR_POSITIVE. */
  number: f64 = 0;
  /** The value: CHOICE, and the word of CHOICE_OR_POSITIVE ('' when a number was given). */
  word: string = '';
  /** The value as the user wrote it, JSON; '' when the default stands. */
  given: string = '';

  constructor(
    public name: string,
    public kind: Kind,
  ) {}
}

/** The options that an algorithm knows, in the order in which messages list them. */
export class OptionSpec {
  list: Option[] = [];

  private add(name: string, kind: Kind, value: f64, word: string): Option {
    const option = new Option(name, kind);
    option.number = value;
    option.word = word;
    this.list.push(option);
    return option;
  }

  /** A number > 0. */
  positive(name: string, value: f64): void {
    const option = this.add(name, Kind.REAL, value, '');
    option.low = 0;
    option.isLowOpen = true;
  }

  /** A number >= 0. */
  nonNegative(name: string, value: f64): void {
    this.add(name, Kind.REAL, value, '').low = 0;
  }

  /** A number from low to high, both included. */
  real(name: string, value: f64, low: f64 = -Infinity, high: f64 = Infinity): void {
    const option = this.add(name, Kind.REAL, value, '');
    option.low = low;
    option.high = high;
  }

  /** A number between low and high, both left out. */
  between(name: string, value: f64, low: f64, high: f64): void {
    this.real(name, value, low, high);
    const option = this.list[this.list.length - 1];
    option.isLowOpen = true;
    option.isHighOpen = true;
  }

  /** A whole number from low to high, both included. */
  integer(name: string, value: i32, low: i32, high: i32 = i32.MAX_VALUE): void {
    const option = this.add(name, Kind.INTEGER, value, '');
    option.low = low;
    option.high = high;
  }

  /** A seed: a whole number of 32 bits. Read with `seed`. */
  seed(name: string, value: u32): void {
    const option = this.add(name, Kind.INTEGER, value, '');
    option.low = 0;
    option.high = u32.MAX_VALUE;
  }

  /** true or false. */
  flag(name: string, value: bool): void {
    this.add(name, Kind.FLAG, value ? 1 : 0, '');
  }

  /** One of `words`. */
  choice(name: string, value: string, words: string[]): void {
    this.add(name, Kind.CHOICE, 0, value).words = words;
  }

  /** One of `words`, or a number > 0. */
  choiceOrPositive(name: string, value: string, words: string[]): void {
    this.add(name, Kind.CHOICE_OR_POSITIVE, 0, value).words = words;
  }

  /** A list of names, of columns for instance. Read with `names`. */
  names(name: string): void {
    this.add(name, Kind.NAMES, 0, '');
  }

  /** One name. Read with `word`; '' when it was not given. */
  name(name: string): void {
    this.add(name, Kind.NAME, 0, '');
  }

  /** A JSON object, whose reader checks it. Read with `json`. */
  object(name: string): void {
    this.add(name, Kind.OBJECT, 0, '');
  }

  /** class_weight: null, 'balanced' or weights by label. Read through Training.classWeight. */
  classWeight(): void {
    this.add('class_weight', Kind.CLASS_WEIGHT, 0, '');
  }
}

/** The checked values. */
export class Options {
  constructor(public spec: OptionSpec) {}

  /** The option of that name, or null when it is not declared. */
  find(name: string): Option | null {
    const list = this.spec.list;
    for (let i = 0; i < list.length; i++) {
      if (list[i].name == name) return list[i];
    }
    return null;
  }

  /** The option of that name, which is declared. */
  of(name: string): Option {
    const option = this.find(name);
    if (option == null) throw new Error('option read but not declared: ' + name);
    return option;
  }

  /** The value of a REAL, or the number of a CHOICE_OR_POSITIVE. */
  real(name: string): f64 {
    return this.of(name).number;
  }

  integer(name: string): i32 {
    return <i32>this.of(name).number;
  }

  seed(name: string): u32 {
    return <u32>this.of(name).number;
  }

  flag(name: string): bool {
    return this.of(name).number != 0;
  }

  /** The word of a CHOICE, or of a CHOICE_OR_POSITIVE ('' when a number was given). */
  word(name: string): string {
    return this.of(name).word;
  }

  /** The list of NAMES; empty when it was not given. */
  names(name: string): string[] {
    return this.of(name).words;
  }

  /** The JSON of an OBJECT; '' when it was not given. */
  json(name: string): string {
    return this.of(name).given;
  }

  isGiven(name: string): bool {
    return this.of(name).given.length > 0;
  }
}
