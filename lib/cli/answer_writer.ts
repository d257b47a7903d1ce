// Rows with their predictions, on standard output.
//
// In JSON the probabilities are an object. In a CSV each class's is a column, and the first answers say which
// classes there are: so the line of names is written with the first rows, not before.

import { type Cell, type Format, type RowWriter, rowWriter } from './format.ts';
import type { Answer } from './predictor.ts';
import { print } from './terminal.ts';

export class AnswerWriter {
  readonly #format: Format;
  readonly #columns: string[];
  readonly #name: string;
  readonly #isWithProbabilities: boolean;
  /** Whose probabilities are columns of their own. */
  #classes: string[] = [];
  #rows: RowWriter | undefined;

  /** `columns` are the rows' own, `name` is the prediction's. */
  constructor(format: Format, columns: string[], name: string, isWithProbabilities: boolean) {
    this.#format = format;
    this.#columns = columns;
    this.#name = name;
    this.#isWithProbabilities = isWithProbabilities;
  }

  /** Writes rows, each with its answer; null is a row without one. */
  async write(rows: Cell[][], answers: (Answer | null)[]): Promise<void> {
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
      this.#rows = rowWriter(this.#format, [...this.#columns, this.#name, ...added]);
      await print(this.#rows.begin());
    }
    return this.#rows;
  }

  #cells(answer: Answer | null): Cell[] {
    const prediction = answer?.prediction ?? null;
    const probabilities = answer?.probabilities ?? null;
    if (!this.#isWithProbabilities) return [prediction];
    if (this.#format !== 'csv') return [prediction, probabilities];
    return [prediction, ...this.#classes.map((label) => probabilities?.[label] ?? null)];
  }
}

function classesOf(answers: (Answer | null)[]): string[] {
  const known = answers.find((answer) => answer !== null)?.probabilities;
  if (known) return Object.keys(known);
  throw new Error(
    `none of the first ${answers.length} rows can be predicted, so the classes' columns aren't known`,
  );
}
