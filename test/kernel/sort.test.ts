// The sorts that leave equal keys as scikit-learn's does (assembly/math/sort.ts) against its own (test/reference/sort.json).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { crc } from '../crc.ts';
import { Draws } from '../random.ts';
import { kernel } from './compile.ts';

interface Case {
  keys: number[];
  digest: number;
}

const reference = JSON.parse(readFileSync(new URL('../reference/sort.json', import.meta.url), 'utf8'));
const engine = await kernel('sort.as.ts');

/** The keys that sort.py draws. */
function drawn(n: number, distinct: number, state: number): number[] {
  return Array.from({ length: n }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state >>> 8) % distinct;
  });
}

const cases: Case[] = [
  ...reference.drawn.map(({ n, distinct, state, digest }: Record<string, number>) => ({
    keys: drawn(n, distinct, state),
    digest,
  })),
  ...reference.given,
];

/** Pairs in memory: by pair its row, then its key. */
function place(keys: number[], rows: Iterable<number>): number {
  const pointer = engine.room(keys.length);
  const pairs = new Uint32Array(engine.memory.buffer, pointer, 2 * keys.length);
  for (const [i, row] of [...rows].entries()) pairs.set([row, keys[row]], 2 * i);
  return pointer;
}

function rowsAt(pointer: number, n: number): number[] {
  return Array.from(new Uint32Array(engine.memory.buffer, pointer, 2 * n)).filter((_, i) => i % 2 === 0);
}

test('sortAsPeer leaves equal keys in the order in which scikit-learn leaves them', (t) => {
  for (const { keys, digest } of cases) {
    const pairs = place(keys, keys.keys());
    engine.sortAsPeer(pairs, keys.length);
    t.equal(crc(rowsAt(pairs, keys.length)), digest, `${keys.length} keys, ${new Set(keys).size} different`);
  }
  t.end();
});

test('arrangeAsPeer puts keys whose order is known, but for equal ones, into that order', (t) => {
  const draws = new Draws(7);
  for (const { keys, digest } of cases) {
    const n = keys.length;
    const pairs = place(keys, keys.keys());
    // Equal ones as they come.
    const lots = keys.map(() => draws.uniform());
    const order = [...keys.keys()].sort((a, b) => keys[a] - keys[b] || lots[a] - lots[b]);
    engine.arrangeAsPeer(pairs, place(keys, order), n);
    t.equal(crc(rowsAt(pairs, n)), digest, `${n} keys, ${new Set(keys).size} different`);
  }
  t.end();
});

test('arrangeAsPeer and sortAsPeer agree from whatever order the pairs stand in', (t) => {
  const draws = new Draws(8);
  for (let round = 0; round < 200; round++) {
    const n = 1 + draws.below(300);
    const distinct = 1 + draws.below(2 * n);
    const keys = Array.from({ length: n }, () => draws.below(distinct));
    const lots = keys.map(() => draws.uniform());
    const from = [...keys.keys()].sort((a, b) => lots[a] - lots[b]);
    const sorted = place(keys, from);
    engine.sortAsPeer(sorted, n);
    const arranged = place(keys, from);
    engine.arrangeAsPeer(
      arranged,
      place(
        keys,
        [...keys.keys()].sort((a, b) => keys[a] - keys[b]),
      ),
      n,
    );
    const rows = rowsAt(sorted, n);
    if (rows.some((row, i) => i > 0 && keys[row] < keys[rows[i - 1]])) t.fail(`round ${round} is not sorted`);
    if (String(rowsAt(arranged, n)) !== String(rows)) t.fail(`round ${round} differs`);
  }
  t.pass('200 rounds');
  t.end();
});

test('sortPairs keeps equal keys as they stood', (t) => {
  for (const { keys } of cases) {
    const n = keys.length;
    const pairs = place(keys, keys.keys());
    engine.sortPairs(pairs, engine.room(n), n);
    const stable = [...keys.keys()].sort((a, b) => keys[a] - keys[b]);
    t.deepEqual(rowsAt(pairs, n), stable, `${n} keys, ${new Set(keys).size} different`);
  }
  t.end();
});
