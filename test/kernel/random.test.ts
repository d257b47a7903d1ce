// MT19937 and the shuffle split against what NumPy and scikit-learn drew (test/reference/mersenne.json).

import { readFileSync } from 'node:fs';
import test from 'tape';
import { crc } from '../crc.ts';
import { kernel } from './compile.ts';

const reference = JSON.parse(readFileSync(new URL('../reference/mersenne.json', import.meta.url), 'utf8'));
const engine = await kernel('random.as.ts');

/** The count() i32 at a pointer. */
function integersAt(pointer: number): Int32Array {
  return new Int32Array(engine.memory.buffer, pointer, engine.count()).slice();
}

test('the 32-bit stream is RandomState(seed), over two renewals of the state', (t) => {
  for (const stream of reference.streams) {
    engine.seed(stream.seed);
    const words = Array.from({ length: 1300 }, () => engine.next32() >>> 0);
    t.deepEqual(words.slice(0, 5), stream.first, `seed ${stream.seed}, first words`);
    t.deepEqual(words.slice(1295), stream.later, `seed ${stream.seed}, words 1296 to 1300`);
  }
  t.end();
});

test('uniform is random_sample, bit for bit', (t) => {
  for (const stream of reference.streams) {
    engine.seed(stream.seed);
    t.deepEqual(
      Array.from({ length: 5 }, () => engine.uniform()),
      stream.uniform,
      `seed ${stream.seed}`,
    );
  }
  t.end();
});

test('a permutation is RandomState(seed).permutation(n)', (t) => {
  for (const stream of reference.streams) {
    engine.seed(stream.seed);
    t.deepEqual([...integersAt(engine.permutation(10))], stream.permutation10, `seed ${stream.seed}, n 10`);
    for (const { n, crc: expected } of stream.permutations) {
      engine.seed(stream.seed);
      t.equal(crc(integersAt(engine.permutation(n))), expected, `seed ${stream.seed}, n ${n}`);
    }
  }
  t.end();
});

test('a bounded draw stays below its bound and reaches both ends', (t) => {
  engine.seed(53);
  for (const n of [1, 2, 3, 7, 8, 9]) {
    const seen = new Set(Array.from({ length: 500 }, () => engine.below(n)));
    t.deepEqual(
      [...seen].sort(),
      Array.from({ length: n }, (_, i) => i),
      `n ${n}`,
    );
  }
  t.end();
});

test('a shuffle split has the rows and the order of ShuffleSplit', (t) => {
  for (const split of reference.splits) {
    const name = `n ${split.n}, test_size ${split.test_size}, random_state ${split.random_state}`;
    const train = integersAt(engine.split(split.n, split.test_size, split.random_state, 0));
    const rows = integersAt(engine.split(split.n, split.test_size, split.random_state, 1));
    t.deepEqual([train.length, rows.length], [split.train_count, split.test_count], `${name}: counts`);
    t.deepEqual([...train.slice(0, 5)], split.train_first, `${name}: first to train`);
    t.deepEqual([...rows.slice(0, 5)], split.test_first, `${name}: first to test`);
    t.deepEqual([crc(train), crc(rows)], [split.train_crc, split.test_crc], `${name}: all rows`);
  }
  t.end();
});
