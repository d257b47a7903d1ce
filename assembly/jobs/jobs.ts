// Jobs: independent pieces of a training (folds, trials, trees) in instances of their own, on as many threads as the
// host has (binding/jobs.c, lib/host/jobs.ts).
//
//   handle(kind, f)     what a job of that kind does: f(shared, number, out)
//   runJobs(...)        runs jobs 0..count-1; fails as the failing job with the lowest number does
//   jobResult(number)   what that job wrote
//
// A job depends on its number and on what is shared by all: a header of any bytes, and one block of numbers that is
// large. Results are read by number. So the bytes that come of it are the same for 1, 2 or 7 threads. Between two
// jobs an instance gives all memory back: what a job needs again for the next it keeps by `Shared.serial`.
// A job that runs jobs of its own does them in place, one after the other.

import { collectSoon } from '../call';
import { ByteReader, ByteWriter } from '../codec/bytes';
import { enterJob, fail, REFUSED, refuse } from '../error';
import * as host from '../host';
import { allocate, mark, release, releaseSince } from '../memory/block';
import { threads } from '../settings';
import { lastMessage } from '../sql';

/** What can be done as jobs. */
export const enum JobKind {
  /** A fold of a trial (training/validation_job.ts). */
  FOLD,
  COUNT,
}

/** What all jobs of one run read. */
export class Shared {
  constructor(
    /** Another for each run. */
    public serial: i32,
    private header: usize,
    private headerLength: i32,
    /** The numbers; 16-byte aligned. */
    public block: usize,
  ) {}

  /** The header from its start. */
  read(): ByteReader {
    return new ByteReader(this.header, this.headerLength, 'the jobs');
  }
}

type Handler = (shared: Shared, number: i32, out: ByteWriter) => void;

const handlers = new StaticArray<Handler | null>(JobKind.COUNT);

/** Says what jobs of that kind do; once, when the engine starts. */
export function handle(kind: JobKind, f: Handler): void {
  handlers[kind] = f;
}

/** Before the header: [kind i32] [its length i32] [0 i64]; after it zeros up to a multiple of 16, then the block. */
const PREFIX: i32 = 16;

let serial: i32 = 0;

// ---- Who asks for jobs ----

/** Results of jobs that ran in place; null when the host has them. */
let placed: ByteWriter[] | null = null;
let isJob = false;

/** Runs `count` jobs on what `header` and the `bytes` bytes at `block` hold. */
export function runJobs(kind: JobKind, count: i32, header: ByteWriter, block: usize, bytes: u64): void {
  placed = null;
  if (isJob) return runInPlace(kind, count, header, block);
  const whole = new ByteWriter();
  whole.i32(kind);
  whole.i32(header.length);
  whole.i64(0);
  whole.raw(header.pointer, header.length);
  while (whole.length & 15) whole.u8(0);
  const pieces = new StaticArray<usize>(4);
  pieces[0] = whole.pointer;
  pieces[1] = whole.length;
  pieces[2] = block;
  pieces[3] = <usize>bytes;
  const code = -host.run_jobs(changetype<usize>(pieces), bytes > 0 ? 2 : 1, count, threads());
  if (code != 0) {
    const message = lastMessage();
    if (code == REFUSED) refuse(message);
    fail(
      message.length > 0 ? message : code == host.SQLITE_INTERRUPT ? 'interrupted' : 'out of memory',
      code,
    );
  }
}

function runInPlace(kind: JobKind, count: i32, header: ByteWriter, block: usize): void {
  const shared = new Shared(++serial, header.pointer, header.length, block);
  const results: ByteWriter[] = [];
  for (let number = 0; number < count; number++) {
    const out = new ByteWriter();
    handlers[kind]!(shared, number, out);
    results.push(out);
  }
  placed = results;
}

/** What the job wrote. */
export function jobResult(number: i32): ByteReader {
  const here = placed;
  if (here != null) {
    const out = here[number];
    return new ByteReader(out.pointer, out.length, 'a job');
  }
  const length = host.job_result(number, 0, 0);
  const bytes = new StaticArray<u8>(max(length, 1));
  host.job_result(number, changetype<usize>(bytes), length);
  return new ByteReader(changetype<usize>(bytes), length, 'a job');
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
    const padded = <usize>((PREFIX + length + 15) & ~15);
    shared = new Shared(++serial, received + PREFIX, length, received + padded);
    sharedHere = shared;
  }
  const start = mark();
  result.length = 0;
  result.u8(host.BLOB);
  result.i32(0);
  handlers[load<i32>(received)]!(shared, number, result);
  store<i32>(result.pointer, result.length - 5, 1);
  releaseSince(start);
  collectSoon();
  return result.pointer;
}
