// A server that trains and predicts, without a database. Node alone:
//
//   node examples/server/server.mjs            listens on port 8080, or on $PORT
//
//   POST /train    {"X": [[5.1, 3.5], ...], "y": ["a", ...], "type": "classification", "algorithm": "svc", "C": 10}
//                  answers with server-sent events: `progress`, then `model` or `failure`.
//                  A client that hangs up stops its training.
//   POST /predict  {"rows": [[5.0, 3.4], ...]}  answers {"predictions": ["a", ...]}
//   GET /model     the model's bytes, for sqml_import_model or Model.fromBytes
//
// The model that was trained last serves. Whoever can reach the server may train: put it behind what lets in only
// those who should.

import { createServer } from 'node:http';
import { train } from 'sqml/model';

/** A request may have this many bytes. */
const MOST_BYTES = 64 << 20;

/** @type {import('sqml/model').Model | null} */
let model = null;

/** What a request is refused with. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function bodyOf(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Refusal(413, `a request has ${MOST_BYTES} bytes at most`);
    chunks.push(chunk);
  }
  try {
    const body = JSON.parse(Buffer.concat(chunks).toString());
    if (typeof body === 'object' && body !== null) return body;
  } catch {}
  throw new Refusal(400, 'the body must be a JSON object');
}

function answer(response, status, value) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(value)}\n`);
}

async function postTrain(request, response) {
  const { X, y, ...options } = await bodyOf(request);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.flushHeaders();
  const tell = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const client = new AbortController();
  response.on('close', () => client.abort());
  const onProgress = (progress) => tell('progress', progress);
  try {
    const trained = await train(X, y, { ...options, onProgress, signal: client.signal });
    model = trained;
    const { score, digest, warnings, cv } = trained;
    tell('model', { score, digest, warnings, cv });
  } catch (error) {
    if (error.name === 'AbortError') console.log('a client hung up: its training is stopped');
    else tell('failure', { error: error.message });
  }
  response.end();
}

async function postPredict(request, response) {
  const { rows } = await bodyOf(request);
  if (model === null) throw new Refusal(409, 'no model yet: POST /train makes one');
  try {
    answer(response, 200, { predictions: model.predict(rows) });
  } catch (error) {
    throw new Refusal(400, error.message);
  }
}

function getModel(_request, response) {
  if (model === null) throw new Refusal(409, 'no model yet: POST /train makes one');
  response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(model.toBytes());
}

const ROUTES = { 'POST /train': postTrain, 'POST /predict': postPredict, 'GET /model': getModel };

const server = createServer(async (request, response) => {
  try {
    const route = ROUTES[`${request.method} ${request.url}`];
    if (!route) throw new Refusal(404, `there are: ${Object.keys(ROUTES).join(', ')}`);
    await route(request, response);
  } catch (error) {
    if (error instanceof Refusal) answer(response, error.status, { error: error.message });
    else response.destroy(error);
  }
});

server.listen(process.env.PORT ?? 8080, () => console.log(`http://localhost:${server.address().port}`));
