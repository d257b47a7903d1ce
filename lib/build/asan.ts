// npm run test:asan [gcc|clang ...]: SQLite, shim, runtime and engine under the address and undefined-behaviour
// sanitizers. Runs the probe engine through every way of going wrong, also with each allocation of SQLite
// failing in turn, and the real engine through test/native/engine.sql.
//
// The runners stay as build/asan-<compiler>/runner, for any other SQL. Compilers that aren't on the machine
// are skipped, visibly.

import { readFileSync } from 'node:fs';
import { probeSources } from '../../test/native/probe.ts';
import { type Outcome, runSql, said } from '../../test/native/run.ts';
import { buildSanitized, canSanitize } from './runner.ts';
import { path } from './stage.ts';

const COMPILERS = ['gcc', 'clang'];

let passed = 0;
let failed = 0;

/** A run is well when no sanitizer spoke and, if asked so, when no statement failed. */
function check(name: string, outcome: Outcome, allMustSucceed = false): void {
  const errors = outcome.lines.filter((line) => 'error' in line);
  const isWell = outcome.status === 0 && outcome.lines.length > 0 && !(allMustSucceed && errors.length > 0);
  console.log(
    `${isWell ? 'ok' : 'not ok'} ${name}: ${outcome.lines.length} answers, ${errors.length} errors`,
  );
  if (isWell) passed++;
  else {
    failed++;
    console.log(outcome.stderr.slice(0, 20000), errors.slice(0, 5).map(said).join('\n'));
  }
}

const compilers = process.argv.length > 2 ? process.argv.slice(2) : COMPILERS;
const probe = await probeSources();
const script = (name: string) => readFileSync(path('test', 'native', name), 'utf8');

for (const cc of compilers) {
  if (!canSanitize(cc)) {
    console.log(`skipped: ${cc} with sanitizers is not on this machine`);
    continue;
  }
  const probing = await buildSanitized(`asan-probe-${cc}`, cc, probe);
  check(`${cc}: the probe goes wrong in every way`, runSql(probing, script('probe.sql')));
  const threads = ['--threads', '4', '--stack', '1024'];
  check(`${cc}: so in four threads`, runSql(probing, script('probe.sql'), { args: threads }));
  check(`${cc}: each allocation fails`, runSql(probing, script('sweep.sql'), { args: ['--sweep'] }));

  const real = await buildSanitized(`asan-${cc}`, cc, path('binding', 'generated'));
  check(`${cc}: the engine trains, predicts and refuses`, runSql(real, script('engine.sql')), true);
  const interrupting = { args: ['--interrupt', '30'] };
  check(`${cc}: so while it is interrupted`, runSql(real, script('engine.sql'), interrupting));
}

console.log(`${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exitCode = 1;
