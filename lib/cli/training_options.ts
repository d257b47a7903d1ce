// What sqml train and sqml check are told of a training: its target, type and algorithm, and by --option NAME=VALUE or
// --options JSON the one JSON object of options.

import { required, UsageError } from './command.ts';

/** For node:util's parseArgs. */
export const TRAINING = {
  target: { type: 'string' },
  type: { type: 'string' },
  algorithm: { type: 'string' },
  option: { type: 'string', multiple: true, default: [] as string[] },
  options: { type: 'string' },
} as const;

interface Training {
  target: string;
  type: string;
  algorithm: string;
  /** JSON; null when nothing was said. */
  options: string | null;
}

/** The training from what parseArgs gave. */
export function trainingOf(values: {
  target?: string;
  type?: string;
  algorithm?: string;
  option: string[];
  options?: string;
}): Training {
  return {
    target: required(values.target, '--target', 'the column to predict'),
    type: required(values.type, '--type', 'classification or regression'),
    algorithm: required(values.algorithm, '--algorithm', 'such as svc'),
    options: optionsText(values.option, values.options),
  };
}

/** The options as JSON: a value that is JSON stays, any other text is a string. */
function optionsText(list: string[], json: string | undefined): string | null {
  if (list.length === 0) return json ?? null;
  if (json !== undefined) throw new UsageError('either --option NAME=VALUE or --options JSON');
  const members = list.map((item) => {
    const at = item.indexOf('=');
    if (at < 1) throw new UsageError(`--option must be NAME=VALUE, got '${item}'`);
    const value = item.slice(at + 1);
    return `${JSON.stringify(item.slice(0, at))}: ${isJson(value) ? value : JSON.stringify(value)}`;
  });
  return `{${members.join(', ')}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
