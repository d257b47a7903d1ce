// Jobs: independent pieces of a training (folds, trials, trees, members) in instances of their own, on as many threads
// as the host has (binding/jobs.c, lib/host/jobs.ts).
//
//   handle(kind, f)     what a job of that kind does: f(shared, number, out)
//   runJobs(...)        runs jobs 0..count-1; fails as the failing job with the lowest number does
//   haveJobsRun(...)    the same; false where memory was too short for it, so that who asks does the work in place
//   JobResults          what each job wrote
//   jobsAtOnce(...)     how many can run at once: with 1 nothing is gained by jobs
//
// A job depends on its number and on what is shared by all: a header of any bytes, and blocks of numbers that are
// large. Results are read by number. So the bytes that come of it are the same for 1, 2 or 7 threads. Between two
// jobs an instance gives all memory back, unless its kind does so itself: what a job needs again for the next it keeps
// by `Shared.serial`. A job that runs jobs of its own does them in place, one after the other.

import { collectSoon } from '../call';
import { ByteReader, ByteWriter } from '../codec/bytes';
import { enterJob, fail, REFUSED, refuse } from '../error';
import * as host from '../host';
import { allocate, isShortage, mark, release, releaseSince } from '../memory/block';
import { MOST_THREADS, threads } from '../settings';
import { lastMessage } from '../sql';

/** What can be done as jobs. */
export const enum JobKind {
  /** A fold of a trial (training/cross_validate.ts). */
  FOLD,
  /** Trees of a forest (algorithm/ensemble/forest.ts). */
  FOREST,
  /** Trees of bagging (algorithm/ensemble/bagged_trees.ts). */
  BAGGED_TREES,
  /** A member of bagging that is no tree (algorithm/ensemble/bagged_members.ts). */
  MEMBER,
  /** A fold of logistic_regression_cv (algorithm/linear/logistic_folds.ts). */
  LOGISTIC_FOLD,
  COUNT,
}

/** What all jobs of one run read. */
export class Shared {
  constructor(
    /** Another for each run. */
    public serial: i32,
    private header: usize,
    private headerLength: i32,
    /** The numbers, block by block; each 16-byte aligned. */
    public blocks: StaticArray<usize>,
  ) {}

  /** The header from its start. */
  read(): ByteReader {
    return new ByteReader(this.header, this.headerLength, 'the jobs');
  }
}

/** Blocks that all jobs read. */
export class Blocks {
  /** Pointer and length, one after the other. */
  pieces: usize[] = [];

  /** At most MOST_BLOCKS of them. */
  add(block: usize, bytes: usize): void {
    this.pieces.push(block);
    this.pieces.push(bytes);
  }

  get count(): i32 {
    return this.pieces.length / 2;
  }

  get pointers(): StaticArray<usize> {
    const pointers = new StaticArray<usize>(this.count);
    for (let b = 0; b < pointers.length; b++) pointers[b] = this.pieces[2 * b];
    return pointers;
  }
}

/** As many as hosts take pieces (JOBS_MOST_PIECES in binding/jobs.h), less the header. */
const MOST_BLOCKS: i32 = 7;

type Handler = (shared: Shared, number: i32, out: ByteWriter) => void;

const handlers = new StaticArray<Handler | null>(JobKind.COUNT);
const keepers = new StaticArray<bool>(JobKind.COUNT);

/**
 * Says what jobs of that kind do; once, when the engine starts. `keepsRoom`: a job gives back itself what it allocates,
 * but for what the next one needs again.
 */
export function handle(kind: JobKind, f: Handler, keepsRoom: bool = false): void {
  handlers[kind] = f;
  keepers[kind] = keepsRoom;
}

/**
 * Before the header: [kind i32] [its length i32] [number of blocks i32] [length of each block u32 x MOST_BLOCKS]; then the
 * header and the blocks, after each of which there is up to a multiple of 16 whatever there is.
 */
const PREFIX: i32 = 12 + 4 * MOST_BLOCKS + 8;

function padded(bytes: usize): usize {
  return (bytes + 15) & ~15;
}

let serial: i32 = 0;

// ---- Who asks for jobs ----

/** Results of jobs that ran in place; null when the host has them. */
let placed: ByteWriter[] | null = null;
let isJob = false;

/** Memory that the instances of all jobs may take together, where they need not be: 1 GiB. */
const MOST_BYTES: u64 = 1 << 30;

/**
 * How many of `count` jobs can run at once when each takes so many bytes: as many as there are threads and memory for;
 * 1 in a job and where there are no threads.
 */
export function jobsAtOnce(count: i32, bytes: u64): i32 {
  const cores = isJob ? 0 : host.cores();
  if (cores == 0) return 1;
  const wanted = threads() > 0 ? threads() : cores;
  return max(1, min(min(wanted, count), <i32>min<u64>(MOST_BYTES / max(bytes, 1), MOST_THREADS)));
}

/** Runs `count` jobs, at most so many at once (0: as many as there are cores), on what header and blocks hold. */
export function runJobs(kind: JobKind, count: i32, header: ByteWriter, blocks: Blocks, atOnce: i32): void {
  placed = null;
  if (isJob) return runInPlace(kind, count, header, blocks);
  const code = run(kind, count, header, blocks, atOnce);
  if (code != 0) failAs(code, lastMessage());
}

/** The same; false when memory was too short for it. Not in a job. */
export function haveJobsRun(
  kind: JobKind,
  count: i32,
  header: ByteWriter,
  blocks: Blocks,
  atOnce: i32,
): bool {
  placed = null;
  const code = run(kind, count, header, blocks, atOnce);
  if (code == 0) return true;
  const message = lastMessage();
  if (code == host.SQLITE_NOMEM || isShortage(message)) return false;
  failAs(code, message);
  return false;
}

function failAs(code: i32, message: string): void {
  if (code == REFUSED) refuse(message);
  fail(message.length > 0 ? message : code == host.SQLITE_INTERRUPT ? 'interrupted' : 'out of memory', code);
}

function run(kind: JobKind, count: i32, header: ByteWriter, blocks: Blocks, atOnce: i32): i32 {
  const whole = new ByteWriter();
  whole.i32(kind);
  whole.i32(header.length);
  whole.i32(blocks.count);
  for (let b = 0; b < MOST_BLOCKS; b++) whole.i32(b < blocks.count ? <i32>blocks.pieces[2 * b + 1] : 0);
  while (whole.length < PREFIX) whole.u8(0);
  whole.raw(header.pointer, header.length);
  while (whole.length & 15) whole.u8(0);
  const pieces = new StaticArray<usize>(2 + blocks.pieces.length);
  pieces[0] = whole.pointer;
  pieces[1] = whole.length;
  for (let b = 0; b < blocks.count; b++) {
    pieces[2 + 2 * b] = blocks.pieces[2 * b];
    pieces[3 + 2 * b] = padded(blocks.pieces[2 * b + 1]);
  }
  return -host.run_jobs(changetype<usize>(pieces), 1 + blocks.count, count, atOnce);
}

function runInPlace(kind: JobKind, count: i32, header: ByteWriter, blocks: Blocks): void {
  const shared = new Shared(++serial, header.pointer, header.length, blocks.pointers);
  const results: ByteWriter[] = [];
  for (let number = 0; number < count; number++) {
    const out = new ByteWriter();
    handlers[kind]!(shared, number, out);
    results.push(out);
  }
  placed = results;
}

/** What the jobs wrote that ran last, read one after the other. */
export class JobResults {
  private room: usize = 0;
  private capacity: i32 = 0;

  /** What the job wrote; valid until the next is read. */
  of(number: i32): ByteReader {
    const here = placed;
    if (here != null) {
      const out = here[number];
      return new ByteReader(out.pointer, out.length, 'a job');
    }
    const length = host.job_result(number, 0, 0);
    if (length > this.capacity) {
      release(this.room);
      this.capacity = length + (length >> 1);
      this.room = allocate(this.capacity);
    }
    host.job_result(number, this.room, length);
    return new ByteReader(this.room, length, 'a job');
  }

  release(): void {
    release(this.room);
    this.room = 0;
    this.capacity = 0;
  }
}

// ---- Who does them: exports for the host ----

let received: usize = 0;
let sharedHere: Shared | null = null;
let result: ByteWriter = new ByteWriter();

/** Room for what all jobs of this instance read, all pieces one after the other; the host then fills it. */
export function share(length: u32): usize {
  enterJob();
  isJob = true;
  if (received) release(received);
  received = allocate(length);
  sharedHere = null;
  return received;
}

/** Does job `number`; a pointer to its result, one BLOB cell. */
export function job(number: i32): usize {
  let shared = sharedHere;
  if (shared == null) {
    const length = load<i32>(received, 4);
    const blocks = new StaticArray<usize>(load<i32>(received, 8));
    let at = received + padded(PREFIX + length);
    for (let b = 0; b < blocks.length; b++) {
      blocks[b] = at;
      at += padded(load<u32>(received + 12 + ((<usize>b) << 2)));
    }
    shared = new Shared(++serial, received + PREFIX, length, blocks);
    sharedHere = shared;
  }
  const start = mark();
  result.length = 0;
  result.u8(host.BLOB);
  result.i32(0);
  const kind = load<i32>(received);
  handlers[kind]!(shared, number, result);
  store<i32>(result.pointer, result.length - 5, 1);
  if (!keepers[kind]) releaseSince(start);
  collectSoon();
  return result.pointer;
}
