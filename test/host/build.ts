// npm run hosts: builds the hosts of languages.ts and node_versions.ts into build/hosts/, each when its tools
// are there.
//
//   tsx test/host/build.ts go rust      these alone
//
// Drivers come from their languages' registries, in the versions that examples/ and test/host/ lock. What is up
// to date takes a second. A line for each host, after those of its stages: how long, or how to get its tools.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compiler, libraryName } from '../../lib/build/compile.ts';
import { buildPlainShell, buildShell, sqliteFolder, sqliteObject } from '../../lib/build/shell.ts';
import { path, stage } from '../../lib/build/stage.ts';
import { archive, buildStatic } from '../../lib/build/static.ts';
import { built, folder } from './built.ts';
import { installNode, NODE_VERSIONS } from './node_versions.ts';

const library = path('dist', libraryName());

interface Build {
  /** Says its version when called so; without it the host is skipped. */
  tool: [string, ...string[]];
  install: string;
  run(): void | Promise<void>;
}

/** At a low priority: compiling SQLite takes a while, and nobody waits for it. */
function run(command: string, args: string[], cwd = path('')): void {
  const isUnix = process.platform !== 'win32';
  const [program, ...rest] = isUnix ? ['nice', command, ...args] : [command, ...args];
  const env = { ...process.env, CARGO_TARGET_DIR: built.cargo };
  const { status, error, stdout, stderr } = spawnSync(program, rest, { cwd, env, encoding: 'utf8' });
  if (error) throw new Error(`${command} can't be run: ${error.message}`);
  if (status !== 0) throw new Error(`${[command, ...args].join(' ')}\n${stdout}${stderr}`);
}

const compilerTool: Build['tool'] = [compiler(), '--version'];
const compilerInstall = 'apt-get install gcc';

const builds: Record<string, Build> = {
  node: {
    tool: ['npm', '--version'],
    install: 'https://nodejs.org',
    run: () => NODE_VERSIONS.forEach(installNode),
  },
  'node-sqlite3': {
    tool: compilerTool,
    install: compilerInstall,
    run() {
      if (existsSync(built.nodeSqlite3)) return;
      const folder = join(built.nodeSqlite3, '..', '..');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'package.json'), '{"private": true}\n');
      run('npm', ['install', '--no-audit', '--no-fund', 'sqlite3@6'], folder);
    },
  },
  cli: { tool: compilerTool, install: compilerInstall, run: buildPlainShell },
  shell: { tool: compilerTool, install: compilerInstall, run: buildShell },
  static: {
    tool: compilerTool,
    install: compilerInstall,
    async run() {
      await buildStatic();
      const object = await sqliteObject();
      const source = path('test/host/static.c');
      const include = ['-I', path('dist'), '-I', sqliteFolder()];
      const libraries = ['-lm', '-ldl', '-lpthread'];
      await stage({
        name: 'static-host',
        inputs: [source, object, archive],
        settings: [compiler()],
        outputs: [built.static],
        run: () => run(compiler(), [...include, source, object, archive, ...libraries, '-o', built.static]),
      });
    },
  },
  go: {
    tool: ['go', 'version'],
    install: 'https://go.dev/dl',
    // In the example's module, so that one go.mod says which driver and SQLite is compiled once.
    run: () => run('go', ['build', '-o', built.go, path('test/host/go/main.go')], path('examples/go')),
  },
  rust: {
    tool: ['cargo', '--version'],
    install: 'https://rustup.rs',
    run() {
      for (const folder of ['examples/rust', 'test/host/rust']) {
        run('cargo', ['build', '--locked', '--quiet', '--manifest-path', join(path(folder), 'Cargo.toml')]);
      }
    },
  },
  java: {
    tool: ['mvn', '--version'],
    install: 'apt-get install maven',
    // A stage, for Maven takes seconds to find that there is nothing to do.
    run: () =>
      stage({
        name: 'java-host',
        inputs: [
          path('test/host/build.ts'),
          path('test/host/java'),
          path('examples/java/pom.xml'),
          path('examples/java/src'),
        ],
        outputs: [join(built.java, 'classes', 'Host.class')],
        run() {
          const pom = path('test/host/java/pom.xml');
          run('mvn', ['-q', '-B', '-f', pom, 'compile', 'dependency:copy-dependencies']);
          // Once to the end, so that later runs need no network for Maven's plugins.
          const example = ['-q', '-B', 'compile', 'exec:java', `-Dexec.args='${library}'`];
          run('mvn', example, path('examples/java'));
        },
      }),
  },
};

const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (builds[name] === undefined) {
    throw new Error(`unknown host ${name}; there are: ${Object.keys(builds).join(', ')}`);
  }
}
mkdirSync(folder, { recursive: true });
for (const [name, { tool, install, run }] of Object.entries(builds)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const [command, ...args] = tool;
  if (spawnSync(command, args).status !== 0) {
    console.log(`${name.padEnd(9)} skipped: ${command} is not there; ${install}`);
    continue;
  }
  const started = performance.now();
  try {
    await run();
    console.log(`${name.padEnd(9)} ${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s`);
  } catch (error) {
    console.log(`${name.padEnd(9)} failed: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
