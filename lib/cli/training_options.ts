// What --option NAME=VALUE and --options JSON say, as the one JSON object that a training takes.

import { UsageError } from './command.ts';

/** The options as JSON: a value that is JSON stays, any other text is a string. */
export function optionsText(list: string[], json: string | undefined): string | null {
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
