// The stratified, sequential and k-fold splits against the rows that scikit-learn chose
// (test/reference/split.json).

import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import test from 'tape';
import { kernel } from './compile.ts';

const reference = JSON.parse(readFileSync(new URL('../reference/split.json', import.meta.url), 'utf8'));
const engine = await kernel('split.as.ts');
const MOST_ROWS = 20_000;
const classOf = engine.room(MOST_ROWS);

/** What `stratified` answers, in the words of test/reference/split.py. */
const PROBLEMS = [undefined, 'lonely class', 'few train rows', 'few test rows'];

/** The labels of test/reference/split.py. */
const makers: Record<string, (n: number, k: number) => number[]> = {
  blocks: (n, k) => Array.from({ length: n }, (_, i) => Math.floor((i * k) / n)),
  labels: (n, k) => {
    let state = BigInt(n + k);
    return Array.from({ length: n }, () => {
      state = (1103515245n * state + 12345n) % 2147483648n;
      const u = Number(state) / 2147483648;
      return Math.floor(u * u * k);
    });
  },
};

function put(labels: number[]): void {
  new Float64Array(engine.memory.buffer, classOf, labels.length).set(labels);
}

/** The rows of both parts. */
function parts(): Int32Array[] {
  return [0, 1].map((which) =>
    new Int32Array(engine.memory.buffer, engine.part(which), engine.count(which)).slice(),
  );
}

/** The parts as split.py records them. */
function summary() {
  const both = parts();
  return {
    counts: both.map((rows) => rows.length),
    first: both.map((rows) => [...rows.slice(0, 5)]),
    crc: both.map((rows) => crc32(new Uint8Array(rows.buffer))),
  };
}

/** How often each class occurs in some rows. */
function tally(rows: Iterable<number>, labels: number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(labels[row], (counts.get(labels[row]) ?? 0) + 1);
  return counts;
}

test('a stratified split has the rows and the order of StratifiedShuffleSplit, and its refusals', (t) => {
  for (const { make, n, k, test_size, random_state, problem, ...expected } of reference.stratified) {
    put(makers[make](n, k));
    const found = PROBLEMS[engine.stratified(classOf, n, k, test_size, random_state)];
    const name = `${make} of ${k} classes, n ${n}, test_size ${test_size}, random_state ${random_state}`;
    t.equal(found, problem, `${name}: ${problem ?? 'no problem'}`);
    if (!problem) t.deepEqual(summary(), expected, name);
  }
  t.end();
});

test('a stratified split uses each row once, and each class within one row of its share', (t) => {
  const labels = makers.labels(1797, 10);
  put(labels);
  engine.stratified(classOf, labels.length, 10, 0.25, 7);
  const [train, rows] = parts();
  t.deepEqual(
    [...train, ...rows].sort((a, b) => a - b),
    labels.map((_, i) => i),
  );
  const whole = tally(labels.keys(), labels);
  const tested = tally(rows, labels);
  const share = rows.length / labels.length;
  for (const [label, count] of whole)
    t.ok(Math.abs((tested.get(label) ?? 0) - count * share) <= 1, `class ${label}`);
  t.end();
});

test('a refusal names the class with one row, and counts the classes that occur', (t) => {
  put([0, 0, 2, 2, 2, 4, 5, 5]);
  t.equal(PROBLEMS[engine.stratified(classOf, 8, 9, 0.5, 0)], 'lonely class');
  t.equal(engine.problemClass(), 4);
  t.equal(engine.presentClasses(), 4);
  t.deepEqual(summary().counts, [0, 0], 'nothing is split');
  t.end();
});

test('classes that never occur change nothing', (t) => {
  put([0, 0, 0, 1, 1, 1, 2, 2, 2, 2]);
  engine.stratified(classOf, 10, 3, 0.4, 53);
  const dense = summary();
  put([2, 2, 2, 5, 5, 5, 8, 8, 8, 8]);
  engine.stratified(classOf, 10, 12, 0.4, 53);
  t.deepEqual(summary(), dense);
  t.end();
});

test('a sequential split tests the last rows, as train_test_split(shuffle=False)', (t) => {
  for (const { n, test_size, ...expected } of reference.sequential) {
    engine.sequential(n, test_size);
    t.deepEqual(summary(), expected, `n ${n}, test_size ${test_size}`);
  }
  t.end();
});

test('folds are those of KFold, shuffled and not', (t) => {
  for (const { n, k, random_state, folds } of reference.folds) {
    engine.fold(n, k, random_state === null ? 0 : 1, random_state ?? 53);
    for (const [i, expected] of folds.entries()) {
      engine.chooseFold(i);
      t.deepEqual(summary(), expected, `n ${n}, fold ${i} of ${k}, random_state ${random_state}`);
    }
  }
  t.end();
});

test('stratified folds are those of StratifiedKFold, shuffled and not', (t) => {
  for (const { make, n, classes, k, random_state, smallest, largest, folds } of reference.stratified_folds) {
    put(makers[make](n, classes));
    engine.stratifiedFold(classOf, n, classes, k, random_state === null ? 0 : 1, random_state ?? 53);
    const name = `${make} of ${classes} classes, n ${n}, random_state ${random_state}`;
    t.deepEqual([engine.smallest(), engine.largest()], [smallest, largest], `${name}: class sizes`);
    for (const [i, expected] of folds.entries()) {
      engine.chooseFold(i);
      t.deepEqual(summary(), expected, `${name}, fold ${i} of ${k}`);
    }
  }
  t.end();
});
