// random_forest: trees of bootstrap samples (forest.ts).

import { OptionSpec } from '../../option/option';
import { declareForestClassifier, declareForestRegressor, ForestClassifier, ForestRegressor } from './forest';

export function declareRandomForestClassifier(spec: OptionSpec): void {
  declareForestClassifier(spec, true);
}

export function declareRandomForestRegressor(spec: OptionSpec): void {
  declareForestRegressor(spec, true);
}

export class RandomForestClassifier extends ForestClassifier {
  constructor() {
    super(false);
  }
}

export class RandomForestRegressor extends ForestRegressor {
  constructor() {
    super(false);
  }
}
