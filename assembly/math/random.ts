// The Mersenne Twister MT19937, drawn from exactly as NumPy's RandomState draws.
//
// The same random_state must choose the same rows as in scikit-learn, so each draw below consumes the
// generator as NumPy's legacy functions do: seeding by one 32-bit word, bounded integers by masking
// and rejection, shuffles from the end, uniforms of 53 bits.
//
//   state    624 words of 32 bits; all are renewed at once when used up
//   period   2^19937 - 1
//
// Promises: for every seed in 0..2^32-1, next32, uniform and permutation equal RandomState(seed)'s
// words, random_sample() and permutation(n), value by value; choiceBy is choice(n, p=...), its uniforms one by one.
// Cost: 3 ns a word; permutation is O(n).
// Source: M. Matsumoto, T. Nishimura: Mersenne Twister, ACM TOMACS 8 (1998), with the initialisation of
// 2002; NumPy's legacy stream is frozen by its NEP 19.

/** Words of state. */
const N: i32 = 624;
/** The distance of the recurrence's middle word. */
const M: i32 = 397;
/** The twist's matrix. */
const MATRIX: u32 = 0x9908b0df;
/** Knuth's multiplier for spreading a seed (The Art of Computer Programming, vol. 2, 3rd ed., p. 106). */
const SPREAD: u32 = 1812433253;

/** The recurrence: the top bit of `high` and the rest of `low`, shifted and twisted. */
function twist(high: u32, low: u32): u32 {
  const word = (high & 0x80000000) | (low & 0x7fffffff);
  return (word >> 1) ^ (-(low & 1) & MATRIX);
}

export class Random {
  private state: StaticArray<u32> = new StaticArray<u32>(N);
  private next: i32 = N;

  constructor(seed: u32) {
    const state = this.state;
    state[0] = seed;
    for (let i = 1; i < N; i++) {
      const before = state[i - 1];
      state[i] = SPREAD * (before ^ (before >> 30)) + i;
    }
  }

  private renew(): void {
    const state = this.state;
    for (let i = 0; i < N - M; i++) {
      unchecked((state[i] = state[i + M] ^ twist(state[i], state[i + 1])));
    }
    for (let i = N - M; i < N - 1; i++) {
      unchecked((state[i] = state[i + M - N] ^ twist(state[i], state[i + 1])));
    }
    state[N - 1] = state[M - 1] ^ twist(state[N - 1], state[0]);
    this.next = 0;
  }

  /** The next 32 bits. */
  next32(): u32 {
    if (this.next == N) this.renew();
    let word = unchecked(this.state[this.next++]);
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return word ^ (word >> 18);
  }

  /**
   * A whole number from 0 to n - 1, each as likely; n >= 1. Draws words under the smallest mask of ones
   * that covers n - 1 until one fits: fewer than two on average, and none for n = 1.
   */
  below(n: u32): u32 {
    const highest = n - 1;
    if (highest == 0) return 0;
    const mask = 0xffffffff >> clz(highest);
    let value = this.next32() & mask;
    while (value > highest) value = this.next32() & mask;
    return value;
  }

  /** A number in [0, 1): a multiple of 2^-53, from two words (27 bits and 26 bits). */
  uniform(): f64 {
    const high = this.next32() >> 5;
    const low = this.next32() >> 6;
    return (<f64>high * 67108864 + <f64>low) / 9007199254740992;
  }

  /**
   * m different numbers of 0..n-1, as scikit-learn's sample_without_replacement draws them: the first of a permutation;
   * under a hundredth of n one by one, again when it is there already; over 0.99 n a reservoir.
   */
  sample(n: i32, m: i32): StaticArray<i32> {
    const chosen = new StaticArray<i32>(m);
    const share = <f64>m / <f64>n;
    if (share > 0.01 && share < 0.99) {
      const order = this.permutation(n);
      for (let i = 0; i < m; i++) chosen[i] = order[i];
    } else if (share < 0.2) {
      const isChosen = new StaticArray<bool>(n);
      for (let i = 0; i < m; i++) {
        let j = <i32>this.below(n);
        while (isChosen[j]) j = <i32>this.below(n);
        isChosen[j] = true;
        chosen[i] = j;
      }
    } else {
      for (let i = 0; i < m; i++) chosen[i] = i;
      for (let i = m; i < n; i++) {
        const j = <i32>this.below(<u32>i + 1);
        if (j < m) chosen[j] = i;
      }
    }
    return chosen;
  }

  /** A row drawn by weight: sums has the n running sums of the weights, the last of them 1. One uniform. */
  choiceBy(sums: usize, n: i32): i32 {
    const drawn = this.uniform();
    let low = 0;
    let high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (drawn < load<f64>(sums + ((<usize>middle) << 3))) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** 0..n-1 in random order. */
  permutation(n: i32): StaticArray<i32> {
    const order = new StaticArray<i32>(n);
    for (let i = 0; i < n; i++) unchecked((order[i] = i));
    this.shuffle(order);
    return order;
  }

  /** Puts `order` into random order (Fisher and Yates, from the end). */
  shuffle(order: StaticArray<i32>): void {
    for (let i = order.length - 1; i > 0; i--) {
      const j = <i32>this.below(<u32>i + 1);
      const held = unchecked(order[i]);
      unchecked((order[i] = order[j]));
      unchecked((order[j] = held));
    }
  }
}
