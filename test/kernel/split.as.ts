// Entry for split.test.ts. A split is made once and its parts are read after: part 0 trains, part 1 tests.

import '../../assembly/error';
import { reals } from '../../assembly/memory/block';
import { Folds, kFold, stratifiedKFold } from '../../assembly/split/folds';
import { sequentialSplit } from '../../assembly/split/sequential';
import { Split } from '../../assembly/split/shuffle';
import { StratifiedSplit, stratifiedShuffleSplit } from '../../assembly/split/stratified';

let split = new Split(new StaticArray<i32>(0), new StaticArray<i32>(0));
let stratifiedSplit = new StratifiedSplit(new StaticArray<i32>(0), new StaticArray<i32>(0));
let folds = new Folds(0, new StaticArray<i32>(0));

export function room(n: i32): usize {
  return reals(n);
}

export function sequential(n: i32, testSize: f64): void {
  split = sequentialSplit(n, testSize);
}

/** The problem, 0 for none. */
export function stratified(classOf: usize, n: i32, classes: i32, testSize: f64, randomState: u32): i32 {
  stratifiedSplit = stratifiedShuffleSplit(classOf, n, classes, testSize, randomState);
  split = stratifiedSplit;
  return stratifiedSplit.problem;
}

export function problemClass(): i32 {
  return stratifiedSplit.problemClass;
}

export function presentClasses(): i32 {
  return stratifiedSplit.classes;
}

export function fold(n: i32, k: i32, isShuffled: bool, randomState: u32): void {
  folds = kFold(n, k, isShuffled, randomState);
}

export function stratifiedFold(
  classOf: usize,
  n: i32,
  classes: i32,
  k: i32,
  isShuffled: bool,
  randomState: u32,
): void {
  folds = stratifiedKFold(classOf, n, classes, k, isShuffled, randomState);
}

export function smallest(): i32 {
  return folds.smallest;
}

export function largest(): i32 {
  return folds.largest;
}

export function chooseFold(i: i32): void {
  split = folds.split(i);
}

function rows(part: i32): StaticArray<i32> {
  return part == 0 ? split.train : split.test;
}

export function part(which: i32): usize {
  return changetype<usize>(rows(which));
}

export function count(which: i32): i32 {
  return rows(which).length;
}
