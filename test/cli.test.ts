// The command line as its user meets it: dist/cli.js as a process of its own, in a folder of its own.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type Test } from 'tape';
import { steps } from '../lib/tutorial/statements.ts';
import { betterSqlite3, cli, error, library, nodeSqlite, path, type Session, value } from './host/index.ts';

const PROGRAM = path('dist/cli.js');
const PENGUINS = path('datasets/penguins.csv');
const TRAIN = ['--target', 'species', '--type', 'classification', '--algorithm', 'svc'];
const IMPUTE = ['--option', 'preprocess={"impute": "median"}'];

interface Outcome {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** A started program, and its end. */
function start(
  folder: string,
  args: string[],
  program = PROGRAM,
): { child: ChildProcess; end: Promise<Outcome> } {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder });
  const outcome: Outcome = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (data) => {
    outcome.stdout += data;
  });
  child.stderr.setEncoding('utf8').on('data', (data) => {
    outcome.stderr += data;
  });
  child.stdin.on('error', () => {}); // a program that ended reads no more
  const end = new Promise<Outcome>((resolve) => {
    child.on('close', (code, signal) => resolve({ ...outcome, code, signal }));
  });
  return { child, end };
}

/** Runs the program to its end. */
function run(folder: string, args: string[], input = ''): Promise<Outcome> {
  const { child, end } = start(folder, args);
  child.stdin?.end(input);
  return end;
}

/** A test in an empty folder. */
function testIn(title: string, body: (t: Test, folder: string) => Promise<void>): void {
  test(title, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'sqml-command-'));
    try {
      await body(t, folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

/** The first `count` data lines of the penguins, below their names; all of them are complete. */
const [NAMES, ...LINES] = readFileSync(PENGUINS, 'utf8').trim().split('\n');
const COMPLETE = LINES.filter((line) => !/(^|,)(,|$)/.test(line));
const THREE = `${[NAMES, ...COMPLETE.slice(0, 3)].join('\n')}\n`;

async function trainPenguins(t: Test, folder: string, ...more: string[]): Promise<void> {
  const { code, stderr } = await run(folder, ['train', PENGUINS, ...TRAIN, ...IMPUTE, ...more]);
  t.equal(code, 0, `trained: ${stderr.trim()}`);
}

/** A host that opens files, as the program's own SQLite does. */
const host = betterSqlite3.isAvailable() === null ? betterSqlite3 : nodeSqlite;

async function inDatabase<T>(file: string, body: (session: Session) => Promise<T>): Promise<T> {
  const session = await host.open({ file });
  try {
    return await body(session);
  } finally {
    await session.close();
  }
}

testIn(
  'help and version are on standard output, a wrong command line on standard error with code 2',
  async (t, folder) => {
    const help = await run(folder, ['--help']);
    t.equal(help.code, 0);
    for (const name of ['tutorial', 'train', 'predict', 'models', 'path']) {
      t.ok(help.stdout.includes(`  ${name} `), `the help lists ${name}`);
      const { code, stdout } = await run(folder, [name, '--help']);
      t.ok(code === 0 && stdout.startsWith(`Usage: sqml ${name}`), `${name} --help shows how to call it`);
    }
    const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
    t.equal((await run(folder, ['--version'])).stdout, `${version}\n`);
    const wrong: [string[], RegExp][] = [
      [[], /Usage: sqml COMMAND/],
      [
        ['trian'],
        /unknown command 'trian'; did you mean 'train'\? there are: tutorial, check, train, predict/,
      ],
      [['train'], /the file to train from is missing/],
      [['train', 'x.csv', '--type', 'regression'], /--target is missing: the column to predict/],
      [['train', 'x.csv', ...TRAIN, '--option', 'C'], /--option must be NAME=VALUE, got 'C'/],
      [
        ['train', 'x.csv', ...TRAIN, '--option', 'C=1', '--options', '{}'],
        /either --option NAME=VALUE or --options/,
      ],
      [['train', 'x.db', 'rows', ...TRAIN, '--null', 'NA'], /--null is for files, and rows is a table/],
      [['predict', '--probs', 'x'], /unknown option '--probs'; did you mean '--proba'/],
      [['predict', 'x', '--format', 'xml'], /--format must be csv, json, ndjson; got 'xml'/],
      [['models', 'x'], /Unexpected argument 'x'/],
    ];
    for (const [args, message] of wrong) {
      const { code, stdout, stderr } = await run(folder, args);
      t.ok(
        code === 2 && stdout === '' && message.test(stderr),
        `sqml ${args.join(' ')}: ${stderr.split('\n')[0]}`,
      );
    }
  },
);

testIn('the path is of a file that loads', async (t, folder) => {
  const { stdout } = await run(folder, ['path']);
  t.ok(existsSync(stdout.trimEnd()), stdout.trimEnd());
  if (process.env.SQML_LIBRARY === undefined) t.equal(stdout, `${library}\n`);
});

testIn('the tutorial runs on a new file, and on no other', async (t, folder) => {
  const { code, stdout } = await run(folder, ['tutorial']);
  t.equal(code, 0);
  for (const { sql } of steps) t.ok(stdout.includes(sql), sql.split('\n')[0]);
  const [flower] = /(?<=echo ').*(?=')/.exec(stdout) ?? [];
  const next = await run(folder, ['predict', 'Iris prediction', '--db', 'tutorial.db'], flower);
  t.equal(JSON.parse(next.stdout).prediction, 0, 'what it says to type next works');
  const again = await run(folder, ['tutorial']);
  t.equal(again.code, 1);
  t.match(again.stderr, /sqml tutorial: .*tutorial\.db is there already; name a new file/);
  t.equal((await run(folder, ['tutorial', 'second.db'])).code, 0);
});

testIn('a CSV makes the model that the same rows in a table make, byte for byte', async (t, folder) => {
  const { code, stdout, stderr } = await run(folder, ['train', PENGUINS, ...TRAIN, ...IMPUTE, '--null', '']);
  t.equal(code, 0);
  const answer = JSON.parse(stdout);
  t.equal(answer.experiment_name, 'penguins.species', 'the experiment is named by file and target');
  t.match(
    stderr,
    /stored in sqml\.db, which is new, as experiment 'penguins\.species'/,
    'and where, is said',
  );
  await inDatabase(join(folder, 'sqml.db'), async (session) => {
    await session.rows("SELECT sqml_load_dataset('penguins')");
    await session.rows(
      `SELECT sqml_train('Table', 'classification', 'svc', 'dataset_penguins', 'species', '{"preprocess": {"impute": "median"}}')`,
    );
    t.equal(await value(session, 'SELECT count(DISTINCT digest) FROM sqml_models'), 1n, 'one digest');
    t.equal(
      await value(session, 'SELECT dataset FROM sqml_runs LIMIT 1'),
      'penguins.csv',
      'the run says its file',
    );
    t.equal(
      await value(session, "SELECT count(*) FROM sqlite_master WHERE name LIKE '%csv%'"),
      0n,
      'the rows are not left in the database',
    );
  });
});

testIn('a model of a CSV is judged in SQL by what was stored when it was trained', async (t, folder) => {
  await trainPenguins(t, folder);
  const experiment = "'penguins.species'";
  await inDatabase(join(folder, 'sqml.db'), async (session) => {
    const rows = await value(session, `SELECT sum(count) FROM sqml_confusion_matrix(${experiment})`);
    t.equal(rows, 86n, 'the test part');
    for (const name of ['classification_report', 'roc_curve', 'judged_rows', 'feature_profile']) {
      const count = (await value(session, `SELECT count(*) FROM sqml_${name}(${experiment})`)) as bigint;
      t.ok(count > 5n, `${name}: ${count} rows`);
    }
    t.match(
      await error(session, `SELECT * FROM sqml_feature_importance(${experiment})`),
      /unknown dataset 'penguins.csv'.*name a dataset as the second argument$/,
    );
  });
});

testIn('predictions are those of SQL, in the order of the rows, over many batches', async (t, folder) => {
  await trainPenguins(t, folder, '--db', 'models.db');
  const many = Array.from({ length: 2500 }, (_, i) => LINES[i % LINES.length]);
  writeFileSync(join(folder, 'many.csv'), `${[NAMES, ...many].join('\n')}\n`);
  const { code, stdout, stderr } = await run(folder, [
    'predict',
    'penguins.species',
    'many.csv',
    '--db',
    'models.db',
  ]);
  t.equal(code, 0, stderr);
  const [names, ...lines] = stdout.trimEnd().split('\n');
  t.equal(names, `${NAMES},prediction`);
  t.ok(
    lines.length === many.length && lines.every((line, i) => line.startsWith(`${many[i]},`)),
    'each row is as it came, in its place',
  );
  await inDatabase(join(folder, 'models.db'), async (session) => {
    await session.rows("SELECT sqml_load_dataset('penguins')");
    const rows = await session.rows(
      "SELECT prediction FROM sqml_predictions('penguins.species', 'dataset_penguins')",
    );
    t.ok(
      lines.every((line, i) => line.endsWith(`,${rows[i % rows.length].prediction}`)),
      'each has the prediction of sqml_predictions',
    );
  });
});

testIn('CSV, JSON and a JSON object a line say the same, in and out', async (t, folder) => {
  await trainPenguins(t, folder, '--option', 'probability=true');
  const ask = (input: string, ...args: string[]) =>
    run(folder, ['predict', 'penguins.species', ...args], input);
  const csv = await ask(THREE, '--proba');
  t.equal(
    csv.stdout.split('\n')[0],
    `${NAMES},prediction,probability_Adelie,probability_Chinstrap,probability_Gentoo`,
  );
  const json = await ask(THREE, '--proba', '--format', 'json');
  const objects = JSON.parse(json.stdout);
  t.equal(objects.length, 3);
  t.equal(typeof objects[0].bill_length_mm, 'number', 'a number of a CSV is one in JSON');
  t.equal(objects[0].prediction, 'Adelie');
  const cells = csv.stdout.split('\n')[1].split(',').slice(-3).map(Number);
  t.deepEqual(Object.values(objects[0].probabilities), cells, 'the probabilities are the same in both');
  const rows = objects.map(({ prediction, probabilities, ...row }: Record<string, unknown>) => row);
  const again = await ask(JSON.stringify(rows), '--proba');
  t.equal(again.stdout, json.stdout, 'a JSON array in gives a JSON array out');
  const lines = await ask(
    rows.map((row: object) => JSON.stringify(row)).join('\n'),
    '-',
    '--proba',
    '--only',
  );
  t.deepEqual(
    lines.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
    objects.map(({ prediction, probabilities }: Record<string, unknown>) => ({ prediction, probabilities })),
    'objects by lines give objects by lines; --only leaves out what came',
  );
  const named = await ask(json.stdout, '--as', 'guess', '--format', 'csv');
  t.match(named.stdout.split('\n')[0], /,guess$/, '--as names the column');
  const taken = await ask(csv.stdout);
  t.ok(taken.code === 1 && /has a column 'prediction'/.test(taken.stderr), taken.stderr.trim());
});

testIn('CSV is read as RFC 4180 and its users write it', async (t, folder) => {
  const lines = [
    '\uFEFF"size, cm","the ""kind""",note',
    '1,a,"two',
    'lines"',
    '2,b,',
    '',
    '"3",a,x',
    '4,b,y',
    '',
  ];
  writeFileSync(join(folder, 'odd.csv'), lines.join('\r\n'));
  const train = [
    'train',
    'odd.csv',
    '--target',
    'the "kind"',
    '--type',
    'classification',
    '--algorithm',
    'svc',
  ];
  const trained = await run(folder, [...train, '--option', 'exclude=["note"]']);
  t.equal(trained.code, 0, trained.stderr);
  const { code, stdout } = await run(folder, ['predict', 'odd.the "kind"', 'odd.csv']);
  t.equal(code, 0);
  t.ok(stdout.startsWith('"size, cm","the ""kind""",note,prediction\n1,a,"two\r\nlines",'), 'and written so');
  writeFileSync(join(folder, 'codes.tsv'), 'code\tplace\ty\n01\tNA\t1\n02\tNA\t2\n');
  const codes = ['train', 'codes.tsv', '--target', 'y', '--type', 'regression', '--algorithm', 'svr'];
  const typed = await run(folder, [
    ...codes,
    '--text',
    'code',
    '--null',
    'NA',
    '--option',
    'exclude=["code"]',
  ]);
  t.match(typed.stderr, /feature 'place' is NULL in /, typed.stderr.trim());
  const unknown = await run(folder, [...codes, '--text', 'cod']);
  t.match(unknown.stderr, /codes\.tsv has no column 'cod', which --text names; it has: code, place, y/);
});

testIn('what is wrong with a file is said with its line', async (t, folder) => {
  const wrong: [string, RegExp][] = [
    ['a,b\n1,2\n"x\r\ny",2\n1,2,3\n', /stdin: line 5 has 3 cells, the first line names 2 columns/],
    ['a,b\n1,"2\n', /stdin: Quote Not Closed.*line 2/],
    ['', /stdin: the file is empty/],
    ['{"a": 1}\n{"a": 2, "b": 1}\n', /stdin: line 2 has 'b', which the first object doesn't have/],
    ['{"a": 1}\n{"a": \n', /stdin: line 2: .*JSON/],
    ['[{"a": 1}, 2]', /stdin: object 2 must be a JSON object from column to value, got 2/],
    ['{"constructor": 1, "a": 1}\n{"a": 2}\n', /feature 'constructor' is NULL in 1 of 2 rows/],
    ['[]', /stdin: there are no objects/],
    ['a,a\n1,2\n', /stdin: duplicate column name: a/],
  ];
  for (const [input, message] of wrong) {
    const { code, stderr } = await run(
      folder,
      ['train', '-', '--target', 'a', '--type', 'regression', '--algorithm', 'svr'],
      input,
    );
    t.ok(code === 1 && message.test(stderr), stderr.trim());
  }
});

testIn(
  'a row that cannot be predicted is said with its line; the others are predicted',
  async (t, folder) => {
    await trainPenguins(t, folder);
    const lines = Array.from({ length: 1500 }, (_, i) => COMPLETE[i % COMPLETE.length]);
    lines[6] = lines[6].replace(/,(\d[\d.]*)/, ',wide');
    lines[1234] = lines[1234].replace(/,(\d[\d.]*)/, ',wide');
    const { code, stdout, stderr } = await run(
      folder,
      ['predict', 'penguins.species'],
      `${[NAMES, ...lines].join('\n')}\n`,
    );
    t.equal(code, 1);
    const said = stderr.trimEnd().split('\n');
    t.equal(said.length, 2);
    t.match(said[0], /^stdin: line 8: feature 'bill_length_mm' must be a finite number, got 'wide'/);
    t.match(said[1], /^stdin: line 1236: /);
    const predicted = stdout.trimEnd().split('\n').slice(1);
    t.deepEqual(
      predicted.flatMap((line, i) => (line.endsWith(',') ? [i] : [])),
      [6, 1234],
      'these two alone have no prediction',
    );
    const told = await run(
      folder,
      ['predict', 'penguins.species', '--problems', '--only'],
      `${[NAMES, ...lines].join('\n')}\n`,
    );
    t.deepEqual([told.code, told.stderr], [0, ''], 'with --problems nothing is said');
    const reasons = told.stdout.trimEnd().split('\n');
    t.equal(reasons[0], 'prediction,problem');
    t.deepEqual(
      reasons.flatMap((line, i) => (line.startsWith(',') ? [`${i} ${line}`] : [])),
      [7, 1235].map((i) => `${i} ,"feature 'bill_length_mm' must be a finite number, got 'wide'"`),
      'the reason stands in a column',
    );
  },
);

testIn('without a row that can be predicted a CSV has its names alone, or the reason', async (t, folder) => {
  await trainPenguins(t, folder, '--option', 'probability=true');
  const none = await run(folder, ['predict', '1', '--proba'], `${NAMES}\n`);
  t.deepEqual([none.code, none.stdout], [0, `${NAMES},prediction\n`]);
  const wide = COMPLETE[0].replace(/,(\d[\d.]*)/, ',wide');
  const csv = await run(folder, ['predict', '1', '--proba'], `${NAMES}\n${wide}\n`);
  t.deepEqual([csv.code, csv.stdout], [1, '']);
  t.match(csv.stderr, /none of the first 1 rows can be predicted, so the classes' columns aren't known/);
  const json = await run(
    folder,
    ['predict', '1', '--proba', '--only', '--format', 'ndjson'],
    `${NAMES}\n${wide}\n`,
  );
  t.deepEqual([json.code, json.stdout], [1, '{"prediction": null, "probabilities": null}\n']);
});

testIn("the engine's errors come as they are, with code 1", async (t, folder) => {
  const unknown = await run(folder, [
    'train',
    PENGUINS,
    '--target',
    'species',
    '--type',
    'classification',
    '--algorithm',
    'svn',
  ]);
  t.equal(unknown.code, 1);
  t.match(unknown.stderr, /^sqml_train: unknown algorithm 'svn'; did you mean 'svc'\? classification has: /);
  const option = await run(folder, ['train', PENGUINS, ...TRAIN, '--option', 'kernel=rbv']);
  t.match(option.stderr, /^sqml_train: kernel must be one of .*, got "rbv"/);
  const missing = await run(folder, ['train', PENGUINS, ...TRAIN, '--null', '']);
  t.match(
    missing.stderr,
    /^sqml_train: 5 columns can't be used as they are:\n- feature 'bill_length_mm' is NULL in 2 of 344 rows/,
  );
  const nothing = await run(folder, ['predict', 'nothing'], THREE);
  t.ok(
    nothing.code === 1 && /^sqml_predictions: unknown experiment 'nothing'/.test(nothing.stderr),
    nothing.stderr.trim(),
  );
  const files: [string[], RegExp][] = [
    [['train', 'nowhere.csv', ...TRAIN], /sqml train: there is no file nowhere\.csv/],
    [['train', 'nowhere.db', 'penguins', ...TRAIN], /sqml train: there is no file nowhere\.db/],
    [['train', PENGUINS, 'penguins', ...TRAIN], /penguins\.csv: file is not a database/],
    [
      ['predict', 'x', '--db', 'nowhere.db'],
      /there is no file nowhere\.db; sqml train makes it, --db names another/,
    ],
    [['models', '--db', 'nowhere.db'], /there is no file nowhere\.db/],
    [['models', '--db', PENGUINS], /penguins\.csv: file is not a database/],
  ];
  for (const [args, message] of files) {
    const { code, stderr } = await run(folder, args);
    t.ok(code === 1 && message.test(stderr), stderr.trim());
  }
  t.notOk(existsSync(join(folder, 'nowhere.db')), 'no database is made by asking for it');
});

testIn(
  "a table of the user's database is trained from, and the database stays as it was",
  async (t, folder) => {
    const file = join(folder, 'zoo.db');
    await inDatabase(file, async (session) => {
      await session.rows("SELECT sqml_load_dataset('penguins', 'birds')");
      await session.rows('CREATE INDEX covers ON birds(species, island)');
    });
    const before = readFileSync(file);
    // The models' database has a table of the same name, which is not meant.
    await inDatabase(join(folder, 'models.db'), (session) => session.rows('CREATE TABLE birds(a)'));
    const { code, stdout, stderr } = await run(folder, [
      'train',
      'zoo.db',
      'birds',
      ...TRAIN,
      ...IMPUTE,
      '--db',
      'models.db',
    ]);
    t.equal(code, 0, stderr);
    t.equal(
      JSON.parse(stdout).experiment_name,
      'birds.species',
      'the experiment is named by table and target',
    );
    const query = await run(folder, [
      'train',
      'zoo.db',
      'SELECT * FROM birds WHERE year < 2009',
      ...TRAIN,
      ...IMPUTE,
      '--db',
      'models.db',
    ]);
    t.equal(JSON.parse(query.stdout).experiment_name, 'zoo.species', 'of a query, by file and target');
    t.ok(before.equals(readFileSync(file)), 'not a byte has changed');
    const nameless = await run(folder, ['train', 'zoo.db', ...TRAIN]);
    t.match(
      nameless.stderr,
      /zoo\.db: this is an SQLite database; sqml train takes the name of one of its tables/,
    );
    const typo = await run(folder, ['train', 'zoo.db', 'bird', ...TRAIN, '--db', 'models.db']);
    t.match(typo.stderr, /^sqml_train: unknown dataset 'bird'.*did you mean 'birds'/, typo.stderr.trim());
    await trainPenguins(t, folder, '--db', 'models.db', '--null', '');
    await inDatabase(join(folder, 'models.db'), async (session) => {
      const digests = 'SELECT count(DISTINCT digest) FROM sqml_models WHERE id IN (1, 3)';
      t.equal(await value(session, digests), 1n, 'the model is that of the CSV with the same rows');
    });
    const own = await run(folder, ['train', 'zoo.db', 'birds', ...TRAIN, ...IMPUTE, '--db', './zoo.db']);
    t.equal(own.code, 0, 'models can be kept beside the table');
  },
);

testIn('models are listed, as a table and for programs', async (t, folder) => {
  writeFileSync(join(folder, 'empty.db'), '');
  t.match(
    (await run(folder, ['models', '--db', 'empty.db'])).stderr,
    /empty\.db has no models yet; sqml train makes one/,
  );
  await trainPenguins(t, folder);
  const table = await run(folder, ['models']);
  t.ok(table.code === 0 && /│ experiment +│/.test(table.stdout) && table.stdout.includes('penguins.species'));
  const [model] = JSON.parse((await run(folder, ['models', '--format', 'json'])).stdout);
  t.equal(model.deployed, 1);
  t.equal(model.dataset, 'penguins.csv');
});

testIn('a reader that has seen enough ends it quietly', async (t, folder) => {
  await trainPenguins(t, folder);
  const { child, end } = start(folder, ['predict', 'penguins.species']);
  child.stdout?.once('data', () => child.stdout?.destroy());
  const block = `${Array.from({ length: 1000 }, (_, i) => COMPLETE[i % COMPLETE.length]).join('\n')}\n`;
  child.stdin?.write(`${NAMES}\n`);
  for (let i = 0; i < 100; i++) child.stdin?.write(block);
  child.stdin?.end();
  const { code, signal, stderr } = await end;
  t.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
});

/** The signal is sent this long after the program began to train, which needs far longer. */
const AFTER_MS = 1500;
const WITHIN_MS = 1000;

testIn('Ctrl-C stops a training at once, and the database is as it was', async (t, folder) => {
  await trainPenguins(t, folder);
  const before = readFileSync(join(folder, 'sqml.db'));
  // 20,000 rows whose labels no machine can learn, so that it goes on for minutes.
  const noise = Array.from({ length: 20000 }, (_, i) =>
    [7919 % 1009, 104729 % 997, 1299709 % 991, 15485863 % 983]
      .map((step, c) => (i * step) % (1009 - c))
      .concat(((i * 32452843) % 977) % 2),
  );
  writeFileSync(join(folder, 'noise.csv'), `a,b,c,d,label\n${noise.map((row) => row.join()).join('\n')}\n`);
  const args = ['train', 'noise.csv', '--target', 'label', '--type', 'classification', '--algorithm', 'svc'];
  const { child, end } = start(folder, [...args, '--options', '{"C": 1e6, "tol": 1e-9}']);
  child.stdin?.end();
  await new Promise((resolve) => setTimeout(resolve, AFTER_MS));
  t.equal(child.exitCode, null, 'it is still training when the signal comes');
  const sent = performance.now();
  child.kill('SIGINT');
  const { signal, stdout, stderr } = await end;
  const took = performance.now() - sent;
  t.ok(took < WITHIN_MS, `it stopped ${took.toFixed(0)} ms after the signal`);
  if (process.platform !== 'win32') t.equal(signal, 'SIGINT', 'a shell sees that it was the signal');
  t.deepEqual([stdout, stderr], ['', 'sqml: interrupted\n']);
  t.ok(before.equals(readFileSync(join(folder, 'sqml.db'))), 'not a byte of the database has changed');
  t.notOk(existsSync(join(folder, 'sqml.db-journal')), 'no journal is left');
});

/** The blocks of docs/command_line.md: what is typed, and what is then shown, when the document shows it. */
function documented(): { typed: string; shown: string | undefined }[] {
  const text = readFileSync(path('docs/command_line.md'), 'utf8');
  return [...text.matchAll(/```sh\n(.*?)```\n(?:```\n(.*?)```)?/gs)].map(([, typed, shown]) => ({
    typed,
    shown,
  }));
}

testIn('the lines of docs/command_line.md work when pasted, in order', async (t, folder) => {
  if (process.platform === 'win32') {
    t.skip('the lines are for a Unix shell');
    return;
  }
  mkdirSync(join(folder, 'node_modules', '.bin'), { recursive: true });
  symlinkSync(path(''), join(folder, 'node_modules', 'sqml'));
  symlinkSync('../sqml/dist/cli.js', join(folder, 'node_modules', '.bin', 'sqml'));
  for (const { typed, shown } of documented()) {
    const title = typed.trimEnd().split('\n').at(-1);
    if (/^sqlite3 /m.test(typed) && cli.isAvailable() !== null) {
      t.skip(`${cli.isAvailable()}: ${title}`);
      continue;
    }
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', typed], {
      cwd: folder,
      encoding: 'utf8',
    });
    t.equal(status, 0, `${title} ${status === 0 ? '' : stderr}`);
    if (shown === undefined) t.ok(stdout !== '' || />/.test(typed), 'it shows something');
    else t.equal(stdout, shown, 'it shows what the document says');
  }
});

const [major, minor] = process.versions.node.split('.').map(Number);
const hasNodeSqlite = major > 22 || (major === 22 && minor >= 13);

testIn('without any SQLite it says the two ways to get one', async (t, folder) => {
  if (hasNodeSqlite) {
    t.skip(`this Node (${process.version}) brings node:sqlite; Node 20 shows the message`);
    return;
  }
  mkdirSync(join(folder, 'dist'));
  for (const file of ['dist/cli.js', 'dist/index.cjs', 'package.json'])
    cpSync(path(file), join(folder, file));
  const { child, end } = start(folder, ['train', PENGUINS, ...TRAIN], join(folder, 'dist', 'cli.js'));
  child.stdin?.end();
  const { code, stderr } = await end;
  t.equal(code, 1);
  t.match(
    stderr,
    /^sqml train: this Node .* has no SQLite that loads extensions; either use Node 22\.13 or newer, or install better-sqlite3 in this folder: npm install better-sqlite3/,
  );
});

testIn('a CSV with blanks trains at the first attempt, and says what it made of them', async (t, folder) => {
  const { code, stdout } = await run(folder, ['train', PENGUINS, ...TRAIN]);
  t.equal(code, 0);
  const { warnings } = JSON.parse(stdout) as { warnings: string[] };
  t.equal(warnings.length, 5, warnings[0]);
  const predicted = await run(folder, ['predict', 'penguins.species', PENGUINS, '--only']);
  t.equal(predicted.code, 0, 'and its own rows are predicted, those with blanks too');
  t.equal(predicted.stdout.trimEnd().split('\n').length, 345);
});

testIn('check says what is in the way, and trains nothing', async (t, folder) => {
  const checked = await run(folder, ['check', PENGUINS, ...TRAIN, '--null', '', '--format', 'json']);
  t.equal(checked.code, 1);
  const problems = JSON.parse(checked.stdout) as { name: string; example: string }[];
  t.deepEqual(
    problems.map(({ name }) => name),
    ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g', 'sex'],
  );
  const fine = await run(folder, ['check', PENGUINS, ...TRAIN]);
  t.deepEqual([fine.code, fine.stdout], [0, 'nothing keeps penguins.csv from being trained on\n']);
  t.notOk(existsSync(join(folder, 'sqml.db')));
});

testIn('a model is judged, moved, deployed and dropped from the shell', async (t, folder) => {
  const train = ['train', PENGUINS, '--target', 'species', '--type', 'classification', '--algorithm'];
  await run(folder, [...train, 'logistic_regression']);
  await run(folder, [...train, 'dummy']);
  const rows = async (...args: string[]) =>
    JSON.parse((await run(folder, [...args, '--format', 'json'])).stdout);
  const metrics = (await rows('evaluate', 'penguins.species')) as { metric: string; value: number }[];
  t.equal(metrics[0].metric, 'score');
  const onFile = await rows('evaluate', 'penguins.species', PENGUINS, '--target', 'species');
  t.ok(onFile[0].value > 0.98, 'on the rows of a file');
  const matrix = (await rows('confusion', 'penguins.species', PENGUINS)) as { count: number }[];
  t.equal(
    matrix.reduce((sum, { count }) => sum + count, 0),
    344,
  );
  t.equal((await rows('classes', 'penguins.species')).length, 6);
  t.ok((await rows('weights', 'penguins.species')).length > 20);
  t.equal((await rows('importance', 'penguins.species', PENGUINS)).length, 7);
  t.match((await run(folder, ['evaluate', 'penguins.species'])).stdout, /│ metric/, 'a table, for people');

  const answer = async (...args: string[]) => JSON.parse((await run(folder, args)).stdout);
  t.equal((await answer('deploy', 'penguins.species', '2')).algorithm, 'dummy');
  t.equal((await answer('deploy', 'penguins.species', 'rollback')).algorithm, 'logistic_regression');
  const file = join(folder, 'm.sqml');
  t.match((await run(folder, ['export', 'penguins.species', file])).stderr, /m\.sqml: \d+ bytes/);
  t.equal((await run(folder, ['export', '2', file])).code, 1, 'a file that is there stays');
  t.equal((await answer('import', 'copy', file, '--db', 'other.db')).deployed, true);
  t.equal((await answer('drop', '--model', '2')).was_deployed, false);
  t.equal((await run(folder, ['drop', '--model', '1'])).code, 1, 'what serves stays');
  t.equal((await answer('drop', 'penguins.species')).models, 1);
  const both = await run(folder, ['drop', 'x', '--model', '1']);
  t.deepEqual([both.code, /say one of/.test(both.stderr)], [2, true]);
});

testIn('report writes an experiment as an HTML file, and over none that is there', async (t, folder) => {
  await run(folder, [
    'train',
    PENGUINS,
    ...TRAIN,
    '--null',
    '',
    '--option',
    'preprocess={"impute":"median"}',
  ]);
  const printed = await run(folder, ['report', 'penguins.species']);
  t.equal(printed.code, 0, printed.stderr);
  t.match(printed.stdout, /^<!DOCTYPE html>[\s\S]*<h1>penguins\.species<[\s\S]*<\/html>\n$/);
  const saved = await run(folder, ['report', 'sqml.db', 'penguins.species', '--out', 'r.html']);
  t.deepEqual([saved.code, saved.stdout], [0, ''], saved.stderr);
  t.equal(readFileSync(join(folder, 'r.html'), 'utf8'), printed.stdout, 'the same file');
  const again = await run(folder, ['report', 'penguins.species', '--db', 'sqml.db', '--out', 'r.html']);
  t.match(`${again.code} ${again.stderr}`, /^1 .*r\.html is there already; --force writes over it/);
  t.equal((await run(folder, ['report', 'penguins.species', '--out', 'r.html', '--force'])).code, 0);
  t.match((await run(folder, ['report', 'penguins'])).stderr, /unknown experiment 'penguins'/);
  t.match((await run(folder, ['report', 'no.db', 'penguins.species'])).stderr, /no\.db/);
  t.equal((await run(folder, ['report'])).code, 2);
});

testIn('other separators and other encodings are noticed', async (t, folder) => {
  writeFileSync(join(folder, 's.csv'), 'a;b;y\n1;2;x\n');
  writeFileSync(join(folder, 'l.csv'), Buffer.from('a,y\n1,caf\xe9\n2,b\n', 'latin1'));
  const check = (...args: string[]) => run(folder, ['check', ...args, '--target', 'y', ...TRAIN.slice(2)]);
  t.match(
    (await check('s.csv')).stderr,
    /s\.csv: the first line is one name, 'a;b;y'; --delimiter ';' parts it/,
  );
  t.equal((await check('s.csv', '--delimiter', ';')).code, 0);
  t.match((await check('l.csv')).stderr, /l\.csv: line 2 is not UTF-8; --encoding latin1/);
  t.equal((await check('l.csv', '--encoding', 'latin1')).code, 0);
});
