// Pools number distinct texts, and distinct words, as a Map does.

import test from 'tape';
import { kernel } from './compile.ts';
import { stream } from './generated.ts';

const engine = await kernel('pool.as.ts');

/** Texts of 0 to 40 bytes that differ in one byte each, wherever it stands, some of them again and again. */
function* texts(): Generator<Uint8Array> {
  const draw = stream(1);
  for (let length = 0; length <= 40; length++) {
    const text = Uint8Array.from({ length }, () => Math.floor((draw() + 1) * 128));
    yield text;
    for (let i = 0; i < length; i++) {
      const other = text.slice();
      other[i] ^= 1 << (i % 8);
      yield other;
      yield text;
    }
  }
  for (let i = 0; i < 20_000; i++) yield new TextEncoder().encode(`category ${i % 7001}`);
}

test('texts are told apart by every byte, and numbered in the order of appearance', (t) => {
  const at = engine.begin(64);
  const known = new Map<string, number>();
  let wrong = 0;
  for (const text of texts()) {
    // Not aligned, and with other bytes behind it.
    const start = at + 1 + (known.size % 8);
    new Uint8Array(engine.memory.buffer, at, 64).fill(known.size);
    new Uint8Array(engine.memory.buffer, start, text.length).set(text);
    const key = Buffer.from(text).toString('hex');
    if (!known.has(key)) known.set(key, known.size);
    if (engine.addText(start, text.length, 1 << 20) !== known.get(key)) wrong++;
  }
  t.equal(wrong, 0, `${known.size} distinct texts`);
  new Uint8Array(engine.memory.buffer, at, 3).set([1, 2, 3]);
  t.equal(engine.addText(at, 3, known.size), -1, 'no more than the most');
  t.end();
});

test('words are numbered in the order of appearance', (t) => {
  const at = engine.begin(1);
  const known = new Map<bigint, number>();
  let wrong = 0;
  for (let i = 0n; i < 30_000n; i++) {
    const word = BigInt.asUintN(64, (i % 9001n) << (i % 3n === 0n ? 50n : 0n));
    new BigUint64Array(engine.memory.buffer, at, 1)[0] = word;
    if (!known.has(word)) known.set(word, known.size);
    if (engine.addWord(at) !== known.get(word)) wrong++;
  }
  t.equal(wrong, 0, `${known.size} distinct words`);
  t.end();
});
