// Entry for random.test.ts.

import '../../assembly/error';
import { Random } from '../../assembly/math/random';
import { shuffleSplit } from '../../assembly/split/shuffle';

let random = new Random(0);
let values = new StaticArray<i32>(0);

export function seed(value: u32): void {
  random = new Random(value);
}

export function next32(): u32 {
  return random.next32();
}

export function below(n: u32): u32 {
  return random.below(n);
}

export function uniform(): f64 {
  return random.uniform();
}

/** Pointer to the n numbers of a permutation. */
export function permutation(n: i32): usize {
  values = random.permutation(n);
  return changetype<usize>(values);
}

/** Pointer to the rows of one part: 0 train, 1 test. */
export function split(n: i32, testSize: f64, randomState: u32, part: i32): usize {
  const both = shuffleSplit(n, testSize, randomState);
  values = part == 0 ? both.train : both.test;
  return changetype<usize>(values);
}

export function count(): i32 {
  return values.length;
}
