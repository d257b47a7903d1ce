// The addon as its users get it: the package by its own name, so what package.json exports and npm run build made.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import test, { type Test } from 'tape';
import { path } from '../host/index.ts';

/** Why it can't be tested here, or null. */
export const missing = existsSync(path('dist/sqml.node'))
  ? null
  : 'dist/sqml.node is not built; npm run build makes it where a C++ compiler is (apt-get install g++)';

export const { train, Model, openModel } = (
  missing === null ? createRequire(import.meta.url)('sqml/model') : {}
) as typeof import('sqml/model');

/** A test of the addon; a visible skip where it isn't built. */
export function addonTest(title: string, body: (t: Test) => Promise<void>): void {
  test(title, async (t) => {
    if (missing === null) await body(t);
    else t.skip(missing);
  });
}

/** Why the promise rejects. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: unknown }> {
  try {
    await promise;
  } catch (thrown) {
    return thrown as Error;
  }
  throw new Error('it did not reject');
}

/** A training hears of an abort within a millisecond or two; the rest is for a busy machine. */
export const ABORTS_WITHIN_MS = 1000;

/** Labels that no machine can learn: a training that goes on for minutes. */
export function noise(n = 20000): { X: Float64Array; y: Float64Array } {
  return {
    X: new Float64Array(n * 4).map((_, i) => (i * 7919) % 1009),
    y: new Float64Array(n).map((_, i) => ((i * 32452843) % 977) % 2),
  };
}

/** Options with which `noise` is trained for minutes. */
export const ENDLESS = { type: 'classification', algorithm: 'svc', C: 1e6, tol: 1e-9 } as const;
