// sqml report: an experiment as one HTML file (sqml_report), for a mail, an audit or paper.

import { existsSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Command, existing, MODELS, UsageError } from './command.ts';
import { Connection } from './connection.ts';
import { print, say } from './terminal.ts';

export const report: Command = {
  name: 'report',
  title: 'writes an experiment as one HTML file',
  usage: `Usage: sqml report [DATABASE] EXPERIMENT [--out FILE.html] [options]

One file without script or address: how good the model is that serves, why, what it was told, the data of its training, all runs.
It goes to standard output, or to a file. DATABASE is ${MODELS} in the current folder when it isn't named.

  --out FILE         writes a file
  --force            writes over a file that is there
  --db FILE          another way to name the database

  sqml report shop.db Churn --out churn.html
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        db: { type: 'string' },
        out: { type: 'string' },
        force: { type: 'boolean', default: false },
      },
    });
    const { out, force } = values;
    const experiment = positionals.at(-1);
    const [named, ...others] = positionals.slice(0, -1);
    if (experiment === undefined) throw new UsageError('the experiment is missing');
    if (others.length > 0 || (named !== undefined && values.db !== undefined))
      throw new UsageError(`one database and one experiment, got: ${positionals.join(' ')}`);
    if (force && out === undefined) throw new UsageError('--force is for --out');
    if (out !== undefined && existsSync(out) && !force)
      throw new Error(`${out} is there already; --force writes over it`);
    const file = existing(named ?? values.db ?? MODELS, '; sqml report DATABASE EXPERIMENT names another');
    return Connection.with(file, { isReadonly: true }, async (connection) => {
      const [row] = await connection.rows('SELECT sqml_report(?) AS report', experiment);
      const html = String(row.report);
      if (out === undefined) await print(html);
      else {
        writeFileSync(out, html);
        say(`${out}: ${Buffer.byteLength(html)} bytes`);
      }
      return 0;
    });
  },
};
