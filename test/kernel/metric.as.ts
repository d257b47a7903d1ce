// Entry for metric.test.ts.

import '../../assembly/error';
import { pairwiseSum } from '../../assembly/math/sum';
import { reals } from '../../assembly/memory/block';
import { ClassificationMetrics, classificationMetrics } from '../../assembly/metric/classification';
import { RegressionMetrics, regressionMetrics } from '../../assembly/metric/regression';

let classes = new ClassificationMetrics();
let values = new RegressionMetrics();

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
