// The addon's threads: trainings in workers, and what happens to a training whose thread of JavaScript ends. Every
// way of ending is one that programs have: process.exit, an exception, terminate(), nothing more to do.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Test } from 'tape';
import { ABORTS_WITHIN_MS, addonTest, ENDLESS, noise, rejection, train } from './addon/package.ts';
import { path } from './host/index.ts';

/** What a script begins with: `train`, `noise`, and options of a training without end. */
const PRELUDE = `const { train, Model } = require(${JSON.stringify(path('dist/model.cjs'))});
const noise = ${noise.toString()};
const ENDLESS = ${JSON.stringify(ENDLESS)};
const options = { type: 'classification', algorithm: 'svc', C: 10 };
`;

/** An ending stops the training by its next poll, half a millisecond; the rest is for starting Node, and a busy machine. */
const WITHIN_MS = 3000;

interface Ended {
  status: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  took: number;
}

/** Runs a script as a process of its own. */
function script(body: string, ...flags: string[]): Ended {
  const started = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [...flags, '-e', PRELUDE + body], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, signal, stdout, stderr, took: performance.now() - started };
}

function worker(body: string): Worker {
  const source = `const { parentPort } = require('node:worker_threads');\n${PRELUDE}${body}`;
  return new Worker(source, { eval: true });
}

/** The first message of a worker. */
function message<T>(from: Worker): Promise<T> {
  return new Promise((resolve, reject) => {
    from.once('message', resolve);
    from.once('error', reject);
  });
}

function endsAtOnce(t: Test, { status, signal, took, stderr }: Ended, expected: number, what: string): void {
  t.equal(status, expected, `${what}: exit code ${status ?? signal}`);
  t.ok(took < WITHIN_MS, `after ${took.toFixed(0)} ms`);
  if (expected === 0) t.equal(stderr, '');
}

addonTest('a process that is told to end does not wait for its training', async (t) => {
  const start = 'const { X, y } = noise(); train(X, y, ENDLESS).catch(() => {});\n';
  endsAtOnce(t, script(`${start}setTimeout(() => process.exit(7), 300)`), 7, 'process.exit');
  endsAtOnce(t, script(`${start}process.exit(0)`), 0, 'process.exit at once');
  const thrown = script(`${start}setTimeout(() => { throw new Error('on purpose'); }, 300)`);
  endsAtOnce(t, thrown, 1, 'an exception');
  t.match(thrown.stderr, /Error: on purpose/);
  const four = `${start.replace(/train.*\n/, 'for (let i = 0; i < 4; i++) $&')}setTimeout(() => process.exit(3), 300)`;
  endsAtOnce(t, script(four), 3, 'process.exit with four of them');
});

addonTest('a process with nothing else to do waits for its training', async (t) => {
  const { X, y } = noise(2000);
  const { digest } = await train(X, y, { type: 'classification', algorithm: 'svc', C: 10 });
  const { stdout, status } = script(
    'const { X, y } = noise(2000); train(X, y, options).then((m) => console.log(m.digest));',
  );
  t.equal(stdout.trim(), digest);
  t.equal(status, 0);
});

addonTest('trainings in workers and in the main thread at once are as if alone', async (t) => {
  const { X, y } = noise(2000);
  const options = { type: 'classification', algorithm: 'svc', C: 10 } as const;
  const { digest } = await train(X, y, options);
  const workers = Array.from({ length: 3 }, () =>
    worker(`const { X, y } = noise(2000);
      train(X, y, options).then((model) => {
        parentPort.postMessage({ digest: model.digest, bytes: model.toBytes(), answers: model.predict(X) });
      });`),
  );
  const heard = workers.map((each) =>
    message<{ digest: string; bytes: Uint8Array; answers: number[] }>(each),
  );
  const model = await train(X, y, options);
  t.equal(model.digest, digest, 'in the main thread');
  for (const said of await Promise.all(heard)) {
    t.equal(said.digest, digest, 'in a worker');
    t.deepEqual(said.bytes, model.toBytes(), 'the bytes go to the main thread');
    t.deepEqual(said.answers, model.predict(X));
  }
});

addonTest('a worker that ends stops its training, however it ends', async (t) => {
  const ways: Record<string, [code: string, end: (from: Worker) => Promise<unknown>]> = {
    'terminate()': ['', (from) => from.terminate()],
    'process.exit in the worker': ["parentPort.on('message', () => process.exit())", ended('leave')],
    'an exception in the worker': [
      "parentPort.on('message', () => { throw new Error('x') })",
      ended('throw'),
    ],
  };
  for (const [name, [code, end]] of Object.entries(ways)) {
    const each = worker(`const { X, y } = noise();
      for (let i = 0; i < 2; i++) train(X, y, { ...ENDLESS, onProgress: () => parentPort.postMessage('trains') });
      ${code}`);
    await message(each);
    const started = performance.now();
    await end(each);
    const took = performance.now() - started;
    t.ok(took < WITHIN_MS, `${name} took ${took.toFixed(0)} ms`);
  }
});

/** Sends a message, after which the worker ends by itself. */
function ended(word: string): (from: Worker) => Promise<unknown> {
  return (from) =>
    new Promise<void>((resolve) => {
      from.removeAllListeners('error').on('error', () => {});
      from.on('exit', () => resolve());
      from.postMessage(word);
    });
}

addonTest('workers that come and go in the middle of trainings leave the others alone', async (t) => {
  const { X, y } = noise(1000);
  const options = { type: 'classification', algorithm: 'svc', C: 10 } as const;
  const { digest } = await train(X, y, options);
  let wrong = 0;
  for (let round = 0; round < 15; round++) {
    const each = worker(`const { X, y } = noise();
      train(X, y, ENDLESS); train(X, y, { ...ENDLESS, C: 2 }); parentPort.postMessage('trains');`);
    const mine = train(X, y, options);
    await message(each);
    await new Promise((resolve) => setTimeout(resolve, round * 2));
    const end = each.terminate();
    if ((await mine).digest !== digest) wrong++;
    await end;
  }
  t.equal(wrong, 0, 'fifteen workers');
});

/** What workers are in the middle of when they are terminated. */
const IN_THE_MIDDLE = {
  'predicting and failing to': `for (;;) {
    const model = Model.fromBytes(bytes);
    for (let i = 0; i < 50; i++) model.decisionFunction(X);
    try { model.predict([[Number.NaN, 1, 1, 1]]); } catch {}
  }`,
  'trainings that end': `(async () => {
    for (;;) await Promise.all([train(X, y, options), train(X, y, { ...options, C: -1 }).catch(() => {})]);
  })();`,
  'trainings that tell': `const big = noise(1000);
    for (let i = 0; i < 3; i++) train(big.X, big.y, { ...ENDLESS, cache_size: 1, onProgress() {} });`,
};

addonTest('a worker may be terminated in the middle of anything', async (t) => {
  for (const [name, code] of Object.entries(IN_THE_MIDDLE)) {
    let longest = 0;
    for (let round = 0; round < 8; round++) {
      const each = worker(`const { X, y } = noise(50);
        train(X, y, options).then((model) => {
          const bytes = model.toBytes();
          parentPort.postMessage('begins');
          ${code}
        });`);
      await message(each);
      await new Promise((resolve) => setTimeout(resolve, round * 9));
      const started = performance.now();
      await each.terminate();
      longest = Math.max(longest, performance.now() - started);
    }
    t.ok(longest < WITHIN_MS, `${name}: ${longest.toFixed(0)} ms at most`);
  }
});

addonTest('an abort while the thread of JavaScript is busy is heard as soon as it is not', async (t) => {
  const { X, y } = noise();
  const controller = new AbortController();
  const training = rejection(train(X, y, { ...ENDLESS, signal: controller.signal, onProgress: () => {} }));
  await new Promise((resolve) => setTimeout(resolve, 100));
  controller.abort();
  for (const until = performance.now() + 500; performance.now() < until; );
  const started = performance.now();
  t.equal((await training).name, 'AbortError');
  const took = performance.now() - started;
  t.ok(took < ABORTS_WITHIN_MS, `after ${took.toFixed(1)} ms`);
});

addonTest('models that nobody has any more give their memory back', async (t) => {
  if (process.platform !== 'linux') {
    t.skip('reads /proc');
    return;
  }
  const { stdout, stderr } = script(
    `const { readFileSync } = require('node:fs');
    const size = () => Number(/VmSize:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
    (async () => {
      const { X, y } = noise(200);
      const bytes = (await train(X, y, options)).toBytes();
      for (let i = 0; i < 20; i++) await train(X, y, options);
      const models = Array.from({ length: 100 }, () => Model.fromBytes(bytes));
      const held = size();
      models.length = 0;
      for (let i = 0; i < 20; i++) { gc(); await new Promise((resolve) => setTimeout(resolve, 10)); }
      console.log(held - size());
    })();`,
    '--expose-gc',
  );
  const gibibytes = Number(stdout) / (1 << 20);
  // Each reserves four gibibytes of address space.
  t.ok(gibibytes > 380, `${gibibytes.toFixed(0)} GiB of address space are free again ${stderr}`);
});

addonTest('loading the addon installs no signal handler', async (t) => {
  if (process.platform !== 'linux') {
    t.skip('reads /proc');
    return;
  }
  const handlers = () => /SigCgt:\s*(\S+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  const before = handlers();
  const { X, y } = noise(200);
  await train(X, y, { type: 'classification', algorithm: 'linear_svc' });
  t.equal(handlers(), before);
});
