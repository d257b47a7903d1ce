// The options of a function that is no training: a JSON object as an argument, checked against what it declares.

import { argument, describe, isGiven } from '../call';
import { utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { Options, OptionSpec } from '../option/option';
import { parseOptions } from '../option/parse';

/** Argument i, which may be left out; `owner` and `example` word the errors. */
export function optionsArgument(i: i32, spec: OptionSpec, owner: string, example: string): Options {
  if (isGiven(i)) {
    const cell = argument(i);
    if (
      load<u8>(cell) != host.TEXT ||
      !utf8(cell + 5, load<i32>(cell, 1))
        .trimStart()
        .startsWith('{')
    )
      fail(`options must be a JSON object such as ${example}, got ${describe(cell)}`);
    parseOptions(cell + 5, load<i32>(cell, 1), spec, owner);
  }
  return new Options(spec);
}
