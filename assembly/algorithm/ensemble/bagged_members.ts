// The members of bagging that are no trees: each is fitted to rows and columns of its own, drawn by its seed
// (bagging_sample.ts), as a job (jobs/jobs.ts):
//
//   header   text algorithm · text its options · classes, labels as cells · the plan of samples · the seeds
//   blocks   the rows of X, the targets
//   result   u8 1 when the fit converged · a member (members.ts)
//
// Small trainings, and what would take too much memory, are fitted in place; the members are the same.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Blocks, handle, haveJobsRun, JobKind, JobResults, jobsAtOnce, Shared } from '../../jobs/jobs';
import { Matrix } from '../../math/matrix';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Algorithm, algorithmNamed, CLASSIFICATION, REGRESSION } from '../../model/algorithm';
import { classWeights } from '../../model/class_weight';
import { Label } from '../../model/label';
import { Training } from '../../model/training';
import { Options } from '../../option/option';
import { noteIteration } from '../../progress';
import { ownSeedOf, Sample, SamplePlan } from './bagging_sample';
import { optionsFrom } from './estimator';
import { Member, Members } from './members';

/** Cells of all members from which threads are worth starting. */
const WORTH: f64 = 5e4;
/** Bytes of an instance besides what it holds of the rows, about. */
const INSTANCE: u64 = 32 << 20;

/** What all members are made of. */
export class MemberPlan {
  constructor(
    readonly training: Training,
    readonly estimator: Algorithm,
    /** The options of the members, a JSON object. */
    private json: string,
    private samples: SamplePlan,
    readonly seeds: StaticArray<u32>,
  ) {}

  get count(): i32 {
    return this.seeds.length;
  }

  /** Bytes of the rows of X. */
  get rowBytes(): usize {
    const X = this.training.X;
    return (<usize>X.rows * <usize>X.stride) << 3;
  }

  /** Fits member m. */
  fit(m: i32): FittedMember {
    const seed = this.seeds[m];
    const own = new MemberTraining(
      this.training,
      this.samples.draw(seed),
      optionsFrom(this.json, this.estimator),
      this.estimator.traits.takesRowWeights,
      ownSeedOf(seed),
    );
    const model = this.estimator.create();
    model.fit(own.training);
    const member = new Member(own.sample.columns, own.classes, model);
    const converged = own.training.converged;
    own.release();
    return new FittedMember(member, converged);
  }

  write(out: ByteWriter): void {
    const training = this.training;
    out.text(this.estimator.name);
    out.text(this.json);
    out.i32(training.classes);
    for (let c = 0; c < training.classes; c++) training.labels[c].writeCell(out);
    out.i32(training.n);
    out.i32(training.d);
    this.samples.write(out);
    out.integers(changetype<usize>(this.seeds), this.seeds.length);
  }

  static read(bytes: ByteReader, blocks: StaticArray<usize>): MemberPlan {
    const name = bytes.text();
    const json = bytes.text();
    const classes = bytes.i32();
    const labels: Label[] = [];
    for (let c = 0; c < classes; c++) labels.push(Label.read(bytes));
    const n = bytes.i32();
    const X = Matrix.of(blocks[0], n, bytes.i32());
    const samples = SamplePlan.read(bytes);
    const seeds = new StaticArray<u32>(bytes.i32());
    const size = seeds.length << 2;
    memory.copy(changetype<usize>(seeds), bytes.take(size), size);
    const estimator = algorithmNamed(name, classes > 0 ? CLASSIFICATION : REGRESSION)!;
    const training = new Training(X, blocks[1], classes, 0, optionsFrom(json, estimator), 0);
    training.labels = labels;
    return new MemberPlan(training, estimator, json, samples, seeds);
  }
}

class FittedMember {
  constructor(
    public member: Member,
    public converged: bool,
  ) {}
}

/** Fits all members. */
export function fitMembers(plan: MemberPlan): Members {
  const training = plan.training;
  const members = new Members(plan.estimator, training.classes);
  let stopped = haveFittedAsJobs(plan, members);
  if (stopped < 0) {
    stopped = 0;
    for (let m = 0; m < plan.count; m++) {
      const fitted = plan.fit(m);
      members.list.push(fitted.member);
      if (!fitted.converged) stopped++;
      note(training, m);
    }
  }
  if (stopped > 0) {
    training.warnings.push(
      `${stopped} of the ${plan.count} members, ${plan.estimator.name}, did not converge; raise their max_iter`,
    );
  }
  return members;
}

function note(training: Training, m: i32): void {
  training.iterations = m + 1;
  training.note(m + 1, NaN);
}

/** How many members did not converge; -1 when there were no jobs. */
function haveFittedAsJobs(plan: MemberPlan, members: Members): i32 {
  const training = plan.training;
  if (<f64>plan.count * <f64>training.n * <f64>training.d < WORTH) return -1;
  const atOnce = jobsAtOnce(plan.count, INSTANCE + 4 * <u64>plan.rowBytes);
  if (atOnce == 1) return -1;
  const header = new ByteWriter();
  plan.write(header);
  const blocks = new Blocks();
  blocks.add(training.X.data, plan.rowBytes);
  blocks.add(training.y, (<usize>training.n) << 3);
  if (!haveJobsRun(JobKind.MEMBER, plan.count, header, blocks, atOnce)) return -1;
  let stopped = 0;
  const results = new JobResults();
  for (let m = 0; m < plan.count; m++) {
    const result = results.of(m);
    if (!result.u8()) stopped++;
    members.readMember(result, training.d, m);
    note(training, m);
  }
  results.release();
  return stopped;
}

let current: MemberPlan | null = null;
let currentSerial: i32 = 0;

/** A job: fits the member of its number. */
function fitMember(shared: Shared, number: i32, out: ByteWriter): void {
  let plan = current;
  if (plan == null || currentSerial != shared.serial) {
    plan = MemberPlan.read(shared.read(), shared.blocks);
    current = plan;
    currentSerial = shared.serial;
  }
  const fitted = plan.fit(number);
  out.u8(fitted.converged ? 1 : 0);
  const one = new Members(plan.estimator, plan.training.classes);
  one.writeMember(fitted.member, out);
  noteIteration(number + 1, NaN);
}

handle(JobKind.MEMBER, fitMember);

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
