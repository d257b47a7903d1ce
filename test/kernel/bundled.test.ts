// The engine's reading of the embedded datasets (assembly/table/bundled.ts) against the CSV files.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import test from 'tape';
import { type Dataset, packDatasets, readDataset } from '../../lib/build/datasets.ts';
import { kernel } from './compile.ts';

const folder = fileURLToPath(new URL('../../datasets', import.meta.url));
let blob = packDatasets(folder);
let calls = 0;
const engine = await kernel('bundled.as.ts', {
  dataset_bytes(memory, offset, buffer, length) {
    calls++;
    if (offset < 0 || offset + length > blob.length)
      throw new Error(`${length} bytes at ${offset} are outside`);
    new Uint8Array(memory.buffer).set(blob.subarray(offset, offset + length), buffer);
    return 0;
  },
});

function text(length: number): string {
  return new TextDecoder().decode(new Uint8Array(engine.memory.buffer, engine.text(), length));
}

/** What better-sqlite3 reads of a cell: an INTEGER is a bigint. */
function inSql(dataset: Dataset, row: number, column: number): number | bigint | string | null {
  const value = dataset.columns[column][row];
  if (Number.isNaN(value)) return null;
  if (dataset.types[column] === 'TEXT') return dataset.texts[column][value];
  return dataset.types[column] === 'INTEGER' ? BigInt(value) : value;
}

/** Packs one regression dataset made of a CSV. */
function packText(csv: string, about: object): Uint8Array {
  const temporary = mkdtempSync(join(tmpdir(), 'sqml-bundled-'));
  try {
    writeFileSync(join(temporary, 'made.csv'), csv);
    writeFileSync(
      join(temporary, 'made.json'),
      JSON.stringify({ name: 'made', task: 'regression', ...about }),
    );
    return packDatasets(temporary);
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

const count = engine.count();
const names: string[] = [];
for (let i = 0; i < count; i++) {
  engine.open(i);
  names.push(text(engine.describe()).split('\n')[0]);
  engine.close();
}

test('the names are those of datasets/, in alphabetical order', (t) => {
  t.deepEqual(names, ['breast_cancer', 'diabetes', 'digits', 'iris', 'penguins', 'wine']);
  t.end();
});

test('a name that is not embedded gives null', (t) => {
  t.equal(engine.isUnknown(), 1);
  t.end();
});

test('opening a dataset costs three host calls', (t) => {
  calls = 0;
  engine.open(0);
  engine.close();
  t.equal(calls, 3);
  t.end();
});

for (const [i, name] of names.entries()) {
  const expected = readDataset(folder, name);
  const rows = expected.columns[0].length;
  const columns = expected.columns.length;

  test(`${name}: task and names come out as they stand in the files`, (t) => {
    engine.open(i);
    const kind = typeof expected.targetNames[0] === 'number' ? 'numbers' : 'texts';
    const { featureNames, targetName, targetNames } = expected;
    const columnNames = [...featureNames, targetName, ...featureNames];
    const lines = [name, expected.task, kind, ...columnNames, ...targetNames.map(String)];
    t.deepEqual(text(engine.describe()).split('\n'), lines);
    const types = expected.types.map((_, column) => text(engine.declared(column)));
    t.deepEqual(types, expected.types);
    t.deepEqual([engine.rows(), engine.columns()], [rows, columns]);
    engine.close();
    t.end();
  });

  test(`${name}: each cell is the CSV's number bit for bit, and numerator / 10^exponent is too`, (t) => {
    engine.open(i);
    let wrong = 0;
    for (let column = 0; column < columns; column++) {
      const exponent = engine.exponent(column);
      for (let row = 0; row < rows; row++) {
        const value = expected.columns[column][row];
        if (!Object.is(engine.cell(row, column), value)) wrong++;
        if (!!engine.isNull(row, column) !== Number.isNaN(value)) wrong++;
        if (Number.isNaN(value)) continue;
        if (expected.types[column] === 'TEXT') {
          if (text(engine.textCell(row, column)) !== expected.texts[column][value]) wrong++;
        }
        if (exponent >= 0 && !Object.is(engine.numerator(row, column) / Number(`1e${exponent}`), value))
          wrong++;
      }
    }
    t.equal(wrong, 0);
    engine.close();
    t.end();
  });

  test(`${name}: the literals give the same bits in a column of SQLite of the declared type`, (t) => {
    engine.open(i);
    const database = new Database(':memory:');
    database.defaultSafeIntegers();
    database.exec(
      `CREATE TABLE t (${expected.types.map((type, column) => `c${column} ${type}`).join(', ')})`,
    );
    const values = Array.from({ length: rows }, (_, row) => `(${text(engine.literals(row))})`);
    database.exec(`INSERT INTO t VALUES ${values.join(', ')}`);
    const stored = database.prepare('SELECT * FROM t ORDER BY rowid').raw().all() as unknown[][];
    t.equal(stored.length, rows);
    const wrong = stored.flatMap((cells, row) =>
      cells.filter((value, column) => !Object.is(value, inSql(expected, row, column))),
    );
    t.equal(wrong.length, 0);
    engine.close();
    t.end();
  });
}

test('a quote in a text is doubled in its literal', (t) => {
  blob = packText("a,target\nD'Urville,1\n", { types: { a: 'TEXT' }, target_names: [] });
  engine.count();
  engine.open(0);
  t.equal(text(engine.literals(0)), "'D''Urville',1");
  engine.close();
  t.end();
});
