// How many jobs run at once (assembly/jobs/jobs.ts).

import test from 'tape';
import { kernel } from './compile.ts';

const MIB = 2 ** 20;
/** As `sqml_config('threads', n)` keeps it (assembly/settings.ts). */
const asked = (threads: number) => () => threads << 8;

const engine = (cores: number, threads = 0) =>
  kernel('jobs.as.ts', { cores: () => cores, settings: asked(threads) });

test('jobs run on as many cores as there are, on as many threads as were asked for, and never more than there are jobs', async (t) => {
  const four = await engine(4);
  t.equal(four.atOnce(100, MIB), 4);
  t.equal(four.atOnce(3, MIB), 3);
  const more = await engine(4, 7);
  t.equal(more.atOnce(100, MIB), 7);
  t.end();
});

test('so many jobs run at once as 1 GiB has room for', async (t) => {
  const { atOnce } = await engine(8);
  t.equal(atOnce(100, 128 * MIB), 8);
  t.equal(atOnce(100, 129 * MIB), 7);
  t.equal(atOnce(100, 512 * MIB), 2);
  t.equal(atOnce(100, 513 * MIB), 1);
  t.equal(atOnce(100, 3000 * MIB), 1, 'which is no reason to fail');
  t.end();
});

test('where there are no threads, and in a job, one runs after the other', async (t) => {
  const none = await engine(0, 7);
  t.equal(none.atOnce(100, MIB), 1);
  const job = await engine(8);
  job.becomeJob();
  t.equal(job.atOnce(100, MIB), 1);
  t.end();
});
