// Which models stay in memory (assembly/registry/model_cache.ts): bytes count, and who was asked for lately.

import test from 'tape';
import { kernel } from './compile.ts';

const MEGABYTE = 2 ** 20;

test('the kept models have 512 MiB together, the one least lately asked for goes', async (t) => {
  const cache = await kernel('model_cache.as.ts');
  for (const id of [1, 2, 3]) cache.keepModel(id, 150 * MEGABYTE);
  t.equal(cache.count(), 3);
  const first = cache.serialOf(1);
  cache.keepModel(4, 100 * MEGABYTE);
  t.deepEqual(
    [1, 2, 3, 4].map((id) => cache.serialOf(id) > 0),
    [true, false, true, true],
  );
  t.equal(cache.idOf(first), 1, 'it kept its serial');
  t.equal(cache.bytes(), 400 * MEGABYTE);
  t.end();
});

test('one that is larger than all may be stays alone', async (t) => {
  const cache = await kernel('model_cache.as.ts');
  cache.keepModel(1, MEGABYTE);
  cache.keepModel(2, 700 * MEGABYTE);
  t.equal(cache.count(), 1);
  t.ok(cache.serialOf(2) > 0);
  cache.keepModel(3, MEGABYTE);
  t.deepEqual([cache.count(), cache.bytes()], [1, MEGABYTE]);
  t.end();
});

test('of small ones 64 stay, each with a serial of its own', async (t) => {
  const cache = await kernel('model_cache.as.ts');
  const serials = Array.from({ length: 100 }, (_, id) => cache.keepModel(id, 1000));
  t.equal(new Set(serials).size, 100);
  t.equal(cache.count(), 64);
  t.deepEqual(
    [35, 36, 99].map((id) => cache.serialOf(id) > 0),
    [false, true, true],
  );
  t.end();
});
