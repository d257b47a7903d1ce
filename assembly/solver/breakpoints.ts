// Where a convex, piecewise linear function along a ray stops to fall.
//
//   slope(t) = -fall + sum of jump_i over t_i <= t,  jump_i > 0
//
// `select` finds the first t_i at which the slope is no longer negative: a weighted median by quickselect, O(m) for m
// breakpoints on the whole. Those before it stand before it afterwards, in no order.

import { at, put } from '../math/vector';
import { integers, reals } from '../memory/block';

export class Breakpoints {
  length: i32 = 0;
  private t: usize;
  private jump: usize;
  private id: usize;

  constructor(most: i32) {
    this.t = reals(most);
    this.jump = reals(most);
    this.id = integers(most);
  }

  add(t: f64, jump: f64, id: i32): void {
    const i = this.length++;
    put(this.t, i, t);
    put(this.jump, i, jump);
    store<i32>(this.id + ((<usize>i) << 2), id);
  }

  time(i: i32): f64 {
    return at(this.t, i);
  }

  idOf(i: i32): i32 {
    return load<i32>(this.id + ((<usize>i) << 2));
  }

  private swap(i: i32, j: i32): void {
    const t = at(this.t, i);
    const jump = at(this.jump, i);
    const id = this.idOf(i);
    put(this.t, i, at(this.t, j));
    put(this.jump, i, at(this.jump, j));
    store<i32>(this.id + ((<usize>i) << 2), this.idOf(j));
    put(this.t, j, t);
    put(this.jump, j, jump);
    store<i32>(this.id + ((<usize>j) << 2), id);
  }

  /** The place of the breakpoint that ends the fall; -1 when none does. */
  select(fall: f64): i32 {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const a = at(this.t, low);
      const b = at(this.t, (low + high) >> 1);
      const c = at(this.t, high - 1);
      const pivot = max(min(a, b), min(max(a, b), c));
      let before: f64 = 0;
      let same: f64 = 0;
      let less = low;
      let more = high;
      for (let i = low; i < more; ) {
        const t = at(this.t, i);
        if (t < pivot) {
          before += at(this.jump, i);
          this.swap(i++, less++);
        } else if (t > pivot) this.swap(i, --more);
        else same += at(this.jump, i++);
      }
      if (before >= fall) high = less;
      else if (before + same >= fall) {
        for (let i = less; i < more; i++) {
          before += at(this.jump, i);
          if (before >= fall || i == more - 1) return i;
        }
      } else {
        fall -= before + same;
        low = more;
      }
    }
    return -1;
  }
}
