// The main package on npm where no compiled package fits: its install script compiles, by cmake-js or by the C
// compiler alone, and where it can't, says what to do.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { makeMain, pack } from '../lib/build/package.ts';
import { libraryName, platformName } from '../lib/loadable.cts';
import { path } from './host/index.ts';
import {
  COMPILE_MS,
  folder,
  isBuilt,
  MODELLED,
  node,
  output,
  project,
  testBuilt,
  used,
} from './npm/project.ts';

const main = isBuilt ? pack(makeMain(folder)).file : '';

/** A folder for the PATH with these programs of the present one. */
function onlyPrograms(name: string, programs: string[]): string {
  const where = join(folder, name);
  mkdirSync(where);
  for (const program of programs) {
    const found = (process.env.PATH ?? '').split(':').map((part) => join(part, program));
    const file = found.find((candidate) => existsSync(candidate));
    if (file !== undefined) symlinkSync(file, join(where, program));
  }
  return where;
}

testBuilt('without a package of the platform the install script compiles by cmake-js', (t) => {
  if (spawnSync('cmake', ['--version']).error) return t.skip('cmake is not there; apt-get install cmake');
  const where = project('by-cmake', [main], ['--ignore-scripts']);
  symlinkSync(path('node_modules/cmake-js'), join(where, 'node_modules/cmake-js'));
  execFileSync('npm', ['rebuild', 'sqml'], { cwd: where, stdio: 'pipe', timeout: COMPILE_MS });
  t.equal(used(where), `sqml/build/${platformName()}/${libraryName()}`, 'and what it makes loads');
  if (spawnSync('c++', ['--version']).status === 0)
    t.equal(output(where, '-e', MODELLED), 'low high', 'sqml/model');
  t.deepEqual(readdirSync(join(where, 'node_modules/sqml/build')), [platformName()], 'nothing else is left');
});

testBuilt('without cmake it compiles by the C compiler alone', (t) => {
  if (process.platform === 'win32') return t.skip('links of programs need a POSIX system');
  if (spawnSync('cc', ['--version']).error) return t.skip('cc is not there; apt-get install gcc libc6-dev');
  const where = project('by-cc', [main], ['--ignore-scripts']);
  const env = { ...process.env, PATH: onlyPrograms('cc-only', ['cc', 'as', 'ld']) };
  const made = node(where, ['node_modules/sqml/dist/install.js'], env);
  t.match(made.stdout, /^sqml: compiled .*sqml\.\w+ by the C compiler/, made.stderr);
  t.equal(used(where), `sqml/build/${platformName()}/${libraryName()}`, 'and what it makes loads');
  const { stderr } = node(where, ['-e', "require('sqml/model')"], env);
  t.match(stderr, /sqml: no sqml\.node for /, 'without a C++ compiler there is no addon, and it says so');
  const again = node(where, ['node_modules/sqml/dist/install.js'], env);
  t.deepEqual(again, { status: 0, stdout: '', stderr: '' }, 'a second run finds it and says nothing');
});

testBuilt('where nothing compiles npm install succeeds, and the error says what to do', (t) => {
  if (process.platform === 'win32') return t.skip('links of programs need a POSIX system');
  const env = { ...process.env, PATH: onlyPrograms('no-compiler', ['node', 'npm', 'sh']) };
  const where = project('by-nothing', [main], ['--foreground-scripts'], env);
  const install = join(where, 'node_modules/sqml/dist/install.js');

  const { stderr } = node(where, ['-e', "require('sqml').getLoadablePath()"]);
  t.match(stderr, new RegExp(`sqml: no ${libraryName()} for ${platformName()} `));
  t.ok(stderr.includes(`the package sqml-${platformName()}, which is not installed`), 'where it looked');
  t.ok(stderr.includes(`compile it with: node ${install}`), 'what to do');

  const byHand = node(where, [install], env);
  t.equal(byHand.status, 1, 'by hand the script fails');
  t.match(byHand.stderr, /compiling by cmake-js: cmake is not on the PATH/);
  t.match(byHand.stderr, /compiling by the C compiler .*: cc can't be run/);
});
