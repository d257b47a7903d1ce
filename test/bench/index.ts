// npm run bench: how fast it is, beside what a user would pick instead, measured in one run.
//
//   npm run bench                             everything, some ten minutes with scikit-learn
//   npm run bench -- predict                  some sections: tutorial, datasets, large, reading, predict, trees, tree-predictions, search, arrays
//   npm run bench -- --json build/bench.json  also all figures, as JSON
//
// Needs better-sqlite3, which is a development dependency; scikit-learn is used where a Python has it
// (SQML_PYTHON names one). How the jobs are defined and what was measured last: README.md.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { betterSqlite3 } from '../host/better_sqlite3.ts';
import { text } from '../host/host.ts';
import { sqliteWasm } from '../host/sqlite_wasm.ts';
import { arrays } from './arrays.ts';
import { type Bench, DATASETS } from './bench.ts';
import { writePoints } from './points.ts';
import { prediction, treePrediction } from './prediction.ts';
import { reading } from './reading.ts';
import { HOW_TO_GET_IT, pythonWithSklearn, Sklearn } from './scikit_learn.ts';
import { search } from './search.ts';
import { drawSection, type Section } from './table.ts';
import { datasets, large, trees } from './training.ts';
import { tutorial } from './tutorial.ts';

const sections: Record<string, (bench: Bench) => Promise<Section>> = {
  tutorial,
  datasets,
  large,
  reading,
  predict: prediction,
  trees,
  'tree-predictions': treePrediction,
  search,
  arrays,
};

async function open(file: string): Promise<Bench> {
  writePoints(file);
  const extension = await betterSqlite3.open({ file });
  // A training stores its model; how long the disk takes over that is no contestant's merit.
  await extension.rows('PRAGMA synchronous = OFF');
  for (const name of DATASETS) await extension.rows(`SELECT sqml_load_dataset(${text(name)})`);
  const v8 = await sqliteWasm.open({ file });
  for (const session of [extension, v8]) await session.rows("SELECT sqml_config('errors', 'json')");
  const python = pythonWithSklearn();
  return { extension, v8, sklearn: python === null ? [] : Sklearn.both(python, file) };
}

/** What the figures depend on besides the code. */
async function about({ extension, sklearn }: Bench): Promise<Record<string, string>> {
  const [{ sqml, sqlite }] = await extension.rows(
    'SELECT sqml_version() AS sqml, sqlite_version() AS sqlite',
  );
  const versions = await Promise.all(sklearn.map((rival) => rival.versions()));
  const [python] = versions;
  return {
    date: new Date().toISOString().slice(0, 10),
    sqml: `${sqml}, in better-sqlite3 with SQLite ${sqlite}, Node ${process.version}, V8 ${process.versions.v8}`,
    sklearn:
      python === undefined
        ? `skipped: ${HOW_TO_GET_IT}`
        : `scikit-learn ${python.sklearn}, NumPy ${python.numpy}, Python ${python.python}, ` +
          `SQLite ${python.sqlite}; threads: ${versions.map(({ threads }) => threads).join(' and ')}`,
    machine: `${cpus().length} x ${cpus()[0].model}, ${process.platform} ${process.arch}`,
    load: loadavg()[0].toFixed(2),
  };
}

function chosen(names: string[]): string[] {
  const unknown = names.find((name) => !(name in sections));
  if (unknown !== undefined) {
    throw new Error(`there is no section ${unknown}; there are: ${Object.keys(sections).join(', ')}`);
  }
  return names.length > 0 ? names : Object.keys(sections);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'string' } },
    allowPositionals: true,
  });
  const names = chosen(positionals);
  const missing = betterSqlite3.isAvailable() ?? sqliteWasm.isAvailable();
  if (missing !== null) throw new Error(missing);

  const folder = mkdtempSync(join(tmpdir(), 'sqml-bench-'));
  try {
    const bench = await open(join(folder, 'bench.db'));
    const facts = await about(bench);
    for (const [name, fact] of Object.entries(facts)) console.log(`${name}: ${fact}`);
    console.log(
      "\nMedian ± half the quartiles' distance; in bold sqml's time over it: below 1, sqml is faster.\n",
    );
    const measured: Section[] = [];
    for (const name of names) {
      const section = await sections[name](bench);
      measured.push(section);
      console.log(drawSection(section));
    }
    const loadAtEnd = loadavg()[0].toFixed(2);
    console.log(`load at the end: ${loadAtEnd}`);
    if (values.json !== undefined) {
      writeFileSync(
        values.json,
        `${JSON.stringify({ about: facts, loadAtEnd, sections: measured }, null, 2)}\n`,
      );
    }
    for (const session of [bench.extension, bench.v8, ...bench.sklearn]) await session.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

try {
  await main();
} catch (thrown) {
  console.error(`bench: ${(thrown as Error).message}`);
  process.exit(1);
}
