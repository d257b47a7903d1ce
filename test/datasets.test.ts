// datasets/ and its packing (lib/build/datasets.ts): the files are as datasets/README.md says, and what was
// packed comes back bit for bit. That the files equal scikit-learn's and palmerpenguins' is checked by
// `python test/reference/datasets.py --check` and `python test/reference/penguins.py --check`.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'tape';
import { type Dataset, packDatasets, unpackDatasets } from '../lib/build/datasets.ts';

const folder = fileURLToPath(new URL('../datasets', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.csv'))
  .map((file) => file.slice(0, -4));
const blob = packDatasets(folder);
const unpacked = unpackDatasets(blob);
const view = new DataView(blob.buffer);

/** Rows, features and NULLs. */
const SIZES = {
  breast_cancer: [569, 30, 0],
  diabetes: [442, 10, 0],
  digits: [1797, 64, 0],
  iris: [150, 4, 0],
  penguins: [344, 7, 19],
  wine: [178, 13, 0],
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

/** What a cell is in SQL. */
function cell(dataset: Dataset, row: number, column: number): number | string | null {
  const value = dataset.columns[column][row];
  if (Number.isNaN(value)) return null;
  return dataset.types[column] === 'TEXT' ? dataset.texts[column][value] : value;
}

/** What the text of a CSV's cell is in SQL; none of the files quotes a cell. */
function read(text: string, type: string): number | string | null {
  if (text === '') return null;
  return type === 'TEXT' ? text : Number(text);
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

test('every dataset is packed, with its shape and its NULLs', (t) => {
  t.deepEqual(
    unpacked.map((it) => it.name),
    names.sort(),
  );
  const nulls = (it: Dataset) => it.columns.flatMap((column) => [...column]).filter(Number.isNaN).length;
  const sizes = unpacked.map((it) => [it.name, [it.columns[0].length, it.featureNames.length, nulls(it)]]);
  t.deepEqual(Object.fromEntries(sizes), SIZES);
  t.end();
});

for (const dataset of unpacked) {
  const [header, ...lines] = readFileSync(join(folder, `${dataset.name}.csv`), 'utf8')
    .trimEnd()
    .split('\n');
  const about = JSON.parse(readFileSync(join(folder, `${dataset.name}.json`), 'utf8'));

  test(`${dataset.name}: each cell of the CSV comes back bit for bit`, (t) => {
    t.deepEqual([...dataset.featureNames, dataset.targetName], header.split(','));
    t.equal(dataset.targetName, about.target ?? 'target');
    const rows = lines.map((line) => line.split(','));
    const same = rows.every((texts, row) =>
      texts.every((text, column) => Object.is(read(text, dataset.types[column]), cell(dataset, row, column))),
    );
    t.ok(same && rows.length === dataset.columns[0].length);
    t.end();
  });

  test(`${dataset.name}: a column has the type that its JSON says, or else REAL`, (t) => {
    const names = [...dataset.featureNames, dataset.targetName];
    t.deepEqual(
      dataset.types,
      names.map((name) => about.types?.[name] ?? 'REAL'),
    );
    t.end();
  });

  test(`${dataset.name}: its JSON says what it is, where it comes from and under which licence`, (t) => {
    const keys = ['name', 'title', 'task', 'target_names', 'units', 'source', 'licence', 'citation'];
    const optional = ['target', 'types'];
    t.deepEqual(
      Object.keys(about).filter((key) => !optional.includes(key)),
      keys,
    );
    t.ok(keys.every((key) => about[key].length > 0 || about.task === 'regression'));
    t.deepEqual([dataset.task, dataset.targetNames], [about.task, about.target_names]);
    t.end();
  });

  test(`${dataset.name}: a class is a whole number that has a name, or a name`, (t) => {
    const classes = new Set(dataset.columns.at(-1));
    if (dataset.types.at(-1) === 'TEXT') t.deepEqual(dataset.texts.at(-1), dataset.targetNames);
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
  const penguins = unpacked.findIndex((it) => it.name === 'penguins');
  const measured = ['i16/1e1', 'i16/1e1', 'i16/1e0', 'i16/1e0'];
  t.deepEqual(encodings(penguins), ['i8/1e0', ...measured, 'i8/1e0', 'i16/1e0', 'i8/1e0']);
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

test('NULLs and the lowest numbers of each width survive packing side by side', (t) => {
  const lows = ['-127', '-128', '-32768', '-2147483648', '-9007199254740991', '-0'];
  const header = lows.map((_, i) => `c${i}`).join(',');
  const csv = `${header},target\n${lows.join(',')},1\n${','.repeat(lows.length)}2\n`;
  const packed = packText(csv, { target_names: [] });
  const [made] = unpackDatasets(packed);
  for (const [i, low] of lows.entries()) {
    t.ok(Object.is(made.columns[i][0], Number(low)), low);
    t.ok(Number.isNaN(made.columns[i][1]), `NULL beside ${low}`);
  }
  const bytes = new DataView(packed.buffer);
  const kinds = lows.map((_, i) => KINDS[bytes.getUint8(bytes.getUint32(8, true) + i * 8 + 4)]);
  t.deepEqual(kinds, ['i8', 'i16', 'i32', 'i64', 'i64', 'f64']);
  t.end();
});

test('texts of any alphabet survive packing, in the order of their code points', (t) => {
  const csv = 'a,kind\n"x, ""y",z\nß,a\n,z\n𝒳,B\nß,ß\n';
  const types = { a: 'TEXT', kind: 'TEXT' };
  const about = { task: 'classification', target: 'kind', types, target_names: ['B', 'a', 'z', 'ß'] };
  const [made] = unpackDatasets(packText(csv, about));
  t.deepEqual(made.texts, [
    ['x, "y', 'ß', '𝒳'],
    ['B', 'a', 'z', 'ß'],
  ]);
  const rows = [0, 1, 2, 3, 4].map((row) => [cell(made, row, 0), cell(made, row, 1)]);
  const expected = [
    ['x, "y', 'z'],
    ['ß', 'a'],
    [null, 'z'],
    ['𝒳', 'B'],
    ['ß', 'ß'],
  ];
  t.deepEqual(rows, expected);
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
  const typed = (types: object, rest = {}) => ({ ...about, types, ...rest });
  t.throws(
    () => packText('a,target\n1.5,2\n', typed({ a: 'INTEGER' })),
    /row 1, 'a' must be a whole number, got '1.5'/,
  );
  t.throws(() => packText('a,target\n1,2\n', typed({ b: 'TEXT' })), /types names 'b', which is no column/);
  t.throws(() => packText('a,target\n1,2\n', typed({ a: 'BLOB' })), /type of 'a' must be .*, got 'BLOB'/);
  t.throws(
    () => packText('a,target\n1,x\n2,y\n', typed({ target: 'TEXT' }, { target_names: ['y', 'x'] })),
    /target_names must be the target's texts, ascending: x,y; got y,x/,
  );
  t.throws(
    () => packText('a,target\n1,\n', typed({ target: 'TEXT' })),
    /row 1, 'target' must be a text, got ''/,
  );
  t.throws(() => unpackDatasets(new Uint8Array(8)), /do not begin with SQMD/);
  t.end();
});
