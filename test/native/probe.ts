// Builds the probe engine (test/kernel/probe.as.ts) with the real shim: build/probe/sqml.so.

import { join } from 'node:path';
import { compileObjects, compiler, libraryName, link } from '../../lib/build/compile.ts';
import { compileEngine, exportsOf, translateEngine } from '../../lib/build/engine.ts';
import { embedded, registrations } from '../../lib/build/generate.ts';
import { path, stage, write } from '../../lib/build/stage.ts';
import type { SqlFunction } from '../../lib/catalog.ts';

const folder = path('build', 'probe');

/** Where the probe extension is, built anew when something changed. */
export async function probe(): Promise<string> {
  const library = join(folder, libraryName());
  await stage({
    name: 'probe',
    inputs: [
      path('test', 'kernel', 'probe.as.ts'),
      path('test', 'native', 'probe.ts'),
      path('assembly', 'host.ts'),
      path('assembly', 'error.ts'),
      path('binding', 'flags.txt'),
      ...sources(),
      path('lib', 'build'),
    ],
    outputs: [library],
    run: build,
  });
  return library;
}

/** Writes the probe's engine.c, functions.h and datasets.h; their folder. */
export async function probeSources(): Promise<string> {
  const wasm = join(folder, 'probe.wasm');
  await compileEngine(path('test', 'kernel', 'probe.as.ts'), wasm);
  const generated = join(folder, 'generated');
  translateEngine(wasm, generated);
  const names = [...(await exportsOf(wasm))].filter((name) => name.startsWith('probe_')).sort();
  write(join(generated, 'functions.h'), registrations(names.map(entry)));
  write(join(generated, 'datasets.h'), embedded(new TextEncoder().encode('the embedded bytes')));
  return generated;
}

async function build(): Promise<void> {
  const cc = compiler();
  const objects = compileObjects({ folder: join(folder, 'native'), generated: await probeSources(), cc });
  link(objects, join(folder, libraryName()), cc);
}

function entry(name: string): SqlFunction {
  return {
    name,
    args: [],
    flags: 'reads',
    instance: name.includes('_own_') ? 'own' : 'shared',
    doc: '',
    example: '',
    result: name === 'probe_json' ? 'json' : 'value',
  };
}

function sources(): string[] {
  const names = [
    'sqml.h',
    'sqml.c',
    'call.c',
    'cell.c',
    'statement.c',
    'host.c',
    'wasm_runtime.c',
    'wasm-rt.h',
  ];
  return [...names.map((name) => path('binding', name)), path('binding', 'simde')];
}
