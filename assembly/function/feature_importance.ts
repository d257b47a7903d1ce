// sqml_feature_importance(experiment_name [, dataset [, target [, n_repeats]]]): permutation importance of
// every feature: how much the score (accuracy or r2) falls on average when the feature's values are shuffled
// among the rows, on the test part or on the dataset. Works for every algorithm.
//
// The test part's rows are not stored: without a dataset the run's is split again, and must give the same rows.
// n_repeats is 5; shuffles are drawn by the run's random_state, feature after feature.
// Source: Breiman, L. (2001), Random Forests, Machine Learning 45, section 10; scikit-learn's
// permutation_importance, whose means and (population) deviations these are.

import { argument, begin, beginRows, describe, endRows, isGiven, isWhole, wholeOf } from '../call';
import { fail } from '../error';
import { Random } from '../math/random';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Besides } from '../training/answers';
import { judgeDataset, judgeTestPart } from '../training/judge';
import { Judged } from '../training/judged';
import { accuracy, scoreValues } from '../training/score';

const REPEATS: i32 = 5;

export function sqml_feature_importance(argc: i32): usize {
  begin('sqml_feature_importance', argc);
  const judged = isGiven(1) ? judgeDataset() : judgeTestPart();
  const repeats = repeatsArgument();
  const raw = judged.part.raw;
  const n = raw.rows;
  const base = scoreOf(judged);
  const random = new Random(judged.randomState);
  const kept = reals(n);
  const rows = beginRows();
  const names = judged.pipeline.encoding.featureNames;
  for (let j = 0; j < raw.cols; j++) {
    for (let i = 0; i < n; i++) put(kept, i, at(raw.row(i), j));
    const falls = new StaticArray<f64>(repeats);
    let mean: f64 = 0;
    for (let r = 0; r < repeats; r++) {
      const order = random.permutation(n);
      for (let i = 0; i < n; i++) put(raw.row(i), j, at(kept, order[i]));
      falls[r] = base - scoreOf(judged);
      mean += falls[r] / repeats;
    }
    for (let i = 0; i < n; i++) put(raw.row(i), j, at(kept, i));
    let squares: f64 = 0;
    for (let r = 0; r < repeats; r++) squares += (falls[r] - mean) * (falls[r] - mean);
    rows.text(names[j]);
    rows.real(mean);
    rows.real(Math.sqrt(squares / repeats));
  }
  release(kept);
  return endRows();
}

function scoreOf(judged: Judged): f64 {
  const answers = judged.answers(Besides.NOTHING);
  const score = judged.pipeline.isClassification
    ? accuracy(answers, judged.part, judged.place, judged.labels.length)
    : scoreValues(answers, judged.part).of('score');
  answers.release();
  return score;
}

function repeatsArgument(): i32 {
  if (!isGiven(3)) return REPEATS;
  const cell = argument(3);
  const isInteger = isWhole(cell);
  if (!isInteger || wholeOf(cell) < 1 || wholeOf(cell) > 1000) {
    fail(`n_repeats must be a whole number from 1 to 1000, got ${describe(cell)}`);
  }
  return <i32>wholeOf(cell);
}
