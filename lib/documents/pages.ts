// The documents that are written by program, and the types of options: which files they are, and what stands in them.

import { readFileSync } from 'node:fs';
import { openDatabase } from '../sqlite.ts';
import { algorithmsPage } from './algorithms.ts';
import { functionsList, functionsPage } from './functions.ts';
import { optionTypes } from './option_types.ts';

const BEGIN = '<!-- functions: written by npm run documents -->';
const END = '<!-- /functions -->';

/** The text of each, by its path from the project's folder; `library` is the built extension. */
export function writtenPages(readme: string, library: string): Map<string, string> {
  const open = () => {
    const db = openDatabase(':memory:', false);
    db.loadExtension(library);
    return db;
  };
  const db = open();
  const algorithms = algorithmsPage(db);
  const types = optionTypes(db);
  db.close();
  return new Map([
    ['docs/functions.md', functionsPage(open)],
    ['docs/algorithms.md', algorithms],
    ['lib/train_options.cts', types],
    ['README.md', withList(readFileSync(readme, 'utf8'))],
  ]);
}

/** The README with its list of functions brought up to date. */
function withList(readme: string): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) throw new Error(`README.md has no ${BEGIN} ... ${END}`);
  return `${readme.slice(0, begin + BEGIN.length)}\n${functionsList()}\n${readme.slice(end)}`;
}
