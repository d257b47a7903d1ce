// The table of algorithms: name, prediction type, options, and how to make an empty model.
// A new algorithm is one file beside this one and one row here.

import { OptionSpec } from '../option/option';
import { Model } from './model';

export class Algorithm {
  constructor(
    public name: string,
    /** CLASSIFICATION or REGRESSION. */
    public predictionType: i32,
    public declare: (spec: OptionSpec) => void,
    public create: () => Model,
  ) {}
}

export const algorithms: Algorithm[] = [];

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
