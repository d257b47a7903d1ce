// dist/sqml.node, as binding/addon.cc describes it: what is private to the package.

import { describeMissing, findCompiled } from '../loadable.cts';

/** Rows as the engine reads them: numbers row after row, NaN for NULL; or cells (cells.cts) as a Uint8Array. */
export type NativeRows = Float64Array | Float32Array | Uint8Array;

/** An instance of the engine, with the model that it has opened. */
export interface Engine {
  /** An error has ended it, or `close`. */
  readonly isEnded: boolean;
  /** Bytes of its memory. */
  readonly size: number;
  /** Gives its memory back at once. */
  close(): void;
  call(f: number, bytes: Uint8Array): Uint8Array;
  ask(f: number, rows: NativeRows, first: number, out: Float64Array): void;
}

/** What is told of a training: progress now and then, and at the end an error or a result. */
export type Notify = (progress: Float64Array | null, error?: Error | null, result?: Uint8Array) => void;

interface Native {
  functions: string[];
  Engine: new () => Engine;
  train(
    f: number,
    texts: (string | undefined)[],
    names: string[],
    X: NativeRows,
    y: NativeRows,
    count: number,
    notify: Notify,
  ): () => void;
}

const NAME = 'sqml.node';
const FILE = findCompiled(NAME);

function opened(): Native {
  if (FILE === undefined) throw new Error(describeMissing(NAME));
  try {
    return require(FILE) as Native;
  } catch (thrown) {
    throw new Error(`sqml: ${FILE} can't be loaded: ${(thrown as Error).message}`);
  }
}

export const native = opened();

/** The number of one of the engine's functions (programs in lib/catalog.ts). */
function numberOf(name: string): number {
  const found = native.functions.indexOf(name);
  if (found < 0) throw new Error(`sqml: ${FILE} is of another version than this file: it lacks ${name}`);
  return found;
}

export const TRAIN = numberOf('train');
export const OPEN = numberOf('open');
export const PREDICT = numberOf('predict');
export const PREDICT_PROBA = numberOf('predict_proba');
export const DECISION_FUNCTION = numberOf('decision_function');

/** The code of a call that was stopped. */
export const INTERRUPT = 9;
