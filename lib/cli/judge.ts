// sqml evaluate, confusion, classes, weights, importance: what a table function says of a model, as a table.
//
// Without a file they show what was stored at the training; with one, what the model makes of its rows.

import { parseArgs } from 'node:util';
import { type Command, existing, MODELS, READING, READING_USAGE, readingOf, UsageError } from './command.ts';
import { Connection } from './connection.ts';
import { openRows } from './rows.ts';
import { importRows, SHOWING, showRows } from './show.ts';

interface Question {
  name: string;
  title: string;
  /** The table function. */
  of: string;
  /** It can be asked of a file's rows. */
  takesRows: boolean;
  more: string;
}

const QUESTIONS: Question[] = [
  {
    name: 'evaluate',
    title: 'the metrics of a model, on its test part or on a file',
    of: 'sqml_evaluate',
    takesRows: true,
    more: 'A metric without a value says why.',
  },
  {
    name: 'confusion',
    title: 'how many rows of each class were predicted as which',
    of: 'sqml_confusion_matrix',
    takesRows: true,
    more: 'For classifications.',
  },
  {
    name: 'classes',
    title: 'precision, recall and f1 of each class',
    of: 'sqml_classification_report',
    takesRows: true,
    more: 'For classifications; then accuracy and the averages.',
  },
  {
    name: 'weights',
    title: 'the coefficients of a linear model',
    of: 'sqml_weights',
    takesRows: false,
    more: "In the table's own units, and standardised.",
  },
  {
    name: 'importance',
    title: 'how much the score falls when a feature is shuffled',
    of: 'sqml_feature_importance',
    takesRows: true,
    more: 'Without a file the table that the model was trained on must be in the database, unchanged.',
  },
];

function commandFor({ name, title, of, takesRows, more }: Question): Command {
  const file = takesRows ? ' [FILE]' : '';
  return {
    name,
    title,
    usage: `Usage: sqml ${name} MODEL${file} [options]

MODEL is an experiment, whose deployed model is meant, or the number of a model (sqml models lists them).
${takesRows ? 'FILE is as for sqml train; without one it is the test part of the training. ' : ''}${more}

  --db FILE          the database that keeps the models (${MODELS} in the current folder)
  --format F         table (the default), csv, json or ndjson
${takesRows ? `  --target COLUMN    the column with the truth, when it is not the one of the training\n${READING_USAGE}\n` : ''}`,
    async run(args) {
      const { values, positionals } = parseArgs({
        args,
        allowPositionals: true,
        options: { ...SHOWING, target: { type: 'string' }, ...READING },
      });
      const stray = takesRows ? undefined : args.find((arg) => /^--(?!db\b|format\b)./.test(arg));
      if (stray !== undefined) throw new UsageError(`${stray} is for commands that take a file`);
      const [model, rows, ...others] = positionals;
      if (model === undefined) throw new UsageError('the experiment or the number of a model is missing');
      if (others.length > 0 || (rows !== undefined && !takesRows))
        throw new UsageError(
          `one model${takesRows ? ' and one file' : ''}, got also: ${positionals.slice(takesRows ? 2 : 1).join(' ')}`,
        );
      const reading = readingOf(values);
      existing(values.db, '; sqml train makes it, --db names another');
      const source = rows === undefined ? null : await openRows(rows, reading);
      return Connection.with(values.db, { isReadonly: true }, async (connection) => {
        const dataset = source === null ? [] : [await importRows(connection, source, reading)];
        if (values.target !== undefined && dataset.length === 0)
          throw new UsageError('--target is for the rows of a file');
        const named = /^\d+$/.test(model) ? BigInt(model) : model;
        const parameters = [named, ...dataset, ...(values.target === undefined ? [] : [values.target])];
        await showRows(
          connection,
          values.format,
          `SELECT * FROM ${of}(${parameters.map(() => '?').join(', ')})`,
          parameters,
        );
        return 0;
      });
    },
  };
}

export const judging: Command[] = QUESTIONS.map(commandFor);
