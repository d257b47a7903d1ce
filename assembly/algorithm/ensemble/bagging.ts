// bagging: members of one algorithm, each trained on a part of rows and columns drawn for it, averaged.
//
//   estimator   the algorithm of the members, decision_tree unless it is said; any of this prediction type but bagging,
//               with its own options: {"estimator": {"knn": {"n_neighbors": 3}}} (estimator.ts)
//
// Promise: the members of scikit-learn 1.9.1: first a seed for every member from RandomState(random_state); a member's
// own random_state is the first number of RandomState(seed), its columns and rows come from RandomState(seed) anew
// (bagging_sample.ts). So trees are its own, node by node, and other members as near as the algorithm's header says.
// An algorithm that takes weights of rows gets all rows, weighted by how often each was drawn; the others get the drawn ones;
// so the gamma 'scale' of svc is that of the drawn rows, in scikit-learn of all.
// A class of which no row was drawn is unknown to a member that is no tree; 'balanced' weighs by the classes of all rows.
// Scaling, and whether NULL is taken, are as the estimator has them. Importances (of trees) are the mean of the members',
// as a forest's; scikit-learn has none. What is explained: the probabilities or the value of trees; nothing
// of other members. Members are fitted as jobs (bagged_trees.ts, bagged_members.ts). Left out: oob_score, warm_start, weights of rows.
// Cost: n_estimators times the estimator's. Source: L. Breiman, Bagging predictors, Machine Learning 24 (1996).
//
// Bytes: u8 0 and trees (tree/tree_model.ts), whose features are those of the training, or u8 1 and members (members.ts).

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix } from '../../math/matrix';
import { at, highest } from '../../math/vector';
import { Algorithm, CLASSIFICATION, REGRESSION, Traits } from '../../model/algorithm';
import { Training } from '../../model/training';
import { TreeView } from '../../model/tree_view';
import { Amount } from '../../option/kinds';
import { Options, OptionSpec } from '../../option/option';
import { SEEDS } from '../tree/growth';
import { TreesBuilder } from '../tree/nodes';
import { TreesClassifier, TreesRegressor } from '../tree/tree_model';
import { fitMembers, MemberPlan } from './bagged_members';
import { BaggedTrees } from './bagged_trees';
import { SamplePlan } from './bagging_sample';
import { estimatorOf, estimatorOptions } from './estimator';
import { growTrees } from './grove';
import { Members } from './members';

const NAME: string = 'bagging';
const TREE: string = 'decision_tree';

function declareBagging(spec: OptionSpec): void {
  spec.estimator('estimator', TREE);
  spec.integer('n_estimators', 10, 1);
  spec.amount('max_samples', new Amount([], 1).ofNull());
  spec.amount('max_features', new Amount([], 1).ofShare(1));
  spec.flag('bootstrap', true);
  spec.flag('bootstrap_features', false);
}

export function declareBaggingClassifier(spec: OptionSpec): void {
  declareBagging(spec);
  spec.rule = checkClassifier;
}

export function declareBaggingRegressor(spec: OptionSpec): void {
  declareBagging(spec);
  spec.rule = checkRegressor;
}

function checkClassifier(options: Options): void {
  estimatorOptions(options, estimatorOf(options, NAME, CLASSIFICATION));
}

function checkRegressor(options: Options): void {
  estimatorOptions(options, estimatorOf(options, NAME, REGRESSION));
}

/** What preprocessing asks: as the estimator has it. */
export function baggingClassifierTraits(options: Options): Traits {
  return traitsOf(estimatorOf(options, NAME, CLASSIFICATION));
}

export function baggingRegressorTraits(options: Options): Traits {
  return traitsOf(estimatorOf(options, NAME, REGRESSION));
}

function traitsOf(estimator: Algorithm): Traits {
  const traits = new Traits();
  traits.scale = estimator.traits.scale;
  traits.keepsNulls = estimator.traits.keepsNulls;
  return traits;
}

/** The seeds of the members, in scikit-learn's order. */
function seedsOf(training: Training): StaticArray<u32> {
  const seeds = new StaticArray<u32>(training.options.integer('n_estimators'));
  for (let m = 0; m < seeds.length; m++) seeds[m] = training.random.below(SEEDS);
  return seeds;
}

/** Grows the members, which are trees, into `builder`; their importances. */
function growTreesOf(training: Training, builder: TreesBuilder, estimator: Algorithm): StaticArray<f64> {
  const options = estimatorOptions(training.options, estimator);
  const plan = SamplePlan.of(training.options, training.n, training.d);
  return growTrees(BaggedTrees.of(training, options, plan, seedsOf(training)), training, builder);
}

/** Fits the members, which are no trees. */
function fitMembersOf(training: Training, estimator: Algorithm): Members {
  if (!estimator.traits.keepsNulls) refuseNulls(training.X, estimator);
  const json = training.options.estimator('estimator').options;
  const plan = SamplePlan.of(training.options, training.n, training.d);
  return fitMembers(new MemberPlan(training, estimator, json, plan, seedsOf(training)));
}

function refuseNulls(X: Matrix, estimator: Algorithm): void {
  for (let i = 0; i < X.rows; i++) {
    for (let j = 0; j < X.cols; j++) {
      if (isNaN(at(X.row(i), j))) fail(`'${estimator.name}' takes no NULL; preprocess has impute`);
    }
  }
}

export class BaggingClassifier extends TreesClassifier {
  private members: Members | null = null;

  fit(training: Training): void {
    const estimator = estimatorOf(training.options, NAME, CLASSIFICATION);
    if (estimator.name != TREE) {
      this.members = fitMembersOf(training, estimator);
      return;
    }
    const builder = new TreesBuilder(training.classes);
    this.gains = growTreesOf(training, builder, estimator);
    this.trees = builder.finish();
  }

  private get k(): i32 {
    const members = this.members;
    return members == null ? this.trees.k : members.k;
  }

  get outputs(): i32 {
    return this.k + this.scoreCount;
  }

  outputsOf(X: Matrix, out: usize): void {
    const members = this.members;
    if (members == null) super.outputsOf(X, out);
    else members.outputsOf(X, out);
  }

  classOf(output: usize): i32 {
    return highest(output, this.k);
  }

  get scoreCount(): i32 {
    const members = this.members;
    return members == null ? 0 : members.scoreCount;
  }

  scores(output: usize, out: usize): void {
    memory.copy(out, output + ((<usize>this.k) << 3), (<usize>this.scoreCount) << 3);
  }

  probabilities(output: usize, out: usize): void {
    memory.copy(out, output, (<usize>this.k) << 3);
  }

  get cost(): f64 {
    const members = this.members;
    return members == null ? super.cost : members.cost;
  }

  get importances(): StaticArray<f64> | null {
    return this.members == null ? this.gains : null;
  }

  get explained(): i32 {
    return this.members == null ? super.explained : 0;
  }

  get treeView(): TreeView | null {
    return this.members == null ? this.trees : null;
  }

  write(out: ByteWriter): void {
    const members = this.members;
    out.u8(members == null ? 0 : 1);
    if (members == null) super.write(out);
    else members.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    if (bytes.u8In(0, 1, 'the kind of members') == 0) super.read(bytes, features, classes);
    else this.members = Members.read(bytes, features, classes, CLASSIFICATION);
  }
}

export class BaggingRegressor extends TreesRegressor {
  private members: Members | null = null;

  fit(training: Training): void {
    const estimator = estimatorOf(training.options, NAME, REGRESSION);
    if (estimator.name != TREE) {
      this.members = fitMembersOf(training, estimator);
      return;
    }
    const builder = new TreesBuilder(0);
    this.gains = growTreesOf(training, builder, estimator);
    this.trees = builder.finish();
  }

  outputsOf(X: Matrix, out: usize): void {
    const members = this.members;
    if (members == null) super.outputsOf(X, out);
    else members.outputsOf(X, out);
  }

  get cost(): f64 {
    const members = this.members;
    return members == null ? super.cost : members.cost;
  }

  get importances(): StaticArray<f64> | null {
    return this.members == null ? this.gains : null;
  }

  get explained(): i32 {
    return this.members == null ? super.explained : 0;
  }

  get treeView(): TreeView | null {
    return this.members == null ? this.trees : null;
  }

  write(out: ByteWriter): void {
    const members = this.members;
    out.u8(members == null ? 0 : 1);
    if (members == null) super.write(out);
    else members.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    if (bytes.u8In(0, 1, 'the kind of members') == 0) super.read(bytes, features, 0);
    else this.members = Members.read(bytes, features, 0, REGRESSION);
  }
}
