// Sorts of (key, row) pairs, each pair a u64: the key above, the row below.
//
//   sortPairs       ascending by key, equal keys as they stood (stable): radix sort, O(n) a digit that varies
//   sortAsPeer      ascending by key, equal keys in the order in which scikit-learn's sort leaves them:
//                   introsort with a three-way partition around the median of three, insertion sort up to
//                   15, heapsort once it is 2 log2 n deep. Only where an order of additions hangs on it.
//   arrangeAsPeer   the same of pairs whose order by key is known: only equal keys are still to be put in order, so a part
//                   without such is copied. O(n) for a few equal keys
//
// The second is not stable, so its order depends on the order that it is given.
// Source: D. Musser, Introspective sorting and selection algorithms, Software: Practice and Experience 27 (1997).

import { reals, release } from '../memory/block';
import { at } from './vector';

/** A digit of the radix sort. */
const BITS: i32 = 8;
const BUCKETS: i32 = 1 << BITS;
/** Up to this many pairs insertion sort is faster than a radix pass. */
const FEW: i32 = 48;
/** scikit-learn's. */
export const INSERTION: i32 = 15;

const counts = new StaticArray<i32>(BUCKETS);

function pairAt(a: usize, i: i32): u64 {
  return load<u64>(a + ((<usize>i) << 3));
}

function putPair(a: usize, i: i32, pair: u64): void {
  store<u64>(a + ((<usize>i) << 3), pair);
}

/** The key of pair i: what is sorted by. */
function keyAt(a: usize, i: i32): u32 {
  return load<u32>(a + ((<usize>i) << 3), 4);
}

/** Moves pair i down behind the last of the pairs before it whose key is not larger. */
function insert(a: usize, i: i32): void {
  const pair = pairAt(a, i);
  const key = <u32>(pair >> 32);
  for (; i > 0 && keyAt(a, i - 1) > key; i--) putPair(a, i, pairAt(a, i - 1));
  putPair(a, i, pair);
}

/** Sorts n pairs by key, stably; `spare` has room for n more. */
export function sortPairs(a: usize, spare: usize, n: i32): void {
  if (n <= FEW) {
    for (let i = 1; i < n; i++) insert(a, i);
    return;
  }
  let all: u64 = 0;
  let common: u64 = u64.MAX_VALUE;
  for (let i = 0; i < n; i++) {
    const pair = pairAt(a, i);
    all |= pair;
    common &= pair;
  }
  const varying = all ^ common;
  let from = a;
  let to = spare;
  for (let shift: u64 = 32; shift < 64; shift += BITS) {
    if (((varying >> shift) & (BUCKETS - 1)) == 0) continue;
    scatter(from, to, n, shift);
    const held = from;
    from = to;
    to = held;
  }
  if (from != a) memory.copy(a, from, (<usize>n) << 3);
}

/** Sorts n pairs whose keys lie between low and high by key, not always stably. */
export function sortPairsWithin(a: usize, spare: usize, n: i32, low: u32, high: u32): void {
  if (n <= FEW) {
    for (let i = 1; i < n; i++) insert(a, i);
    return;
  }
  if (high == low) return;
  const bits = 32 - clz(high - low);
  // The digits of key - low: as few, and as even, as 8 bits allow.
  const passes = (bits + BITS - 1) / BITS;
  const width = (bits + passes - 1) / passes;
  let from = a;
  let to = spare;
  for (let pass = 0; pass < passes; pass++) {
    spread(from, to, n, low, <u64>(32 + pass * width), ((<u64>1) << width) - 1);
    const held = from;
    from = to;
    to = held;
  }
  if (from != a) memory.copy(a, from, (<usize>n) << 3);
}

/** A pass of the radix sort by a digit of key - low. */
function spread(from: usize, to: usize, n: i32, low: u32, shift: u64, mask: u64): void {
  const places = changetype<usize>(counts);
  const less = (<u64>low) << 32;
  memory.fill(places, 0, (<usize>mask + 1) << 2);
  const end = from + ((<usize>n) << 3);
  for (let p = from; p < end; p += 8) {
    const place = places + ((<usize>(((load<u64>(p) - less) >> shift) & mask)) << 2);
    store<i32>(place, load<i32>(place) + 8);
  }
  let before = 0;
  const last = places + ((<usize>mask) << 2);
  for (let place = places; place <= last; place += 4) {
    const count = load<i32>(place);
    store<i32>(place, before);
    before += count;
  }
  for (let p = from; p < end; p += 8) {
    const pair = load<u64>(p);
    const place = places + ((<usize>(((pair - less) >> shift) & mask)) << 2);
    const offset = load<i32>(place);
    store<i32>(place, offset + 8);
    store<u64>(to + offset, pair);
  }
}

function scatter(from: usize, to: usize, n: i32, shift: u64): void {
  const places = changetype<usize>(counts);
  memory.fill(places, 0, BUCKETS << 2);
  const end = from + ((<usize>n) << 3);
  for (let p = from; p < end; p += 8) {
    const place = places + ((<usize>(load<u64>(p) >> shift) & (BUCKETS - 1)) << 2);
    store<i32>(place, load<i32>(place) + 1);
  }
  let before = 0;
  for (let b = 0; b < BUCKETS; b++) {
    const place = places + ((<usize>b) << 2);
    const count = load<i32>(place);
    store<i32>(place, before);
    before += count;
  }
  for (let p = from; p < end; p += 8) {
    const pair = load<u64>(p);
    const place = places + ((<usize>(pair >> shift) & (BUCKETS - 1)) << 2);
    const i = load<i32>(place);
    store<i32>(place, i + 1);
    store<u64>(to + ((<usize>i) << 3), pair);
  }
}

function swap(a: usize, i: i32, j: i32): void {
  const held = pairAt(a, i);
  putPair(a, i, pairAt(a, j));
  putPair(a, j, held);
}

/** Sorts n pairs by key alone. */
export function sortAsPeer(a: usize, n: i32): void {
  if (n > 0) introsort(a, n, 2 * (31 - clz(n)));
}

function introsort(a: usize, n: i32, depth: i32): void {
  while (n > INSERTION) {
    if (depth <= 0) {
      heapsort(a, n);
      return;
    }
    depth--;
    const parts = divide(a, n);
    const right = <i32>parts;
    introsort(a, <i32>(parts >> 32), depth);
    a += (<usize>right) << 3;
    n -= right;
  }
  for (let i = 1; i < n; i++) insert(a, i);
}

/** Sorts n pairs by key alone, as sortAsPeer; `sorted` has the same pairs by key, equal ones in any order. */
export function arrangeAsPeer(a: usize, sorted: usize, n: i32): void {
  if (n > 0) arrange(a, sorted, n, 2 * (31 - clz(n)));
}

function arrange(a: usize, sorted: usize, n: i32, depth: i32): void {
  while (n > INSERTION) {
    if (!hasEqualKeys(sorted, n)) {
      memory.copy(a, sorted, (<usize>n) << 3);
      return;
    }
    if (depth <= 0) {
      heapsort(a, n);
      return;
    }
    depth--;
    const parts = divide(a, n);
    const left = <i32>(parts >> 32);
    const right = <i32>parts;
    arrange(a, sorted, left, depth);
    a += (<usize>right) << 3;
    sorted += (<usize>right) << 3;
    n -= right;
  }
  for (let i = 1; i < n; i++) insert(a, i);
}

export function hasEqualKeys(sorted: usize, n: i32): bool {
  const last = sorted + ((<usize>(n - 1)) << 3);
  for (; sorted < last; sorted += 8) if (load<u32>(sorted, 4) == load<u32>(sorted, 12)) return true;
  return false;
}

/** Divides n pairs by the median of three keys: less, equal, greater; where the equal begin (above) and end. */
function divide(a: usize, n: i32): u64 {
  const pivot = medianOf(keyAt(a, 0), keyAt(a, n >> 1), keyAt(a, n - 1));
  let i = 0;
  let left = 0;
  let right = n;
  while (i < right) {
    const key = keyAt(a, i);
    if (key < pivot) swap(a, i++, left++);
    else if (key > pivot) swap(a, i, --right);
    else i++;
  }
  return ((<u64>left) << 32) | right;
}

export function medianOf(a: u32, b: u32, c: u32): u32 {
  if (a < b) return b < c ? b : a < c ? c : a;
  if (b < c) return a < c ? a : c;
  return b;
}

export function heapsort(a: usize, n: i32): void {
  for (let start = (n - 2) >> 1; start >= 0; start--) sink(a, start, n);
  for (let end = n - 1; end > 0; end--) {
    swap(a, 0, end);
    sink(a, 0, end);
  }
}

function sink(a: usize, root: i32, end: i32): void {
  for (;;) {
    const child = root * 2 + 1;
    let largest = root;
    if (child < end && keyAt(a, largest) < keyAt(a, child)) largest = child;
    if (child + 1 < end && keyAt(a, largest) < keyAt(a, child + 1)) largest = child + 1;
    if (largest == root) return;
    swap(a, root, largest);
    root = largest;
  }
}

/** n pairs, to be released, whose rows put the f64 at x in ascending order, equal ones as they stand; -0 is 0. */
export function sortReals(x: usize, n: i32): usize {
  const pairs = reals(n);
  const spare = reals(n);
  for (let i = 0; i < n; i++)
    store<u64>(pairs + ((<usize>i) << 3), ((orderOf(at(x, i)) & 0xffffffff) << 32) | i);
  sortPairs(pairs, spare, n);
  // The sort is stable: first by the lower half of the ordered bits, then by the upper one.
  for (let p = 0; p < n; p++) {
    const i = load<i32>(pairs + ((<usize>p) << 3));
    store<u64>(pairs + ((<usize>p) << 3), ((orderOf(at(x, i)) >> 32) << 32) | i);
  }
  sortPairs(pairs, spare, n);
  release(spare);
  return pairs;
}

/** A u64 that orders f64 values as they are ordered. */
function orderOf(value: f64): u64 {
  const bits = reinterpret<u64>(value == 0 ? <f64>0 : value);
  return bits & 0x8000000000000000 ? ~bits : bits | 0x8000000000000000;
}
