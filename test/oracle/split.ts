// ShuffleSplit and StandardScaler of scikit-learn, written plainly: what the engine's must agree with.

/** MT19937 (Matsumoto and Nishimura 1998), seeded as NumPy's RandomState(seed). */
class MersenneTwister {
  readonly #state = new Uint32Array(624);
  #index = 624;

  constructor(seed: number) {
    this.#state[0] = seed;
    for (let i = 1; i < 624; i++) {
      const before = this.#state[i - 1];
      this.#state[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
  }

  next(): number {
    if (this.#index === 624) {
      const s = this.#state;
      for (let i = 0; i < 624; i++) {
        const y = (s[i] & 0x80000000) | (s[(i + 1) % 624] & 0x7fffffff);
        s[i] = s[(i + 397) % 624] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      this.#index = 0;
    }
    let y = this.#state[this.#index++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Uniform in 0..most: masked, with rejection. */
  upTo(most: number): number {
    const mask = most === 0 ? 0 : 2 ** (32 - Math.clz32(most)) - 1;
    for (;;) {
      const value = (this.next() & mask) >>> 0;
      if (value <= most) return value;
    }
  }
}

/** The row numbers of ShuffleSplit(n_splits=1, test_size, random_state). */
export function shuffleSplit(n: number, testSize: number, seed: number): { train: number[]; test: number[] } {
  const random = new MersenneTwister(seed);
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = random.upTo(i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const nTest = Math.ceil(testSize * n);
  return { train: order.slice(nTest), test: order.slice(0, nTest) };
}

/** The sum of (i + 1) rows[i], as test/reference/splits.json has it. */
export function checksum(rows: number[]): number {
  return rows.reduce((sum, row, i) => sum + (i + 1) * row, 0);
}

/** Mean and population standard deviation of each column. */
export function meanAndDeviation(X: Float64Array[]): { mean: number[]; deviation: number[] } {
  const columns = Array.from(X[0], (_, j) => X.map((x) => x[j]));
  const mean = columns.map((column) => column.reduce((sum, value) => sum + value, 0) / X.length);
  const deviation = columns.map((column, j) =>
    Math.sqrt(column.reduce((sum, value) => sum + (value - mean[j]) ** 2, 0) / X.length),
  );
  return { mean, deviation };
}

export function standardised(X: Float64Array[], mean: Float64Array, scale: Float64Array): Float64Array[] {
  return X.map((x) => x.map((value, j) => (value - mean[j]) / scale[j]));
}
