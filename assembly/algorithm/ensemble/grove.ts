// A grove: the trees of one ensemble, each of which depends on its number and on what all share, so that they are grown
// as jobs (jobs/jobs.ts), one or a few trees a job, and put together in the order of their numbers.
//
//   ground   what all trees are grown from: columns as ranks, targets, weights of rows, plan, the seed of every tree
//   grove    how tree t comes from it: an ensemble's own (forest.ts, bagged_trees.ts)
//
// A job's instance has the ranks and not X: 4 bytes a cell, and at most 4 more for the columns' values. Small trainings,
// and what would take too much memory, are grown in place; the trees are the same.
//
// A job's result, tree by tree: u8 1 when the tree splits · f64[d] what its columns gain · the tree (grown_bytes.ts).

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Blocks, haveJobsRun, JobKind, JobResults, jobsAtOnce, Shared } from '../../jobs/jobs';
import { allocate, release } from '../../memory/block';
import { Training } from '../../model/training';
import { noteIteration, tick } from '../../progress';
import { Columns } from '../tree/columns';
import { Gains } from '../tree/gains';
import { Grown } from '../tree/grown';
import { Growth } from '../tree/growth';
import { TreesBuilder } from '../tree/nodes';
import { TreePlan } from '../tree/options';
import { readGrown, writeGrown } from './grown_bytes';

/** Jobs of a grove at most. */
const MOST_JOBS: i32 = 512;
/** Comparisons of a training, n log n a column and tree, from which threads are worth starting: some 50 ms of them. */
const WORTH: f64 = 5e6;
/** Bytes of an instance before it does anything, about. */
const INSTANCE: u64 = 4 << 20;

/** What all trees of a grove are grown from. */
export class Ground {
  private growthOfAll: Growth | null = null;

  constructor(
    readonly columns: Columns,
    /** n class indices or targets. */
    readonly y: usize,
    /** Classes; 0 for a regression. */
    readonly k: i32,
    readonly plan: TreePlan,
    /** n weights of rows, or 0: all are 1. */
    public weights: usize,
    /** One a tree. */
    public seeds: StaticArray<u32>,
  ) {}

  get n(): i32 {
    return this.columns.n;
  }

  get d(): i32 {
    return this.columns.d;
  }

  /** Values of a node. */
  get outputs(): i32 {
    return max(this.k, 1);
  }

  /** What trees of all columns are grown by; made when it is first wanted. */
  get growth(): Growth {
    let growth = this.growthOfAll;
    if (growth == null) {
      growth = new Growth(this.columns, this.y, this.k, this.plan);
      this.growthOfAll = growth;
    }
    return growth;
  }

  /** Bytes that the instance of a job takes, about. */
  get bytes(): u64 {
    const columns = this.columns;
    const perTree = 2 * this.plan.mostFeatures < this.d ? 0 : 16 * <u64>this.d;
    return INSTANCE + columns.rankBytes + columns.valueBytes + <u64>this.n * (64 + perTree);
  }

  /** The first `blocks` are the ground's; `values` holds those of all columns. */
  write(out: ByteWriter, blocks: Blocks, values: usize): void {
    const columns = this.columns;
    columns.write(out);
    out.i32(this.k);
    this.plan.write(out);
    out.u8(this.weights ? 1 : 0);
    out.integers(changetype<usize>(this.seeds), this.seeds.length);
    blocks.add(columns.allRanks, columns.rankBytes);
    blocks.add(values, columns.valueBytes);
    blocks.add(this.y, (<usize>this.n) << 3);
    if (this.weights) blocks.add(this.weights, (<usize>this.n) << 3);
  }

  static read(bytes: ByteReader, blocks: StaticArray<usize>): Ground {
    const columns = Columns.at(bytes, blocks[0], blocks[1]);
    const k = bytes.i32();
    const plan = TreePlan.read(bytes);
    const weights = bytes.u8() ? blocks[3] : 0;
    const seeds = new StaticArray<u32>(bytes.i32());
    const size = seeds.length << 2;
    memory.copy(changetype<usize>(seeds), bytes.take(size), size);
    return new Ground(columns, blocks[2], k, plan, weights, seeds);
  }

  release(): void {
    const growth = this.growthOfAll;
    if (growth != null) growth.release();
    release(this.weights);
    this.columns.release();
  }
}

export abstract class Grove {
  constructor(readonly ground: Ground) {}

  /** Which jobs grow its trees. */
  abstract get kind(): JobKind;

  /** Grows tree t into `tree`, which is emptied. */
  abstract grow(t: i32, tree: Grown): void;

  /** What it knows besides its ground, for jobs. */
  abstract write(out: ByteWriter): void;
}

/** Grows all trees into `builder`; what the columns gain. The ground is used up. */
export function growTrees(grove: Grove, training: Training, builder: TreesBuilder): StaticArray<f64> {
  const ground = grove.ground;
  const gains = new Gains(ground.d);
  const tree = new Grown(ground.outputs);
  if (!haveGrownAsJobs(grove, training, builder, gains, tree)) {
    for (let t = 0; t < ground.seeds.length; t++) {
      grove.grow(t, tree);
      gains.add(tree);
      addTree(t, tree, builder, training);
    }
  }
  tree.release();
  ground.release();
  return gains.mean();
}

function addTree(t: i32, tree: Grown, builder: TreesBuilder, training: Training): void {
  builder.add(tree);
  tick(50 * <f64>tree.length);
  training.iterations = t + 1;
  training.note(t + 1, NaN);
}

function haveGrownAsJobs(
  grove: Grove,
  training: Training,
  builder: TreesBuilder,
  gains: Gains,
  tree: Grown,
): bool {
  const ground = grove.ground;
  const count = ground.seeds.length;
  const n = <f64>ground.n;
  if (<f64>count * <f64>ground.plan.mostFeatures * n * Math.log2(n + 1) < WORTH) return false;
  const atOnce = jobsAtOnce(count, ground.bytes);
  if (atOnce == 1) return false;
  const header = new ByteWriter();
  const blocks = new Blocks();
  const treesPerJob = (count + MOST_JOBS - 1) / MOST_JOBS;
  const jobs = (count + treesPerJob - 1) / treesPerJob;
  const values = allocate(ground.columns.valueBytes);
  ground.columns.copyValues(values);
  header.i32(treesPerJob);
  ground.write(header, blocks, values);
  grove.write(header);
  const done = haveJobsRun(grove.kind, jobs, header, blocks, atOnce);
  release(values);
  if (!done) return false;
  const results = new JobResults();
  for (let job = 0; job < jobs; job++) {
    const result = results.of(job);
    const end = min(count, (job + 1) * treesPerJob);
    for (let t = job * treesPerJob; t < end; t++) {
      if (result.u8()) gains.addOwn(gainsOf(result, ground.d));
      readGrown(result, tree);
      addTree(t, tree, builder, training);
    }
  }
  results.release();
  return true;
}

let own = new StaticArray<f64>(0);

function gainsOf(bytes: ByteReader, d: i32): StaticArray<f64> {
  if (own.length != d) own = new StaticArray<f64>(d);
  memory.copy(changetype<usize>(own), bytes.take(d << 3), (<usize>d) << 3);
  return own;
}

// ---- In a job's instance ----

/** A grove that jobs of one run share, and the tree that they grow one after the other. */
export class JobGrove {
  private tree: Grown;

  constructor(
    /** Of the run (Shared). */
    public serial: i32,
    private grove: Grove,
    private treesPerJob: i32,
  ) {
    this.tree = new Grown(grove.ground.outputs);
  }

  /** Grows the trees of job `number`. */
  perform(number: i32, out: ByteWriter): void {
    const tree = this.tree;
    const ground = this.grove.ground;
    const end = min(ground.seeds.length, (number + 1) * this.treesPerJob);
    for (let t = number * this.treesPerJob; t < end; t++) {
      this.grove.grow(t, tree);
      const splits = tree.length > 1;
      out.u8(splits ? 1 : 0);
      if (splits) {
        const gained = tree.importances(ground.d, true);
        out.raw(changetype<usize>(gained), ground.d << 3);
      }
      writeGrown(out, tree);
      noteIteration(t + 1, NaN);
    }
  }
}

/** A grove of the jobs' bytes: `read` makes it of its ground and of what it wrote itself. */
export function jobGroveOf(shared: Shared, read: (ground: Ground, bytes: ByteReader) => Grove): JobGrove {
  const bytes = shared.read();
  const treesPerJob = bytes.i32();
  const ground = Ground.read(bytes, shared.blocks);
  return new JobGrove(shared.serial, read(ground, bytes), treesPerJob);
}
