// sqml models: what is trained and deployed.

import { parseArgs } from 'node:util';
import { drawTable } from '../tutorial/table.ts';
import { type Command, existing, MODELS, oneOf } from './command.ts';
import { Connection } from './connection.ts';
import { FORMATS, rowWriter } from './format.ts';
import { withoutEmptyColumns } from './show.ts';
import { print } from './terminal.ts';

const VIEW = 'sqml_runs_overview';

export const models: Command = {
  name: 'models',
  title: 'lists what is trained and deployed',
  usage: `Usage: sqml models [--db models.db] [--format table|csv|json|ndjson]

Lists every training of the database: its score, whether its model is deployed, and why one failed.

  --db FILE          the database (${MODELS})
  --format F         table (the default), csv, json or ndjson
`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        db: { type: 'string', default: MODELS },
        format: { type: 'string', default: 'table' },
      },
    });
    const format = oneOf(values.format, ['table', ...FORMATS], '--format');
    const file = existing(values.db, '; sqml train makes it, --db names another');
    await Connection.with(file, { isReadonly: true }, async (connection) => {
      const [view] = await connection.rows('SELECT 1 FROM sqlite_master WHERE name = ?', VIEW);
      if (view === undefined) throw new Error(`${file} has no models yet; sqml train makes one`);
      const rows = await connection.rows(`SELECT * FROM ${VIEW}`);
      if (format === 'table') {
        await print(`${drawTable(withoutEmptyColumns(rows))}\n`);
        return;
      }
      const columns = await connection.rows('SELECT name FROM pragma_table_info(?)', VIEW);
      const writer = rowWriter(
        format,
        columns.map(({ name }) => String(name)),
      );
      await print(writer.begin() + rows.map((row) => writer.row(Object.values(row))).join('') + writer.end());
    });
    return 0;
  },
};
