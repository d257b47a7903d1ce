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
