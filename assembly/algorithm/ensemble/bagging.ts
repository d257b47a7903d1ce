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
// of other members. Left out: oob_score, warm_start, weights of rows.
// Cost: n_estimators times the estimator's. Source: L. Breiman, Bagging predictors, Machine Learning 24 (1996).
//
// Bytes: u8 0 and trees (tree/tree_model.ts), whose features are those of the training, or u8 1 and members (members.ts).

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Matrix } from '../../math/matrix';
import { Random } from '../../math/random';
import { at, highest, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Algorithm, CLASSIFICATION, REGRESSION, Traits } from '../../model/algorithm';
import { classWeights } from '../../model/class_weight';
import { Label } from '../../model/label';
import { Training } from '../../model/training';
import { TreeView } from '../../model/tree_view';
import { Amount } from '../../option/kinds';
import { Options, OptionSpec } from '../../option/option';
import { Columns } from '../tree/columns';
import { Gains } from '../tree/gains';
import { Grown } from '../tree/grown';
import { Growth, SEEDS } from '../tree/growth';
import { TreesBuilder } from '../tree/nodes';
import { TreePlan } from '../tree/options';
import { TreesClassifier, TreesRegressor } from '../tree/tree_model';
import { Sample, SamplePlan } from './bagging_sample';
import { estimatorOf, estimatorOptions } from './estimator';
import { Member, Members } from './members';

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

/** A fit, member by member. */
class Bagging {
  private estimator: Algorithm;
  private plan: SamplePlan;
  private seeds: StaticArray<u32>;

  constructor(private training: Training) {
    const options = training.options;
    const type = training.classes > 0 ? CLASSIFICATION : REGRESSION;
    const count = options.integer('n_estimators');
    const seeds = new StaticArray<u32>(count);
    this.estimator = estimatorOf(options, NAME, type);
    this.plan = new SamplePlan(options, training.n, training.d);
    for (let m = 0; m < count; m++) seeds[m] = training.random.below(SEEDS);
    this.seeds = seeds;
  }

  get areTrees(): bool {
    return this.estimator.name == TREE;
  }

  private note(m: i32): void {
    this.training.iterations = m + 1;
    this.training.note(m + 1, NaN);
  }

  /** The weights of the classes that the members' options say, by all rows; 0 where they say nothing. */
  private classWeightOf(options: Options): usize {
    const option = options.find('class_weight');
    if (option == null || option.isNull) return 0;
    return classWeights(this.training.labels, this.training.y, this.training.n, option);
  }

  /** Grows the members, which are trees, into `builder`; their importances. */
  growTrees(builder: TreesBuilder): StaticArray<f64> {
    const training = this.training;
    const options = estimatorOptions(training.options, this.estimator);
    const classWeight = this.classWeightOf(options);
    const columns = Columns.of(training.X);
    const plan = TreePlan.of(options, training.n, this.plan.columns);
    const tree = new Grown(max(training.classes, 1));
    const gains = new Gains(training.d);
    // Of all columns, where members take them all.
    const whole = new Growth(columns, training.y, training.classes, plan);
    for (let m = 0; m < this.seeds.length; m++) {
      const sample = this.plan.draw(this.seeds[m]);
      const areAll = sample.hasAllColumns(training.d);
      const growth = areAll
        ? whole
        : new Growth(columns.pick(sample.columns), training.y, training.classes, plan);
      const weights = sample.weights(training.n, training.y, classWeight);
      growth.grow(tree, weights, new Random(this.ownSeed(m)).below(SEEDS));
      release(weights);
      if (!areAll) {
        growth.release();
        tree.renameFeatures(sample.columns);
      }
      gains.add(tree);
      builder.add(tree);
      this.note(m);
    }
    tree.release();
    whole.release();
    columns.release();
    return gains.mean();
  }

  /** The random_state of member m. */
  private ownSeed(m: i32): u32 {
    return new Random(this.seeds[m]).below(SEEDS);
  }

  /** Fits the members, which are no trees. */
  fitMembers(): Members {
    const training = this.training;
    const estimator = this.estimator;
    const members = new Members(estimator, training.classes);
    if (!estimator.traits.keepsNulls) this.refuseNulls();
    let stopped = 0;
    for (let m = 0; m < this.seeds.length; m++) {
      const own = this.trainingOf(m);
      const model = estimator.create();
      model.fit(own.training);
      members.list.push(new Member(own.sample.columns, own.classes, model));
      if (!own.training.converged) stopped++;
      own.release();
      this.note(m);
    }
    if (stopped > 0) {
      training.warnings.push(
        `${stopped} of the ${this.seeds.length} members, ${estimator.name}, did not converge; raise their max_iter`,
      );
    }
    return members;
  }

  private refuseNulls(): void {
    const X = this.training.X;
    for (let i = 0; i < X.rows; i++) {
      for (let j = 0; j < X.cols; j++) {
        if (isNaN(at(X.row(i), j))) {
          fail(`'${this.estimator.name}' takes no NULL; preprocess has impute`);
        }
      }
    }
  }

  /** What member m is trained on. */
  private trainingOf(m: i32): MemberTraining {
    const sample = this.plan.draw(this.seeds[m]);
    const options = estimatorOptions(this.training.options, this.estimator);
    return new MemberTraining(
      this.training,
      sample,
      options,
      this.estimator.traits.takesRowWeights,
      this.ownSeed(m),
    );
  }
}

/** The rows, columns and classes of one member. */
class MemberTraining {
  classes: StaticArray<i32>;
  training: Training;

  constructor(
    all: Training,
    public sample: Sample,
    options: Options,
    areWeighted: bool,
    seed: u32,
  ) {
    const counts = sample.weights(all.n, 0, 0);
    const classes = classesOf(all, counts);
    // Rows that were drawn, each as often; or all, to be weighted, unless a class of them is unknown.
    const takesAll = areWeighted && classes.length == all.classes;
    const rows = takesAll || areWeighted ? rowsOf(counts, all.n, takesAll) : sample.rows;
    const m = rows.length;
    const columns = sample.columns;
    const X = Matrix.zeros(m, columns.length);
    const y = reals(m);
    const rowWeight = areWeighted ? reals(m) : 0;
    for (let i = 0; i < m; i++) {
      const from = all.X.row(rows[i]);
      const to = X.row(i);
      for (let j = 0; j < columns.length; j++) put(to, j, at(from, columns[j]));
      const target = at(all.y, rows[i]);
      put(y, i, classes.length > 0 ? <f64>placeOf(classes, <i32>target) : target);
      if (areWeighted) put(rowWeight, i, at(counts, rows[i]));
    }
    release(counts);
    const labels: Label[] = [];
    for (let c = 0; c < classes.length; c++) labels.push(all.labels[classes[c]]);
    const classWeight = classWeights(labels, y, m, options.find('class_weight'));
    const training = new Training(X, y, classes.length, classWeight, options, seed);
    training.labels = labels;
    training.rowWeight = rowWeight;
    this.classes = classes;
    this.training = training;
  }

  release(): void {
    release(this.training.X.data);
    release(this.training.y);
    release(this.training.rowWeight);
    release(this.training.classWeight);
  }
}

/** The classes that occur among the drawn rows. */
function classesOf(training: Training, counts: usize): StaticArray<i32> {
  const occurs = new StaticArray<bool>(training.classes);
  let k = 0;
  for (let i = 0; i < training.n && training.classes > 0; i++) {
    const c = <i32>at(training.y, i);
    if (at(counts, i) == 0 || occurs[c]) continue;
    occurs[c] = true;
    k++;
  }
  const classes = new StaticArray<i32>(k);
  let place = 0;
  for (let c = 0; c < occurs.length; c++) if (occurs[c]) classes[place++] = c;
  return classes;
}

function placeOf(classes: StaticArray<i32>, c: i32): i32 {
  for (let place = 0; place < classes.length; place++) if (classes[place] == c) return place;
  return -1;
}

/** All n rows, or those that were drawn, once each. */
function rowsOf(counts: usize, n: i32, areAll: bool): StaticArray<i32> {
  let m = 0;
  for (let i = 0; i < n; i++) if (areAll || at(counts, i) > 0) m++;
  const rows = new StaticArray<i32>(m);
  m = 0;
  for (let i = 0; i < n; i++) if (areAll || at(counts, i) > 0) rows[m++] = i;
  return rows;
}

export class BaggingClassifier extends TreesClassifier {
  private members: Members | null = null;

  fit(training: Training): void {
    const bagging = new Bagging(training);
    if (!bagging.areTrees) {
      this.members = bagging.fitMembers();
      return;
    }
    const builder = new TreesBuilder(training.classes);
    this.gains = bagging.growTrees(builder);
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
    const bagging = new Bagging(training);
    if (!bagging.areTrees) {
      this.members = bagging.fitMembers();
      return;
    }
    const builder = new TreesBuilder(0);
    this.gains = bagging.growTrees(builder);
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
