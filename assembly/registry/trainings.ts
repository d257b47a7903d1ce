// The trainings that run in this process (host.begin_training), as they tell of themselves.
//
//   text     experiment and algorithm
//   values   what progress.ts lays open

import { ByteReader, ByteWriter } from '../codec/bytes';
import * as host from '../host';
import { At, Phase, poll, progress } from '../progress';

/** Puts the running call on the list, until it ends. */
export function beginTraining(experiment: string, algorithm: string): void {
  const text = new ByteWriter();
  text.text(experiment);
  text.text(algorithm);
  host.begin_training(text.pointer, text.length, At.COUNT << 3);
  poll();
}

/** One that runs. */
export class Running {
  id: u32 = 0;
  experiment: string = '';
  algorithm: string = '';
  phase: i32 = 0;
  /** How much of `total` is done; NaN where that is not known. */
  done: f64 = NaN;
  total: f64 = NaN;
  /** Since it began. */
  seconds: f64 = 0;
  /** Until the phase ends, as it has gone so far; NaN where that says nothing. */
  secondsLeft: f64 = NaN;
}

export function runningTrainings(): Running[] {
  let bytes = new StaticArray<u8>(1024);
  let length = host.trainings(changetype<usize>(bytes), bytes.length);
  while (length > bytes.length) {
    bytes = new StaticArray<u8>(length + 1024);
    length = host.trainings(changetype<usize>(bytes), bytes.length);
  }
  const all: Running[] = [];
  const reader = new ByteReader(changetype<usize>(bytes), length, 'the trainings');
  while (reader.left > 0) all.push(read(reader));
  return all;
}

function read(reader: ByteReader): Running {
  const running = new Running();
  running.id = <u32>reader.i32();
  const jobsDone = reader.i32();
  const jobs = reader.i32();
  const size = reader.i32();
  reader.i32();
  const values = reader.take(size);
  running.experiment = reader.text();
  running.algorithm = reader.text();
  const now = host.clock();
  running.phase = <i32>valueOf(values, At.PHASE);
  running.seconds = Math.max(now - valueOf(values, At.BEGUN), 0) / 1000;
  if (jobs > 0) {
    running.done = jobsDone;
    running.total = jobs;
  } else {
    const isFit = running.phase == Phase.FITTING;
    const done = valueOf(values, isFit ? At.ITERATION : At.DONE);
    if (done > 0) running.done = done;
    const total = valueOf(values, At.TOTAL);
    if (total > 0) running.total = total;
  }
  const isEnd = jobs > 0 || valueOf(values, At.IS_BOUND) == 0;
  if (isEnd && running.done > 0 && running.total >= running.done) {
    const passed = Math.max(now - valueOf(values, At.SINCE), 0) / 1000;
    running.secondsLeft = (passed * (running.total - running.done)) / running.done;
  }
  return running;
}

function valueOf(values: usize, at: At): f64 {
  return load<f64>(values + ((<usize>at) << 3));
}
