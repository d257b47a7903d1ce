// The trees of bagging: each of its own columns and rows, drawn by its seed (bagging_sample.ts), grown as jobs (grove.ts).

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { handle, JobKind, Shared } from '../../jobs/jobs';
import { Random } from '../../math/random';
import { release } from '../../memory/block';
import { classWeights } from '../../model/class_weight';
import { Training } from '../../model/training';
import { Options } from '../../option/option';
import { Columns } from '../tree/columns';
import { Grown } from '../tree/grown';
import { Growth, SEEDS } from '../tree/growth';
import { TreePlan } from '../tree/options';
import { ownSeedOf, SamplePlan } from './bagging_sample';
import { Ground, Grove, JobGrove, jobGroveOf } from './grove';

export class BaggedTrees extends Grove {
  constructor(
    ground: Ground,
    private sample: SamplePlan,
    /** The weights of the classes that the trees' options say, by all rows; empty where they say nothing. */
    private classWeight: StaticArray<f64>,
  ) {
    super(ground);
  }

  /** `options` are the trees'. */
  static of(training: Training, options: Options, sample: SamplePlan, seeds: StaticArray<u32>): BaggedTrees {
    const columns = Columns.of(training.X);
    const plan = TreePlan.of(options, training.n, sample.columns);
    const ground = new Ground(columns, training.y, training.classes, plan, 0, seeds);
    return new BaggedTrees(ground, sample, classWeightOf(training, options));
  }

  get kind(): JobKind {
    return JobKind.BAGGED_TREES;
  }

  grow(t: i32, tree: Grown): void {
    const ground = this.ground;
    const seed = ground.seeds[t];
    const sample = this.sample.draw(seed);
    // Of all columns, where members take them all.
    const areAll = sample.hasAllColumns(ground.d);
    const growth = areAll
      ? ground.growth
      : new Growth(ground.columns.pick(sample.columns), ground.y, ground.k, ground.plan);
    const classWeight = this.classWeight.length > 0 ? changetype<usize>(this.classWeight) : 0;
    const weights = sample.weights(ground.n, ground.y, classWeight);
    growth.grow(tree, weights, new Random(ownSeedOf(seed)).below(SEEDS));
    release(weights);
    if (areAll) return;
    growth.release();
    tree.renameFeatures(sample.columns);
  }

  write(out: ByteWriter): void {
    this.sample.write(out);
    out.reals(changetype<usize>(this.classWeight), this.classWeight.length);
  }

  static read(ground: Ground, bytes: ByteReader): Grove {
    const sample = SamplePlan.read(bytes);
    const classWeight = new StaticArray<f64>(bytes.i32());
    const size = classWeight.length << 3;
    memory.copy(changetype<usize>(classWeight), bytes.take(size), size);
    return new BaggedTrees(ground, sample, classWeight);
  }
}

function classWeightOf(training: Training, options: Options): StaticArray<f64> {
  const option = options.find('class_weight');
  if (option == null || option.isNull) return new StaticArray<f64>(0);
  const weights = classWeights(training.labels, training.y, training.n, option);
  const kept = new StaticArray<f64>(training.classes);
  memory.copy(changetype<usize>(kept), weights, (<usize>kept.length) << 3);
  release(weights);
  return kept;
}

let current: JobGrove | null = null;

function growBaggedTrees(shared: Shared, number: i32, out: ByteWriter): void {
  let grove = current;
  if (grove == null || grove.serial != shared.serial) {
    grove = jobGroveOf(shared, BaggedTrees.read);
    current = grove;
  }
  grove.perform(number, out);
}

handle(JobKind.BAGGED_TREES, growBaggedTrees, true);
