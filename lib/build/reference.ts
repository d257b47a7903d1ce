// The function reference of README.md, from the catalog.

import { type Column, type SqlFunction, usage } from '../catalog.ts';

/** The text between these lines of README.md is replaced at each build. */
const BEGIN = '<!-- functions: written by lib/build/reference.ts from lib/catalog.ts -->';
const END = '<!-- /functions -->';

const WHERE = {
  writes: 'Writes the database; not from views or triggers.',
  reads: 'Works in views and triggers, and on read-only databases.',
  pure: 'Touches no database.',
};
const FOR_OWNERS = 'Changes the connection; not from views or triggers.';

/** One section per function: usage, what it does, its columns, an example, where it may be used. */
export function functionReference(catalog: SqlFunction[]): string {
  return catalog.map(section).join('\n');
}

function section(f: SqlFunction): string {
  const answer = f.result === 'json' ? 'Answers JSON.' : '';
  const notes = [f.doc, answer, f.isForOwners ? FOR_OWNERS : WHERE[f.flags]]
    .filter((note) => note !== '')
    .join(' ');
  const call = f.columns ? `SELECT ... FROM ${usage(f)}` : usage(f);
  const columns = f.columns ? `Columns: ${f.columns.map(column).join(', ')}.\n\n` : '';
  return `### ${f.name}\n\n\`${call}\`\n\n${notes}\n\n${columns}\`\`\`sql\n${f.example}\n\`\`\`\n`;
}

function column({ name, type }: Column): string {
  return type === undefined ? `\`${name}\`` : `\`${name}\` ${type}`;
}

/** The README with its reference brought up to date; unchanged when it has no markers. */
export function withReference(readme: string, catalog: SqlFunction[]): string {
  const begin = readme.indexOf(BEGIN);
  const end = readme.indexOf(END);
  if (begin < 0 || end < begin) return readme;
  return `${readme.slice(0, begin + BEGIN.length)}\n\n${functionReference(catalog)}\n${readme.slice(end)}`;
}
