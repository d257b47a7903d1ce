// Damaged model bytes: whatever they hold, the answer is a prediction or a clear error, never a crash, and the
// connection goes on.

import test from 'tape';
import {
  betterSqlite3,
  blob,
  eachHost,
  error,
  run,
  type Session,
  sqliteWasm,
  testOn,
  value,
} from './host/index.ts';
import { withDigest } from './model_bytes.ts';

/** Single-byte changes for each model. */
const CHANGES = 300;
/** Truncations for each model. */
const CUTS = 60;

const REFUSED =
  /^sqml_predict: model 1 (is damaged at byte \d+: .+; train it again|has format \d+, this sqml \S+ reads up to 1; use a newer sqml|was made by '.*', which this sqml \S+ does not have; use a newer sqml)$/s;
const ROWS = 'WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 40)';

/** One model of each layout that a model's bytes can have. */
const MODELS: [string, string, string, string][] = [
  ['weights of one score', 'classification', 'logistic_regression', `iif(x > 20, 'high', 'low')`],
  ['weights of three scores', 'classification', 'linear_svc', 'x / 14'],
  ['support vectors of three classes', 'classification', 'svc', 'x / 14'],
  ['weights of three pairs', 'classification', 'svc", "kernel": "linear', 'x / 14.0'],
  ['weights of a regression', 'regression', 'linear_regression', 'x * 2.5'],
  ['support vectors of a regression', 'regression', 'svr", "kernel": "poly', 'x * 2.5'],
];

/** A small generator of whole numbers (Lehmer, 1951; the multiplier of Park and Miller): the same on every run. */
function generator(): (below: number) => number {
  let state = 20240601;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

async function train(session: Session, type: string, algorithm: string, target: string): Promise<Uint8Array> {
  const [name, more] = algorithm.split('", "');
  const options = more ? `{"${more}"}` : '{}';
  const query = `${ROWS} SELECT x, x % 3 AS y, ${target} AS t FROM i`;
  const quotedQuery = `'${query.replaceAll("'", "''")}'`;
  await run(session, `SELECT sqml_train('e', '${type}', '${name}', ${quotedQuery}, 't', '${options}')`);
  return (await value(session, 'SELECT data FROM sqml_models')) as Uint8Array;
}

const ASK = "SELECT sqml_predict('e', '[7, 1]')";
let stores = 0;

/** Puts bytes in the place of model 1; the digest's column changes each time, as it would for another model. */
async function store(session: Session, bytes: Uint8Array): Promise<void> {
  await run(session, `UPDATE sqml_models SET data = ${blob(bytes)}, digest = 'damage ${++stores}'`);
}

/** The message, or '' when it predicts. */
async function ask(session: Session): Promise<string> {
  try {
    await session.rows(ASK);
    return '';
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

const damaged = [betterSqlite3, sqliteWasm];

eachHost((host) => {
  for (const [what, type, algorithm, target] of MODELS) {
    testOn(host, `damaged ${what} give an error or a prediction`, async (t, session) => {
      const bytes = await train(session, type, algorithm, target);
      const right = await value(session, ASK);
      const random = generator();
      const unclear: string[] = [];
      let refused = 0;
      const attempt = async (changed: Uint8Array) => {
        await store(session, withDigest(changed));
        const message = await ask(session);
        if (message !== '') refused++;
        if (message !== '' && !REFUSED.test(message)) unclear.push(message);
      };
      for (let i = 0; i < CHANGES; i++) {
        const changed = bytes.slice();
        // Half of the changes in the head, where the counts are.
        changed[random(i % 2 === 0 ? bytes.length : Math.min(bytes.length, 120))] = random(256);
        await attempt(changed);
      }
      t.deepEqual(unclear, [], `${refused} of ${CHANGES} changes are refused, each clearly`);
      refused = 0;
      for (let i = 0; i < CUTS; i++) await attempt(bytes.slice(0, random(bytes.length)));
      t.deepEqual([unclear, refused], [[], CUTS], `${CUTS} truncations are refused, each clearly`);
      await attempt(Uint8Array.from([...bytes, 0]));
      t.deepEqual([unclear, refused], [[], CUTS + 1], 'and a byte too many');
      await store(session, bytes);
      t.deepEqual(
        await value(session, ASK),
        right,
        'the whole bytes predict as before, on the same connection',
      );
    });
  }
}, damaged);

eachHost((host) => {
  testOn(host, 'what is wrong with a model is said', async (t, session) => {
    const bytes = await train(session, 'classification', 'svc', 'x / 14');
    const version = await value(session, 'SELECT sqml_version()');
    const says = async (changed: Uint8Array, message: string, why: string) => {
      await store(session, changed);
      t.equal(await error(session, ASK), `sqml_predict: model 1 ${message}`, why);
    };
    const at = (offset: number, byte: number) =>
      Uint8Array.from(bytes, (old, i) => (i === offset ? byte : old));
    await says(at(0, 0), "is damaged at byte 4: it does not begin with 'SQML'; train it again", 'the magic');
    await says(
      at(4, 2),
      `has format 2, this sqml ${version} reads up to 1; use a newer sqml`,
      'a newer format version',
    );
    await says(
      at(40, 99),
      'is damaged at byte 16: its digest does not match; train it again',
      'a flipped byte',
    );
    await says(
      new Uint8Array(0),
      "is damaged at byte 0: it does not begin with 'SQML'; train it again",
      'no bytes',
    );
    const unknown = withDigest(at(16 + 4 + String(version).length + 1 + 4, 'x'.charCodeAt(0)));
    await says(
      unknown,
      `was made by 'xvc', which this sqml ${version} does not have; use a newer sqml`,
      'an algorithm',
    );
    await run(session, "UPDATE sqml_models SET data = 'text', digest = 'text'");
    t.equal(await error(session, ASK), 'sqml_predict: model 1 holds no model bytes; train it again');
    await store(session, bytes);
    t.equal(await value(session, ASK), 0n);
  });
});

test('every layout is among the damaged models', (t) => {
  const algorithms = MODELS.map(([, , algorithm]) => algorithm.split('"')[0]);
  t.deepEqual(new Set(algorithms).size, 5);
  t.end();
});
