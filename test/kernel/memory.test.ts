// Blocks of memory (assembly/memory/block.ts): a long random history of sizes, whose blocks are zeroed, never
// overlap, and whose memory serves again once it is given back.

import test from 'tape';
import { kernel } from './compile.ts';

const engine = await kernel('memory.as.ts');
const MEGABYTE = 1 << 20;

/** A repeatable stream of numbers in [0, 1). */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

const bytesOf = (at: number, size: number) => new Uint8Array(engine.memory.buffer, at, size);

test('blocks are zeroed, aligned and apart from each other, whatever was given back before', (t) => {
  const random = stream(7);
  const live: { at: number; size: number; fill: number }[] = [];
  let wrong = 0;
  for (let step = 0; step < 3000; step++) {
    if (live.length > 12 || (live.length > 0 && random() < 0.45)) {
      const [block] = live.splice(Math.floor(random() * live.length), 1);
      if (!bytesOf(block.at, block.size).every((byte) => byte === block.fill)) wrong++;
      engine.release(block.at);
    } else {
      const size = Math.floor(random() < 0.8 ? random() * 5000 : random() * 3 * MEGABYTE);
      const at = engine.allocate(size);
      if (at % 16 !== 0 || !bytesOf(at, size).every((byte) => byte === 0)) wrong++;
      const fill = 1 + (step % 255);
      bytesOf(at, size).fill(fill);
      live.push({ at, size, fill });
    }
  }
  for (const block of live) {
    if (!bytesOf(block.at, block.size).every((byte) => byte === block.fill)) wrong++;
    engine.release(block.at);
  }
  t.equal(wrong, 0);
  t.end();
});

test('what is given back serves other sizes: memory stays where one round took it', (t) => {
  const round = (seed: number) => {
    const random = stream(seed);
    const start = engine.mark();
    for (let i = 0; i < 40; i++) engine.allocate(Math.floor(random() * 4 * MEGABYTE));
    engine.releaseSince(start);
  };
  for (let seed = 1; seed <= 10; seed++) round(seed);
  const before = engine.memory.buffer.byteLength;
  for (let seed = 1; seed <= 200; seed++) round((seed % 10) + 1);
  t.equal(engine.memory.buffer.byteLength, before);
  t.end();
});

test('a mark gives back what came after it and nothing else', (t) => {
  const kept = engine.allocate(3 * MEGABYTE);
  bytesOf(kept, 3 * MEGABYTE).fill(9);
  const start = engine.mark();
  const gone = engine.allocate(100);
  engine.release(gone);
  const large = engine.allocate(2 * MEGABYTE);
  engine.allocate(50);
  engine.releaseSince(start);
  t.equal(engine.allocate(2 * MEGABYTE), large, 'the large block came back');
  t.ok(bytesOf(kept, 3 * MEGABYTE).every((byte) => byte === 9));
  engine.releaseSince(start);
  engine.release(kept);
  t.end();
});

test('who is refused a block when memory is full can say so, and small blocks are still to be had', async (t) => {
  const full = await kernel('memory.as.ts');
  let refusal = '';
  let blocks = 0;
  while (refusal === '' && blocks < 10000) {
    try {
      full.allocate(700_000);
      blocks++;
    } catch (error) {
      refusal = (error as Error).message;
    }
  }
  t.match(
    refusal,
    /not enough memory: needs 1 MiB more, uses 40\d\d MiB, and one training has 4096 MiB at most/,
  );
  t.ok(blocks > 5900, `${blocks} blocks of 700 kB`);
  for (let i = 0; i < 60; i++) full.allocate(50000);
  t.throws(() => full.require(2 * MEGABYTE), /not enough memory: needs 2 MiB more/);
  full.require(1000);
  t.end();
});

test('what is required is there afterwards, and was not taken', async (t) => {
  const fresh = await kernel('memory.as.ts');
  fresh.require(30 * MEGABYTE);
  const size = fresh.memory.buffer.byteLength;
  t.ok(size > 30 * MEGABYTE);
  const at = fresh.allocate(20 * MEGABYTE);
  fresh.allocate(9 * MEGABYTE);
  t.equal(fresh.memory.buffer.byteLength, size);
  t.ok(new Uint8Array(fresh.memory.buffer, at, 20 * MEGABYTE).every((byte) => byte === 0));
  t.end();
});

test('a block that can not be is refused with its size', (t) => {
  t.throws(() => engine.allocate(2 ** 33), /not enough memory: needs 8192 MiB more/);
  t.throws(() => engine.allocate(4 * 2 ** 30 - 2 * PAGE), /not enough memory: needs 40\d\d MiB more/);
  t.end();
});

const PAGE = 65536;
