// What keeps a table from being trained on: column by column, with what to do about it; for the error that a training
// ends with, and for sqml_check.

import { jsonQuoted } from '../codec/text';
import { fail } from '../error';

/** Categories that one_hot makes columns of; more is a mistake more often than a wish. */
export const MOST_ONE_HOT: i32 = 100;

/** Problems that one message shows. */
const MOST_SHOWN: i32 = 20;

/** The option that does away with a problem. */
export const enum Mend {
  /** Only the dataset itself can be changed. */
  NONE,
  IMPUTE,
  EXCLUDE,
  /** Rare categories share a column. */
  GROUP,
}

export class Problem {
  constructor(
    public column: string,
    /** "feature 'age'", "the target 'price'". */
    public subject: string,
    /** What is the matter, as a predicate: "is NULL in 3 of 10 rows". */
    public what: string,
    /** What to do, in words. */
    public advice: string,
    /** The option (JSON) or the SQL that does it; '' when there is none. */
    public example: string,
    public mend: Mend,
  ) {}

  toString(): string {
    if (this.advice.length == 0) return `${this.subject} ${this.what}`;
    const example = this.example.length > 0 ? `: ${this.example}` : '';
    return `${this.subject} ${this.what}; ${this.advice}${example}`;
  }
}

/** Ends the call with all problems, if there are any. `canExtend`: no preprocess was given, so that one option can mend them. */
export function failOf(problems: Problem[], canExtend: bool): void {
  if (problems.length == 0) return;
  if (problems.length == 1) fail(problems[0].toString());
  const lines: string[] = [`${problems.length} columns can't be used as they are:`];
  for (let i = 0; i < problems.length && i < MOST_SHOWN; i++) lines.push('- ' + problems[i].toString());
  if (problems.length > MOST_SHOWN)
    lines.push(`- and ${problems.length - MOST_SHOWN} more, which SELECT * FROM sqml_check(...) lists`);
  const option = canExtend ? optionFor(problems) : '';
  if (option.length > 0) lines.push(`One option for all of them: ${option}`);
  fail(lines.join('\n'));
}

/** One JSON object of options that does away with all the problems; '' when there is none. */
export function optionFor(problems: Problem[]): string {
  const parts: string[] = [];
  const excluded: string[] = [];
  let imputes = false;
  let groups = false;
  for (let i = 0; i < problems.length; i++) {
    const problem = problems[i];
    if (problem.mend == Mend.NONE) return '';
    if (problem.mend == Mend.IMPUTE) imputes = true;
    else if (problem.mend == Mend.GROUP) groups = true;
    else excluded.push(jsonQuoted(problem.column));
  }
  const plans: string[] = [];
  if (imputes) plans.push('"impute": "median"');
  if (groups) plans.push(`"max_categories": ${MOST_ONE_HOT}`);
  if (plans.length > 0) parts.push(`"preprocess": {${plans.join(', ')}}`);
  if (excluded.length > 0) parts.push(`"exclude": [${excluded.join(', ')}]`);
  return `{${parts.join(', ')}}`;
}
