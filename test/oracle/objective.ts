// The objectives that test/reference/README.md names, from a model's own numbers: plain sums, no tricks.
//
// X n standardised rows, y class indices or values, W and b one row of weights and one intercept a score.

import type { LinearModel, VectorModel } from '../model_bytes.ts';

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j] * b[j];
  return sum;
}

function scores({ W, b }: LinearModel, x: Float64Array): number[] {
  return W.map((w, c) => dot(w, x) + b[c]);
}

/** ln(1 + e^u) */
function softplus(u: number): number {
  return u > 0 ? u + Math.log1p(Math.exp(-u)) : Math.log1p(Math.exp(u));
}

/** 0.5 |W|^2 + sum_i loss_i: softmax, or for one score the sigmoid. */
export function logistic(model: LinearModel, X: Float64Array[], y: number[]): number {
  const penalty = model.W.reduce((sum, w) => sum + dot(w, w), 0) / 2;
  return X.reduce((sum, x, i) => {
    const raw = scores(model, x);
    if (raw.length === 1) return sum + softplus(y[i] === 1 ? -raw[0] : raw[0]);
    const most = Math.max(...raw);
    const total = raw.reduce((all, u) => all + Math.exp(u - most), 0);
    return sum + most + Math.log(total) - raw[y[i]];
  }, penalty);
}

/** Per score 0.5 (|w|^2 + b^2) + sum_i loss(s_i f_i), s_i = 1 for the score's class and -1 for the rest. */
export function oneAgainstRest(
  model: LinearModel,
  X: Float64Array[],
  y: number[],
  loss: (margin: number) => number,
): number[] {
  return model.W.map((w, c) => {
    const own = model.W.length === 1 ? 1 : c;
    const penalty = (dot(w, w) + model.b[c] ** 2) / 2;
    return X.reduce((sum, x, i) => sum + loss((y[i] === own ? 1 : -1) * (dot(w, x) + model.b[c])), penalty);
  });
}

export const hinge = (margin: number) => Math.max(0, 1 - margin);
export const squaredHinge = (margin: number) => hinge(margin) ** 2;

/** 0.5 (|w|^2 + b^2) + sum_i |y_i - f_i| */
export function absoluteDeviation(model: LinearModel, X: Float64Array[], y: number[]): number {
  const penalty = (dot(model.W[0], model.W[0]) + model.b[0] ** 2) / 2;
  return X.reduce((sum, x, i) => sum + Math.abs(y[i] - scores(model, x)[0]), penalty);
}

/** sum_i (y_i - f_i)^2 */
export function squaredError(model: LinearModel, X: Float64Array[], y: number[]): number {
  return X.reduce((sum, x, i) => sum + (y[i] - scores(model, x)[0]) ** 2, 0);
}

/** K of all pairs of the model's vectors. */
function gram({ kernel, gamma, coef0, degree, vectors }: VectorModel): Float64Array[] {
  const squares = vectors.map((x) => dot(x, x));
  return vectors.map((x, s) =>
    Float64Array.from(vectors, (z, t) => {
      const product = dot(x, z);
      if (kernel === 'rbf') return Math.exp(-gamma * (squares[s] + squares[t] - 2 * product));
      if (kernel === 'poly') return (gamma * product + coef0) ** degree;
      return Math.tanh(gamma * product + coef0);
    }),
  );
}

/** Of each pair of classes the dual 0.5 c'Kc - sum |c|, and sum |c|, which its tolerance goes by. */
export function svcDuals(model: VectorModel): { dual: number; size: number }[] {
  const K = gram(model);
  const owner = model.perClass.flatMap((count, c) => Array(count).fill(c) as number[]);
  const duals: { dual: number; size: number }[] = [];
  for (let a = 0; a < model.perClass.length; a++) {
    for (let b = a + 1; b < model.perClass.length; b++) {
      const row = (s: number) => (owner[s] === a ? model.coefficients[b - 1] : model.coefficients[a]);
      const own = owner.flatMap((c, s) => (c === a || c === b ? [s] : []));
      const c = own.map((s) => row(s)[s]);
      duals.push({
        dual: half(K, own, c) - sumOfSizes(c),
        size: sumOfSizes(c),
      });
    }
  }
  return duals;
}

/** 0.5 c'Kc + epsilon sum |c| - c'y over the vectors, y their targets; and sum |c|. */
export function svrDual(model: VectorModel, y: number[], epsilon: number): { dual: number; size: number } {
  const [coefficients] = model.coefficients;
  const c = Array.from(coefficients);
  const fit = c.reduce((sum, value, s) => sum + value * y[s], 0);
  const size = sumOfSizes(c);
  const all = c.map((_, s) => s);
  return { dual: half(gram(model), all, c) + epsilon * size - fit, size };
}

function half(K: Float64Array[], rows: number[], c: number[]): number {
  let sum = 0;
  for (const [i, s] of rows.entries()) {
    let inner = 0;
    for (const [j, t] of rows.entries()) inner += c[j] * K[s][t];
    sum += c[i] * inner;
  }
  return sum / 2;
}

function sumOfSizes(c: number[]): number {
  return c.reduce((sum, value) => sum + Math.abs(value), 0);
}
