// sqml train: a model from a file of rows, or from a table of a database.

import { existsSync, realpathSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, existing, MODELS, READING, READING_USAGE, readingOf, UsageError } from './command.ts';
import { Connection, naming, quoted } from './connection.ts';
import { openRows } from './rows.ts';
import { importRows } from './show.ts';
import { print, say, withProgress } from './terminal.ts';
import { TRAINING, trainingOf } from './training_options.ts';

export const train: Command = {
  name: 'train',
  title: 'trains a model on a CSV or JSON file, or on a table of a database',
  usage: `Usage: sqml train FILE --target COLUMN --type TYPE --algorithm NAME [options]
       sqml train DATABASE TABLE --target COLUMN --type TYPE --algorithm NAME [options]

FILE is a CSV with names in its first line, a JSON array of objects, or a JSON object a line; - is standard
input. Every column but the target is a feature. TABLE is a table, a view or one SELECT of an SQLite database,
which is only read. Prints what sqml_train answers, as JSON.

  --target COLUMN    the column to predict
  --type TYPE        classification or regression
  --algorithm NAME   logistic_regression, linear_svc, svc; linear_regression, linear_svr, svr ...
  --experiment NAME  models of one experiment compete, and the best serves; else FILE.COLUMN without the
                     file's ending, or TABLE.COLUMN
  --db FILE          the database that keeps the models (${MODELS} in the current folder)
  --option NAME=VALUE  an option of the training, such as C=10 or exclude='["id"]'; again for more
  --options JSON     all of them as one JSON object
${READING_USAGE}

  sqml train penguins.csv --target species --type classification --algorithm svc --option C=10
  sqml train shop.db customers --target has_left --type classification --algorithm logistic_regression
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...TRAINING,
        experiment: { type: 'string' },
        db: { type: 'string', default: MODELS },
        ...READING,
      },
    });
    const [file, table, ...others] = positionals;
    if (file === undefined) throw new UsageError('the file to train from is missing');
    if (others.length > 0)
      throw new UsageError(`at most a database and a table, got also: ${others.join(' ')}`);
    const { target, type, algorithm, options } = trainingOf(values);
    const reading = readingOf(values);
    const given = Object.keys(READING).find(
      (name) => name !== 'encoding' && values[name as keyof typeof READING]?.length,
    );
    if (table !== undefined && given !== undefined) {
      throw new UsageError(`--${given} is for files, and ${table} is a table of a database`);
    }

    const source = table === undefined ? await openRows(file, reading) : existing(file);
    const isNew = !existsSync(values.db);
    return Connection.with(values.db, { isReadonly: false }, async (connection) => {
      const dataset =
        typeof source === 'string'
          ? await seeTables(connection, source, table, values.db)
          : await importRows(connection, source, reading);
      const experiment = values.experiment ?? `${stem(file, table)}.${target}`;
      const [answer] = await withProgress(
        () => `training ${algorithm} on ${dataset}, Ctrl-C stops it:`,
        connection.rows(
          'SELECT sqml_train(?, ?, ?, ?, ?, NULL, NULL, ?) AS answer',
          experiment,
          type,
          algorithm,
          dataset,
          target,
          options,
        ),
      );
      await print(`${answer.answer}\n`);
      say(`stored in ${values.db}${isNew ? ', which is new' : ''}, as experiment '${experiment}'`);
      return 0;
    });
  },
};

/** What names an experiment that --experiment doesn't: the table; for a query the file, without its ending. */
function stem(file: string, table: string | undefined): string {
  if (table !== undefined && /^\w+$/.test(table)) return table;
  return file === '-' ? 'stdin' : basename(file, extname(file));
}

/**
 * Has the tables of the user's database seen under their own names, as TEMP views, which come before the
 * tables of the models' database. Nothing of it when both are one database.
 */
async function seeTables(
  connection: Connection,
  file: string,
  table: string,
  models: string,
): Promise<string> {
  if (realpathSync(file) === realpathSync(models)) return table;
  await naming(file, connection.execute(`ATTACH '${file.replaceAll("'", "''")}' AS source`));
  const found = await connection.rows(
    "SELECT name FROM source.sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  const names = found.map(({ name }) => quoted(String(name)));
  // NOT INDEXED: the rows come in the table's own order, as from the table itself.
  const views = names.map((name) => `CREATE TEMP VIEW ${name} AS SELECT * FROM source.${name} NOT INDEXED;`);
  await connection.execute(views.join('\n'));
  return table;
}
