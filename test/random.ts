// Numbers that look drawn and are the same everywhere: no test may depend on Math.random.

/** mulberry32 (T. Ettinger): uniform in [0, 1), 32 bits. */
export function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x100000000;
  };
}

/** What is drawn from the uniforms of one seed. */
export class Draws {
  readonly uniform: () => number;

  constructor(seed: number) {
    this.uniform = uniforms(seed);
  }

  /** A whole number from 0 to below n. */
  below(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** True with that probability. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  one<T>(of: readonly T[]): T {
    return of[this.below(of.length)];
  }

  /** Up to n different ones, in a drawn order. */
  some<T>(of: readonly T[], n: number): T[] {
    const rest = [...of];
    return Array.from({ length: Math.min(n, rest.length) }, () => rest.splice(this.below(rest.length), 1)[0]);
  }
}
