// npm run build: from lib/catalog.ts, assembly/, datasets/ and binding/ to dist/sqml.so and
// dist/sqml.node, and to the two files beside dist/browser.js (tsconfig.build.json).
//
//   generate  catalog, version  ->  assembly/generated/
//   asc       assembly/         ->  build/sqml.wasm
//   wasm2c    build/sqml.wasm   ->  binding/generated/engine.c
//   tables    catalog, datasets ->  binding/generated/functions.h, host_limits.h, programs.h, datasets.h
//   browser   wasm, datasets    ->  dist/sqml.wasm, dist/datasets.bin
//   compile   binding/          ->  dist/sqml.so, dist/sqml.node
//   cli       lib/cli/          ->  dist/cli.js
//   dashboard lib/dashboard/    ->  dist/dashboard/, dist/playground/
//
// npm run build -- --names keeps the names of the engine's functions, for profiles: the same code, in larger files.
//
// A stage whose inputs haven't changed is skipped. Needs Node and a C compiler, for dist/sqml.node a C++ compiler
// too; uses cmake when there is one.

import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { catalog, programs } from '../catalog.ts';
import { limits } from '../host/limits.ts';
import { BUNDLED, bundleCli } from './cli.ts';
import {
  ADDON_NAME,
  canUseCmake,
  compileByCmake,
  compileDirectly,
  compiler,
  cxxCompiler,
  hasCxx,
  libraryName,
} from './compile.ts';
import { bundleDashboard, bundlePlayground } from './dashboard.ts';
import { compileEngine, exportsOf, translateEngine } from './engine.ts';
import { embedded, limitsHeader, programTable, registrations, signatures, version } from './generate.ts';
import { path, stage, write } from './stage.ts';

/** What a web server gives. */
const PLAYGROUND = [
  'index.html',
  'playground.js',
  'worker.js',
  'dashboard.css',
  'sqlite3.wasm',
  'sqml.wasm',
  'datasets.bin',
];

/** The embedded datasets, packed by lib/build/datasets.ts. */
async function datasets(): Promise<Uint8Array> {
  const packer = path('lib', 'build', 'datasets.ts');
  if (!existsSync(packer)) return new Uint8Array(0);
  const { packDatasets } = await import(packer);
  return packDatasets(path('datasets'));
}

async function build(withNames: boolean): Promise<void> {
  const engineGenerated = path('assembly', 'generated');
  const generated = path('binding', 'generated');
  const wasm = path('build', 'sqml.wasm');

  await stage({
    name: 'generate',
    inputs: [path('lib', 'catalog.ts'), path('lib', 'build', 'generate.ts'), path('package.json')],
    outputs: [`${engineGenerated}/functions.ts`, `${engineGenerated}/version.ts`],
    run() {
      const { version: number } = JSON.parse(readFileSync(path('package.json'), 'utf8'));
      write(`${engineGenerated}/functions.ts`, signatures(catalog, programs));
      write(`${engineGenerated}/version.ts`, version(number));
    },
  });

  await stage({
    name: 'asc',
    inputs: [path('assembly'), path('asconfig.json'), path('node_modules', 'assemblyscript', 'package.json')],
    outputs: [wasm],
    settings: withNames || undefined,
    run: () => compileEngine(path('assembly', 'index.ts'), wasm, withNames),
  });

  await stage({
    name: 'wasm2c',
    inputs: [wasm, path('lib', 'build', 'engine.ts'), path('node_modules', 'wabt', 'package.json')],
    outputs: [`${generated}/engine.c`, `${generated}/engine.h`],
    run: () => translateEngine(wasm, generated),
  });

  const exported = await exportsOf(wasm);
  const missing = catalog.filter(({ name }) => !exported.has(name)).map(({ name }) => name);
  if (missing.length > 0) console.log(`left out: assembly/index.ts does not export ${missing.join(', ')}`);

  await stage({
    name: 'tables',
    inputs: ['catalog.ts', 'host/limits.ts', 'build', '../datasets'].map((name) => path('lib', name)),
    settings: missing,
    outputs: ['functions.h', 'host_limits.h', 'programs.h', 'datasets.h'].map(
      (name) => `${generated}/${name}`,
    ),
    async run() {
      write(`${generated}/functions.h`, registrations(catalog.filter(({ name }) => exported.has(name))));
      write(`${generated}/host_limits.h`, limitsHeader(limits));
      write(`${generated}/programs.h`, programTable(programs));
      write(`${generated}/datasets.h`, embedded(await datasets()));
    },
  });

  await stage({
    name: 'browser',
    inputs: [wasm, path('datasets'), path('lib', 'build')],
    outputs: [path('dist', 'sqml.wasm'), path('dist', 'datasets.bin')],
    async run() {
      write(path('dist', 'sqml.wasm'), readFileSync(wasm));
      write(path('dist', 'datasets.bin'), await datasets());
    },
  });

  const byCmake = canUseCmake();
  const withAddon = hasCxx();
  if (!withAddon) console.log(`left out: dist/${ADDON_NAME}, since ${cxxCompiler()} is not installed`);
  await stage({
    name: 'compile',
    inputs: [path('binding'), path('CMakeLists.txt'), path('lib', 'build', 'compile.ts')],
    settings: [byCmake, compiler(), withAddon && cxxCompiler(), process.env.CFLAGS],
    outputs: [libraryName(), ...(withAddon ? [ADDON_NAME] : [])].map((name) => path('dist', name)),
    run: byCmake ? compileByCmake : compileDirectly,
  });

  await stage({
    name: 'cli',
    inputs: [
      ...['cli', 'dashboard', 'catalog.ts', 'tutorial', 'sqlite.ts', 'build/cli.ts'].map((name) =>
        path('lib', name),
      ),
      ...[...BUNDLED, 'esbuild'].map((name) => path('node_modules', name, 'package.json')),
    ],
    outputs: [path('dist', 'cli.js')],
    run: () => bundleCli(path('dist', 'cli.js')),
  });

  await stage({
    name: 'dashboard',
    inputs: [
      ...['dashboard', 'build/dashboard.ts'].map((name) => path('lib', name)),
      ...['preact', '@observablehq/plot', 'csv-parse', 'csv-stringify', 'esbuild'].map((name) =>
        path('node_modules', name, 'package.json'),
      ),
    ],
    outputs: ['dashboard.js', 'dashboard.css', 'index.html'].map((name) => path('dist', 'dashboard', name)),
    run: () => bundleDashboard(path('dist', 'dashboard')),
  });

  await stage({
    name: 'playground',
    inputs: [
      ...['dashboard', 'host', 'browser.ts', 'catalog.ts', 'build/dashboard.ts'].map((name) =>
        path('lib', name),
      ),
      ...['sqml.wasm', 'datasets.bin'].map((name) => path('dist', name)),
      ...['preact', '@observablehq/plot', '@sqlite.org/sqlite-wasm', 'csv-parse', 'esbuild'].map((name) =>
        path('node_modules', name, 'package.json'),
      ),
    ],
    outputs: PLAYGROUND.map((name) => path('dist', 'playground', name)),
    run: () => bundlePlayground(path('dist', 'playground')),
  });
}

try {
  const { values } = parseArgs({ options: { names: { type: 'boolean', default: false } } });
  await build(values.names);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
