// docs/functions.md: every function with its arguments, columns, an example and what the example answers.

import { type Column, catalog, type SqlFunction, usage } from '../catalog.ts';
import { type Database, numberText, type Row, rowsOf, type Value } from '../sqlite.ts';

/** Rows of an answer that are shown, and characters of a line. */
const MOST_ROWS = 6;
const MOST_CHARACTERS = 160;

/** Answers that are of the machine, not of the function. */
const VARYING = new Set(['sqml_version', 'sqml_debug']);

const WHERE = {
  writes: 'Writes the database; not from views or triggers.',
  learns: 'Writes the database; works in triggers, within their transaction.',
  reads: 'Works in views and triggers, and on read-only databases.',
  pure: 'Touches no database.',
};
const FOR_OWNERS =
  'For who opened the connection; not from views or triggers, nor in hosts of untrusted SQL.';

const HEAD = `# Functions

Every example was run in a database in which those of \`sqml_load_dataset\` and \`sqml_train\` had been run, and a
\`decision_tree\` trained as 'Iris tree'; \`--\` is what it answered. Arguments in brackets may be left out. An experiment's name stands for its deployed model everywhere; the INTEGER id of a model, in \`sqml_models\`, for that one.
An error begins with the function's name and says what was expected, what came and what to do.
`;

/** What the examples after it go on from. */
const FIRST = ['sqml_load_dataset', 'sqml_train'];
const TREE = "SELECT sqml_train('Iris tree', 'classification', 'decision_tree', 'dataset_iris', 'target')";

/** What the example of one goes on from besides. */
const BEFORE: Record<string, string[]> = {
  sqml_partial_fit: ['sqml_online'],
  sqml_learning_curve: ['sqml_online', 'sqml_partial_fit'],
};

/** The page; runs each example on a database of its own, made by `open`, which has sqml. */
export function functionsPage(open: () => Database): string {
  const isLater = (f: SqlFunction) => FIRST.every((name) => catalog.indexOf(f) > place(name));
  return [HEAD, ...catalog.map((f) => section(f, answerOf(open, f, isLater(f) ? FIRST : [FIRST[0]])))].join(
    '\n',
  );
}

function place(name: string): number {
  return catalog.findIndex((f) => f.name === name);
}

/** A line a function, for the README. */
export function functionsList(): string {
  return catalog
    .map((f) => `- [\`${f.name}\`](docs/functions.md#${f.name}): ${firstSentence(f.doc)}`)
    .join('\n');
}

function firstSentence(doc: string): string {
  return doc.charAt(0).toLowerCase() + doc.slice(1).replace(/[;:.].*$/s, '');
}

function section(f: SqlFunction, answer: string): string {
  const json = f.result === 'json' ? 'Answers JSON.' : '';
  const where = f.isForOwners ? FOR_OWNERS : WHERE[f.flags];
  const notes = [f.doc, json, where].filter((note) => note !== '').join(' ');
  const call = f.columns ? `SELECT ... FROM ${usage(f)}` : usage(f);
  const columns = f.columns ? `Columns: ${f.columns.map(column).join(', ')}.\n\n` : '';
  return `## ${f.name}\n\n\`${call}\`\n\n${notes}\n\n${columns}\`\`\`sql\n${f.example}\n${answer}\`\`\`\n`;
}

function column({ name, type }: Column): string {
  return type === undefined ? `\`${name}\`` : `\`${name}\` ${type}`;
}

function answerOf(open: () => Database, f: SqlFunction, before: string[]): string {
  if (VARYING.has(f.name)) return '';
  const db = open();
  for (const name of [...before, ...(BEFORE[f.name] ?? [])])
    if (name !== f.name) rowsOf(db, catalog[place(name)].example);
  if (before.length > 1) rowsOf(db, TREE);
  const rows = rowsOf(db, f.example);
  db.close();
  const lines = rows.slice(0, MOST_ROWS).map(line);
  if (rows.length > MOST_ROWS) lines.push(`... (${rows.length} rows)`);
  if (rows.length === 0) lines.push('(no rows)');
  return lines.map((text) => `-- ${text}\n`).join('');
}

function line(row: Row): string {
  const text = Object.values(row).map(cell).join(' | ');
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 3)}...` : text;
}

function cell(value: Value): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `a BLOB of ${value.length} bytes`;
  return typeof value === 'string' ? value : numberText(value);
}
