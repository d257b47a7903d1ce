// sqml_config(name [, value]): the connection's switches.
//
//   errors    'sql' (SQL errors, the default) or 'json' ({"error": "..."} as the value, as sqlite-ml)
//   threads   how many threads a training may use, from 1; 0, the default, as many as the process has cores. The
//             models are the same for any number.

import {
  argument,
  begin,
  describe,
  integerResult,
  isGiven,
  isWhole,
  textArgument,
  textResult,
  wholeOf,
} from '../call';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import { areErrorsJson, MOST_THREADS, setErrorsJson, setThreads, threads } from '../settings';

const NAMES: string[] = ['errors', 'threads'];

export function sqml_config(argc: i32): usize {
  begin('sqml_config', argc);
  const name = textArgument(0, 'name');
  if (name == 'errors') return errors(argc);
  if (name == 'threads') return threadCount(argc);
  fail(`unknown setting '${name}'${suggestion(name, NAMES, 'there are: ' + NAMES.join(', '))}`);
  return 0;
}

function errors(argc: i32): usize {
  if (argc > 1) {
    const value = isGiven(1) ? textArgument(1, 'value') : '';
    if (value != 'sql' && value != 'json')
      fail(`errors must be 'sql' or 'json', got ${describe(argument(1))}`);
    setErrorsJson(value == 'json');
  }
  return textResult(areErrorsJson() ? 'json' : 'sql');
}

function threadCount(argc: i32): usize {
  if (argc > 1) {
    const cell = argument(1);
    const count = isWhole(cell) ? wholeOf(cell) : -1;
    if (count < 0 || count > <i64>MOST_THREADS)
      fail(`threads must be a whole number from 0 to ${MOST_THREADS}, got ${describe(cell)}`);
    setThreads(<i32>count);
  }
  return integerResult(threads());
}
