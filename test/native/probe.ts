// Builds the probe engine (test/kernel/probe.as.ts) with the real shim: build/probe/sqml.so.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { compileObjects, compiler, libraryName, link } from '../../lib/build/compile.ts';
import { compileEngine, exportsOf, translateEngine } from '../../lib/build/engine.ts';
import { embedded, limitsHeader, registrations } from '../../lib/build/generate.ts';
import { path, stage, write } from '../../lib/build/stage.ts';
import type { SqlFunction } from '../../lib/catalog.ts';
import { limits } from '../../lib/host/limits.ts';

const folder = path('build', 'probe');

/** The probe engine itself. */
export const wasm = join(folder, 'probe.wasm');

/** What stands where the datasets do. */
export const DATASETS = new TextEncoder().encode('the embedded bytes');

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
      path('lib', 'host', 'limits.ts'),
    ],
    outputs: [library, wasm],
    run: build,
  });
  return library;
}

/** Writes the probe's engine.c, functions.h, host_limits.h and datasets.h; their folder. */
export async function probeSources(): Promise<string> {
  await compileEngine(path('test', 'kernel', 'probe.as.ts'), wasm);
  const generated = join(folder, 'generated');
  translateEngine(wasm, generated);
  write(join(generated, 'functions.h'), registrations(await probeFunctions()));
  write(join(generated, 'host_limits.h'), limitsHeader(limits));
  write(join(generated, 'datasets.h'), embedded(DATASETS));
  return generated;
}

/** The catalog of the probe that was built. */
export async function probeFunctions(): Promise<SqlFunction[]> {
  const names = [...(await exportsOf(wasm))].filter((name) => name.startsWith('probe_')).sort();
  return names.map(entry);
}

async function build(): Promise<void> {
  const cc = compiler();
  const objects = compileObjects({ folder: join(folder, 'native'), generated: await probeSources(), cc });
  link(objects, join(folder, libraryName()), cc);
}

/** The probe's functions that give rows: columns, then arguments (a `?` is left out at will). */
const TABLES: Record<string, [columns: string[], args: string[]]> = {
  probe_table_series: [
    ['i', 'label', 'calls'],
    ['count', '?step', '?mark'],
  ],
  probe_table_types: [['value', 'position'], []],
  probe_table_query: [['value'], ['sql']],
  probe_table_own_query: [['value'], ['sql']],
  probe_table_fail: [['value'], ['code']],
  probe_table_trap: [['value'], ['kind']],
  probe_table_bad: [['one', 'two'], ['kind']],
  probe_table_poll: [['value'], ['count']],
};

function entry(name: string): SqlFunction {
  const table = TABLES[name];
  return {
    name,
    args: (table?.[1] ?? []).map((arg) => ({ name: arg.replace('?', ''), optional: arg.startsWith('?') })),
    columns: table?.[0].map((column) => ({ name: column })),
    flags: name === 'probe_table_types' ? 'pure' : 'reads',
    instance: name.includes('_own_') ? 'own' : 'shared',
    doc: '',
    example: '',
    result: table ? 'rows' : name === 'probe_json' ? 'json' : 'value',
  };
}

function sources(): string[] {
  const names = readdirSync(path('binding')).filter((name) => /\.[ch]$/.test(name));
  return [...names.map((name) => path('binding', name)), path('binding', 'simde')];
}
