// What each C and l1_ratio of logistic_regression_cv.ts scores on each fold, fitted to the others: a job a fold
// (jobs/jobs.ts).
//
//   header   n, d, classes i32 · intercept, tol f64 · max_iter i32 · u8 1 when accuracy is the score · Cs and l1_ratios,
//            each after their count · the fold of every row
//   blocks   the rows of X, the labels, the weights of the classes and, when there are some, those of the rows
//   result   a score for each C and, within it, each l1_ratio, f64
//
// All folds share the rows: those of the fold that is left out weigh 0. Small trainings, those whose one-hot columns are
// indices, and what would take too much memory, are fitted in place; the scores are the same.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Blocks, handle, haveJobsRun, JobKind, JobResults, jobsAtOnce, Shared } from '../../jobs/jobs';
import { Matrix } from '../../math/matrix';
import { bothSides, softmax } from '../../math/probability';
import { at, highest, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Training } from '../../model/training';
import { Options, OptionSpec } from '../../option/option';
import { noteFold } from '../../progress';
import { LogisticProblem } from './logistic_problem';

/** Of a probability, what scikit-learn's log_loss takes at least and, from 1, at most: np.finfo(float).eps. */
const EPSILON: f64 = 2.220446049250313e-16;
/** Cells of X times classes and fits from which threads are worth starting. */
const WORTH: f64 = 1e6;
/** Bytes of an instance besides what it holds of the rows, about. */
const INSTANCE: u64 = 32 << 20;

/** What is tried, on which folds, and how it is fitted. */
export class FoldPlan {
  constructor(
    readonly Cs: f64[],
    readonly ratios: f64[],
    readonly foldOf: StaticArray<i32>,
    readonly folds: i32,
    readonly intercept: f64,
    readonly tol: f64,
    readonly maxIter: i32,
    readonly isAccuracy: bool,
  ) {}

  /** Scores of a fold. */
  get count(): i32 {
    return this.Cs.length * this.ratios.length;
  }

  write(out: ByteWriter): void {
    out.f64(this.intercept);
    out.f64(this.tol);
    out.i32(this.maxIter);
    out.u8(this.isAccuracy ? 1 : 0);
    writeList(out, this.Cs);
    writeList(out, this.ratios);
    out.i32(this.folds);
    out.integers(changetype<usize>(this.foldOf), this.foldOf.length);
  }

  static read(bytes: ByteReader): FoldPlan {
    const intercept = bytes.f64();
    const tol = bytes.f64();
    const maxIter = bytes.i32();
    const isAccuracy = bytes.u8() != 0;
    const Cs = readList(bytes);
    const ratios = readList(bytes);
    const folds = bytes.i32();
    const foldOf = new StaticArray<i32>(bytes.i32());
    const size = foldOf.length << 2;
    memory.copy(changetype<usize>(foldOf), bytes.take(size), size);
    return new FoldPlan(Cs, ratios, foldOf, folds, intercept, tol, maxIter, isAccuracy);
  }
}

function writeList(out: ByteWriter, list: f64[]): void {
  out.i32(list.length);
  for (let i = 0; i < list.length; i++) out.f64(list[i]);
}

function readList(bytes: ByteReader): f64[] {
  const list: f64[] = [];
  for (let left = bytes.i32(); left > 0; left--) list.push(bytes.f64());
  return list;
}

/** The sum over the folds of their scores, of each C and, within it, each l1_ratio. */
export function foldSums(training: Training, problem: LogisticProblem, plan: FoldPlan): f64[] {
  const sums = new Array<f64>(plan.count).fill(0);
  if (haveScoredAsJobs(training, problem, plan, sums)) return sums;
  for (let fold = 0; fold < plan.folds; fold++) {
    noteFold(fold + 1, plan.folds);
    const scores = scoresOf(training, problem, plan, fold);
    for (let i = 0; i < sums.length; i++) sums[i] += scores[i];
  }
  noteFold(0, 0);
  return sums;
}

function haveScoredAsJobs(training: Training, problem: LogisticProblem, plan: FoldPlan, sums: f64[]): bool {
  const X = training.X;
  const cells = <f64>training.n * <f64>training.d;
  if (training.design != null) return false;
  if (cells * <f64>problem.loss.outputs * <f64>(plan.folds * plan.count) < WORTH) return false;
  const rowBytes = (<usize>X.rows * <usize>X.stride) << 3;
  const atOnce = jobsAtOnce(plan.folds, INSTANCE + 4 * <u64>rowBytes);
  if (atOnce == 1) return false;
  const header = new ByteWriter();
  header.i32(training.n);
  header.i32(training.d);
  header.i32(training.classes);
  plan.write(header);
  const blocks = new Blocks();
  blocks.add(X.data, rowBytes);
  blocks.add(training.y, (<usize>training.n) << 3);
  blocks.add(training.classWeight, (<usize>training.classes) << 3);
  if (training.rowWeight) blocks.add(training.rowWeight, (<usize>training.n) << 3);
  if (!haveJobsRun(JobKind.LOGISTIC_FOLD, plan.folds, header, blocks, atOnce)) return false;
  const results = new JobResults();
  for (let fold = 0; fold < plan.folds; fold++) {
    const result = results.of(fold);
    for (let i = 0; i < sums.length; i++) sums[i] += result.f64();
  }
  results.release();
  noteFold(0, 0);
  return true;
}

/** A job: the scores of the fold of its number. */
function scoreFold(shared: Shared, number: i32, out: ByteWriter): void {
  const bytes = shared.read();
  const n = bytes.i32();
  const d = bytes.i32();
  const classes = bytes.i32();
  const plan = FoldPlan.read(bytes);
  const blocks = shared.blocks;
  const options = new Options(new OptionSpec());
  const training = new Training(Matrix.of(blocks[0], n, d), blocks[1], classes, blocks[2], options, 0);
  if (blocks.length > 3) training.rowWeight = blocks[3];
  noteFold(number + 1, plan.folds);
  const scores = scoresOf(training, new LogisticProblem(training, plan.intercept), plan, number);
  for (let i = 0; i < scores.length; i++) out.f64(scores[i]);
}

handle(JobKind.LOGISTIC_FOLD, scoreFold);

/** What all that is tried scores on a fold: the fits go through the C, each from the one before. */
function scoresOf(training: Training, problem: LogisticProblem, plan: FoldPlan, fold: i32): StaticArray<f64> {
  const scores = new StaticArray<f64>(plan.count);
  const width = plan.ratios.length;
  const W = reals(problem.size);
  const scorer = new Scorer(training, problem, plan.isAccuracy);
  for (let r = 0; r < width; r++) {
    memory.fill(W, 0, (<usize>problem.size) << 3);
    for (let c = 0; c < plan.Cs.length; c++) {
      problem.weigh(plan.Cs[c], plan.foldOf, fold);
      problem.minimise(plan.ratios[r], W, plan.tol, plan.maxIter, null);
      scores[c * width + r] = scorer.of(W, plan.foldOf, fold);
    }
  }
  scorer.release();
  release(W);
  return scores;
}

/** What a fold's rows say to W. */
class Scorer {
  /** Scores of all rows, a run a class. */
  private z: usize;
  private pitch: i32;
  private output: usize;
  private p: usize;

  constructor(
    private training: Training,
    private problem: LogisticProblem,
    private isAccuracy: bool,
  ) {
    const rows = problem.rows;
    this.pitch = rows.blocks * rows.perBlock;
    this.z = reals(<i64>problem.loss.outputs * this.pitch);
    this.output = reals(training.classes);
    this.p = reals(training.classes);
  }

  of(W: usize, foldOf: StaticArray<i32>, fold: i32): f64 {
    const training = this.training;
    const k = this.problem.loss.outputs;
    this.problem.scores(W, this.z, this.pitch);
    let sum: f64 = 0;
    let total: f64 = 0;
    for (let i = 0; i < training.n; i++) {
      if (foldOf[i] != fold) continue;
      const s = training.ownWeightOf(i);
      for (let c = 0; c < k; c++) put(this.output, c, at(this.z, c * this.pitch + i));
      sum += s * this.ofRow(<i32>at(training.y, i));
      total += s;
    }
    return sum / total;
  }

  private ofRow(label: i32): f64 {
    const k = this.problem.loss.outputs;
    if (this.isAccuracy) {
      const answer = k > 1 ? highest(this.output, k) : at(this.output, 0) > 0 ? 1 : 0;
      return answer == label ? 1 : 0;
    }
    if (k > 1) softmax(this.output, k);
    else {
      bothSides(at(this.output, 0), this.p);
      put(this.output, label, at(this.p, label));
    }
    return Math.log(min(max(at(this.output, label), EPSILON), 1 - EPSILON));
  }

  release(): void {
    release(this.z);
    release(this.output);
    release(this.p);
  }
}
