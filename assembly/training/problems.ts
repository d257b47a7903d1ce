// All that keeps a table that was read from being trained on, the target first. Every piece of advice is one that
// works as it stands (test/advice.test.ts runs them).

import { Clock, NUMBER, readingOf, readValue } from '../codec/reading';
import { jsonQuoted, quoteName, quoteText } from '../codec/text';
import { As, AS_NAMES, Column, MOST_TEXTS } from '../table/column';
import { Table, targetTrouble } from '../table/table';
import { imputeOf } from './encode';
import { formattedAdvice } from './formatted';
import { Impute, Plan, Preprocess } from './preprocess';
import { Mend, MOST_ONE_HOT, Problem } from './problem';

const LEAVE_OUT = 'leave it out';
const HASH_IT =
  'hash its texts to some columns, make columns of its words (tf_idf), or leave it out (exclude)';
const TAKE_WORDS =
  'make columns of its words, hash its texts to some columns (hash), or leave it out (exclude)';
/** Words of a text that is more than a name. */
const FEW_WORDS: i32 = 3;
/** Examples of text that a message shows. */
const MOST_EXAMPLES: i32 = 3;

/** `columns` are the features' places in the table. */
export function problemsOf(table: Table, columns: i32[], preprocess: Preprocess): Problem[] {
  const found: Problem[] = [];
  if (table.n == 0) {
    const name = table.targetName;
    if (table.skipped > 0)
      found.push(plain(name, `the target '${name}'`, `is NULL or blank in all ${table.skipped} rows`));
    else found.push(plain('', 'the dataset', 'has no rows'));
    return found;
  }
  addTarget(table, found);
  for (let j = 0; j < columns.length; j++) {
    const column = table.columns[columns[j]];
    addFeature(column, preprocess.of(column.name), table.n, found);
  }
  return found;
}

function plain(column: string, subject: string, what: string): Problem {
  return new Problem(column, subject, what, '', '', Mend.NONE);
}

/** A BLOB, an infinite number, TEXT in a regression, TEXT and numbers in a classification. */
function addTarget(table: Table, found: Problem[]): void {
  const column = table.columns[table.target];
  const subject = `the target '${column.name}'`;
  if (!table.isClassification && column.strays > 0) {
    if (column.isFormatted) return addFormatted(column, subject, found);
    return addStrays(column, subject, table.n, false, found);
  }
  const trouble = targetTrouble(table);
  if (trouble.length > 0) found.push(plain(column.name, subject, trouble));
  else if (table.isClassification && table.labels.isMixed) {
    const name = quoteName(column.name);
    found.push(
      new Problem(
        column.name,
        subject,
        'mixes TEXT and numbers',
        'make TEXT of it in a SELECT',
        `CAST(${name} AS TEXT) AS ${name}`,
        Mend.NONE,
      ),
    );
  } else if (table.isClassification && looksContinuous(table)) {
    const name = quoteName(column.name);
    found.push(
      new Problem(
        column.name,
        subject,
        `holds ${table.labels.size} distinct numbers in ${table.n} rows`,
        "to predict a number, the prediction type is 'regression'; to make classes of them, make TEXT of them in a SELECT",
        `CAST(${name} AS TEXT) AS ${name}`,
        Mend.NONE,
      ),
    );
  }
}

/** Numbers that are taken for classes however many rows each has. */
const FEW_CLASSES: i32 = 20;

/** A target of many numbers, some of them not whole or each in less than two rows, is no list of classes. */
function looksContinuous(table: Table): bool {
  const labels = table.labels;
  if (labels.size <= FEW_CLASSES || labels.hasTexts) return false;
  return labels.hasFractions || labels.size * 2 > table.n;
}

function addFeature(column: Column, plan: Plan, rows: i32, found: Problem[]): void {
  const subject = `feature '${column.name}'`;
  const name = quoteName(column.name);
  const json = jsonQuoted(column.name);
  const exclude = `{"exclude": [${json}]}`;
  if (column.blobs > 0) {
    const what = `has ${column.blobs} BLOB in ${rows} rows`;
    found.push(new Problem(column.name, subject, what, LEAVE_OUT, exclude, Mend.EXCLUDE));
    return;
  }
  if (column.infinite > 0) {
    const what = `has ${column.infinite} infinite in ${rows} rows`;
    const finite = `CASE WHEN abs(${name}) < 9e999 THEN ${name} END AS ${name}`;
    found.push(new Problem(column.name, subject, what, 'make NULL of it in a SELECT', finite, Mend.NONE));
    return;
  }
  if (column.isFormatted) return addFormatted(column, subject, found);
  if (column.strays > 0) return addStrays(column, subject, rows, true, found);
  const isConstant = plan.impute == Impute.CONSTANT;
  if (column.missing == rows && !isConstant) {
    const what = `is ${missingWord(column)} in all ${rows} rows`;
    found.push(new Problem(column.name, subject, what, LEAVE_OUT, exclude, Mend.EXCLUDE));
    return;
  }
  if (column.isText) {
    const problem = textProblem(column, plan, rows, subject);
    if (problem != null) found.push(problem);
  }
  const missing = column.isText ? column.nulls : column.missing;
  if (missing == 0 || imputeOf(column, plan) != Impute.NONE || plan.keepsNull) return;
  // A text that is not there has no words.
  if (column.isText && plan.isTfIdf) return;
  const impute = column.isText ? 'most_frequent' : 'median';
  found.push(
    new Problem(
      column.name,
      subject,
      `is ${column.isText ? 'NULL' : missingWord(column)} in ${missing} of ${rows} rows`,
      `say what stands for NULL, or leave it out (exclude)`,
      `{"preprocess": {${json}: {"impute": "${impute}"}}}`,
      Mend.IMPUTE,
    ),
  );
}

function missingWord(column: Column): string {
  if (column.blanks == 0) return 'NULL';
  return column.nulls == 0 ? 'blank' : 'NULL or blank';
}

/** Too many categories; null when they are few enough. */
function textProblem(column: Column, plan: Plan, rows: i32, subject: string): Problem | null {
  const json = jsonQuoted(column.name);
  const exclude = `{"exclude": [${json}]}`;
  const words = `{"preprocess": {${json}: {"encode": "tf_idf"}}}`;
  const hash = `{"preprocess": {${json}: {"encode": "hash"}}}`;
  if (column.isFreeText) {
    const what = `has more than ${column.mostTexts} distinct texts`;
    if (!plan.isHash && !plan.isTfIdf) {
      if (hasSentences(column))
        return new Problem(column.name, subject, what, TAKE_WORDS, words, Mend.EXCLUDE);
      return new Problem(column.name, subject, what, HASH_IT, hash, Mend.EXCLUDE);
    }
    return new Problem(column.name, subject, what, LEAVE_OUT, exclude, Mend.EXCLUDE);
  }
  const count = column.values.length;
  if (plan.isOrdinal || plan.isHash || plan.isTfIdf || plan.groupsRare || count <= MOST_ONE_HOT) return null;
  const what = `has ${count} distinct texts, one_hot takes ${MOST_ONE_HOT}`;
  if (count * 2 > rows) {
    if (!hasSentences(column))
      return new Problem(column.name, subject, what, LEAVE_OUT, exclude, Mend.EXCLUDE);
    const advice = 'make columns of its words, or leave it out (exclude)';
    return new Problem(column.name, subject, what, advice, words, Mend.EXCLUDE);
  }
  return new Problem(
    column.name,
    subject,
    what,
    'let the rare ones share a column, or leave it out (exclude)',
    `{"preprocess": {${json}: {"max_categories": ${MOST_ONE_HOT}}}}`,
    Mend.GROUP,
  );
}

/** Most of its texts have some words. */
function hasSentences(column: Column): bool {
  const texts = column.values;
  let sentences = 0;
  for (let t = 0; t < texts.length; t++) {
    const text = texts[t].trim();
    let words = text.length > 0 ? 1 : 0;
    for (let i = 1; i < text.length; i++)
      if (text.charCodeAt(i) == 0x20 && text.charCodeAt(i - 1) != 0x20) words++;
    if (words >= FEW_WORDS) sentences++;
  }
  return sentences * 2 > texts.length;
}

function shown(texts: string[]): string {
  const list: string[] = [];
  for (let i = 0; i < texts.length && i < MOST_EXAMPLES; i++) {
    const text = texts[i];
    list.push("'" + (text.length > 40 ? text.substring(0, 40) + '...' : text) + "'");
  }
  return list.join(', ') + (texts.length > MOST_EXAMPLES ? ', ...' : '');
}

/** What makes dates of numbers that look like julian days, or seconds or milliseconds since 1970; '' when they don't. */
function datesOf(column: Column): string {
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < column.strayTexts.length; i++) {
    const text = String.UTF8.encode(column.strayTexts[i]);
    if (readingOf(changetype<usize>(text), text.byteLength) != NUMBER) return '';
    least = Math.min(least, readValue);
    greatest = Math.max(greatest, readValue);
  }
  // Days of the years 1583 to 2200; seconds and milliseconds of 1973 to 2200.
  if (least >= 2299161 && greatest <= 2524959) return typed(column, As.JULIANDAY);
  if (least >= 1e8 && greatest <= 7.3e9) return typed(column, As.UNIXEPOCH);
  const name = quoteName(column.name);
  if (least >= 1e11 && greatest <= 7.3e12) return `datetime(${name} / 1000, 'unixepoch') AS ${name}`;
  return '';
}

/** The option that says what a column is. */
function typed(column: Column, as: As): string {
  return `{"types": {${jsonQuoted(column.name)}: "${AS_NAMES[as]}"}}`;
}

/** Text among numbers or dates. */
function addStrays(column: Column, subject: string, rows: i32, isFeature: bool, found: Problem[]): void {
  const noun = column.strays == 1 ? 'other text' : 'other texts';
  const what = `holds ${column.main} and ${column.strays} ${noun} (${shown(column.strayTexts)}) in ${rows} rows`;
  const asText = typed(column, As.TEXT);
  const dates = isFeature && column.isDate ? datesOf(column) : '';
  if (dates.length > 0) {
    const why = column.clock == Clock.NONE ? 'and dates are TEXT' : 'no dates of the years 0 to 9999';
    const numbers = `holds ${column.strays} numbers (${shown(column.strayTexts)}), ${why}`;
    const way = dates.startsWith('{') ? 'say which dates they are' : 'make dates of them in a SELECT';
    found.push(new Problem(column.name, subject, numbers, way, dates, Mend.NONE));
    return;
  }
  if (column.hasMoreStrays || (column.isDate && column.numbers > 0)) {
    if (!isFeature)
      found.push(new Problem(column.name, subject, what, 'make numbers of them in a SELECT', '', Mend.NONE));
    else
      found.push(
        new Problem(
          column.name,
          subject,
          what,
          'take all as categories, or leave it out (exclude)',
          asText,
          Mend.NONE,
        ),
      );
    return;
  }
  const name = quoteName(column.name);
  let expression = name;
  for (let i = 0; i < column.strayTexts.length; i++)
    expression = `NULLIF(${expression}, ${quoteText(column.strayTexts[i])})`;
  const advice = isFeature
    ? `take all as categories (${asText}), or make NULL of what is none in a SELECT and say what stands for NULL (preprocess.impute)`
    : 'make NULL of what is none in a SELECT';
  found.push(new Problem(column.name, subject, what, advice, `${expression} AS ${name}`, Mend.NONE));
}

function addFormatted(column: Column, subject: string, found: Problem[]): void {
  const texts = column.formattedTexts(MOST_TEXTS);
  const what = `holds numbers that are written as ${shown(texts)}`;
  const expression = formattedAdvice(column.name, texts);
  const advice =
    expression.length > 0
      ? 'make plain numbers of them in a SELECT'
      : `take them as categories, or make plain numbers of them: point and comma mean different things in them`;
  const example = expression.length > 0 ? expression : `{"types": {${jsonQuoted(column.name)}: "text"}}`;
  found.push(new Problem(column.name, subject, what, advice, example, Mend.NONE));
}
