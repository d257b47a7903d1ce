// sortAsPeer and arrangeAsPeer (sort.ts) for keys and rows below 2^16: the same order, four items a step.
//
//   item    a u32: key << 16 | row, its highest bit inverted, so that items compare as signed numbers
//
// A partition by a pivot swaps each item that is greater with the last one not yet seen, and each that is less with the first
// of the equal ones before it. Item by item every step hangs on a comparison that can't be foreseen. But what it comes to can
// be said by runs. Let m items not be greater than the pivot.
//
//   fronts   those of the places 0..m-1 that are greater, in their order, and then the item at m
//   backs    those of the places m.. that are not, from the end on
//
//   1. The places of fronts take the backs, one by one. From the end down to m each place takes what comes next: fronts' first,
//      and then the item in the place after it, or where that is one of the backs fronts' next.
//   2. Of the first m, those that are less come first, in their order. The equal ones stand in a queue: an equal item joins it,
//      and when a less one comes, who is first goes to the end. Written down one after another, joined or gone to the end,
//      the last ones are the queue.
//
// Each pass reads four items, compares, and packs or spreads what goes elsewhere by a byte shuffle from a table of 16. Cost:
// a third of the time where keys have few values, nothing gained below some 64 items.

import { allocate, release } from '../memory/block';
import { hasEqualKeys, heapsort, INSERTION, medianOf } from './sort';

/** Rows and keys are below it. */
export const COMPACT: i32 = 1 << 16;
/** Fewer are partitioned one by one. */
const FEW: i32 = 64;
/** Items more that a step of four may touch. */
const SLACK: u64 = 8;
const SIGN: u32 = 0x80000000;

/** By mask, 16 bytes each: moves the marked lanes to the front; spreads lanes from the front, or from the end, to the marked. */
const packs: usize = memory.data(256, 16);
const spreads: usize = memory.data(256, 16);
const backSpreads: usize = memory.data(256, 16);
/** By mask: bytes of the marked lanes. */
const sizes: usize = memory.data(16, 16);
let areTablesMade: bool = false;

function makeTables(): void {
  for (let mask = 0; mask < 16; mask++) {
    const row = (<usize>mask) << 4;
    let count: i32 = 0;
    for (let lane = 0; lane < 4; lane++) {
      if (((mask >> lane) & 1) == 0) continue;
      putLane(packs + row, count, lane);
      putLane(spreads + row, lane, count);
      count++;
    }
    for (let lane = 3, from = 3; lane >= 0; lane--) {
      if (((mask >> lane) & 1) != 0) putLane(backSpreads + row, lane, from--);
    }
    store<u8>(sizes + mask, <u8>(count << 2));
  }
  areTablesMade = true;
}

function putLane(table: usize, to: i32, from: i32): void {
  for (let byte = 0; byte < 4; byte++) store<u8>(table + ((to << 2) + byte), <u8>((from << 2) + byte));
}

export class CompactSort {
  private items: usize;
  private fronts: usize;
  private backs: usize;
  /** The end of fronts, which are written downwards. */
  private top: usize;

  /** Room for n items. */
  constructor(n: i32) {
    if (!areTablesMade) makeTables();
    const room = <u64>n + SLACK;
    this.items = allocate(room << 2);
    this.backs = allocate(room << 2);
    // A heap sorts whole pairs in it.
    this.fronts = allocate(room << 3);
    this.top = this.fronts + ((<usize>room) << 3);
  }

  /** sortAsPeer. */
  sort(pairs: usize, n: i32): void {
    this.arrange(pairs, 0, n);
  }

  /** arrangeAsPeer; `sorted` may be 0 when no order is known. */
  arrange(pairs: usize, sorted: usize, n: i32): void {
    if (n == 0) return;
    pack(pairs, this.items, n);
    this.introsort(this.items, sorted, n, 2 * (31 - clz(n)));
    unpack(this.items, pairs, n);
  }

  private introsort(a: usize, sorted: usize, n: i32, depth: i32): void {
    while (n > INSERTION) {
      if (sorted != 0 && !hasEqualKeys(sorted, n)) {
        pack(sorted, a, n);
        return;
      }
      if (depth <= 0) {
        unpack(a, this.fronts, n);
        heapsort(this.fronts, n);
        pack(this.fronts, a, n);
        return;
      }
      depth--;
      const low = lowOf(medianOf(keyAt(a, 0), keyAt(a, n >> 1), keyAt(a, n - 1)));
      const parts = n < FEW ? divideFew(a, n, low) : this.divide(a, n, low);
      const left = <i32>(parts >> 32);
      const right = <i32>parts;
      this.introsort(a, sorted, left, depth);
      a += (<usize>right) << 2;
      if (sorted != 0) sorted += (<usize>right) << 3;
      n -= right;
    }
    for (let i = 1; i < n; i++) insert(a, i);
  }

  /** Divides n items by a pivot, whose lowest item is `low`; where the equal begin (above) and end. */
  private divide(a: usize, n: i32, low: i32): u64 {
    const end = a + ((<usize>n) << 2);
    const high = low | 0xffff;
    const middle = a + ((<usize>countUpTo(a, end, high)) << 2);
    if (middle < end) {
      this.collect(a, middle, end, high);
      this.fillBack(middle, end, high);
      this.fillFront(a, middle, high);
    }
    const left = this.putLessFirst(a, middle, low);
    return ((<u64>((left - a) >> 2)) << 32) | ((middle - a) >> 2);
  }

  /** Finds fronts and backs. */
  private collect(a: usize, middle: usize, end: usize, high: i32): void {
    const limit = i32x4.splat(high);
    let at = a;
    let front = this.top;
    for (; at + 16 <= middle; at += 16) {
      const four = v128.load(at);
      const mask = <usize>i32x4.bitmask(i32x4.gt_s(four, limit));
      const packed = i8x16.swizzle(four, v128.load(packs + (mask << 4)));
      v128.store(front - 16, v128.shuffle<i32>(packed, packed, 3, 2, 1, 0));
      front -= <usize>load<u8>(sizes + mask);
    }
    for (; at < middle; at += 4) {
      const item = load<i32>(at);
      store<i32>(front - 4, item);
      front -= item > high ? 4 : 0;
    }
    store<i32>(front - 4, load<i32>(middle));

    let back = this.backs;
    at = end;
    for (; at >= middle + 16; at -= 16) {
      const four = v128.load(at - 16);
      const turned = v128.shuffle<i32>(four, four, 3, 2, 1, 0);
      const mask = <usize>(i32x4.bitmask(i32x4.gt_s(turned, limit)) ^ 15);
      v128.store(back, i8x16.swizzle(turned, v128.load(packs + (mask << 4))));
      back += <usize>load<u8>(sizes + mask);
    }
    for (; at > middle; at -= 4) {
      const item = load<i32>(at - 4);
      store<i32>(back, item);
      back += item > high ? 0 : 4;
    }
  }

  /** Fills the places from the middle on. */
  private fillBack(middle: usize, end: usize, high: i32): void {
    const limit = i32x4.splat(high);
    let front = this.top - 4;
    let next = load<i32>(front);
    let at = end;
    for (; at >= middle + 16; at -= 16) {
      const four = v128.load(at - 16);
      const isGreater = i32x4.gt_s(four, limit);
      const mask = <usize>(i32x4.bitmask(isGreater) ^ 15);
      const others = i8x16.swizzle(v128.load(front - 16), v128.load(backSpreads + (mask << 4)));
      const items = v128.bitselect(four, others, isGreater);
      front -= <usize>load<u8>(sizes + mask);
      v128.store(at - 16, v128.shuffle<i32>(items, i32x4.splat(next), 1, 2, 3, 4));
      next = i32x4.extract_lane(items, 0);
    }
    for (; at > middle; at -= 4) {
      const item = load<i32>(at - 4);
      store<i32>(at - 4, next);
      if (item > high) next = item;
      else {
        front -= 4;
        next = load<i32>(front);
      }
    }
  }

  /** Fills the places of fronts. */
  private fillFront(a: usize, middle: usize, high: i32): void {
    const limit = i32x4.splat(high);
    let back = this.backs;
    let at = a;
    for (; at + 16 <= middle; at += 16) {
      const four = v128.load(at);
      const isGreater = i32x4.gt_s(four, limit);
      const mask = <usize>i32x4.bitmask(isGreater);
      const others = i8x16.swizzle(v128.load(back), v128.load(spreads + (mask << 4)));
      v128.store(at, v128.bitselect(others, four, isGreater));
      back += <usize>load<u8>(sizes + mask);
    }
    for (; at < middle; at += 4) {
      if (load<i32>(at) <= high) continue;
      store<i32>(at, load<i32>(back));
      back += 4;
    }
  }

  /** Puts what is less before the equal, none being greater; where the equal begin. */
  private putLessFirst(a: usize, middle: usize, low: i32): usize {
    const limit = i32x4.splat(low);
    let less = this.backs;
    let left = a;
    let at = a;
    while (at + 16 <= middle) {
      const four = v128.load(at);
      const isLess = i32x4.lt_s(four, limit);
      const mask = <usize>i32x4.bitmask(isLess);
      const size = <usize>load<u8>(sizes + mask);
      v128.store(less, i8x16.swizzle(four, v128.load(packs + (mask << 4))));
      less += size;
      if (at - left >= 16) {
        const others = i8x16.swizzle(v128.load(left), v128.load(spreads + (mask << 4)));
        v128.store(at, v128.bitselect(others, four, isLess));
        left += size;
        at += 16;
        continue;
      }
      // The queue is shorter than a step: who is in it may move twice.
      for (const stop = at + 16; at < stop; at += 4) {
        if (load<i32>(at) >= low) continue;
        store<i32>(at, load<i32>(left));
        left += 4;
      }
    }
    for (; at < middle; at += 4) {
      const item = load<i32>(at);
      if (item >= low) continue;
      store<i32>(less, item);
      less += 4;
      store<i32>(at, load<i32>(left));
      left += 4;
    }
    memory.copy(a, this.backs, left - a);
    return left;
  }

  release(): void {
    release(this.items);
    release(this.fronts);
    release(this.backs);
  }
}

function keyAt(a: usize, i: i32): u32 {
  return (load<u32>(a + ((<usize>i) << 2)) ^ SIGN) >> 16;
}

/** The lowest item of a key. */
function lowOf(key: u32): i32 {
  return <i32>((key << 16) ^ SIGN);
}

function countUpTo(a: usize, end: usize, high: i32): i32 {
  const limit = i32x4.splat(high);
  let greater = i32x4.splat(0);
  let at = a;
  for (; at + 16 <= end; at += 16) greater = i32x4.add(greater, i32x4.gt_s(v128.load(at), limit));
  let count =
    <i32>((at - a) >> 2) +
    i32x4.extract_lane(greater, 0) +
    i32x4.extract_lane(greater, 1) +
    i32x4.extract_lane(greater, 2) +
    i32x4.extract_lane(greater, 3);
  for (; at < end; at += 4) if (load<i32>(at) <= high) count++;
  return count;
}

/** The same as `divide`, one by one. */
function divideFew(a: usize, n: i32, low: i32): u64 {
  const high = low | 0xffff;
  let at = a;
  let left = a;
  let right = a + ((<usize>n) << 2);
  while (at < right) {
    const item = load<i32>(at);
    if (item < low) {
      store<i32>(at, load<i32>(left));
      store<i32>(left, item);
      at += 4;
      left += 4;
    } else if (item > high) {
      right -= 4;
      store<i32>(at, load<i32>(right));
      store<i32>(right, item);
    } else at += 4;
  }
  return ((<u64>((left - a) >> 2)) << 32) | ((right - a) >> 2);
}

/** Moves item i down behind the last of the items before it whose key is not larger. */
function insert(a: usize, i: i32): void {
  let at = a + ((<usize>i) << 2);
  const item = load<i32>(at);
  const highest = item | 0xffff;
  for (; at > a && load<i32>(at - 4) > highest; at -= 4) store<i32>(at, load<i32>(at - 4));
  store<i32>(at, item);
}

function pack(pairs: usize, items: usize, n: i32): void {
  const end = items + ((<usize>n) << 2);
  for (; items < end; items += 4, pairs += 8) {
    store<u32>(items, ((load<u32>(pairs, 4) << 16) | load<u32>(pairs)) ^ SIGN);
  }
}

function unpack(items: usize, pairs: usize, n: i32): void {
  const end = items + ((<usize>n) << 2);
  for (; items < end; items += 4, pairs += 8) {
    const item = load<u32>(items) ^ SIGN;
    store<u32>(pairs, item & 0xffff);
    store<u32>(pairs, item >> 16, 4);
  }
}
