// Trainings whose optimum does not exist or that doubles can't tell from others: classes that a plane separates
// without a penalty, and a C so large that there is next to none. Each ends with a model and a warning, or is refused.

import { readFileSync } from 'node:fs';
import test from 'tape';
import { fastest, json, path, run, type Session, text } from './host/index.ts';

interface Recorded {
  score: number;
  separated: boolean;
}
/** By dataset and random_state; test/reference/separable.py made it. */
const { made_by: _, ...RECORDED } = JSON.parse(
  readFileSync(path('test/reference/separable.json'), 'utf8'),
) as Record<string, Record<string, Recorded>>;

const NO_OPTIMUM =
  'logistic_regression without a penalty has no optimum here: the classes can be separated, so weights would grow ' +
  "without end; they are as large as scikit-learn's tol asks for. Use penalty 'l2'";

interface Trained {
  score: number;
  warnings: string[];
}

async function train(
  session: Session,
  dataset: string,
  algorithm: string,
  options: object,
): Promise<Trained> {
  const type = algorithm === 'linear_svr' ? 'regression' : 'classification';
  const names = [
    `${type} ${dataset}`,
    type,
    algorithm,
    `dataset_${dataset}`,
    'target',
    JSON.stringify(options),
  ];
  const { score, warnings = [] } = await json(session, `SELECT sqml_train(${names.map(text)})`);
  const constant = (warning: string) => warning.endsWith('is constant in the training part');
  return { score, warnings: warnings.filter((warning: string) => !constant(warning)) };
}

async function opened(...datasets: string[]): Promise<Session> {
  const session = await fastest.open();
  for (const name of datasets) await run(session, `SELECT sqml_load_dataset(${text(name)})`);
  return session;
}

for (const [dataset, records] of Object.entries(RECORDED)) {
  test(`${dataset} without a penalty: no optimum is told, and scores are scikit-learn's or better`, async (t) => {
    const session = await opened(dataset);
    const unlike: string[] = [];
    let sum = 0;
    let expected = 0;
    for (const [seed, { score, separated }] of Object.entries(records)) {
      const options = { penalty: 'none', random_state: Number(seed) };
      const trained = await train(session, dataset, 'logistic_regression', options);
      if (trained.warnings.join() !== (separated ? NO_OPTIMUM : ''))
        unlike.push(`${seed}: ${trained.warnings}`);
      sum += trained.score;
      expected += score;
    }
    await session.close();
    t.deepEqual(unlike, [], 'the warning comes where the training part can be separated, and only there');
    // A split's score moves by a row or two with the solver's path; their sum is what can be compared.
    t.ok(sum >= expected - 1e-9, `sum of scores ${sum.toFixed(4)}, scikit-learn's ${expected.toFixed(4)}`);
  });
}

test('what stands for the optimum depends on tol, not on max_iter or the order of the rows', async (t) => {
  const session = await opened('wine');
  const weights = async (order: string, options: object) => {
    const dataset = `SELECT *, rowid % 4 = 0 AS held FROM dataset_wine ORDER BY ${order}`;
    const given = {
      penalty: 'none',
      split_strategy: 'column',
      split_column: 'held',
      deploy: true,
      ...options,
    };
    const names = ['w', 'classification', 'logistic_regression', dataset, 'target', JSON.stringify(given)];
    await run(session, `SELECT sqml_train(${names.map(text)})`);
    const rows = await session.rows(
      "SELECT standardised FROM sqml_weights('w') WHERE feature <> '(intercept)'",
    );
    return rows.map(({ standardised }) => Number(standardised));
  };
  const one = await weights('alcohol', {});
  const other = await weights('proline, hue', { max_iter: 1000 });
  const tight = await weights('alcohol', { tol: 1e-6, max_iter: 1000 });
  await session.close();
  const largest = Math.max(...one.map(Math.abs));
  const off = Math.max(...one.map((w, i) => Math.abs(w - other[i])));
  t.ok(off < 1e-6 * largest, `weights differ by ${off}`);
  t.ok(Math.max(...tight.map(Math.abs)) > 1.5 * largest, 'a smaller tol goes on for longer');
});

const ALGORITHMS: [string, object][] = [
  ['logistic_regression', {}],
  ['linear_svc', {}],
  ['linear_svc', { loss: 'hinge' }],
  ['linear_svr', {}],
  ['linear_svr', { loss: 'squared_epsilon_insensitive' }],
];

for (const [algorithm, options] of ALGORITHMS) {
  test(`${algorithm} ${JSON.stringify(options)} takes every C: a model as good as at 1e8, or C is refused`, async (t) => {
    const session = await opened('iris', 'wine', 'breast_cancer');
    for (const dataset of ['iris', 'wine', 'breast_cancer']) {
      const { score } = await train(session, dataset, algorithm, { ...options, C: 1e8 });
      const bad: string[] = [];
      for (const C of [1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e20, 1e50, 1e100, 1e150, 1e200, 1e300]) {
        const trained = await train(session, dataset, algorithm, { ...options, C, max_iter: 200 });
        if (!(trained.score > score - 0.1)) bad.push(`${C}: ${trained.score}`);
      }
      t.deepEqual(bad, [], `${dataset}: as good as ${score}`);
    }
    t.match(
      await train(session, 'wine', algorithm, { ...options, C: 1e308 }).then(
        ({ score }) => `score ${score}`,
        (thrown: Error) => thrown.message,
      ),
      /^score 0\.[89]|^sqml_train: the numbers are too large to compute with: lower C, /,
      'or it is refused',
    );
    await session.close();
  });
}
