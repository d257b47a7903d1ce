// Hyperparameters: what an algorithm declares, and the checked values that its fit reads.
//
// An algorithm declares its options in one function, with scikit-learn's names and defaults:
//
//   function declare(spec: OptionSpec): void {
//     spec.positive('C', 1);
//     spec.choice('kernel', 'rbf', ['linear', 'poly', 'rbf', 'sigmoid']);
//     spec.integer('max_depth', 0, 1).orNull();
//   }
//
// Each kind of option is a class (kinds.ts) that reads its JSON, says what it takes and shows its default.
// parse.ts fills them from the user's JSON and fails on an unknown name, a wrong type or a value out of range; so
// `fit` reads without checking.

import { Option } from './base';
import {
  Amount,
  Choice,
  ChoiceOrPositive,
  ClassWeight,
  CountOrNumbers,
  Estimator,
  Flag,
  FlagOrCount,
  Json,
  Name,
  NameGroups,
  Names,
  Numbers,
  Real,
  Scalar,
  Scalars,
  Whole,
} from './kinds';

/** The options that an algorithm knows, in the order in which messages list them. */
export class OptionSpec {
  list: Option[] = [];
  /** Fails on values that don't go together, each of which is right; null: all do. See Options.check. */
  rule: ((options: Options) => void) | null = null;

  private add(option: Option): Option {
    this.list.push(option);
    return option;
  }

  /** A number > 0. */
  positive(name: string, value: f64): Option {
    return this.add(new Real(name, value, 0, Infinity, true, false));
  }

  /** A number >= 0. */
  nonNegative(name: string, value: f64): Option {
    return this.add(new Real(name, value, 0, Infinity, false, false));
  }

  /** A number from low to high, both included. */
  real(name: string, value: f64, low: f64 = -Infinity, high: f64 = Infinity): Option {
    return this.add(new Real(name, value, low, high, false, false));
  }

  /** A number between low and high, both left out. */
  between(name: string, value: f64, low: f64, high: f64): Option {
    return this.add(new Real(name, value, low, high, true, true));
  }

  /** A number greater than low, up to high. */
  upTo(name: string, value: f64, low: f64, high: f64): Option {
    return this.add(new Real(name, value, low, high, true, false));
  }

  /** A whole number from low to high, both included. */
  integer(name: string, value: i32, low: i32, high: i32 = i32.MAX_VALUE): Option {
    return this.add(new Whole(name, value, low, high));
  }

  /** A seed: a whole number of 32 bits. Read with `seed`. */
  seed(name: string, value: u32): Option {
    return this.add(new Whole(name, value, 0, u32.MAX_VALUE));
  }

  /** true or false. */
  flag(name: string, value: bool): Option {
    return this.add(new Flag(name, value));
  }

  /** true, false, or a count of which true is 1. Read with `integer`. */
  flagOrCount(name: string, value: i32): Option {
    return this.add(new FlagOrCount(name, value));
  }

  /** One of `words`. */
  choice(name: string, value: string, words: string[]): Option {
    return this.add(new Choice(name, value, words));
  }

  /** One of `words`, or a number > 0. */
  choiceOrPositive(name: string, value: string, words: string[]): Option {
    return this.add(new ChoiceOrPositive(name, value, words));
  }

  /** A share of something (a number with a point, from 0 to 1), a count of it (a whole number), or a word. Read with `amount`. */
  amount(name: string, value: Amount): Option {
    return this.add(value.named(name));
  }

  /** A list of numbers, or one. Read with `numbers`. */
  numbers(name: string, value: f64[], low: f64, isLowOpen: bool, areWhole: bool): Option {
    return this.add(new Numbers(name, value, low, isLowOpen, areWhole));
  }

  /** How many numbers to choose, or a list of numbers >= low. Read with `countOrNumbers`. */
  countOrNumbers(name: string, count: f64, low: f64): Option {
    return this.add(new CountOrNumbers(name, count, low));
  }

  /** A number or a text, whatever the target holds. Read with `scalar`. */
  scalar(name: string): Option {
    return this.add(new Scalar(name)).orNull();
  }

  /** A list of names, of columns for instance. Read with `names`. */
  names(name: string): Option {
    return this.add(new Names(name));
  }

  /** Lists of names, or one of `words`. */
  nameGroups(name: string, words: string[]): Option {
    const option = new NameGroups(name);
    option.words = words;
    return this.add(option);
  }

  /** A list of numbers and texts, whose reader takes them apart. Read with `json`. */
  scalars(name: string): Option {
    return this.add(new Scalars(name));
  }

  /** One name. Read with `word`; '' when it was not given. */
  name(name: string): Option {
    return this.add(new Name(name));
  }

  /** A JSON object, whose reader checks it. Read with `json`. */
  object(name: string): Option {
    return this.add(new Json(name));
  }

  /** An algorithm, with options of its own. Read with `estimator`. */
  estimator(name: string, value: string): Option {
    return this.add(new Estimator(name, value));
  }

  /** class_weight: null, 'balanced', `more` where that is given, or weights by label. Read through Training.classWeight. */
  classWeight(more: string = ''): Option {
    return this.add(new ClassWeight('class_weight', more));
  }
}

/** The checked values. */
export class Options {
  constructor(public spec: OptionSpec) {}

  /** Fails when the values, all given by now, don't go together. */
  check(): void {
    const rule = this.spec.rule;
    if (rule != null) rule(this);
  }

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

  /** The value of a number. */
  real(name: string): f64 {
    return this.of(name).number;
  }

  integer(name: string): i32 {
    return <i32>this.of(name).number;
  }

  /** A whole number, or `absent` for null. */
  integerOr(name: string, absent: i32): i32 {
    const option = this.of(name);
    return option.isNull ? absent : <i32>option.number;
  }

  seed(name: string): u32 {
    return <u32>this.of(name).number;
  }

  flag(name: string): bool {
    return this.of(name).number != 0;
  }

  /** The word of a choice; '' when a number was given instead. */
  word(name: string): string {
    return this.of(name).word;
  }

  isNull(name: string): bool {
    return this.of(name).isNull;
  }

  /** A share, a count or a word (kinds.ts). */
  amount(name: string): Amount {
    return <Amount>this.of(name);
  }

  /** The list of numbers. */
  numbers(name: string): f64[] {
    return (<Numbers>this.of(name)).values;
  }

  /** The count, or the list. */
  countOrNumbers(name: string): CountOrNumbers {
    return <CountOrNumbers>this.of(name);
  }

  /** The number or the text. */
  scalar(name: string): Scalar {
    return <Scalar>this.of(name);
  }

  /** The algorithm's name, and its options. */
  estimator(name: string): Estimator {
    return <Estimator>this.of(name);
  }

  /** The list of names; empty when it was not given. */
  names(name: string): string[] {
    return this.of(name).words;
  }

  /** The JSON of an object; '' when it was not given. */
  json(name: string): string {
    return this.of(name).given;
  }

  isGiven(name: string): bool {
    return this.of(name).given.length > 0;
  }
}
