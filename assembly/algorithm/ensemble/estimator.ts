// What the option `estimator` names: another algorithm, and the options that it is given.
//
//   {"estimator": "knn"}     {"estimator": {"knn": {"n_neighbors": 3}}}
//
// Its options are checked as they would be alone; random_state and preprocess are the ensemble's, not its own.

import { suggestion } from '../../codec/text';
import { fail } from '../../error';
import { Algorithm, algorithmNamed, algorithmNames } from '../../model/algorithm';
import { Options, OptionSpec } from '../../option/option';
import { parseText } from '../../option/parse';

/** The algorithm that the options of `ensemble` name; fails when there is none such. */
export function estimatorOf(options: Options, ensemble: string, predictionType: i32): Algorithm {
  const name = options.estimator('estimator').word;
  const names = algorithmNames(predictionType).filter((known) => known != 'bagging');
  const found = names.includes(name) ? algorithmNamed(name, predictionType) : null;
  if (found == null) {
    fail(`unknown estimator '${name}'${suggestion(name, names, `${ensemble} takes: ${names.join(', ')}`)}`);
    throw new Error('unreachable');
  }
  return found;
}

/** The options of that estimator; fails on what is wrong with them. */
export function estimatorOptions(options: Options, estimator: Algorithm): Options {
  return optionsFrom(options.estimator('estimator').options, estimator);
}

/** The same from their JSON. */
export function optionsFrom(json: string, estimator: Algorithm): Options {
  const own = new Options(new OptionSpec());
  estimator.declare(own.spec);
  parseText(json, own.spec, estimator.name);
  own.check();
  // A training scales its target (training/target_scale.ts), and a member is none.
  const scaled = own.find('scale_target');
  if (scaled != null && scaled.number != 0)
    fail(`scale_target of '${estimator.name}' has no effect in a member; divide the target in a SELECT`);
  return own;
}
