// One-hot columns as indices, and words as entries, against the same columns written out: value, gradient, Hessian and preconditioner.

import test from 'tape';
import { kernel } from './compile.ts';
import { stream } from './generated.ts';

const engine = await kernel('category_rows.as.ts');

/** Sums of a thousand terms in another order, relative to the largest of what is compared. */
const ROUNDING = 1e-11;

interface Case {
  name: string;
  n: number;
  /** Columns of each group of categories. */
  groups: number[];
  /** Columns of words. */
  words?: number;
  /** Every so many-th column is taken; negative, in the other order. */
  step?: number;
  k: number;
  intercept: number;
}

const cases: Case[] = [
  { name: 'two classes', n: 501, groups: [4, 7, 30], k: 2, intercept: 1 },
  { name: 'the whole Hessian of three classes', n: 501, groups: [4, 7, 30], k: 3, intercept: 1 },
  { name: 'its blocks', n: 501, groups: [40, 90], k: 5, intercept: 2 },
  { name: 'its diagonal', n: 300, groups: [3, 1200], k: 3, intercept: 1 },
  { name: 'no intercept', n: 130, groups: [5], k: 2, intercept: 0 },
  { name: 'words alone', n: 203, groups: [], words: 40, k: 2, intercept: 1 },
  {
    name: 'words beside categories, the whole Hessian',
    n: 502,
    groups: [4, 7],
    words: 20,
    k: 3,
    intercept: 1,
  },
  { name: 'words, its blocks', n: 501, groups: [12], words: 90, k: 5, intercept: 2 },
  { name: 'words, its diagonal', n: 300, groups: [3], words: 1200, k: 3, intercept: 1 },
  { name: 'some of the words', n: 303, groups: [9, 4], words: 60, step: 3, k: 2, intercept: 1 },
  { name: 'words in another order', n: 303, groups: [9, 4], words: 60, step: -1, k: 2, intercept: 1 },
  { name: 'categories in another order', n: 303, groups: [9, 14], step: -1, k: 2, intercept: 1 },
  { name: 'some of the categories', n: 303, groups: [9, 14], step: 2, k: 3, intercept: 1 },
  { name: 'one row', n: 1, groups: [2, 2], k: 2, intercept: 1 },
];

function fill(n: number, draw: () => number): number {
  const at = engine.numbers(n);
  new Float64Array(engine.memory.buffer, at, n).set(Array.from({ length: n }, draw));
  return at;
}

const reals = (at: number, n: number) => Array.from(new Float64Array(engine.memory.buffer, at, n));

function apart(a: number[], b: number[]): number {
  const size = Math.max(1, ...b.map(Math.abs));
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / size;
}

/** Some of the words, ascending, of a tenth of the rows none. */
function wordsOf(draw: () => number, words: number): number[] {
  if (words === 0 || draw() > 0.8) return [];
  const chosen = Array.from({ length: 6 }, () => Math.floor(((draw() + 1) / 2) * words) % words);
  return [...new Set(chosen)].sort((a, b) => a - b);
}

/** Sets the problem up; the stride. Numbers stand before, between and after the groups. */
function begin({ n, groups, words = 0, step = 1, k, intercept }: Case): number {
  const draw = stream(7);
  const d = groups.reduce((sum, size) => sum + size, 3 + words);
  const middle = 1 + (groups[0] ?? 0);
  const rows = Array.from({ length: n }, () => wordsOf(draw, words));
  engine.begin(
    n,
    d,
    middle,
    groups.length,
    rows.reduce((sum, row) => sum + row.length, 0),
  );
  const firsts = groups.map(
    (_, g) => 1 + groups.slice(0, g).reduce((sum, size) => sum + size, g > 0 ? 1 : 0),
  );
  for (let g = 0; g < groups.length; g++) {
    for (let c = 0; c < groups[g]; c++) engine.scaling(firsts[g] + c, 0.3 + 0.2 * draw(), 0.6 + 0.4 * draw());
  }
  for (let i = 0; i < n; i++) {
    for (let p = 0; p < 3; p++) engine.number(i, p, draw());
    for (const word of rows[i]) engine.word(d - 1 - words + word, 0.3 + Math.abs(draw()));
    if (words > 0) engine.endRow();
    for (let g = 0; g < groups.length; g++) {
      const chosen = Math.floor(((draw() + 1) / 2) * groups[g]);
      engine.category(i, g, i % 13 === 5 ? d : firsts[g] + Math.min(chosen, groups[g] - 1));
    }
  }
  for (let c = 0; c < words; c++) engine.scaling(d - 1 - words + c, 0.3 * draw(), 0.6 + 0.4 * draw());
  return engine.take(intercept, k, step);
}

for (const it of cases) {
  test(`${it.name}: indices give what written columns give`, (t) => {
    const stride = begin(it);
    const size = stride * (it.k > 2 ? it.k : 1);
    const { words = 0, step = 1 } = it;
    const all = it.groups.reduce((sum, n) => sum + n, 3 + words);
    const cols = Math.ceil(all / Math.abs(step)) + (it.intercept === 0 ? 0 : 1);
    const draw = stream(3);
    let place = 0;
    // The padding of a run stays zero.
    const [w, v] = [0, 1].map(() => fill(size, () => (place++ % stride < cols ? draw() : 0)));
    const found = [0, 1].map((isFolded) => {
      const [gradient, product, solved] = [0, 1, 2].map(() => engine.numbers(size));
      const value = engine.evaluate(isFolded, w, gradient);
      engine.curve(isFolded, v, product);
      engine.factor(isFolded);
      engine.precondition(isFolded, v, solved);
      return { value, vectors: [gradient, product, solved].map((at) => reals(at, size)) };
    });
    const [written, folded] = found;
    t.ok(Math.abs(folded.value - written.value) <= ROUNDING * written.value, `the value ${written.value}`);
    for (const [i, what] of ['the gradient', "the Hessian's product", 'the preconditioned'].entries()) {
      const worst = apart(folded.vectors[i], written.vectors[i]);
      t.ok(worst < ROUNDING, `${what}, apart by ${worst}`);
    }
    // A second evaluation finds no rest of the first.
    const again = engine.numbers(size);
    t.equal(engine.evaluate(1, w, again), folded.value, 'again: the value');
    t.deepEqual(reals(again, size), folded.vectors[0], 'again: the gradient');
    t.end();
  });
}
