// Problems that test/reference/linear.py makes alike: one linear congruential stream in whole numbers.

/** Numbers in [-1, 1). */
export function stream(seed = 0): () => number {
  let state = 12345n + BigInt(seed);
  return () => {
    state = (state * 1103515245n + 12345n) % 2147483648n;
    return Number(state) / 1073741824 - 1;
  };
}

/** n x d numbers and labels 0..k-1; k = 0 gives a real target. */
export function generated(n: number, d: number, k: number): { X: number[][]; y: number[] } {
  const draw = stream();
  const X = Array.from({ length: n }, () => Array.from({ length: d }, draw));
  const score = X.map((row) => draw() + row[0] - 0.5 * row[d - 1]);
  if (k === 0) return { X, y: score };
  const label = (value: number) => Math.min(k - 1, Math.max(0, Math.floor(((value + 1.25) / 2.5) * k)));
  return { X, y: score.map(label) };
}
