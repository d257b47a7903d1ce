// sqml models: what is trained and deployed.

import { parseArgs } from 'node:util';
import { type Command, existing, MODELS } from './command.ts';
import { Connection } from './connection.ts';
import { SHOWING, showRows } from './show.ts';

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
      options: SHOWING,
    });
    const file = existing(values.db, '; sqml train makes it, --db names another');
    await Connection.with(file, { isReadonly: true }, async (connection) => {
      const [view] = await connection.rows('SELECT 1 FROM sqlite_master WHERE name = ?', VIEW);
      if (view === undefined) throw new Error(`${file} has no models yet; sqml train makes one`);
      const columns = await connection.rows('SELECT name FROM pragma_table_info(?)', VIEW);
      const names = columns.map(({ name }) => String(name));
      await showRows(connection, values.format, `SELECT * FROM ${VIEW}`, [], names);
    });
    return 0;
  },
};
