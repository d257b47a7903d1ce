// Training: on the bundled datasets, and on the generated table, where reading and the rest are told apart.

import type { Session } from '../host/host.ts';
import { type Bench, DATASETS, EXTENSION, points, type Training, train, V8 } from './bench.ts';
import { type Contestant, type Sample, sideBySide, timeOf } from './measure.ts';
import { FEATURES, ROWS } from './points.ts';
import type { Sklearn } from './scikit_learn.ts';
import type { Line, Section } from './table.ts';

interface Job extends Training {
  /** The same SELECT with a target of one class: sqml reads and splits it all, and then refuses. */
  oneClass?: string;
}

/** What sqml takes to read the job's table; undefined where the job doesn't ask for it. */
async function timeOfReading(session: Session, { experiment, oneClass }: Job): Promise<number | undefined> {
  if (oneClass === undefined) return undefined;
  const refused: Training = {
    experiment: `${experiment}, reading`,
    type: 'classification',
    algorithm: 'logistic_regression',
    query: oneClass,
  };
  return timeOf(async () => {
    const { error } = await train(session, refused);
    if (!/at least two classes/.test(error ?? '')) throw new Error(`not refused as expected: ${error}`);
  });
}

/** Splits off what reading took, where that is known; the rest is scaling, fitting, scoring (and storing). */
function parts(total: number, reading: number | undefined): Sample {
  return reading === undefined ? { total } : { total, reading, 'the rest': total - reading };
}

async function compare({ extension, v8, sklearn }: Bench, job: Job): Promise<Line> {
  const scores: Record<string, number> = {};
  const inSql = (name: string, session: Session): Contestant => ({
    name,
    async run() {
      const total = await timeOf(async () => {
        const { score, error } = await train(session, job);
        if (error !== undefined) throw new Error(error);
        scores[name] = score;
      });
      return parts(total, await timeOfReading(session, job));
    },
  });
  const inPython = (rival: Sklearn): Contestant => ({
    name: rival.name,
    isApart: true,
    async run() {
      const { total, reading, score } = await rival.train(job.query, job.algorithm, job.options);
      scores[rival.name] = score;
      return parts(total, job.oneClass === undefined ? undefined : reading);
    },
  });
  const contestants = [inSql(EXTENSION, extension), inSql(V8, v8), ...sklearn.map(inPython)];
  return { name: job.experiment, comparison: await sideBySide(contestants), scores };
}

const CLASSIFIERS = ['logistic_regression', 'linear_svc', 'svc'];
const REGRESSORS = ['linear_regression', 'linear_svr', 'svr'];

export async function datasets(bench: Bench): Promise<Section> {
  const lines: Line[] = [];
  for (const dataset of DATASETS) {
    const type = dataset === 'diabetes' ? 'regression' : 'classification';
    for (const algorithm of type === 'regression' ? REGRESSORS : CLASSIFIERS) {
      const query = `SELECT * FROM dataset_${dataset}`;
      lines.push(await compare(bench, { experiment: `${dataset}, ${algorithm}`, type, algorithm, query }));
    }
  }
  return { title: 'Training on the datasets', unit: 'ms', lines };
}

/** svc takes time quadratic in the rows. */
const SVC_ROWS = 5000;

export async function large(bench: Bench): Promise<Section> {
  const classifiers: [algorithm: string, rows: number, options?: Training['options']][] = [
    ['logistic_regression', ROWS],
    ['logistic_regression', ROWS, { l1_ratio: 1, C: 0.01 }],
    ['linear_svc', ROWS],
    ['svc', SVC_ROWS],
  ];
  const regressors = ['linear_regression', 'ridge', 'lasso', 'elastic_net', 'lasso_cv', 'sgd'];
  const jobs = [
    ...classifiers.map(([algorithm, rows, options]) => ({
      type: 'classification',
      algorithm,
      rows,
      options,
    })),
    // An alpha that leaves some of the weights.
    ...regressors.map((algorithm) => {
      const options = ['lasso', 'elastic_net'].includes(algorithm) ? { alpha: 0.01 } : undefined;
      return { type: 'regression', algorithm, rows: ROWS, options };
    }),
  ];
  const lines: Line[] = [];
  for (const job of jobs) {
    const given = job.options === undefined ? '' : `, ${JSON.stringify(job.options)}`;
    const experiment = `${job.algorithm}${given}, ${job.rows} x ${FEATURES.length}`;
    const query = points(job.type === 'classification' ? 'label' : 'value', job.rows);
    const oneClass = points('label * 0', job.rows);
    lines.push(await compare(bench, { ...job, experiment, query, oneClass }));
  }
  return { title: 'Training on a generated table', unit: 'ms', lines };
}

/** Of forests and boosting. */
const ENSEMBLE_ROWS = 20_000;

/** Trees, their ensembles and a network. */
export async function trees(bench: Bench): Promise<Section> {
  const large = (algorithm: string, rows: number): Training => ({
    experiment: `${algorithm}, ${rows} x ${FEATURES.length}`,
    type: 'classification',
    algorithm,
    query: points('label', rows),
  });
  const digits = (algorithm: string): Training => ({
    experiment: `${algorithm}, digits`,
    type: 'classification',
    algorithm,
    query: 'SELECT * FROM dataset_digits',
  });
  const jobs = [
    large('decision_tree', ROWS),
    ...['random_forest', 'extra_trees', 'bagging', 'gradient_boosting', 'ada_boost'].map((algorithm) =>
      large(algorithm, ENSEMBLE_ROWS),
    ),
    large('hist_gradient_boosting', ROWS),
    digits('gradient_boosting'),
    digits('mlp'),
  ];
  const lines: Line[] = [];
  for (const job of jobs) lines.push(await compare(bench, job));
  return { title: 'Training trees', unit: 'ms', lines };
}
