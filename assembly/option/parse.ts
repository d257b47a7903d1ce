// The user's options, a JSON object, against the list that an algorithm declared.

import { JsonReader } from '../codec/json';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import { Option } from './base';
import { OptionSpec } from './option';

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
      option.read(json);
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

/** The options that were given, as the JSON object that gives them again; '{}' when none was. */
export function givenOptions(spec: OptionSpec, except: string = ''): string {
  const parts: string[] = [];
  for (let i = 0; i < spec.list.length; i++) {
    const option = spec.list[i];
    if (option.given.length > 0 && option.name != except)
      parts.push('"' + option.name + '": ' + option.given);
  }
  return '{' + parts.join(', ') + '}';
}
