// The options that every tree has, with scikit-learn's names and defaults, and what they come to for n rows and d
// columns. monotonic_cst is left out.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Amount } from '../../option/kinds';
import { Options, OptionSpec } from '../../option/option';
import { Stops } from './grower';

/** Options of one tree and of each tree of an ensemble; a max_depth of 0 is null. */
export function declareTreeOptions(spec: OptionSpec, maxFeatures: Amount, maxDepth: i32 = 0): void {
  spec.integer('max_depth', maxDepth, 1).orNull(maxDepth == 0);
  spec.amount('min_samples_split', new Amount([], 2).ofCount(2));
  spec.amount('min_samples_leaf', new Amount([], 1, true).ofCount(1));
  spec.real('min_weight_fraction_leaf', 0, 0, 0.5);
  spec.amount('max_features', maxFeatures).orNull(maxFeatures.isNull);
  spec.integer('max_leaf_nodes', 0, 2).orNull();
  spec.nonNegative('min_impurity_decrease', 0);
  spec.nonNegative('ccp_alpha', 0);
}

/** max_features: a count, a share, 'sqrt' or 'log2' of the columns, null for all. */
export function anyFeatures(): Amount {
  return new Amount(['sqrt', 'log2'], 1);
}

export function declareClassCriterion(spec: OptionSpec): void {
  spec.choice('criterion', 'gini', ['gini', 'entropy', 'log_loss']);
}

export function declareValueCriterion(spec: OptionSpec): void {
  spec.choice('criterion', 'squared_error', ['squared_error', 'friedman_mse', 'absolute_error', 'poisson']);
}

/** The numbers that a tree of n rows and d columns grows by. */
export class TreePlan {
  criterion: string = '';
  /** A random split instead of the best. */
  isRandom: bool = false;
  stops: Stops = new Stops();
  minWeightFraction: f64 = 0;
  /** Columns that a node tries. */
  mostFeatures: i32 = 0;
  ccpAlpha: f64 = 0;

  /** The plan that `declareTreeOptions` and a criterion declared. */
  static of(options: Options, n: i32, d: i32): TreePlan {
    const plan = new TreePlan();
    const stops = plan.stops;
    if (options.find('criterion') != null) plan.criterion = options.word('criterion');
    if (options.find('splitter') != null) plan.isRandom = options.word('splitter') == 'random';
    stops.maxDepth = options.integerOr('max_depth', i32.MAX_VALUE);
    stops.maxLeafNodes = options.integerOr('max_leaf_nodes', 0);
    stops.minImpurityDecrease = options.real('min_impurity_decrease');
    const leaf = options.amount('min_samples_leaf');
    stops.minSamplesLeaf = leaf.isShare ? <i32>Math.ceil(leaf.number * <f64>n) : <i32>leaf.number;
    const split = options.amount('min_samples_split');
    const least = split.isShare ? max(2, <i32>Math.ceil(split.number * <f64>n)) : <i32>split.number;
    stops.minSamplesSplit = <i32>min<i64>(i32.MAX_VALUE, max<i64>(least, 2 * <i64>stops.minSamplesLeaf));
    plan.minWeightFraction = options.real('min_weight_fraction_leaf');
    plan.mostFeatures = countOfFeatures(options.amount('max_features'), d);
    plan.ccpAlpha = options.real('ccp_alpha');
    return plan;
  }

  /** For jobs (jobs/jobs.ts). */
  write(out: ByteWriter): void {
    const stops = this.stops;
    out.text(this.criterion);
    out.u8(this.isRandom ? 1 : 0);
    out.i32(stops.maxDepth);
    out.i32(stops.maxLeafNodes);
    out.f64(stops.minImpurityDecrease);
    out.i32(stops.minSamplesLeaf);
    out.i32(stops.minSamplesSplit);
    out.f64(this.minWeightFraction);
    out.i32(this.mostFeatures);
    out.f64(this.ccpAlpha);
  }

  static read(bytes: ByteReader): TreePlan {
    const plan = new TreePlan();
    const stops = plan.stops;
    plan.criterion = bytes.text();
    plan.isRandom = bytes.u8() != 0;
    stops.maxDepth = bytes.i32();
    stops.maxLeafNodes = bytes.i32();
    stops.minImpurityDecrease = bytes.f64();
    stops.minSamplesLeaf = bytes.i32();
    stops.minSamplesSplit = bytes.i32();
    plan.minWeightFraction = bytes.f64();
    plan.mostFeatures = bytes.i32();
    plan.ccpAlpha = bytes.f64();
    return plan;
  }
}

/** How many of d columns an amount says. */
export function countOfFeatures(amount: Amount, d: i32): i32 {
  if (amount.isNull) return d;
  if (amount.word == 'sqrt') return max(1, <i32>Math.sqrt(d));
  if (amount.word == 'log2') return max(1, 31 - clz(d));
  return amount.isShare ? max(1, <i32>(amount.number * <f64>d)) : <i32>min<f64>(amount.number, d);
}
