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
    /not enough memory: needs 1 MiB more, uses 40\d\d MiB, and one training has 4096 MiB at most; train on fewer rows or columns, read them in passes \(sgd and gaussian_nb with \{"passes": true\}\), or learn them one by one \(sqml_online, sqml_partial_fit\)/,
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

test('a large block grows where it is while what follows is free, by zeros, and gives back what it is cut by', async (t) => {
  const fresh = await kernel('memory.as.ts');
  const bytes = (at: number, size: number) => new Uint8Array(fresh.memory.buffer, at, size);
  const block = fresh.allocate(MEGABYTE);
  bytes(block, MEGABYTE).fill(1);
  t.ok(fresh.extend(block, 3 * MEGABYTE), 'at the end of memory');
  t.ok(bytes(block, MEGABYTE).every((byte) => byte === 1));
  t.ok(bytes(block + MEGABYTE, 2 * MEGABYTE).every((byte) => byte === 0));
  bytes(block, 3 * MEGABYTE).fill(2);
  fresh.shorten(block, 2 * MEGABYTE - 5000);
  t.ok(fresh.extend(block, 2.5 * MEGABYTE), 'into what it gave back');
  const cut = 2 * MEGABYTE - 5000;
  t.ok(bytes(block, cut).every((byte) => byte === 2));
  t.ok(bytes(block + cut + 16, 2.5 * MEGABYTE - cut - 16).every((byte) => byte === 0));
  const size = fresh.memory.buffer.byteLength;
  const next = fresh.allocate(MEGABYTE);
  t.notOk(fresh.extend(block, 6 * MEGABYTE), 'not over another block');
  bytes(next, MEGABYTE).fill(3);
  t.ok(fresh.memory.buffer.byteLength - size < 2 * MEGABYTE);
  fresh.release(next);
  t.ok(fresh.extend(block, 6 * MEGABYTE), 'a free run and the rest from the end of memory');
  t.ok(bytes(block + 2.5 * MEGABYTE, 3.5 * MEGABYTE).every((byte) => byte === 0));
  t.notOk(fresh.extend(fresh.allocate(1000), 2000), 'a small one never');
  t.notOk(fresh.extend(block, 2 ** 32), 'nor past the limit');
  fresh.release(block);
  t.equal(fresh.allocate(5 * MEGABYTE), block);
  t.end();
});

test('rows are put in order and packed where they are, as a copy would have them', async (t) => {
  const fresh = await kernel('memory.as.ts');
  const random = stream(3);
  const upTo = (most: number) => Math.floor(random() * most);
  let wrong = 0;
  for (let round = 0; round < 300; round++) {
    const start = fresh.mark();
    const width = 2 + upTo(6);
    const pitch = width + (width % 2);
    const n = 1 + upTo(40);
    const target = upTo(width);
    const others = Array.from({ length: width }, (_, c) => c).filter((c) => c !== target);
    const from = random() < 0.5 ? others : others.filter((_, i) => i === 0 || random() < 0.5).reverse();
    const least = from.length + (from.length % 2);
    const stride = least + 2 <= pitch && random() < 0.5 ? least + 2 : least;
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = upTo(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    const at = { rows: fresh.allocate((n + 3) * pitch * 8), order: fresh.allocate(n * 4) };
    const places = { from: fresh.allocate(from.length * 4), y: fresh.allocate(n * 8) };
    const rows = new Float64Array(fresh.memory.buffer, at.rows, (n + 3) * pitch).map(() => random());
    new Float64Array(fresh.memory.buffer, at.rows, rows.length).set(rows);
    new Int32Array(fresh.memory.buffer, at.order, n).set(order);
    new Int32Array(fresh.memory.buffer, places.from, from.length).set(from);
    fresh.reorder(at.rows, pitch, n, at.order, places.from, from.length, stride, target, places.y);
    const X = new Float64Array(fresh.memory.buffer, at.rows, (n + 3) * stride);
    const y = new Float64Array(fresh.memory.buffer, places.y, n);
    for (let i = 0; i < n + 3; i++) {
      for (let j = 0; j < stride; j++) {
        const value = i < n && j < from.length ? rows[order[i] * pitch + from[j]] : 0;
        if (X[i * stride + j] !== value) wrong++;
      }
      if (i < n && y[i] !== rows[order[i] * pitch + target]) wrong++;
    }
    fresh.releaseSince(start);
  }
  t.equal(wrong, 0);
  t.end();
});

test('a block that can not be is refused with its size', (t) => {
  t.throws(() => engine.allocate(2 ** 33), /not enough memory: needs 8192 MiB more/);
  t.throws(() => engine.allocate(4 * 2 ** 30 - 2 * PAGE), /not enough memory: needs 40\d\d MiB more/);
  t.end();
});

const PAGE = 65536;
