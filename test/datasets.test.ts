// datasets/ and its packing (lib/build/datasets.ts): the files are as datasets/README.md says, and what was
// packed comes back bit for bit. That the files equal scikit-learn's is checked by
// `python test/reference/datasets.py --check`.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import { packDatasets, unpackDatasets } from '../lib/build/datasets.ts';

const folder = fileURLToPath(new URL('../datasets', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.csv'))
  .map((file) => file.slice(0, -4));
const blob = packDatasets(folder);
const unpacked = unpackDatasets(blob);
const view = new DataView(blob.buffer);

const SIZES = {
  breast_cancer: [569, 30],
  diabetes: [442, 10],
  digits: [1797, 64],
  iris: [150, 4],
  wine: [178, 13],
};
const KINDS = ['f64', 'i8', 'i16', 'i32', 'i64'];

/** Kind and exponent of each column, as they stand in the blob. */
function encodings(index: number): string[] {
  const entry = 8 + index * 64;
  return Array.from({ length: view.getUint32(entry + 12, true) }, (_, column) => {
    const at = view.getUint32(entry, true) + column * 8;
    return `${KINDS[view.getUint8(at + 4)]}/1e${view.getUint8(at + 5)}`;
  });
}

/** Packs one dataset made of a CSV and JSON text. */
function packText(csv: string, about: object): Uint8Array {
  const temporary = mkdtempSync(join(tmpdir(), 'sqml-datasets-'));
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

test('every dataset is packed, with the shape of scikit-learn', (t) => {
  t.deepEqual(
    unpacked.map((it) => it.name),
    names.sort(),
  );
  const sizes = unpacked.map((it) => [it.name, [it.columns[0].length, it.featureNames.length]]);
  t.deepEqual(Object.fromEntries(sizes), SIZES);
  t.end();
});

for (const dataset of unpacked) {
  const [header, ...lines] = readFileSync(join(folder, `${dataset.name}.csv`), 'utf8')
    .trimEnd()
    .split('\n');
  const about = JSON.parse(readFileSync(join(folder, `${dataset.name}.json`), 'utf8'));

  test(`${dataset.name}: each number of the CSV comes back bit for bit`, (t) => {
    t.deepEqual([...dataset.featureNames, 'target'], header.split(','));
    const cells = lines.map((line) => line.split(',').map(Number));
    const same = cells.every((row, i) => row.every((value, j) => Object.is(value, dataset.columns[j][i])));
    t.ok(same && cells.length === dataset.columns[0].length);
    t.end();
  });

  test(`${dataset.name}: its JSON says what it is, where it comes from and under which licence`, (t) => {
    const keys = ['name', 'title', 'task', 'target_names', 'units', 'source', 'licence', 'citation'];
    t.deepEqual(Object.keys(about), keys);
    t.ok(keys.every((key) => about[key].length > 0 || about.task === 'regression'));
    t.deepEqual([dataset.task, dataset.targetNames], [about.task, about.target_names]);
    t.end();
  });

  test(`${dataset.name}: a class is a whole number that has a name`, (t) => {
    const classes = new Set(dataset.columns.at(-1));
    if (dataset.task === 'classification')
      t.deepEqual(
        [...classes].sort((a, b) => a - b),
        dataset.targetNames.map((_, i) => i),
      );
    else t.deepEqual(dataset.targetNames, []);
    t.end();
  });
}

test('a column takes the narrowest encoding that restores it', (t) => {
  const iris = unpacked.findIndex((it) => it.name === 'iris');
  t.deepEqual(encodings(iris), ['i8/1e1', 'i8/1e1', 'i8/1e1', 'i8/1e1', 'i8/1e0']);
  const diabetes = unpacked.findIndex((it) => it.name === 'diabetes');
  t.deepEqual(new Set(encodings(diabetes).slice(0, -1)), new Set(['f64/1e0']));
  t.end();
});

test('packing the same files again gives the same bytes', (t) => {
  t.ok(Buffer.from(packDatasets(folder)).equals(Buffer.from(blob)));
  t.end();
});

test('extreme numbers, quoted names and other alphabets survive packing', (t) => {
  const csv = '"a, ""b""",ß,target\n-0,5e-324,9007199254740991\n0.1,-1.7976931348623157e308,-12345678.5\n';
  const [made] = unpackDatasets(packText(csv, { target_names: [] }));
  t.deepEqual(made.featureNames, ['a, "b"', 'ß']);
  const expected = [
    [-0, 0.1],
    [5e-324, -Number.MAX_VALUE],
    [Number.MAX_SAFE_INTEGER, -12345678.5],
  ];
  t.ok(expected.every((column, j) => column.every((value, i) => Object.is(made.columns[j][i], value))));
  t.end();
});

test('a file that is not as it should be is refused with its place', (t) => {
  const about = { target_names: [] };
  t.throws(() => packText('a,target\n1,2\n3\n', about), /made: row 2 must have 2 cells, got 1/);
  t.throws(() => packText('a,target\n1,\n', about), /made: row 1, 'target' must be a number, got ''/);
  t.throws(
    () => packText('a,target\nInfinity,1\n', about),
    /made: row 1, 'a' must be a number, got 'Infinity'/,
  );
  t.throws(() => packText('a,b\n1,2\n', about), /made: the last column must be 'target', got 'b'/);
  t.throws(() => packText('a,target\n1,2\n', { name: 'other' }), /made: name must be 'made', got 'other'/);
  t.throws(() => packText('a,target\n1,2\n', { task: 'sorting' }), /made: task must be .*, got 'sorting'/);
  t.throws(() => unpackDatasets(new Uint8Array(8)), /do not begin with SQMD/);
  t.end();
});
