// What every command is, and what several of them take.

import { existsSync } from 'node:fs';
import { FORMATS, type Format } from './format.ts';

export interface Command {
  name: string;
  /** One line, for the list of commands. */
  title: string;
  /** The whole help. */
  usage: string;
  /** Runs with the arguments after its name; gives the exit code. */
  run(args: string[]): Promise<number>;
}

/** The command line itself is wrong: exit code 2. */
export class UsageError extends Error {}

/** The database of the models when --db names none. */
export const MODELS = 'sqml.db';

/** The value of an option that must be given. */
export function required(value: string | undefined, option: string, what: string): string {
  if (value === undefined) throw new UsageError(`${option} is missing: ${what}`);
  return value;
}

/** The value of an option that is one of a few words. */
export function oneOf<T extends string>(value: string, words: readonly T[], option: string): T {
  if ((words as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`${option} must be ${words.join(', ')}; got '${value}'`);
}

/** A file that is there already. */
export function existing(file: string, advice = ''): string {
  if (!existsSync(file)) throw new Error(`there is no file ${file}${advice}`);
  return file;
}

/** How rows are read: what --input-format, --delimiter, --text and --null say. */
export interface Reading {
  format?: Format;
  delimiter?: string;
  /** Of a CSV: what its bytes are, as Node names it. */
  encoding: BufferEncoding;
  /** Columns of a CSV that stay TEXT. */
  text: string[];
  /** What stands for NULL in a CSV; an empty cell is blank TEXT, which sqml reads as missing. */
  nulls: string[];
}

const ENCODINGS = ['utf8', 'latin1', 'utf16le'] as const;

/** The options of Reading, for node:util's parseArgs. */
export const READING = {
  'input-format': { type: 'string' },
  delimiter: { type: 'string' },
  encoding: { type: 'string', default: 'utf8' },
  text: { type: 'string', multiple: true, default: [] as string[] },
  null: { type: 'string', multiple: true, default: [] as string[] },
} as const;

/** Their part of a usage text. */
export const READING_USAGE = `  --input-format F   csv, json or ndjson; else the file's ending says it, or the first character
  --delimiter C      what parts the cells of a CSV (',', and a tab in a file .tsv)
  --encoding E       utf8 (the default), latin1 or utf16le: what the bytes of a CSV are
  --text COLUMN      a column of a CSV that stays TEXT though it looks like numbers; again for more
  --null TEXT        cells of a CSV that mean NULL, such as NA or ''; again for more`;

/** Reading from what parseArgs gave. */
export function readingOf(values: {
  'input-format'?: string;
  delimiter?: string;
  encoding?: string;
  text?: string[];
  null?: string[];
}): Reading {
  const format = values['input-format'];
  return {
    format: format === undefined ? undefined : oneOf(format, FORMATS, '--input-format'),
    delimiter: values.delimiter?.replace('\\t', '\t'),
    encoding: oneOf(values.encoding ?? 'utf8', ENCODINGS, '--encoding'),
    text: values.text ?? [],
    nulls: values.null ?? [],
  };
}
