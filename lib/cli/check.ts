// sqml check: what keeps a file from being trained on, beforehand.

import { parseArgs } from 'node:util';
import { type Command, READING, READING_USAGE, readingOf, UsageError } from './command.ts';
import { Connection } from './connection.ts';
import { openRows } from './rows.ts';
import { importRows, SHOWING, showRows } from './show.ts';
import { print } from './terminal.ts';
import { TRAINING, trainingOf } from './training_options.ts';

export const check: Command = {
  name: 'check',
  title: 'says what keeps a CSV or JSON file from being trained on, and what to do',
  usage: `Usage: sqml check FILE --target COLUMN --type TYPE --algorithm NAME [options]

FILE and the options are as for sqml train. A line for each column that can't be used as it is: what is the
matter, what to do, and the option or the SQL that does it. Trains nothing, and stores nothing. The exit code
is 0 when nothing is in the way, else 1.

  --target COLUMN    the column to predict
  --type TYPE        classification or regression
  --algorithm NAME   as for sqml train
  --option NAME=VALUE, --options JSON   what the training will be told
  --format F         table (the default), csv, json or ndjson
${READING_USAGE}

  sqml check houses.csv --target price --type regression --algorithm ridge
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...TRAINING,
        format: SHOWING.format,
        ...READING,
      },
    });
    const [file, ...others] = positionals;
    if (file === undefined) throw new UsageError('the file to check is missing');
    if (others.length > 0) throw new UsageError(`one file at a time, got also: ${others.join(' ')}`);
    const { target, type, algorithm, options } = trainingOf(values);
    const reading = readingOf(values);
    const source = await openRows(file, reading);
    return Connection.with(':memory:', { isReadonly: false }, async (connection) => {
      const dataset = await importRows(connection, source, reading);
      const parameters = [type, algorithm, dataset, target, options];
      const found = await showRows(
        connection,
        values.format,
        'SELECT * FROM sqml_check(?, ?, ?, ?, ?)',
        parameters,
      );
      if (found === 0 && values.format === 'table')
        await print(`nothing keeps ${source.name} from being trained on\n`);
      return found === 0 ? 0 : 1;
    });
  },
};
