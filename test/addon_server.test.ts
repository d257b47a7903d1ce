// examples/server, as a process of its own, asked over HTTP.

import { type ChildProcess, spawn } from 'node:child_process';
import type { Test } from 'tape';
import { addonTest, ENDLESS, Model, noise } from './addon/package.ts';
import { path } from './host/index.ts';

/** Runs the server on a free port; `body` gets its address, and what it prints. */
async function withServer(body: (url: string, said: (line: RegExp) => Promise<void>) => Promise<void>) {
  const env = { ...process.env, PORT: '0' };
  const server = spawn(process.execPath, [path('examples/server/server.mjs')], { env });
  try {
    const printed = lines(server);
    await body(await printed.match(/http:\S+/), async (line) => {
      await printed.match(line);
    });
  } finally {
    server.kill();
  }
}

function lines(server: ChildProcess) {
  let text = '';
  const waiting = new Set<() => void>();
  for (const stream of [server.stdout, server.stderr]) {
    stream?.setEncoding('utf8').on('data', (data) => {
      text += data;
      for (const look of waiting) look();
    });
  }
  return {
    /** Waits until it has printed this. */
    match(line: RegExp): Promise<string> {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = line.exec(text)?.[0];
          if (found === undefined) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        server.once('exit', () => reject(new Error(`the server ended: ${text}`)));
        look();
      });
    },
  };
}

function post(url: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(url, { method: 'POST', body: JSON.stringify(body), signal });
}

interface Event {
  event: string;
  // biome-ignore lint/suspicious/noExplicitAny: JSON
  data: any;
}

/** The server-sent events of a response, as they come. */
async function* events(response: Response): AsyncGenerator<Event> {
  let text = '';
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += new TextDecoder().decode(chunk);
    const parts = text.split('\n\n');
    text = parts.pop() as string;
    for (const part of parts) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(part) as RegExpExecArray;
      yield { event, data: JSON.parse(data) };
    }
  }
}

async function last(response: Response): Promise<Event> {
  let event: Event = { event: 'none', data: null };
  for await (event of events(response));
  return event;
}

const ROWS = Array.from({ length: 60 }, (_, i) => [i % 7, (i * 5) % 11]);
const TRAINING = {
  X: ROWS,
  y: ROWS.map(([a, b]) => (a > b ? 'more' : 'less')),
  type: 'classification',
  algorithm: 'svc',
  C: 10,
};

async function refused(t: Test, response: Response, status: number, message: RegExp): Promise<void> {
  t.equal(response.status, status);
  t.match((await response.json()).error, message);
}

addonTest('the example server trains, predicts, and gives its model', async (t) => {
  await withServer(async (url) => {
    await refused(t, await post(`${url}/predict`, { rows: ROWS }), 409, /^no model yet/);
    const { event, data } = await last(await post(`${url}/train`, TRAINING));
    t.equal(event, 'model');
    t.ok(data.score > 0.8, `score ${data.score}`);
    const answer = await (await post(`${url}/predict`, { rows: ROWS.slice(0, 5) })).json();
    const bytes = new Uint8Array(await (await fetch(`${url}/model`)).arrayBuffer());
    const model = Model.fromBytes(bytes);
    t.equal(model.digest, data.digest);
    t.deepEqual(answer.predictions, model.predict(ROWS.slice(0, 5)), `${answer.predictions}`);

    await refused(t, await post(`${url}/predict`, { rows: [[1]] }), 400, /X\[0\] must have 2 values, got 1/);
    await refused(t, await post(`${url}/predict`, {}), 400, /X must be .*, got undefined/);
    await refused(t, await post(`${url}/predict`, 5), 400, /must be a JSON object/);
    await refused(t, await fetch(`${url}/other`), 404, /there are: POST \/train/);
    const failed = await last(await post(`${url}/train`, { ...TRAINING, algorithm: 'svn' }));
    t.match(failed.data.error, /unknown algorithm 'svn'; did you mean 'svc'/);
  });
});

addonTest(
  'a client of the example server sees the progress, and stops its training by hanging up',
  async (t) => {
    await withServer(async (url, said) => {
      const { X, y } = noise(4000);
      const rows = Array.from({ length: 4000 }, (_, i) => Array.from(X.subarray(4 * i, 4 * i + 4)));
      const client = new AbortController();
      const training = { X: rows, y: Array.from(y), ...ENDLESS, cache_size: 1 };
      const iterations: number[] = [];
      try {
        for await (const { data } of events(await post(`${url}/train`, training, client.signal))) {
          iterations.push(data.iteration);
          if (iterations.length === 3) client.abort();
        }
      } catch {}
      t.ok(iterations.length >= 3, `iterations ${iterations}`);
      await said(/a client hung up: its training is stopped/);
      t.equal((await last(await post(`${url}/train`, TRAINING))).event, 'model', 'and then it serves others');
    });
  },
);
