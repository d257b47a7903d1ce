// Cross-validation: every row tests once, in one of k folds, as scikit-learn's KFold and StratifiedKFold
// deal them out.
//
//   kFold            the rows in order, or in RandomState(random_state)'s order when shuffled, cut into k runs;
//                    the first n mod k runs have one row more
//   stratifiedKFold  each fold has the classes in the proportion of the whole: with all rows sorted by class,
//                    fold f is due every k-th place from f on. A class fills its places with its rows in order:
//                    the fold numbers ascend along its rows, or are shuffled, class after class.
//
// Classes count by their first row, so renaming labels changes nothing.
// Promise: of each fold the same rows, ascending, as KFold(n_splits=k, shuffle, random_state) and
// StratifiedKFold(n_splits=k, shuffle, random_state). Unshuffled, random_state is not looked at.
// Cost: O(n) for the folds and for each split; stratified O(k classes) besides.
// Left out on purpose: 2 <= k <= n is the caller's check; so is `smallest` (see Folds).

import { Random } from '../math/random';
import { at } from '../math/vector';
import { tick } from '../progress';
import { ClassMembers } from './class_members';
import { Split } from './shuffle';

export class Folds {
  /**
   * The rows of the rarest and of the commonest class; n for kFold. A k over `largest` is an error in
   * scikit-learn (no class can be in every fold), one over `smallest` a warning.
   */
  smallest: i32 = 0;
  largest: i32 = 0;
  /** The rarest class, and how many occur; -1 and 0 for kFold. */
  rarest: i32 = -1;
  classes: i32 = 0;

  constructor(
    public count: i32,
    /** By row, the fold in which it tests. */
    public foldOf: StaticArray<i32>,
  ) {
    this.smallest = this.largest = foldOf.length;
  }

  /** The split of one fold, 0 to count - 1; both parts ascend. O(n). */
  split(fold: i32): Split {
    const foldOf = this.foldOf;
    const n = foldOf.length;
    let testCount = 0;
    for (let i = 0; i < n; i++) if (unchecked(foldOf[i]) == fold) testCount++;
    const train = new StaticArray<i32>(n - testCount);
    const test = new StaticArray<i32>(testCount);
    let trained = 0;
    let tested = 0;
    for (let i = 0; i < n; i++) {
      if (unchecked(foldOf[i]) == fold) test[tested++] = i;
      else train[trained++] = i;
    }
    tick(2 * <f64>n);
    return new Split(train, test);
  }
}

/** Deals n rows to k folds, 2 <= k <= n. */
export function kFold(n: i32, k: i32, isShuffled: bool, randomState: u32): Folds {
  const foldOf = new StaticArray<i32>(n);
  const order = new StaticArray<i32>(n);
  for (let i = 0; i < n; i++) unchecked((order[i] = i));
  if (isShuffled) new Random(randomState).shuffle(order);
  const longer = n % k;
  let next = 0;
  for (let fold = 0; fold < k; fold++) {
    const size = n / k + (fold < longer ? 1 : 0);
    for (let i = 0; i < size; i++) foldOf[order[next++]] = fold;
  }
  tick(4 * <f64>n);
  return new Folds(k, foldOf);
}

/** Deals n rows to k folds by their class indices 0..classes-1, given as f64; 2 <= k <= n. */
export function stratifiedKFold(
  classOf: usize,
  n: i32,
  classes: i32,
  k: i32,
  isShuffled: bool,
  randomState: u32,
): Folds {
  const members = new ClassMembers(classOf, n, classes);
  const foldOf = new StaticArray<i32>(n);
  const folds = new Folds(k, foldOf);
  const random = new Random(randomState);
  const byAppearance = appearances(classOf, n, members);
  let place = 0;
  let largest = 0;
  for (let a = 0; a < byAppearance.length; a++) {
    const c = byAppearance[a];
    const count = members.count[c];
    const dealt = dealtTo(place, count, k);
    if (isShuffled) random.shuffle(dealt);
    for (let i = 0; i < count; i++) foldOf[members.rows[members.start[c] + i]] = dealt[i];
    place += count;
    largest = max(largest, count);
    tick(4 * <f64>count + <f64>k);
  }
  folds.rarest = members.rarest();
  folds.classes = members.present();
  folds.smallest = members.count[folds.rarest];
  folds.largest = largest;
  return folds;
}

/** The classes that occur, by their first rows. */
function appearances(classOf: usize, n: i32, members: ClassMembers): StaticArray<i32> {
  const order = new StaticArray<i32>(members.present());
  let seen = 0;
  for (let i = 0; i < n; i++) {
    const c = <i32>at(classOf, i);
    if (members.rows[members.start[c]] == i) order[seen++] = c;
  }
  return order;
}

/** The fold numbers, ascending, of the `count` places from `place` on, where place p is due to p mod k. */
function dealtTo(place: i32, count: i32, k: i32): StaticArray<i32> {
  const dealt = new StaticArray<i32>(count);
  let next = 0;
  for (let fold = 0; fold < k; fold++) {
    // The first place of this fold that is not before `place`.
    const first = (fold - (place % k) + k) % k;
    for (let i = first; i < count; i += k) dealt[next++] = fold;
  }
  return dealt;
}
