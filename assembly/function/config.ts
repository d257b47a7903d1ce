// sqml_config(name [, value]): the connection's switches.
//
//   errors   'sql' (SQL errors, the default) or 'json' ({"error": "..."} as the value, as sqlite-ml)

import { argument, begin, describe, isGiven, textArgument, textResult } from '../call';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import { areErrorsJson, setErrorsJson } from '../settings';

export function sqml_config(argc: i32): usize {
  begin('sqml_config', argc);
  const name = textArgument(0, 'name');
  if (name != 'errors') fail(`unknown setting '${name}'${suggestion(name, ['errors'], 'there is: errors')}`);
  if (argc > 1) {
    const value = isGiven(1) ? textArgument(1, 'value') : '';
    if (value != 'sql' && value != 'json')
      fail(`errors must be 'sql' or 'json', got ${describe(argument(1))}`);
    setErrorsJson(value == 'json');
  }
  return textResult(areErrorsJson() ? 'json' : 'sql');
}
