// The table of algorithms: name, prediction type, options, and how to make an empty model.
// A new algorithm is one file beside this one and one row here.

import { OptionSpec } from '../option/option';
import { declareLinearRegression, LinearRegression } from './linear_regression';
import { declareLinearSvc, LinearSvc } from './linear_svc';
import { declareLinearSvr, LinearSvr } from './linear_svr';
import { declareLogisticRegression, LogisticRegression } from './logistic_regression';
import { CLASSIFICATION, Model, REGRESSION } from './model';
import { declareSvc, Svc } from './svc';
import { declareSvr, Svr } from './svr';

export class Algorithm {
  constructor(
    public name: string,
    /** CLASSIFICATION or REGRESSION. */
    public predictionType: i32,
    public declare: (spec: OptionSpec) => void,
    public create: () => Model,
  ) {}
}

export const algorithms: Algorithm[] = [
  new Algorithm(
    'logistic_regression',
    CLASSIFICATION,
    declareLogisticRegression,
    () => new LogisticRegression(),
  ),
  new Algorithm('linear_svc', CLASSIFICATION, declareLinearSvc, () => new LinearSvc()),
  new Algorithm('svc', CLASSIFICATION, declareSvc, () => new Svc()),
  new Algorithm('linear_regression', REGRESSION, declareLinearRegression, () => new LinearRegression()),
  new Algorithm('linear_svr', REGRESSION, declareLinearSvr, () => new LinearSvr()),
  new Algorithm('svr', REGRESSION, declareSvr, () => new Svr()),
];

/** 'classification' and 'regression', by CLASSIFICATION and REGRESSION. */
export const PREDICTION_TYPES: string[] = ['classification', 'regression'];

/** The algorithm of that name and type, or null. */
export function algorithmNamed(name: string, predictionType: i32): Algorithm | null {
  for (let i = 0; i < algorithms.length; i++) {
    if (algorithms[i].name == name && algorithms[i].predictionType == predictionType) return algorithms[i];
  }
  return null;
}

/** The names of the type's algorithms, in the table's order. */
export function algorithmNames(predictionType: i32): string[] {
  const names: string[] = [];
  for (let i = 0; i < algorithms.length; i++) {
    if (algorithms[i].predictionType == predictionType) names.push(algorithms[i].name);
  }
  return names;
}
