// Cross-validation inside the training part: k folds, each once the test part of a fit on the others.
//
// Folds are shuffled by random_state, stratified for classification; the same folds serve every combination
// of a search. Encoders and scaler are fitted anew in each fold. Each fold of each combination is a job
// (jobs/jobs.ts) that depends on its number alone:
//
//   header   algorithm and options of each combination · what is learned (task.ts) · k, rows, features
//   block    the raw rows of the training part, then their targets

import { ByteWriter } from '../codec/bytes';
import { fail, locate } from '../error';
import { Blocks, handle, JobKind, JobResults, runJobs, Shared } from '../jobs/jobs';
import { Matrix, strideOf } from '../math/matrix';
import { at } from '../math/vector';
import { reals, release } from '../memory/block';
import { Algorithm, algorithmNamed, Traits } from '../model/algorithm';
import { noteFold, noteTrial } from '../progress';
import { threads } from '../settings';
import { Folds, kFold, stratifiedKFold } from '../split/folds';
import { fit } from './fit';
import { optionsOf, Request } from './request';
import { score } from './score';
import { Part, Task } from './task';

/** The scores of the folds, their mean and population deviation (as numpy.std). */
export class CrossValidation {
  mean: f64 = 0;
  deviation: f64 = 0;

  constructor(public scores: f64[]) {
    const k = scores.length;
    for (let f = 0; f < k; f++) this.mean += scores[f] / k;
    let squares: f64 = 0;
    for (let f = 0; f < k; f++) squares += (scores[f] - this.mean) * (scores[f] - this.mean);
    this.deviation = Math.sqrt(squares / k);
  }
}

/** Deals the rows to `k` folds. */
export function foldsOf(task: Task, part: Part, k: i32, randomState: u32): Folds {
  const n = part.n;
  if (k > n) fail(`cv ${k} needs as many training rows, got ${n}`);
  if (!task.isClassification) return kFold(n, k, true, randomState);
  const folds = stratifiedKFold(part.y, n, task.labels.length, k, true, randomState);
  if (folds.largest < k)
    fail(`cv ${k} needs a class of as many training rows; the largest has ${folds.largest}`);
  if (folds.classes == 2 && folds.smallest == 1) {
    const row = rowOf(part, folds.rarest);
    fail(
      `fold ${folds.foldOf[row] + 1} of cv ${k} would train without class '${task.labels[folds.rarest].toString()}', of which ` +
        `the training part has one row; two are needed of each; give it more rows, or leave cv out`,
    );
  }
  return folds;
}

function rowOf(part: Part, place: i32): i32 {
  let row = 0;
  while (<i32>at(part.y, row) != place) row++;
  return row;
}

/** What is to be said of the folds: a class that not every one of them judges; '' when nothing is. */
export function warningOf(task: Task, part: Part, k: i32, randomState: u32): string {
  if (!task.isClassification) return '';
  const folds = foldsOf(task, part, k, randomState);
  if (folds.smallest >= k) return '';
  const rows = folds.smallest == 1 ? 'one row' : `${folds.smallest} rows`;
  return `class '${task.labels[folds.rarest].toString()}' has ${rows} in the training part, fewer than the ${k} folds of cv: some of them judge without it`;
}

/** Fits and scores the request with each of the options, as JSON objects, on k folds of the part. */
export function crossValidate(
  task: Task,
  part: Part,
  k: i32,
  request: Request,
  options: string[],
): CrossValidation[] {
  foldsOf(task, part, k, request.randomState); // fails where a job would
  const header = new ByteWriter();
  header.i32(request.predictionType);
  header.text(request.algorithm.name);
  header.text(request.target);
  header.i32(request.randomState);
  header.text(request.options.json('preprocess'));
  request.traits.write(header);
  header.i32(options.length);
  for (let t = 0; t < options.length; t++) header.text(options[t]);
  task.write(header);
  header.i32(k);
  header.i32(part.n);
  header.i32(part.raw.cols);
  const bytes = (<usize>strideOf(part.raw.cols)) << 3;
  const rows = <usize>part.n * bytes;
  const targets = (<usize>part.n) << 3;
  const block = reals((rows + targets) >> 3);
  for (let i = 0; i < part.n; i++) memory.copy(block + <usize>i * bytes, part.raw.row(i), bytes);
  memory.copy(block + rows, part.y, targets);
  const blocks = new Blocks();
  blocks.add(block, rows + targets);
  runJobs(JobKind.FOLD, options.length * k, header, blocks, threads());
  release(block);

  const results = new JobResults();
  const all: CrossValidation[] = [];
  for (let t = 0; t < options.length; t++) {
    const scores: f64[] = [];
    for (let f = 0; f < k; f++) scores.push(results.of(t * k + f).f64());
    all.push(new CrossValidation(scores));
  }
  results.release();
  return all;
}

/** What the jobs of a run share, as an instance has read it. */
class Validation {
  constructor(
    public serial: i32,
    private predictionType: i32,
    private algorithm: Algorithm,
    private target: string,
    private randomState: u32,
    /** The options of each combination, as text: after each job the collector walks over all that is kept. */
    public options: string[],
    public task: Task,
    public part: Part,
    public folds: Folds,
  ) {}

  static of(shared: Shared): Validation {
    const bytes = shared.read();
    const predictionType = bytes.i32();
    const algorithm = algorithmNamed(bytes.text(), predictionType)!;
    const target = bytes.text();
    const randomState = <u32>bytes.i32();
    const preprocess = bytes.text();
    const traits = Traits.read(bytes);
    const options: string[] = [];
    for (let left = bytes.i32(); left > 0; left--) options.push(bytes.text());
    const task = Task.read(bytes, preprocess, traits);
    const k = bytes.i32();
    const n = bytes.i32();
    const X = Matrix.of(shared.blocks[0], n, bytes.i32());
    const part = new Part(X, X.row(n));
    const folds = foldsOf(task, part, k, randomState);
    return new Validation(
      shared.serial,
      predictionType,
      algorithm,
      target,
      randomState,
      options,
      task,
      part,
      folds,
    );
  }

  /** The request with combination t. */
  request(t: i32): Request {
    const options = optionsOf(this.algorithm, this.options[t]);
    options.of('random_state').number = this.randomState;
    return new Request('', this.predictionType, this.algorithm, '', this.target, options);
  }
}

let current: Validation | null = null;

/** Job `number`: its combination is number / k, its fold number % k. Writes the score. */
function validateFold(shared: Shared, number: i32, out: ByteWriter): void {
  let validation = current;
  if (validation == null || validation.serial != shared.serial) {
    validation = Validation.of(shared);
    current = validation;
  }
  const k = validation.folds.count;
  const request = validation.request(number / k);
  const count = validation.options.length;
  if (count > 1) noteTrial(number / k + 1, count);
  noteFold((number % k) + 1, k);
  const fold = `fold ${(number % k) + 1} of ${k}: `;
  locate(count > 1 ? `trial ${number / k + 1}, ${fold}` : fold);
  const split = validation.folds.split(number % k);
  const train = validation.part.pick(split.train);
  const test = validation.part.pick(split.test);
  const fitted = fit(validation.task, train, request);
  out.f64(score(validation.task, fitted, test).of(request.metric));
  locate('');
}

handle(JobKind.FOLD, validateFold);
