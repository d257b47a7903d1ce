// Rows with their predictions, on standard output.
//
// In JSON the probabilities are an object. In a CSV each class's is a column, and the first answers say which
// classes there are: so the line of names is written with the first rows, not before.

import { type Cell, type Format, type RowWriter, rowWriter } from './format.ts';
import type { Answer } from './predictor.ts';
import { print } from './terminal.ts';

/** The column of why a row has no prediction. */
export const PROBLEM = 'problem';

export class AnswerWriter {
  readonly #format: Format;
  readonly #columns: string[];
  readonly #name: string;
  readonly #isWithProbabilities: boolean;
  readonly #isWithProblems: boolean;
  /** Whose probabilities are columns of their own. */
  #classes: string[] = [];
  #rows: RowWriter | undefined;

  /** `columns` are the rows' own, `name` is the prediction's. */
  constructor(
    format: Format,
    columns: string[],
    name: string,
    isWithProbabilities: boolean,
    isWithProblems: boolean,
  ) {
    this.#format = format;
    this.#columns = columns;
    this.#name = name;
    this.#isWithProbabilities = isWithProbabilities;
    this.#isWithProblems = isWithProblems;
  }

  /** Writes rows, each with its answer. */
  async write(rows: Cell[][], answers: Answer[]): Promise<void> {
    if (this.#rows === undefined && this.#isWithProbabilities && this.#format === 'csv') {
      this.#classes = classesOf(answers);
    }
    const to = await this.#begun();
    await print(answers.map((answer, i) => to.row([...rows[i], ...this.#cells(answer)])).join(''));
  }

  async end(): Promise<void> {
    await print((await this.#begun()).end());
  }

  /** The writer; what comes before the first row is written. */
  async #begun(): Promise<RowWriter> {
    if (this.#rows === undefined) {
      const isObject = this.#isWithProbabilities && this.#format !== 'csv';
      const added = isObject ? ['probabilities'] : this.#classes.map((label) => `probability_${label}`);
      const problem = this.#isWithProblems ? [PROBLEM] : [];
      this.#rows = rowWriter(this.#format, [...this.#columns, this.#name, ...added, ...problem]);
      await print(this.#rows.begin());
    }
    return this.#rows;
  }

  #cells({ prediction, probabilities, problem }: Answer): Cell[] {
    const last = this.#isWithProblems ? [problem] : [];
    if (!this.#isWithProbabilities) return [prediction, ...last];
    if (this.#format !== 'csv') return [prediction, probabilities, ...last];
    return [prediction, ...this.#classes.map((label) => probabilities?.[label] ?? null), ...last];
  }
}

function classesOf(answers: Answer[]): string[] {
  const known = answers.find(({ problem }) => problem === null)?.probabilities;
  if (known) return Object.keys(known);
  throw new Error(
    `none of the first ${answers.length} rows can be predicted, so the classes' columns aren't known`,
  );
}
