// extra_trees: trees of all rows, split at random thresholds (forest.ts).

import { OptionSpec } from '../../option/option';
import { declareForestClassifier, declareForestRegressor, ForestClassifier, ForestRegressor } from './forest';

export function declareExtraTreesClassifier(spec: OptionSpec): void {
  declareForestClassifier(spec, false);
}

export function declareExtraTreesRegressor(spec: OptionSpec): void {
  declareForestRegressor(spec, false);
}

export class ExtraTreesClassifier extends ForestClassifier {
  constructor() {
    super(true);
  }
}

export class ExtraTreesRegressor extends ForestRegressor {
  constructor() {
    super(true);
  }
}
