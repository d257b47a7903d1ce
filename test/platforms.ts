// npm run test:platforms: the extension of every platform package, cross-compiled by zig and run where this
// machine can: other C libraries by their loaders, other CPUs by qemu-user, Windows by wine. The same SQLite
// with the same statements must print what it prints here, model digests and messages alike.
//
// What can't be run is skipped, visibly; macOS programs run on macOS alone. A first run compiles each
// extension and each SQLite: a few minutes.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { compiler } from '../lib/build/compile.ts';
import { compileFor, compileRunnerFor, findZig, UNOPTIMISED } from '../lib/build/cross.ts';
import { PLATFORMS, type Platform, thisPlatform } from '../lib/build/platforms.ts';
import { buildRunner } from '../lib/build/runner.ts';
import { path } from '../lib/build/stage.ts';
import { platformTag } from '../lib/build/wheel.ts';
import { libraryName } from '../lib/loadable.cts';
import { probe, probeSources } from './native/probe.ts';
import { type Line, runSql } from './native/run.ts';

/** Every algorithm on every bundled dataset of its kind, but what takes minutes on an emulated CPU; one row a model. */
const DIGESTS = `
SELECT count(sqml_load_dataset(name)) FROM sqml_datasets();
SELECT count(sqml_train(a.algorithm || ' ' || d.name, a.prediction_type, a.algorithm, 'dataset_' || d.name,
  CASE d.name WHEN 'penguins' THEN 'species' ELSE 'target' END, '{"preprocess": {"impute": "median"}}'))
FROM (SELECT DISTINCT algorithm, prediction_type FROM sqml_algorithms()) a JOIN sqml_datasets() d ON d.task = a.prediction_type
WHERE d.rows * d.features < 20000 OR NOT (a.algorithm LIKE '%boost%' OR a.algorithm = 'mlp');
SELECT e.name, m.digest FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id
JOIN sqml_experiments e ON e.id = r.experiment_id ORDER BY m.id;
-- The one error:
SELECT sqml_train('e', 'classification', 'nothing', 'dataset_iris', 'target');
`;

/** How a platform's programs are run on Linux on x64, and how to get what it takes. */
const RUNS: Partial<Record<string, { command: string[]; needs: string; get: string }>> = {
  'linux-x64-musl': { command: [], needs: '/lib/ld-musl-x86_64.so.1', get: 'apt-get install musl' },
  'linux-arm64': {
    command: ['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu'],
    needs: '/usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1',
    get: 'apt-get install qemu-user libc6-arm64-cross',
  },
  'linux-arm64-musl': {
    command: ['qemu-aarch64', '-L', process.env.SQML_MUSL_ARM64 ?? ''],
    needs: `${process.env.SQML_MUSL_ARM64}/lib/ld-musl-aarch64.so.1`,
    get: 'unpack the package musl for arm64 (apt-get download musl:arm64; dpkg -x) and name its folder in SQML_MUSL_ARM64',
  },
  'win32-x64': { command: ['wine'], needs: '', get: 'apt-get install wine wine64' },
};

/** The two entry points: what the library must export, and nothing else. */
const ENTRIES = ['sqlite3_sqml_init', 'sqlite3_sqml_predict_init'];

const results = { passed: 0, failed: 0, skipped: 0 };

function check(name: string, isRight: boolean, detail = ''): void {
  console.log(`${isRight ? 'ok' : 'not ok'} ${name}`);
  if (!isRight) console.log(detail);
  results[isRight ? 'passed' : 'failed']++;
}

function skip(name: string, why: string): void {
  console.log(`skipped: ${name}: ${why}`);
  results.skipped++;
}

/** The command before a program of the platform, or how to get it. */
function runOf({ name }: Platform): string[] | string {
  if (name === thisPlatform().name) return [];
  const run = RUNS[name];
  if (run === undefined || thisPlatform().name !== 'linux-x64')
    return 'such programs do not run on this machine';
  const { command, needs, get } = run;
  const isThere = command.length === 0 || !spawnSync(command[0], ['--version']).error;
  return isThere && (needs === '' || existsSync(needs)) ? command : get;
}

/** What statements print, as text to compare. */
function printed(command: string[], runner: string, extension: string, sql: string): string[] {
  const [program, ...args] = [...command, runner, '--extension', extension];
  const { lines, status, stderr } = runSql(program, sql, { args, env: { WINEDEBUG: '-all' } });
  const said = lines.map((line: Line) => JSON.stringify(line));
  return status === 0 ? said : [...said, `ended with ${status}: ${stderr}`];
}

/** The first line in which two outputs differ. */
function difference(expected: string[], got: string[]): string {
  const at = expected.findIndex((line, i) => line !== got[i]);
  const line = at < 0 ? expected.length : at;
  return `line ${line + 1}\n  here:  ${expected[line]}\n  there: ${got[line]}`;
}

/** What llvm says the library exports; null when it isn't there. */
function exportsOf(library: string, os: NodeJS.Platform): string[] | null {
  const [tool, ...options] =
    os === 'win32' ? ['llvm-readobj', '--coff-exports'] : ['llvm-nm', '-g', '--defined-only'];
  const dynamic = os === 'linux' ? ['-D'] : [];
  const { stdout, error } = spawnSync(tool, [...options, ...dynamic, library], { encoding: 'utf8' });
  if (error) return null;
  const names = stdout.split('\n').map((line) => /(?:^\s*Name: | [A-Z] )_?(\w+)$/.exec(line)?.[1]);
  // zig's linker names the header and a handle of every dylib, as libraries of Apple's do not.
  return names
    .filter((name) => name !== undefined && !/^_+(dso_handle|mh_dylib_header)$/.test(name))
    .sort() as string[];
}

async function main(): Promise<void> {
  const zig = findZig();
  if (zig === undefined) {
    skip('all platforms', 'pip install ziglang, or name zig in $ZIG');
    return;
  }
  const probed = { generated: await probeSources(), folder: 'probe' };
  const probing = readFileSync(path('test', 'native', 'probe.sql'), 'utf8');
  const runner = await buildRunner(compiler());
  const expected = printed([], runner, path('dist', libraryName()), DIGESTS);
  const models = expected.filter((line) => /"[0-9a-f]{16}"/.test(line)).length;
  const errors = expected.filter((line) => line.startsWith('{"error"')).length;
  check(`this machine's own build trains ${models} models`, models > 0 && errors === 1, expected.join('\n'));
  const expectedOfProbe = printed([], runner, await probe(), probing);

  for (const platform of PLATFORMS) {
    const { name, os } = platform;
    const command = runOf(platform);
    const isRun = typeof command !== 'string';
    const library = await compileFor(platform, zig, isRun ? undefined : UNOPTIMISED);
    const names = exportsOf(library, os);
    if (names === null) skip(`${name}: exports`, 'apt-get install llvm');
    else check(`${name}: exports the entry points alone`, `${names}` === `${ENTRIES}`, `${names}`);

    if (os === 'linux') {
      const needed = platformTag(readFileSync(library), os).replace(/_(x86_64|aarch64)$/, '');
      const promised = platform.libc === 'musl' ? 'linux' : 'manylinux_2_17';
      check(`${name}: needs no more of the C library than its wheel says`, needed === promised, needed);
    }

    if (!isRun) {
      skip(`${name}: running it`, command);
      continue;
    }
    const program = await compileRunnerFor(platform, zig);
    const got = printed(command, program, library, DIGESTS);
    check(
      `${name}: the same ${models} models, byte for byte`,
      `${got}` === `${expected}`,
      difference(expected, got),
    );
    const wrong = printed(command, program, await compileFor(platform, zig, probed), probing);
    check(
      `${name}: goes wrong in every way as here does (${wrong.length} answers)`,
      `${wrong}` === `${expectedOfProbe}`,
      difference(expectedOfProbe, wrong),
    );
  }
}

await main();
console.log(`${results.passed} passed, ${results.failed} failed, ${results.skipped} skipped`);
if (results.failed > 0) process.exitCode = 1;
