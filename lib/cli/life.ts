// sqml deploy, drop, export, import: what becomes of a model after its training.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Value } from '../sqlite.ts';
import { type Command, existing, MODELS, UsageError } from './command.ts';
import { Connection } from './connection.ts';
import { print, say } from './terminal.ts';

const DB = { db: { type: 'string', default: MODELS } } as const;
const DB_USAGE = `  --db FILE          the database that keeps the models (${MODELS} in the current folder)`;

/** Runs one statement on the database and prints its answer, JSON. */
async function ask(db: string, sql: string, ...parameters: Value[]): Promise<number> {
  return Connection.with(
    existing(db, '; sqml train makes it, --db names another'),
    { isReadonly: false },
    async (connection) => {
      const [row] = await connection.rows(sql, ...parameters);
      await print(`${row.answer}\n`);
      return 0;
    },
  );
}

/** The positional arguments, which must be these. */
function exactly(positionals: string[], ...what: string[]): string[] {
  const missing = what[positionals.length];
  if (missing !== undefined) throw new UsageError(`${missing} is missing`);
  if (positionals.length > what.length)
    throw new UsageError(`got also: ${positionals.slice(what.length).join(' ')}`);
  return positionals;
}

function modelOf(text: string): Value {
  return /^\d+$/.test(text) ? BigInt(text) : text;
}

const deploy: Command = {
  name: 'deploy',
  title: 'makes another model of an experiment serve',
  usage: `Usage: sqml deploy EXPERIMENT best_score|most_recent|rollback|NUMBER [--db models.db]

NUMBER is a model's, as sqml models lists them; rollback is the model before.

${DB_USAGE}
`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: DB });
    const [experiment, strategy] = exactly(positionals, 'the experiment', 'the model that is to serve');
    return ask(values.db, 'SELECT sqml_deploy(?, ?) AS answer', experiment, modelOf(strategy));
  },
};

const drop: Command = {
  name: 'drop',
  title: 'deletes an experiment, a model or a failed run',
  usage: `Usage: sqml drop EXPERIMENT [--db models.db]
       sqml drop --model NUMBER [--even-if-active] [--db models.db]
       sqml drop --run NUMBER [--db models.db]

An experiment goes with all its runs and models. A run can be dropped when it has no model.

  --model NUMBER     one model; --even-if-active when it serves
  --run NUMBER       a run that failed
${DB_USAGE}
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        ...DB,
        model: { type: 'string' },
        run: { type: 'string' },
        'even-if-active': { type: 'boolean', default: false },
      },
    });
    const ways = [positionals.length > 0, values.model !== undefined, values.run !== undefined];
    if (ways.filter(Boolean).length !== 1)
      throw new UsageError('say one of an experiment, --model NUMBER or --run NUMBER');
    if (values['even-if-active'] && values.model === undefined)
      throw new UsageError('--even-if-active is for --model');
    if (values.model !== undefined) {
      const even = values['even-if-active'] ? 1n : 0n;
      return ask(
        values.db,
        'SELECT sqml_drop_model(?, ?) AS answer',
        numberOf(values.model, '--model'),
        even,
      );
    }
    if (values.run !== undefined)
      return ask(values.db, 'SELECT sqml_drop_run(?) AS answer', numberOf(values.run, '--run'));
    const [experiment] = exactly(positionals, 'the experiment');
    return ask(values.db, 'SELECT sqml_drop_experiment(?) AS answer', experiment);
  },
};

function numberOf(text: string, option: string): bigint {
  if (!/^\d+$/.test(text)) throw new UsageError(`${option} must be a number, got '${text}'`);
  return BigInt(text);
}

const exporting: Command = {
  name: 'export',
  title: 'writes a model to a file',
  usage: `Usage: sqml export MODEL FILE [--force] [--db models.db]

MODEL is an experiment, whose deployed model is written, or the number of a model. sqml import reads the file,
and so do sqml_import_model in SQL and Model.fromBytes in Node.

  --force            writes over a file that is there
${DB_USAGE}
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...DB, force: { type: 'boolean', default: false } },
    });
    const [model, file] = exactly(
      positionals,
      'the experiment or the number of a model',
      'the file to write',
    );
    if (existsSync(file) && !values.force)
      throw new Error(`${file} is there already; --force writes over it`);
    existing(values.db, '; sqml train makes it, --db names another');
    return Connection.with(values.db, { isReadonly: true }, async (connection) => {
      const [row] = await connection.rows('SELECT sqml_export_model(?) AS data', modelOf(model));
      const data = row.data as Uint8Array;
      writeFileSync(file, data);
      say(`${file}: ${data.length} bytes`);
      return 0;
    });
  },
};

const importing: Command = {
  name: 'import',
  title: 'stores a model that was exported',
  usage: `Usage: sqml import EXPERIMENT FILE [--db models.db]

It is deployed when the experiment has no deployed model yet. The database is made when it isn't there.

${DB_USAGE}
`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: DB });
    const [experiment, file] = exactly(positionals, 'the experiment', 'the file to read');
    const data = readFileSync(existing(file));
    return Connection.with(values.db, { isReadonly: false }, async (connection) => {
      const [row] = await connection.rows('SELECT sqml_import_model(?, ?) AS answer', experiment, data);
      await print(`${row.answer}\n`);
      return 0;
    });
  },
};

export const life: Command[] = [deploy, drop, exporting, importing];
