// The weights of rows that a training gives.

import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { Training } from '../../model/training';

/** n weights, each a row's own times its class's; 0 where all are 1. The caller releases them. */
export function weightsOf(training: Training): usize {
  let areOnes = training.rowWeight == 0;
  for (let c = 0; c < training.classes && areOnes; c++) areOnes = at(training.classWeight, c) == 1;
  if (areOnes) return 0;
  return allWeightsOf(training);
}

/** The same, also where all are 1. */
export function allWeightsOf(training: Training): usize {
  const weights = reals(training.n);
  for (let i = 0; i < training.n; i++) put(weights, i, training.weightOf(i));
  return weights;
}
