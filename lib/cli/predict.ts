// sqml predict: every row of a file, with its prediction.
//
// Rows are read, predicted and written a batch at a time, in their order, so memory doesn't grow with the
// file. What is wrong with the model or the columns is found on the empty table, before the first row; what
// is wrong with a row is said with its line, the row is written without a prediction, and the exit code is 1;
// or, when asked, it stands in a column.

import { parseArgs } from 'node:util';
import { AnswerWriter, PROBLEM } from './answer_writer.ts';
import {
  type Command,
  existing,
  MODELS,
  oneOf,
  READING,
  READING_USAGE,
  readingOf,
  UsageError,
} from './command.ts';
import { Connection } from './connection.ts';
import { type Cell, FORMATS } from './format.ts';
import { Predictor } from './predictor.ts';
import { batches, openRows, type Row } from './rows.ts';
import { TempTable } from './temp_table.ts';

export const predict: Command = {
  name: 'predict',
  title: 'predicts the rows of a CSV or JSON file',
  usage: `Usage: sqml predict MODEL [FILE] [options]

MODEL is an experiment, whose deployed model predicts, or the number of a model (sqml models lists them).
FILE is as for sqml train; without one, or as -, it is standard input. Writes the rows as they came, in their
order, with a column for the prediction. A row that can't be predicted is said on standard error with its
line, has no prediction, and makes the exit code 1; with --problems a column has the reason instead.

  --db FILE          the database that keeps the models (${MODELS} in the current folder)
  --proba            the probability of every class, too
  --problems         a column, problem, with the reason why a row has no prediction
  --only             without the columns that came
  --as NAME          the prediction's column (prediction)
  --format F         csv, json or ndjson (what came)
${READING_USAGE}

  sqml predict penguins.species new.csv > predicted.csv
  echo '{"bill_length_mm": 39, "flipper_length_mm": 181}' | sqml predict 3 --only --proba
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        db: { type: 'string', default: MODELS },
        proba: { type: 'boolean', default: false },
        problems: { type: 'boolean', default: false },
        only: { type: 'boolean', default: false },
        as: { type: 'string', default: 'prediction' },
        format: { type: 'string' },
        ...READING,
      },
    });
    const [name, file = '-', ...others] = positionals;
    if (name === undefined) throw new UsageError('the experiment or the number of a model is missing');
    if (others.length > 0) throw new UsageError(`one file at a time, got also: ${others.join(' ')}`);
    const format = values.format === undefined ? undefined : oneOf(values.format, FORMATS, '--format');
    const reading = readingOf(values);
    existing(values.db, '; sqml train makes it, --db names another');
    const source = await openRows(file, reading);
    if (!values.only && source.columns.includes(values.as)) {
      throw new Error(
        `${source.name} has a column '${values.as}'; --as names the prediction's column, or --only`,
      );
    }

    if (values.problems && !values.only && source.columns.includes(PROBLEM))
      throw new Error(
        `${source.name} has a column '${PROBLEM}', as --problems would add; --only leaves it out`,
      );

    return Connection.with(values.db, { isReadonly: true }, async (connection) => {
      const table = await TempTable.of(connection, source, reading);
      const model = /^\d+$/.test(name) ? BigInt(name) : name;
      const predictor = new Predictor(connection, table, model, values.proba, !values.problems);
      await predictor.check();

      const to = format ?? source.format;
      /** The rows' own columns: as they came, or as SQLite took a CSV's where the output can say their types. */
      const own = async (batch: Row[]): Promise<Cell[][]> => {
        if (values.only) return batch.map(() => []);
        if (source.format !== 'csv' || to === 'csv') return batch.map(({ given }) => given);
        return (await table.rows()).map((row) =>
          Object.values(row).map((cell) => (cell === '' ? null : cell)),
        );
      };
      const output = new AnswerWriter(
        to,
        values.only ? [] : source.columns,
        values.as,
        values.proba,
        values.problems,
      );
      for await (const batch of batches(source.rows)) {
        const answers = await predictor.answers(batch, source);
        await output.write(await own(batch), answers);
      }
      await output.end();
      return predictor.failed > 0 && !values.problems ? 1 : 0;
    });
  },
};
