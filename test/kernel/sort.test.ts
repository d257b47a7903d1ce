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

/** Two kernels of one promise; the second takes keys and rows below 2^16. */
const KERNELS = [
  { sort: 'sortAsPeer', arrange: 'arrangeAsPeer', takes: () => true },
  {
    sort: 'sortCompactly',
    arrange: 'arrangeCompactly',
    takes: (keys: number[]) => Math.max(...keys) < 1 << 16,
  },
];

/** Rows by their keys, those of one key in an order of no kind. */
function inAnyOrder(keys: number[], draws: Draws): number[] {
  const lots = keys.map(() => draws.uniform());
  return [...keys.keys()].sort((a, b) => keys[a] - keys[b] || lots[a] - lots[b]);
}

for (const { sort, arrange, takes } of KERNELS) {
  const own = cases.filter(({ keys }) => takes(keys));

  test(`${sort} leaves equal keys in the order in which scikit-learn leaves them`, (t) => {
    for (const { keys, digest } of own) {
      const pairs = place(keys, keys.keys());
      engine[sort](pairs, keys.length);
      t.equal(
        crc(rowsAt(pairs, keys.length)),
        digest,
        `${keys.length} keys, ${new Set(keys).size} different`,
      );
    }
    t.end();
  });

  test(`${arrange} puts keys whose order is known, but for equal ones, into that order`, (t) => {
    const draws = new Draws(7);
    for (const { keys, digest } of own) {
      const pairs = place(keys, keys.keys());
      engine[arrange](pairs, place(keys, inAnyOrder(keys, draws)), keys.length);
      t.equal(
        crc(rowsAt(pairs, keys.length)),
        digest,
        `${keys.length} keys, ${new Set(keys).size} different`,
      );
    }
    t.end();
  });

  test(`${sort} and ${arrange} do as sortAsPeer from whatever order the pairs stand in`, (t) => {
    const draws = new Draws(8);
    for (let round = 0; round < 400; round++) {
      const n = 1 + draws.below(400);
      const distinct = 1 + draws.below(draws.chance(0.5) ? 20 : 2 * n);
      const keys = Array.from({ length: n }, () => draws.below(distinct));
      const lots = keys.map(() => draws.uniform());
      const from = [...keys.keys()].sort((a, b) => lots[a] - lots[b]);
      const [expected, sorted, arranged] = [0, 0, 0].map(() => place(keys, from));
      engine.sortAsPeer(expected, n);
      engine[sort](sorted, n);
      engine[arrange](arranged, place(keys, inAnyOrder(keys, draws)), n);
      const rows = rowsAt(expected, n);
      if (rows.some((row, i) => i > 0 && keys[row] < keys[rows[i - 1]]))
        t.fail(`round ${round} is not sorted`);
      for (const pairs of [sorted, arranged]) {
        const pairsAt = new Uint32Array(engine.memory.buffer, pairs, 2 * n);
        if (String(rowsAt(pairs, n)) !== String(rows)) t.fail(`round ${round} differs`);
        if (rows.some((row, i) => pairsAt[2 * i + 1] !== keys[row])) t.fail(`round ${round} has other keys`);
      }
    }
    t.pass('400 rounds');
    t.end();
  });
}

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
