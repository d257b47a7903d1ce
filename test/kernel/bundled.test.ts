// The engine's reading of the embedded datasets (assembly/table/bundled.ts) against the CSV files.

import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import test from 'tape';
import { packDatasets, readDataset } from '../../lib/build/datasets.ts';
import { kernel } from './compile.ts';

const folder = fileURLToPath(new URL('../../datasets', import.meta.url));
const blob = packDatasets(folder);
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

const count = engine.count();
const names: string[] = [];
for (let i = 0; i < count; i++) {
  engine.open(i);
  names.push(text(engine.describe()).split('\n')[0]);
  engine.close();
}

test('the names are those of datasets/, in alphabetical order', (t) => {
  t.deepEqual(names, ['breast_cancer', 'diabetes', 'digits', 'iris', 'wine']);
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
    const lines = [name, expected.task, kind, ...expected.featureNames, ...expected.targetNames.map(String)];
    t.deepEqual(text(engine.describe()).split('\n'), lines);
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
        if (exponent >= 0 && !Object.is(engine.numerator(row, column) / Number(`1e${exponent}`), value))
          wrong++;
      }
    }
    t.equal(wrong, 0);
    engine.close();
    t.end();
  });

  test(`${name}: the literals give the same bits in a REAL column of SQLite`, (t) => {
    engine.open(i);
    const database = new Database(':memory:');
    database.exec(`CREATE TABLE t (${expected.columns.map((_, column) => `c${column} REAL`).join(', ')})`);
    const values = Array.from({ length: rows }, (_, row) => `(${text(engine.literals(row))})`);
    database.exec(`INSERT INTO t VALUES ${values.join(', ')}`);
    const stored = database.prepare('SELECT * FROM t ORDER BY rowid').raw().all() as number[][];
    t.equal(stored.length, rows);
    const wrong = stored.flatMap((cells, row) =>
      cells.filter((v, c) => !Object.is(v, expected.columns[c][row])),
    );
    t.equal(wrong.length, 0);
    engine.close();
    t.end();
  });
}
