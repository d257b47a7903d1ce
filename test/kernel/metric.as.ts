// Entry for metric.test.ts.

import '../../assembly/error';
import { pairwiseSum } from '../../assembly/math/sum';
import { reals } from '../../assembly/memory/block';
import { averagePrecision } from '../../assembly/metric/average_precision';
import { Calibration, calibrationOf } from '../../assembly/metric/calibration';
import { ClassificationMetrics, classificationMetrics } from '../../assembly/metric/classification';
import { ConfusionMatrix, confusionMatrix } from '../../assembly/metric/confusion';
import { brier, logLoss } from '../../assembly/metric/probability';
import { RegressionMetrics, regressionMetrics } from '../../assembly/metric/regression';
import { ClassReport, Figures } from '../../assembly/metric/report';
import { RocCurve, rocAuc, rocAucOneVsRest, rocCurve } from '../../assembly/metric/roc';
import { undefinedReason } from '../../assembly/metric/table';

let classes = new ClassificationMetrics();
let values = new RegressionMetrics();
let matrix = new ConfusionMatrix(0, 0);
let curve = new RocCurve(0);
let calibration = new Calibration();
let report = new ClassReport(matrix);
let figures = new Figures(0, 0, 0, 0);
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

/** Of what `confuse` counted; the classes that occur. */
export function reported(): i32 {
  report = new ClassReport(matrix);
  return report.figures.length;
}

export function reportedAccuracy(): f64 {
  return report.accuracy;
}

/** Of a class that occurs; -1 macro, -2 weighted. */
export function figure(which: i32, place: i32): f64 {
  figures = place == -1 ? report.macro : place == -2 ? report.weighted : report.figures[place];
  if (which == 3) return <f64>figures.support;
  return which == 0 ? figures.precision : which == 1 ? figures.recall : figures.f1;
}

export function brierScore(y: usize, probabilities: usize, n: i32): f64 {
  return brier(y, probabilities, n);
}

export function precisionArea(y: usize, scores: usize, n: i32): f64 {
  return averagePrecision(y, 1, scores, n);
}

/** Of class k - 1; its bins that have rows. */
export function calibrate(y: usize, probabilities: usize, n: i32, k: i32): i32 {
  calibration = calibrationOf(y, k - 1, probabilities + ((<usize>(k - 1)) << 3), k, n);
  return calibration.bins.length;
}

/** 0 predicted, 1 observed, 2 rows. */
export function calibrated(which: i32, bin: i32): f64 {
  if (which == 2) return calibration.rows[bin];
  return which == 0 ? calibration.predicted[bin] : calibration.observed[bin];
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
  const names = ['r2', 'roc_auc', 'log_loss', 'accuracy', 'average_precision'];
  reason = undefinedReason(names[metric]);
  return reason.length;
}

export function reasonText(): usize {
  return changetype<usize>(reason);
}
