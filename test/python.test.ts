// The wheel and its plugins, as a Python user has them: pip installs it into a virtual environment, and
// Python, sqlite-utils and Datasette work with it.
//
// The environment is kept in build/python/ between runs. The wheel needs no network; Datasette, its
// dashboards and sqlite-utils come from pip's index, once. What can't be had is a visible skip.

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test, { type Test } from 'tape';
import { makeWheel, platformTag } from '../lib/build/wheel.ts';
import { steps } from '../lib/tutorial/statements.ts';
import { isSaid, looksRight, openAt, settled, show } from './dashboard/browser.ts';
import { isAvailable } from './host/chromium.ts';
import { fastest, json, library, path, python, quoted, text } from './host/index.ts';

const PYTHON = process.env.SQML_PYTHON ?? '/usr/bin/python3';
const PACKAGES = ['datasette', 'datasette-dashboards', 'sqlite-utils'];
/** Each of three steps at most; the longest, downloading and unpacking, took 30 s on a slow machine. */
const INSTALL_MS = 80_000;
/** Statements and requests take milliseconds; starting Python and Datasette, seconds. */
const RUN_MS = 30_000;

const environment = path('build/python');
const newest = path('build/python-newest');
const folder = mkdtempSync(join(tmpdir(), 'sqml-python-'));
test.onFinish(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string, of = environment): string {
  return join(of, process.platform === 'win32' ? 'Scripts' : 'bin', name);
}

interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

function run(command: string, args: string[], timeout = RUN_MS): Ended {
  // Away from the project, so that Python finds the installed package and no folder.
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd: folder,
    encoding: 'utf8',
    timeout,
  });
  return { status, stdout: stdout ?? '', stderr: (stderr ?? '') + (error?.message ?? '') };
}

/** The last line that says something. */
function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}

const pip = ['-m', 'pip', '--disable-pip-version-check', '--no-input'];

/** Null when the wheel is installed, or why not and how to get what is missing. */
function installWheel(): string | null {
  const missing = python.isAvailable();
  if (missing !== null) return missing;
  const made = run(PYTHON, ['-m', 'venv', environment], INSTALL_MS);
  if (made.status !== 0) return `${PYTHON} makes no virtual environment; apt-get install python3-venv`;
  const { name, data } = makeWheel(library);
  const wheel = join(folder, name);
  writeFileSync(wheel, data);
  const install = [...pip, 'install', '--no-index', '--no-deps', '--force-reinstall', wheel];
  const { status, stderr } = run(program('python'), install, INSTALL_MS);
  if (status !== 0) throw new Error(`pip does not install the wheel: ${stderr}`);
  return null;
}

/** Null when these packages are there, from an earlier run or from pip's index; `modules` are what they bring. */
function installPackages(packages: string[], modules: string): string | null {
  const probe = ['-c', `import ${modules}`];
  if (run(program('python'), probe).status === 0) return null;
  const options = ['--quiet', '--retries', '1', '--timeout', '10'];
  const { status, stderr } = run(program('python'), [...pip, 'install', ...options, ...packages], INSTALL_MS);
  if (status === 0 && run(program('python'), probe).status === 0) return null;
  return `${program('pip')} install ${packages.join(' ')} (it failed: ${lastLine(stderr)})`;
}

/** Datasette 1.0, as far as it is, in an environment of its own; null, or why it isn't there. */
function installNewest(): string | null {
  const probe = ['-c', 'import datasette.app, sqml'];
  const made = run(PYTHON, ['-m', 'venv', newest], INSTALL_MS);
  if (made.status !== 0) return `${PYTHON} makes no virtual environment`;
  const options = ['--quiet', '--retries', '1', '--timeout', '10', '--pre', 'datasette>=1.0a1'];
  if (run(program('python', newest), ['-c', 'import datasette.app']).status !== 0) {
    run(program('python', newest), [...pip, 'install', ...options], INSTALL_MS);
  }
  const wheel = join(folder, makeWheel(library).name);
  run(
    program('python', newest),
    [...pip, 'install', '--no-index', '--no-deps', '--force-reinstall', wheel],
    INSTALL_MS,
  );
  return run(program('python', newest), probe).status === 0 ? null : `${newest} has no Datasette 1.0`;
}

const withoutWheel = installWheel();
const withoutPackages =
  withoutWheel ?? installPackages(PACKAGES, 'datasette.app, datasette_dashboards, sqlite_utils');
const withoutTwine = withoutWheel ?? installPackages(['twine'], 'twine');
const withoutNewest = withoutPackages ?? installNewest();

function testIf(missing: string | null, title: string, body: (t: Test) => void | Promise<void>): void {
  if (missing === null) test(title, async (t) => body(t));
  else {
    test(title, (t) => {
      t.skip(missing);
      t.end();
    });
  }
}

/** What the tutorial's models are on the fastest host. */
async function digests(): Promise<string[]> {
  const session = await fastest.open();
  try {
    for (const { sql } of steps) await session.rows(sql);
    return await json(session, 'SELECT json_group_array(digest ORDER BY id) FROM sqml_models');
  } finally {
    await session.close();
  }
}

test('the same extension gives the same wheel, byte for byte', (t) => {
  const { name, data } = makeWheel(library);
  t.ok(Buffer.from(data).equals(makeWheel(library).data), `${name}, ${data.length} bytes`);
  t.match(name, /^sqml-[\d.]+-py3-none-[a-z0-9_]+\.whl$/);
  t.end();
});

testIf(withoutTwine, 'twine finds no fault in the wheel', (t) => {
  const { name, data } = makeWheel(library);
  writeFileSync(join(folder, name), data);
  const { status, stdout } = run(program('python'), ['-m', 'twine', 'check', '--strict', join(folder, name)]);
  t.equal(status, 0, stdout);
  t.end();
});

test('a wheel is manylinux only for what the extension needs of glibc', (t) => {
  const elf = (...names: string[]) => Buffer.from(`\x7fELF\0${names.join('\0')}\0`);
  const tag = (...names: string[]) => platformTag(elf(...names), 'linux').replace(/_(x86_64|aarch64)$/, '');
  t.equal(tag('libc.so.6', 'GLIBC_2.2.5', 'GLIBC_2.34', 'GLIBC_2.9'), 'manylinux_2_34', 'the newest counts');
  t.equal(tag('libc.so.6', 'libm.so.6', 'GLIBC_2.2.5'), 'manylinux_2_17', 'nothing older is promised');
  t.equal(tag('libc.so.6', 'libgomp.so.1', 'GLIBC_2.17'), 'linux', 'another library');
  t.equal(tag('libc.musl-x86_64.so.1'), 'linux', 'musl');
  t.end();
});

testIf(withoutWheel, 'pip finds the installed wheel whole', (t) => {
  const { status, stdout, stderr } = run(program('python'), [...pip, 'show', '--files', 'sqml']);
  t.equal(status, 0, stderr);
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  t.ok(stdout.includes(`Version: ${version}\n`), `version ${version}`);
  const check = `
import base64, hashlib, importlib.metadata as m
for f in m.distribution("sqml").files:
    if f.hash and "__pycache__" not in str(f):
        digest = base64.urlsafe_b64encode(hashlib.sha256(f.read_binary()).digest()).rstrip(b"=").decode()
        print(f.name, digest == f.hash.value)`;
  const checked = run(program('python'), ['-c', check]);
  t.equal(checked.status, 0, checked.stderr);
  const lines = checked.stdout.trim().split('\n');
  t.ok(lines.length >= 8 && lines.every((line) => line.endsWith(' True')), lines.join(', '));
});

testIf(withoutWheel, 'load gives a connection the functions, and leaves loading switched off', (t) => {
  const script = `
import sqlite3, sqml
conn = sqlite3.connect(":memory:")
sqml.load(conn)
sqml.load(conn)
print(conn.execute("SELECT sqml_version()").fetchone()[0], conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
try:
    conn.load_extension(sqml.loadable_path())
except sqlite3.OperationalError as error:
    print(error)`;
  const { status, stdout, stderr } = run(program('python'), ['-c', script]);
  t.equal(status, 0, stderr);
  const { version } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
  t.deepEqual(stdout.trim().split('\n'), [`${version} 0`, 'not authorized']);
});

testIf(withoutWheel, 'load with predict_only leaves out what writes', (t) => {
  const script = `
import sqlite3, sqml
conn = sqlite3.connect(":memory:")
sqml.load(conn, predict_only=True)
print(conn.execute("SELECT sqml_version()").fetchone()[0])
for call in ("sqml_load_dataset('iris')", "load_extension('x')"):
    try:
        conn.execute("SELECT " + call)
    except sqlite3.OperationalError as error:
        print(error)`;
  const { status, stdout, stderr } = run(program('python'), ['-c', script]);
  t.equal(status, 0, stderr);
  t.deepEqual(stdout.trim().split('\n').slice(1), ['no such function: sqml_load_dataset', 'not authorized']);
});

testIf(withoutWheel, 'the tutorial in Python makes the same models as every other host', async (t) => {
  const file = path('examples/python/tutorial.py');
  const { status, stdout, stderr } = run(program('python'), [file]);
  t.equal(status, 0, stderr);
  t.match(stdout, /^logistic_regression: score 0\.9474, deployed: True$/m);
  t.match(stdout, /^svc: score 0\.9737, deployed: True$/m);
  t.match(stdout, /is a setosa$/m);
  t.match(stdout, /misses 3 of 150/);
  const made = [...stdout.matchAll(/^model \d: (\w+)$/gm)].map(([, digest]) => digest);
  t.deepEqual(made, await digests(), `the digests of ${fastest.name}`);
});

testIf(withoutPackages, 'sqlite-utils query has the functions', (t) => {
  const file = join(folder, 'utils.db');
  const query = (sql: string) => {
    const { status, stdout, stderr } = run(program('sqlite-utils'), ['query', file, sql]);
    t.equal(status, 0, stderr);
    return JSON.parse(stdout)[0];
  };
  query("SELECT sqml_load_dataset('iris')");
  const train = "'Iris prediction', 'classification', 'svc', 'dataset_iris', 'target'";
  t.equal(JSON.parse(query(`SELECT sqml_train(${train}) AS answer`).answer).score, 37 / 38, 'it trains');
  t.deepEqual(query("SELECT sqml_predict('Iris prediction', '[5.1, 3.5, 1.4, 0.2]') AS label"), { label: 0 });
});

// Datasette

const children = new Set<ChildProcess>();
test.onFinish(() => {
  for (const child of children) child.kill('SIGKILL');
});

interface Served {
  url: string;
  /** The visitor's cookies after following the link that `datasette --root` prints. */
  root: string;
  child: ChildProcess;
}

async function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts Datasette; ready when it answers. */
async function serve(args: string[], of = environment): Promise<Served> {
  const port = await freePort();
  const child = spawn(program('datasette', of), [...args, '--root', '--port', String(port)], { cwd: folder });
  children.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data) => {
      output += data;
    });
  }
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + RUN_MS;
  for (;;) {
    const token = /\/-\/auth-token\?token=\w+/.exec(output)?.[0];
    if (token !== undefined && output.includes('Uvicorn running')) {
      const { headers } = await fetch(url + token, { redirect: 'manual' });
      const root = headers
        .getSetCookie()
        .map((cookie) => cookie.split(';')[0])
        .join('; ');
      return { url, root, child };
    }
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`datasette is not up: ${output}`);
    await setTimeout(50);
  }
}

interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON is whatever the test then says it is
  body: any;
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(RUN_MS) });
  const content = await response.text();
  try {
    return { status: response.status, body: JSON.parse(content) };
  } catch {
    return { status: response.status, body: content };
  }
}

/** What the SQL page of the database `data` answers. */
function query({ url }: Served, sql: string, rest: Record<string, string> = {}): Promise<Answer> {
  return ask(`${url}/data.json?${new URLSearchParams({ sql, _shape: 'array', ...rest })}`);
}

const TRAINING = {
  experiment_name: 'Iris prediction',
  prediction_type: 'classification',
  algorithm: 'logistic_regression',
  dataset: 'dataset_iris',
  target: 'target',
};

/** A text is sent as it is, anything else as JSON. */
function train({ url }: Served, body: unknown, cookie = '', type = 'application/json'): Promise<Answer> {
  const headers = { 'content-type': type, ...(cookie === '' ? {} : { cookie }) };
  const sent = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(`${url}/-/sqml/train`, { method: 'POST', headers, body: sent });
}

/** A database with the Iris table and nothing trained. */
function irisDatabase(name: string): string {
  mkdirSync(join(folder, name));
  const file = join(folder, name, 'data.db');
  const script = `import sqlite3, sqml, sys
conn = sqlite3.connect(sys.argv[1], isolation_level=None)
sqml.load(conn)
conn.execute("SELECT sqml_load_dataset('iris')").fetchall()`;
  execFileSync(program('python'), ['-c', script, file], { timeout: RUN_MS });
  return file;
}

testIf(withoutPackages, 'datasette data.db trains by its route and predicts on its SQL page', async (t) => {
  const served = await serve([irisDatabase('plain')]);
  try {
    const { status, body } = await train(served, TRAINING, served.root);
    t.equal(status, 200, 'root trains');
    t.equal(body.score, 36 / 38, JSON.stringify(body));
    const better = await train(served, { ...TRAINING, algorithm: 'svc', options: {} }, served.root);
    t.equal(better.body.deployed, true, 'options may be given');

    const predicted = await query(served, steps[2].sql);
    t.equal(predicted.body[0].prediction, 0, 'the SQL page predicts');
    const models = await query(served, 'SELECT digest FROM sqml_models ORDER BY id');
    t.deepEqual(
      models.body.map(({ digest }: { digest: string }) => digest),
      await digests(),
      `the models are those of ${fastest.name}`,
    );

    const page = `SELECT sqml_train(${Object.values(TRAINING).map(text).join(', ')})`;
    const refused = await query(served, page);
    t.equal(refused.status, 400, 'the SQL page does not train');
    t.match(
      JSON.stringify(refused.body),
      /no such function: sqml_train: it writes, .* train at \/-\/ml, .*sql_pages: true/,
    );
    const setting = await query(served, "SELECT sqml_config('errors', 'json')");
    t.match(JSON.stringify(setting.body), /no such function: sqml_config/, 'nor changes its connection');
  } finally {
    served.child.kill();
  }
});

testIf(withoutPackages, 'the route trains for whom it may, and says what is wrong', async (t) => {
  const served = await serve([irisDatabase('refused')]);
  try {
    const visitor = await train(served, TRAINING);
    t.deepEqual(visitor, { status: 403, body: { ok: false, error: 'permission denied: sqml-train' } });
    const failing = async (body: unknown) => {
      const { status, body: answer } = await train(served, body, served.root);
      return `${status} ${answer.error}`;
    };
    t.match(await failing({ ...TRAINING, algorithm: 'svn' }), /^400 sqml_train: unknown algorithm 'svn'/);
    t.match(await failing({ ...TRAINING, algoritm: 'svc' }), /^400 unknown key 'algoritm'; there are exp/);
    t.match(await failing({ ...TRAINING, options: { c: 1 } }), /^400 sqml_train: /);
    t.match(await failing({ ...TRAINING, target: ['a'] }), /^400 sqml_train: /);
    t.match(await failing({}), /^400 sqml_train: /);
    t.match(await failing('{"target": 1'), /^400 the body is not JSON/);
    t.match(await failing('{"target": 99999999999999999999}'), /^400 /, 'a number that SQLite has not');
    t.match(await failing('{"target": "\\ud800"}'), /^400 /, 'text that SQLite has not');
    t.match(await failing([]), /^400 the body must be a JSON object$/);
    t.equal((await ask(`${served.url}/-/sqml/train`)).status, 405, 'GET is no training');
    const form = await train(served, TRAINING, served.root, 'text/plain');
    t.ok(form.status >= 400, `a form of another site trains nothing: ${form.status}`);
    const tables = await query(served, "SELECT count(*) AS n FROM sqlite_master WHERE name = 'sqml_models'");
    const models =
      tables.body[0].n === 0 ? 0 : (await query(served, 'SELECT 1 FROM sqml_models')).body.length;
    t.equal(models, 0, 'none of these made a model');
  } finally {
    served.child.kill();
  }
});

interface Chart {
  query: string;
}

testIf(withoutPackages, 'the ready dashboard shows runs, metrics and deployments', async (t) => {
  const metadata = path('examples/datasette/metadata.yml');
  const served = await serve([irisDatabase('dashboard'), '--metadata', metadata]);
  const toJson = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))';
  const { stdout } = run(program('python'), ['-c', toJson, metadata]);
  const { charts, filters } = JSON.parse(stdout).plugins['datasette-dashboards'].sqml;
  /** As datasette-dashboards does: [[ ]] stays when its parameter is given. */
  const show = (chart: Chart, experiment?: string) => {
    const sql = chart.query.replace(/\[\[(.*?)\]\]/g, experiment === undefined ? '' : '$1');
    return query(served, sql, experiment === undefined ? {} : { experiment });
  };
  try {
    t.equal((await ask(`${served.url}/-/dashboards/sqml`)).status, 200, 'its page is there');
    for (const [name, chart] of Object.entries<Chart>(charts)) {
      const { status, body } = await show(chart);
      t.equal(status, 200, `${name} answers before the first training: ${JSON.stringify(body)}`);
    }
    for (const algorithm of ['logistic_regression', 'svc']) {
      await train(served, { ...TRAINING, algorithm }, served.root);
    }
    t.deepEqual((await show(filters.experiment)).body, [{ name: 'Iris prediction' }], 'the filter');
    for (const [name, chart] of Object.entries<Chart>(charts)) {
      const page = await ask(`${served.url}/-/dashboards/sqml/${name}`);
      t.equal(page.status, 200, `${name} has its page`);
      const all = (await show(chart)).body;
      t.ok(all.length > 0, `${name} has rows`);
      t.deepEqual((await show(chart, 'Iris prediction')).body, all, `${name} of the one experiment`);
    }
    const [serving] = (await show(charts.deployments)).body;
    t.equal(serving.algorithm, 'svc', 'the better model serves');
    t.equal((await show(charts.history)).body.length, 2, 'both deployments are shown');
    t.deepEqual((await show(charts['run-count'], 'none')).body, [{ runs: 0 }], 'the filter filters');
  } finally {
    served.child.kill();
  }
});

testIf(withoutPackages, 'the settings say in which database to train, and who may', async (t) => {
  const settings = join(folder, 'settings.json');
  const plugins = { sqml: { db: 'data', allow: { unauthenticated: true } } };
  writeFileSync(settings, JSON.stringify({ plugins }));
  const files = [irisDatabase('several'), join(folder, 'other.db')];
  const served = await serve([...files, '--create', '--metadata', settings]);
  try {
    t.equal(
      (await query(served, 'SELECT * FROM sqml_runs')).status,
      200,
      'the tables are there at the start',
    );
    t.equal((await train(served, TRAINING)).status, 200, 'a visitor trains');
    t.equal((await train(served, TRAINING, served.root)).status, 403, 'root is not in the allow block');
    t.equal((await query(served, `SELECT * FROM ${quoted('sqml_models')}`)).body.length, 1);
  } finally {
    served.child.kill();
  }
  const unnamed = await serve([...files, '--create']);
  try {
    const { status, body } = await train(unnamed, TRAINING, unnamed.root);
    t.equal(status, 400);
    t.equal(body.error, 'the setting db must name the database to train in; there are: data, other');
  } finally {
    unnamed.child.kill();
  }
});

// ---- The dashboard, and SQL pages that train ----

const DATASETTES: [name: string, environment: string, missing: string | null][] = [
  ['datasette', environment, withoutPackages],
  ['datasette 1.0', newest, withoutNewest],
];

/** What the dashboard's page asks. */
function dashboard({ url }: Served, what: string, body: unknown, cookie = '', type = 'application/json') {
  const headers = { 'content-type': type, ...(cookie === '' ? {} : { cookie }) };
  return ask(`${url}/-/ml/api/${what}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** A metadata file with settings of the plugin, as an option of both Datasettes. */
function withSettings(of: string, settings: object): string[] {
  const file = join(folder, `${Math.random()}.json`);
  writeFileSync(file, JSON.stringify({ plugins: { sqml: settings } }));
  return of === newest ? ['--config', file] : ['--metadata', file];
}

for (const [name, of, missing] of DATASETTES) {
  testIf(missing, `${name}: /-/ml is the dashboard, under Datasette's permissions`, async (t) => {
    const served = await serve([irisDatabase(`ml ${name}`)], of);
    const query = { sql: 'SELECT count(*) AS n FROM dataset_iris', params: [] };
    const loading = { name: 'sqml_load_dataset', args: ['wine'] };
    try {
      t.deepEqual((await dashboard(served, 'state', {})).body.rights, [], 'a visitor may look');
      t.deepEqual((await dashboard(served, 'query', query)).body, { columns: ['n'], rows: [[150]] });
      t.equal((await dashboard(served, 'run', loading)).status, 403, 'and change nothing');
      const { rights } = (await dashboard(served, 'state', {}, served.root)).body;
      t.deepEqual(rights, ['train', 'deploy', 'drop'], 'root may');
      const writes = { sql: "SELECT sqml_load_dataset('wine')", params: [] };
      t.match((await dashboard(served, 'query', writes, served.root)).body.error, /no such function/);
      const other = { sql: 'DELETE FROM dataset_iris', params: [] };
      t.match(
        (await dashboard(served, 'query', other, served.root)).body.error,
        /SELECT/,
        'a question reads',
      );
      const form = await dashboard(served, 'run', loading, served.root, 'text/plain');
      t.ok(form.status >= 400, `a form of another site does nothing: ${form.status}`);
      const odd = await dashboard(served, 'run', { name: 'sqml_clock', args: [] }, served.root);
      t.match(odd.body.error, /^name must be one of sqml_setup, /);
      t.match((await dashboard(served, 'run', loading, served.root)).body.value, /"size": 178/, 'root loads');
      const options = '{"n_estimators": 1000000}';
      const args = ['Long', 'classification', 'random_forest', 'dataset_iris', 'target', options];
      const training = dashboard(served, 'run', { name: 'sqml_train', args }, served.root);
      let running = null;
      for (let i = 0; i < 300 && !(running?.progress?.done > 0); i++) {
        await setTimeout(100);
        running = (await dashboard(served, 'state', {}, served.root)).body.running;
      }
      t.match(running?.text, /^SELECT sqml_train\('Long', /, 'what runs is told meanwhile');
      t.ok(
        running?.progress?.done > 0 && running.progress.total > running.progress.done,
        'and how far it is',
      );
      t.equal((await dashboard(served, 'cancel', {})).status, 403, 'a visitor ends nothing');
      await dashboard(served, 'cancel', {}, served.root);
      t.equal((await training).body.error, 'cancelled; the database is as it was before');
      t.equal((await dashboard(served, 'state', {})).body.running, null, 'then nothing runs');
      const page = await fetch(`${served.url}/-/ml`);
      t.ok(page.url.endsWith('/-/ml/'), 'the address without a slash leads there');
      t.match(page.headers.get('content-security-policy') ?? '', /script-src 'self'; style-src 'self';/);
      const home = await fetch(served.url, { headers: { cookie: served.root } });
      t.match(await home.text(), /href="\/-\/ml">Machine learning</, 'the menu has it');
    } finally {
      served.child.kill();
    }
    const closed = await serve([irisDatabase(`closed ${name}`), '--setting', 'default_allow_sql', 'off'], of);
    try {
      t.equal((await dashboard(closed, 'query', query)).status, 403, 'who may not execute SQL sees nothing');
      t.equal((await ask(`${closed.url}/-/ml/`)).status, 403);
      const home = await (await fetch(closed.url)).text();
      t.notOk(home.includes('Machine learning'), 'and has no menu entry');
    } finally {
      closed.child.kill();
    }
  });

  testIf(missing, `${name}: with sql_pages the tutorial runs on the SQL page`, async (t) => {
    const file = join(folder, `pages ${name}`, 'data.db');
    mkdirSync(join(folder, `pages ${name}`));
    const served = await serve([file, '--create', ...withSettings(of, { db: 'data', sql_pages: true })], of);
    try {
      for (const { sql, title } of steps) {
        const { status, body } = await query(served, sql);
        t.equal(status, 200, `${title}: ${JSON.stringify(body).slice(0, 60)}`);
      }
      const models = await query(served, 'SELECT digest FROM sqml_models ORDER BY id');
      const found = models.body.map(({ digest }: { digest: string }) => digest);
      t.deepEqual(found, await digests(), 'the models are those of every host');

      const slow = `SELECT sqml_train('slow', 'classification', 'random_forest', 'dataset_iris', 'target', '{"n_estimators": 1000000}')`;
      const training = query(served, slow);
      const started = Date.now();
      t.equal((await query(served, 'SELECT 1 AS x')).status, 200, 'other pages are answered meanwhile');
      t.ok(Date.now() - started < 900, `in ${Date.now() - started} ms`);
      t.equal((await training).status, 400, "Datasette's time limit ends it");
      t.match(JSON.stringify((await training).body), /interrupted|too long/i);
    } finally {
      served.child.kill();
    }
    const settings = { db: 'data', sql_pages: true, allow: { id: 'root' }, errors: 'json' };
    const guarded = await serve([irisDatabase(`guarded ${name}`), ...withSettings(of, settings)], of);
    try {
      const train = `SELECT sqml_train(${Object.values(TRAINING).map(text).join(', ')}) AS answer`;
      t.match(
        JSON.stringify((await query(guarded, train)).body),
        /permission denied: sqml-train/,
        'a visitor',
      );
      const failing = await query(guarded, "SELECT sqml_predict('none', '[1]') AS answer");
      t.match(JSON.parse(failing.body[0].answer).error, /unknown experiment 'none'/, 'errors are JSON');
      t.match(
        JSON.stringify((await query(guarded, "SELECT sqml_config('errors', 'sql')")).body),
        /no such function/,
      );
      const search = new URLSearchParams({ sql: train, _shape: 'array' });
      const rooted = await ask(`${guarded.url}/data.json?${search}`, { headers: { cookie: guarded.root } });
      t.match(JSON.stringify(rooted.body), /deployed/, 'root trains');
    } finally {
      guarded.child.kill();
    }
  });
}

testIf(
  withoutPackages ?? isAvailable(),
  'chromium: the dashboard of Datasette trains and shows',
  async (t) => {
    const served = await serve([irisDatabase('chromium')]);
    try {
      const [name, value] = served.root.split(/=(.*)/);
      const page = await openAt(t, `${served.url}/-/ml/`, {}, { name, value, url: served.url });
      await looksRight(t, page, 'datasette-empty');
      await show(page, '#/train?table=dataset_iris');
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByText('To the leaderboard').click();
      await settled(page);
      t.match((await page.textContent('main tbody')) ?? '', /logistic_regression/);
      await show(page, '#/model/1/quality');
      await looksRight(t, page, 'datasette-classification');
      await show(page, '#/model/1/predict');
      t.match((await page.textContent('main')) ?? '', /Prediction/);
      await show(page, '#/train?table=dataset_iris');
      await page.getByLabel('gaussian_nb', { exact: true }).check();
      await page.getByLabel('logistic_regression', { exact: true }).uncheck();
      await page.getByRole('button', { name: 'Train', exact: true }).click();
      await page.getByText('To the leaderboard').waitFor();
      await show(page, '#/model/2/online');
      await looksRight(t, page, 'datasette-online-empty');
      page.on('dialog', (dialog) => dialog.accept());
      await page.getByRole('button', { name: 'Learn its rows' }).click();
      await isSaid(page, 'Model 2 has learned 150 rows of dataset_iris.');
      await page.getByText('Rows learned', { exact: true }).waitFor();
      await settled(page);
      t.match((await page.textContent('main')) ?? '', /Rows learned\s*150/);
      await looksRight(t, page, 'datasette-online');
      await page.context().close();
    } finally {
      served.child.kill();
    }
  },
);
