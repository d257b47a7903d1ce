// decision_tree: one tree of decisions, for classification and regression.
//
//   A node splits its rows by x_j <= t where its criterion falls most (splitter best), or at one random threshold a
//   column (random); a leaf answers with its rows' classes, or their mean, or their median for absolute_error.
//
// Promise: scikit-learn 1.9.1's own tree: features, thresholds, values, bit for bit, for every option and seed. Its
// logarithm is the compiler's, so with entropy and poisson the impurities may differ in their last bit.
// NULL goes to the side that suits it best, or, when the training had none in the column, to the one with more rows.
// Cost: O(n d log^2 n). Left out: monotonic_cst.
// Source: Breiman, Friedman, Olshen, Stone, Classification and Regression Trees (1984).
//
// Bytes: tree_model.ts; one tree, with the details of its nodes.

import { release } from '../../memory/block';
import { Training } from '../../model/training';
import { OptionSpec } from '../../option/option';
import { Columns } from './columns';
import { Grown } from './grown';
import { Growth, SEEDS } from './growth';
import { TreesBuilder } from './nodes';
import {
  anyFeatures,
  declareClassCriterion,
  declareTreeOptions,
  declareValueCriterion,
  TreePlan,
} from './options';
import { TreesClassifier, TreesRegressor } from './tree_model';
import { weightsOf } from './weights';

export function declareDecisionTreeClassifier(spec: OptionSpec): void {
  declareClassCriterion(spec);
  spec.choice('splitter', 'best', ['best', 'random']);
  declareTreeOptions(spec, anyFeatures().ofNull());
  spec.classWeight();
}

export function declareDecisionTreeRegressor(spec: OptionSpec): void {
  declareValueCriterion(spec);
  spec.choice('splitter', 'best', ['best', 'random']);
  declareTreeOptions(spec, anyFeatures().ofNull());
}

/** Grows the tree that the options say. */
function growTree(training: Training, tree: Grown, builder: TreesBuilder): StaticArray<f64> {
  const plan = TreePlan.of(training.options, training.n, training.d);
  const columns = Columns.of(training.X);
  const growth = new Growth(columns, training.y, training.classes, plan);
  const weights = weightsOf(training);
  growth.grow(tree, weights, training.random.below(SEEDS));
  builder.add(tree);
  const gains = tree.importances(training.d);
  release(weights);
  growth.release();
  columns.release();
  tree.release();
  training.iterations = 1;
  return gains;
}

export class DecisionTreeClassifier extends TreesClassifier {
  fit(training: Training): void {
    const builder = new TreesBuilder(training.classes, true);
    this.gains = growTree(training, new Grown(training.classes), builder);
    this.trees = builder.finish();
  }
}

export class DecisionTreeRegressor extends TreesRegressor {
  fit(training: Training): void {
    const builder = new TreesBuilder(0, true);
    this.gains = growTree(training, new Grown(1), builder);
    this.trees = builder.finish();
  }
}
