// The option scale_target: a fit to (y - mean) / deviation, turned back; and the warning that names it.

import { eachHost, error, json, run, type Session, testOn, text, value } from './host/index.ts';

const TRAIN = `WITH RECURSIVE i(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM i WHERE x < 90)`;
/** Prices about 200,000 by two features; `z` is the price standardised by the training part, all rows but the last ten. */
const TABLE = `CREATE TABLE houses AS ${TRAIN}, priced AS (
    SELECT x, x * 37 % 61 AS size, x * 17 % 23 AS age, 200000 + 3000.0 * (x * 37 % 61) - 900.0 * (x * 17 % 23) * (x * 17 % 23) + x * 7919 % 997 AS price FROM i),
  moments AS (SELECT avg(price) AS m, sqrt(avg(price * price) - avg(price) * avg(price)) AS s FROM priced WHERE x <= 80)
  SELECT size, age, size * 10000 AS worth, price, (price - m) / s AS z, m, s, x > 80 AS is_test FROM priced, moments ORDER BY x`;

const ASKED = {
  features: ['size', 'age'],
  split_strategy: 'column',
  split_column: 'is_test',
  deploy: 'true',
};

function training(name: string, algorithm: string, target: string, options: object): string {
  const given = JSON.stringify({ ...ASKED, ...options });
  return `SELECT sqml_train(${text(name)}, 'regression', ${text(algorithm)}, 'houses', ${text(target)}, ${text(given)})`;
}

async function farthest(session: Session, one: string, other: string): Promise<number> {
  const sql = `SELECT max(abs(sqml_predict(${text(one)}, size, age) - (m + s * sqml_predict(${text(other)}, size, age))) / s) FROM houses`;
  return (await value(session, sql)) as number;
}

eachHost((host) => {
  testOn(host, 'a member of an ensemble has no target of its own to scale', async (t, session) => {
    await run(session, TABLE);
    const member = (options: object) => ({ n_estimators: 2, estimator: { linear_svr: options } });
    await run(session, training('plain', 'bagging', 'z', member({ scale_target: false })));
    t.equal(
      await error(session, training('scaled', 'bagging', 'z', member({ scale_target: true }))),
      "sqml_train: scale_target of 'linear_svr' has no effect in a member; divide the target in a SELECT",
    );
  });

  for (const [algorithm, options] of [
    ['svr', {}],
    ['svr', { kernel: 'linear' }],
    ['linear_svr', {}],
    ['linear_svr', { loss: 'squared_epsilon_insensitive', C: 0.01 }],
    ['sgd', {}],
    ['sgd', { average: true }],
    ['mlp', { learning_rate_init: 0.02 }],
    ['mlp', { solver: 'lbfgs', hidden_layer_sizes: [7, 4], max_iter: 40 }],
  ] as [string, object][]) {
    testOn(
      host,
      `${algorithm} ${JSON.stringify(options)}: scale_target is a fit to the scaled target`,
      async (t, session) => {
        await run(session, TABLE);
        const answer = await json(
          session,
          training('scaled', algorithm, 'price', { ...options, scale_target: true }),
        );
        t.ok(answer.score > 0.5, `r2 ${answer.score}`);
        await run(session, training('by hand', algorithm, 'z', options));
        t.ok((await farthest(session, 'scaled', 'by hand')) < 1e-3, 'as by hand, as far as tol goes');
        await run(session, training('plain', algorithm, 'price', options));
        t.ok((await farthest(session, 'plain', 'by hand')) > 1e-2, 'and not as without it');
      },
    );
  }

  testOn(host, 'a target far from 1 is warned of where that matters', async (t, session) => {
    await run(session, TABLE);
    const warned = async (algorithm: string, target: string, options = {}) =>
      ((await json(session, training(algorithm + target, algorithm, target, options))).warnings ?? []).filter(
        (said: string) => said.includes('deviation'),
      );
    const [said] = await warned('svr', 'price');
    t.match(
      said,
      /^the target's deviation is \d+\.\d+, and the defaults of svr are made for about 1: \{"scale_target": true\} standardises it for the fit$/,
    );
    t.match(
      (await warned('mlp', 'price'))[0],
      /the defaults of mlp are made for about 1: \{"scale_target": true\}/,
    );
    t.deepEqual(
      await warned('mlp', 'worth', { loss: 'poisson' }),
      [],
      'where it can not be had it is not named',
    );
    t.match(
      await error(session, training('rate', 'mlp', 'worth', { loss: 'poisson', scale_target: true })),
      /^sqml_train: scale_target makes targets below 0, which the loss 'poisson' does not take$/,
    );
    t.deepEqual(await warned('svr', 'z'), []);
    t.deepEqual(await warned('linear_regression', 'price'), []);
    t.deepEqual(await warned('svr', 'price', { scale_target: true }).catch((e: Error) => [e.message]), []);
  });
});
