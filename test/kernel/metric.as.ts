// Entry for metric.test.ts.

import '../../assembly/error';
import { pairwiseSum } from '../../assembly/math/sum';
import { reals } from '../../assembly/memory/block';
import { ClassificationMetrics, classificationMetrics } from '../../assembly/metric/classification';
import { ConfusionMatrix, confusionMatrix } from '../../assembly/metric/confusion';
import { logLoss } from '../../assembly/metric/probability';
import { RegressionMetrics, regressionMetrics } from '../../assembly/metric/regression';
import { RocCurve, rocAuc, rocAucOneVsRest, rocCurve } from '../../assembly/metric/roc';
import { undefinedReason } from '../../assembly/metric/table';

let classes = new ClassificationMetrics();
let values = new RegressionMetrics();
let matrix = new ConfusionMatrix(0, 0);
let curve = new RocCurve(0);
let reason = '';

export function room(n: i32): usize {
  return reals(n);
}

export function sum(x: usize, n: i32): f64 {
  return pairwiseSum(x, n);
}

export function classify(y: usize, predicted: usize, n: i32, k: i32): void {
  classes = classificationMetrics(y, predicted, n, k);
}

export function regress(y: usize, predicted: usize, n: i32): void {
  values = regressionMetrics(y, predicted, n);
}

export function accuracy(): f64 {
  return classes.accuracy;
}
export function f1(): f64 {
  return classes.f1;
}
export function precision(): f64 {
  return classes.precision;
}
export function recall(): f64 {
  return classes.recall;
}
export function r2(): f64 {
  return values.r2;
}
export function mae(): f64 {
  return values.mae;
}
export function mse(): f64 {
  return values.mse;
}
export function rmse(): f64 {
  return values.rmse;
}
export function mape(): f64 {
  return values.mape;
}
export function medianAbsoluteError(): f64 {
  return values.medianAbsoluteError;
}
export function explainedVariance(): f64 {
  return values.explainedVariance;
}
export function balancedAccuracy(): f64 {
  return classes.balancedAccuracy;
}
export function mcc(): f64 {
  return classes.mcc;
}

export function confuse(y: usize, predicted: usize, n: i32, k: i32): void {
  matrix.release();
  matrix = confusionMatrix(y, predicted, n, k);
}

export function confused(actual: i32, predicted: i32): i32 {
  return matrix.count(actual, predicted);
}

export function loss(y: usize, probabilities: usize, n: i32, k: i32): f64 {
  return logLoss(y, probabilities, n, k);
}

export function auc(y: usize, scores: usize, n: i32): f64 {
  return rocAuc(y, scores, n);
}

export function aucOneVsRest(y: usize, scores: usize, n: i32, k: i32): f64 {
  return rocAucOneVsRest(y, scores, n, k);
}

/** Makes the curve of class 1; the number of its points. */
export function roc(y: usize, scores: usize, n: i32): i32 {
  curve.release();
  curve = rocCurve(y, 1, scores, 1, n);
  return curve.points;
}

/** 0 threshold, 1 fpr, 2 tpr. */
export function axis(which: i32): usize {
  return which == 0 ? curve.threshold : which == 1 ? curve.fpr : curve.tpr;
}

/** Why a metric, by its place in metric.test.ts, is undefined: UTF-16 at `reasonText()`; its length. */
export function why(metric: i32): i32 {
  const names = ['r2', 'roc_auc', 'log_loss', 'accuracy'];
  reason = undefinedReason(names[metric]);
  return reason.length;
}

export function reasonText(): usize {
  return changetype<usize>(reason);
}
