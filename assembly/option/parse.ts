// The user's options, a JSON object, against the list that an algorithm declared.

import { JsonReader } from '../codec/json';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import { Kind, Option, OptionSpec } from './option';

/** Fills `spec` from the JSON object in `length` bytes at `start`. `owner` names the algorithm in messages. */
export function parseOptions(start: usize, length: i32, spec: OptionSpec, owner: string): void {
  const json = new JsonReader(start, length, 'options');
  if (json.peek() != 0x7b)
    fail(`options must be a JSON object such as {"random_state": 1}, got ${excerptOf(json)}`);
  json.at++;
  if (!json.took(0x7d)) {
    do {
      json.string();
      const option = find(json.text, spec, owner);
      json.expect(0x3a);
      if (option.given.length > 0) fail(`option '${option.name}' is given twice`);
      const from = changetype<usize>(json.at);
      read(json, option);
      option.given = String.UTF8.decodeUnsafe(from, json.at - from).trim();
    } while (json.took(0x2c));
    json.expect(0x7d);
  }
  json.finish();
}

/** The same from a string. */
export function parseText(text: string, spec: OptionSpec, owner: string): void {
  const bytes = String.UTF8.encode(text);
  parseOptions(changetype<usize>(bytes), bytes.byteLength, spec, owner);
}

function excerptOf(json: JsonReader): string {
  return json.at < json.end ? json.excerpt() : 'an empty text';
}

function find(name: string, spec: OptionSpec, owner: string): Option {
  const names: string[] = [];
  for (let i = 0; i < spec.list.length; i++) {
    if (spec.list[i].name == name) return spec.list[i];
    names.push(spec.list[i].name);
  }
  fail(`unknown option '${name}'${suggestion(name, names, `${owner} has: ${names.join(', ')}`)}`);
  throw new Error('unreachable');
}

function read(json: JsonReader, option: Option): void {
  const kind = option.kind;
  if (kind == Kind.FLAG) {
    if (json.tookWord('true')) option.number = 1;
    else if (json.tookWord('false')) option.number = 0;
    else wrong(json, option);
  } else if (kind == Kind.REAL || kind == Kind.INTEGER) {
    if (!json.isNumber) wrong(json, option);
    const from = json.at;
    option.number = json.number();
    if (!isInRange(option)) wrongAt(json, from, option);
  } else if (kind == Kind.NAMES) readNames(json, option);
  else if (kind == Kind.OBJECT) {
    if (json.peek() != 0x7b) wrong(json, option);
    json.skip();
  } else if (kind == Kind.NAME) {
    if (json.peek() != 0x22) wrong(json, option);
    json.string();
    option.word = json.text;
  } else if (kind == Kind.CLASS_WEIGHT) {
    if (json.peek() == 0x22) {
      json.string();
      option.word = json.text;
      if (option.word != 'balanced')
        fail(`class_weight must be ${expectation(option)}, got '${option.word}'`);
    } else if (json.peek() == 0x7b) json.skip();
    else if (!json.tookWord('null')) wrong(json, option);
  } else {
    if (kind == Kind.CHOICE_OR_POSITIVE && json.isNumber) {
      const from = json.at;
      option.number = json.number();
      option.word = '';
      if (!(option.number > 0) || !isFinite(option.number)) wrongAt(json, from, option);
      return;
    }
    const from = json.at;
    if (json.tookWord('true')) option.word = 'true';
    else if (json.tookWord('false')) option.word = 'false';
    else {
      if (json.peek() != 0x22) wrong(json, option);
      json.string();
      option.word = json.text;
    }
    if (!option.words.includes(option.word)) wrongAt(json, from, option);
  }
}

function readNames(json: JsonReader, option: Option): void {
  if (json.peek() != 0x5b) wrong(json, option);
  json.at++;
  if (json.took(0x5d)) return;
  do {
    if (json.peek() != 0x22) wrong(json, option);
    json.string();
    option.words.push(json.text);
  } while (json.took(0x2c));
  json.expect(0x5d);
}

function isInRange(option: Option): bool {
  const value = option.number;
  if (!isFinite(value) || value < option.low || value > option.high) return false;
  if (option.isLowOpen && value == option.low) return false;
  if (option.isHighOpen && value == option.high) return false;
  return option.kind != Kind.INTEGER || value == Math.floor(value);
}

function wrongAt(json: JsonReader, from: usize, option: Option): void {
  json.at = from;
  wrong(json, option);
}

/** Fails: the value that comes next is not what the option takes. */
function wrong(json: JsonReader, option: Option): void {
  fail(`${option.name} must be ${expectation(option)}, got ${json.excerpt()}`);
}

/** What an option takes, in words. */
export function expectation(option: Option): string {
  const kind = option.kind;
  if (kind == Kind.FLAG) return 'true or false';
  if (kind == Kind.CHOICE) return 'one of ' + quotedList(option.words);
  if (kind == Kind.CHOICE_OR_POSITIVE) return quotedList(option.words) + ' or a number greater than 0';
  if (kind == Kind.NAMES) return 'a list of names such as ["a", "b"]';
  if (kind == Kind.OBJECT) return 'a JSON object';
  if (kind == Kind.NAME) return 'a name in quotes';
  if (kind == Kind.CLASS_WEIGHT) return "null, 'balanced' or an object from label to weight";
  const noun = kind == Kind.INTEGER ? 'a whole number' : 'a number';
  const low = shortNumber(option.low);
  if (option.high == Infinity || (kind == Kind.INTEGER && option.high == i32.MAX_VALUE)) {
    if (option.low == -Infinity) return noun;
    return option.isLowOpen ? `${noun} greater than ${low}` : `${noun} of at least ${low}`;
  }
  if (option.isHighOpen) return `${noun} between ${low} and ${shortNumber(option.high)}`;
  return `${noun} from ${low} to ${shortNumber(option.high)}`;
}

function quotedList(words: string[]): string {
  return "'" + words.join("', '") + "'";
}

function shortNumber(value: f64): string {
  return value == Math.floor(value) && Math.abs(value) < 1e15 ? (<i64>value).toString() : value.toString();
}

/** The options that were given, as the JSON object that gives them again; '{}' when none was. */
export function givenOptions(spec: OptionSpec): string {
  const parts: string[] = [];
  for (let i = 0; i < spec.list.length; i++) {
    const option = spec.list[i];
    if (option.given.length > 0) parts.push('"' + option.name + '": ' + option.given);
  }
  return '{' + parts.join(', ') + '}';
}
