// The examples in other languages, run as their readers run them; and what these hosts do when a training is
// cancelled or the extension is not there.
//
// All of it comes from `npm run hosts`; what is not built is a visible skip.

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import test, { type Test } from 'tape';
import { compiler } from '../lib/build/compile.ts';
import { shell, sqliteFolder } from '../lib/build/shell.ts';
import { archive } from '../lib/build/static.ts';
import { steps } from '../lib/tutorial/statements.ts';
import { built } from './host/built.ts';
import { withFile } from './host/file.ts';
import { dump, fastest, library, path, run } from './host/index.ts';
import { go, java, rust } from './host/languages.ts';
import type { ProgramHost } from './host/program.ts';

/** The longest is Maven's start, some 5 s. */
const TIMEOUT_MS = 60_000;

function start(command: string, args: string[], cwd = path('')): SpawnSyncReturns<string> {
  const env = { ...process.env, CARGO_TARGET_DIR: built.cargo };
  return spawnSync(command, args, { cwd, env, encoding: 'utf8', timeout: TIMEOUT_MS });
}

const SCORES = [0.9473684210526315, 0.9736842105263158];
/** A double as text in 15 digits, as older SQLite writes it, is this near. */
const ROUNDING = 1e-15;

/** The digests of the two models of the tutorial. */
async function digests(): Promise<string[]> {
  const session = await fastest.open();
  for (const { sql } of steps) await session.rows(sql);
  const models = await session.rows('SELECT digest FROM sqml_models ORDER BY id');
  await session.close();
  return models.map(({ digest }) => String(digest));
}

interface Example {
  name: string;
  /** What has to be there, and how to get it. */
  needs: string;
  install: string;
  /** Runs the tutorial on the database in the file. */
  run(file: string): SpawnSyncReturns<string>;
}

const examples: Example[] = [
  {
    name: 'Go',
    needs: built.go,
    install: 'npm run hosts',
    run: (file) => start('go', ['run', '.', library, file], path('examples/go')),
  },
  {
    name: 'Rust',
    needs: built.rust,
    install: 'npm run hosts',
    run: (file) => {
      const args = ['run', '--quiet', '--locked', '--offline', '--', library, file];
      return start('cargo', args, path('examples/rust'));
    },
  },
  {
    name: 'Java',
    needs: built.java,
    install: 'npm run hosts',
    run(file) {
      const args = ['-q', '-B', '-o', 'compile', 'exec:java', `-Dexec.args='${library}' '${file}'`];
      return start('mvn', args, path('examples/java'));
    },
  },
  {
    name: 'static linking',
    needs: built.static,
    install: 'npm run hosts',
    run(file) {
      const program = `${file}.program`;
      const sources = [path('examples/static/main.c'), path('build/sqlite/sqlite3.o'), archive];
      const include = ['-I', path('dist'), '-I', sqliteFolder()];
      const made = start(compiler(), [...include, ...sources, '-lm', '-lpthread', '-ldl', '-o', program]);
      return made.status === 0 ? start(program, [file]) : made;
    },
  },
];

/** Skips visibly when `file` is not there. */
function testIf(file: string, install: string, title: string, body: (t: Test) => void | Promise<void>): void {
  test(title, async (t) => {
    if (existsSync(file)) await body(t);
    else t.skip(`${file} is not there; ${install}`);
  });
}

for (const { name, needs, install, run } of examples) {
  testIf(needs, install, `${name}: the example trains, and its models are those of every host`, (t) =>
    withFile(async (file) => {
      const { status, stdout, stderr, error } = run(file);
      t.equal(status, 0, stderr || error?.message || 'it ends well');
      const scores = [...stdout.matchAll(/score:? ([\d.]+)/g)].map(([, score]) => Number(score));
      t.ok(
        scores.length === 2 && scores.every((score, i) => Math.abs(score - SCORES[i]) < ROUNDING),
        `the scores are ${scores}`,
      );
      const made = [...stdout.matchAll(/^model \d (\w+)$/gm)].map(([, digest]) => digest);
      t.deepEqual(made, await digests(), 'the digests; npm run hosts if the engine has changed since');
    }),
  );
}

const GO_STATIC = ['run', './static'];
const RUST_STATIC = ['run', '--quiet', '--locked', '--offline', '--example', 'static'];
for (const [name, needs, command, args, folder] of [
  ['Go', built.go, 'go', GO_STATIC, 'examples/go'],
  ['Rust', built.rust, 'cargo', RUST_STATIC, 'examples/rust'],
] as const) {
  testIf(needs, 'npm run hosts', `${name}: a program with sqml linked into it trains`, (t) => {
    if (!existsSync(archive)) return t.skip(`${archive} is not there; npm run static`);
    const { status, stdout, stderr } = start(command, [...args], path(folder));
    t.equal(status, 0, stderr || 'it ends well');
    t.equal(Number(/score: ([\d.]+)/.exec(stdout)?.[1]), SCORES[1]);
  });
}

testIf(shell, 'npm run shell', 'the shell with sqml built in has it on every connection', (t) => {
  const { stdout } = start(shell, [':memory:', 'SELECT sqml_version()']);
  t.match(stdout, /^\d+\.\d+\.\d+\n$/);
  const script = ".open :memory:\nSELECT sqml_load_dataset('iris') ->> 'size';\n";
  const opened = spawnSync(shell, ['-batch', '-init', '/dev/null'], { input: script, encoding: 'utf8' });
  t.equal(opened.stdout, '150\n', 'after .open too');
  const safe = start(shell, ['-safe', ':memory:', "SELECT sqml_load_dataset('iris') ->> 'size'"]);
  t.equal(safe.stdout, '150\n', 'in safe mode, which loads no extension');
});

testIf(shell, 'npm run shell', 'loading the extension into the shell that has it changes nothing', (t) => {
  const { stdout, stderr } = start(shell, [
    ...['-batch', '-cmd', `.load '${library}'`, ':memory:'],
    "SELECT sqml_load_dataset('iris') ->> 'size'",
  ]);
  t.equal(stdout + stderr, '150\n');
});

testIf(archive, 'npm run static', 'the archive shows its two entry points and nothing else', (t) => {
  const { stdout, status } = start('nm', ['-g', '--defined-only', archive]);
  t.equal(status, 0);
  const names = [...stdout.matchAll(/^[0-9a-f]+ \w _?(\w+)$/gm)].map(([, name]) => name);
  t.deepEqual(names.sort(), ['sqlite3_sqml_init', 'sqlite3_sqml_predict_init']);
});

/** 20,000 rows whose labels no machine can learn, so that it goes on for minutes. */
const NOISE = `CREATE TABLE noise AS WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 20000)
  SELECT (n * 7919) % 1009 AS a, (n * 104729) % 997 AS b, (n * 1299709) % 991 AS c, (n * 15485863) % 983 AS d,
    (n * 32452843) % 977 % 2 AS label FROM i`;
const TRAINING =
  "SELECT sqml_train('noise', 'classification', 'svc', 'noise', 'label', '{\"C\": 1e6, \"tol\": 1e-9}')";
const SMALL =
  "SELECT sqml_train('iris', 'classification', 'svc', 'dataset_iris', 'target') ->> 'deployed' AS deployed";

/** While rows are read, while the kernel's rows are made, and later. */
const CANCEL_AFTER_MS = [10, 200, 1000];
/** The engine asks every half millisecond (assembly/progress.ts). A busy machine gets three tries. */
const STOPPED_WITHIN_MS = 100;
const TRIES = 3;

const cancelling: [ProgramHost, string][] = [
  [go, 'a cancelled context'],
  [rust, 'an interrupt handle'],
  [java, 'Statement.cancel'],
];
for (const [host, way] of cancelling) {
  test(`${host.name}: ${way} stops a training at once, and nothing is left of it`, async (t) => {
    const missing = host.isAvailable();
    if (missing !== null) return t.skip(missing);
    await withFile(async (file) => {
      const session = await host.open({ file });
      await run(session, NOISE, 'SELECT sqml_setup()', "SELECT sqml_load_dataset('iris')");
      const before = await dump(session);
      for (const afterMs of CANCEL_AFTER_MS) {
        let fastestMs = Number.POSITIVE_INFINITY;
        for (let i = 0; i < TRIES && fastestMs >= STOPPED_WITHIN_MS; i++) {
          const { error, stoppedMs } = await session.cancelled(TRAINING, afterMs);
          t.match(error ?? 'no error', /interrupted$|^context canceled$/, 'the caller is told');
          fastestMs = Math.min(fastestMs, stoppedMs);
        }
        t.ok(fastestMs < STOPPED_WITHIN_MS, `${fastestMs} ms after it was cancelled at ${afterMs} ms`);
      }
      t.equal(await dump(session), before, 'the database is as it was, without a failed run');
      t.deepEqual(await session.rows(SMALL), [{ deployed: 1n }], 'the same connection trains');
      await session.close();
    });
  });

  test(`${host.name}: a wrong path is named`, (t) => {
    const missing = host.isAvailable();
    if (missing !== null) t.skip(missing);
    else {
      const [command, ...args] = host.command;
      const { status, stderr } = start(command, [...args, ':memory:', '/nowhere/sqml.so']);
      t.notEqual(status, 0);
      t.match(stderr, /\/nowhere\/sqml\.so/);
    }
    t.end();
  });
}
