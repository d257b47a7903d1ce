// Entry for number.test.ts: batches of texts and doubles through one memory, to spare the calls.

import '../../assembly/error';
import { formatNumber, numberEnd, parseNumber } from '../../assembly/codec/number';

/** A block that the test writes to. */
export function room(bytes: i32): usize {
  return heap.alloc(bytes);
}

/** Where the number in `length` bytes at `start` ends, from `start`. */
export function end(start: usize, length: i32): i32 {
  return <i32>(numberEnd(start, start + length) - start);
}

/** Parses `count` texts, each followed by a line feed, into doubles at `out`. */
export function parse(start: usize, count: i32, out: usize): void {
  for (let i = 0; i < count; i++) {
    let stop = start;
    while (load<u8>(stop) != 10) stop++;
    store<f64>(out, parseNumber(start, stop));
    out += 8;
    start = stop + 1;
  }
}

/** Formats `count` doubles into texts, each followed by a line feed. Their bytes. */
export function format(values: usize, count: i32, out: usize): i32 {
  const start = out;
  for (let i = 0; i < count; i++) {
    out += formatNumber(load<f64>(values + ((<usize>i) << 3)), out);
    store<u8>(out++, 10);
  }
  return <i32>(out - start);
}
