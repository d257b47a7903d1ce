// What TypeScript says of calls of sqml/model's train, compiled by test/types.test.ts and `npm run check`: each line that must not
// compile is announced, and tsc complains where it does.

import { type TrainOptions, train } from '../../lib/model.cts';

const X = [[1], [2]];
const y = ['a', 'b'];

export function calls(): void {
  train(X, y, {
    type: 'classification',
    algorithm: 'svc',
    C: 10,
    kernel: 'rbf',
    gamma: 'scale',
    random_state: 7,
  });
  train(X, y, {
    type: 'regression',
    algorithm: 'svr',
    gamma: 0.5,
    epsilon: 0.2,
    metric: 'rmse',
    featureNames: ['x'],
  });
  train(X, y, { type: 'classification', algorithm: 'knn', metric: 'manhattan', cv: 5, n_neighbors: 3 });
  train(X, y, {
    type: 'classification',
    algorithm: 'svc',
    class_weight: { a: 2 },
    search: 'grid',
    params: { C: [1, 2] },
  });
  train(X, y, { type: 'regression', algorithm: 'ridge_cv', alphas: [0.1, 1], cv: 3 });
  train(X, y, { type: 'classification', algorithm: 'bagging', estimator: { knn: { n_neighbors: 3 } } });
  train(X, y, {
    type: 'classification',
    algorithm: 'random_forest',
    max_features: null,
    class_weight: 'balanced_subsample',
  });

  // @ts-expect-error svr is for regression
  train(X, y, { type: 'classification', algorithm: 'svr' });
  // @ts-expect-error a classification can't have linear_svr's options
  train(X, y, { type: 'classification', algorithm: 'svc', epsilon: 0.2 });
  // @ts-expect-error no such algorithm
  train(X, y, { type: 'classification', algorithm: 'svm' });
  // @ts-expect-error no such option
  train(X, y, { type: 'classification', algorithm: 'svc', c: 10 });
  // @ts-expect-error no such kernel
  train(X, y, { type: 'classification', algorithm: 'svc', kernel: 'gauss' });
  // @ts-expect-error a number
  train(X, y, { type: 'classification', algorithm: 'svc', C: '10' });
  // @ts-expect-error of knn, metric is its distance
  train(X, y, { type: 'classification', algorithm: 'knn', metric: 'accuracy' });
  // @ts-expect-error nothing is deployed here
  train(X, y, { type: 'classification', algorithm: 'svc', deploy: 'true' });
}

/** An algorithm that is known at run time alone is said to be one. */
export const dynamic = (algorithm: string) => ({ type: 'classification', algorithm }) as TrainOptions;
