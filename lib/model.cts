// The engine without SQL, for Node programs: models are trained on arrays, predict arrays, and are the same bytes as
// those in a database.
//
//   import { train, Model, openModel } from 'sqml/model';
//
//   const model = await train(X, y, { type: 'classification', algorithm: 'svc', C: 10 });
//   model.predict([[5.1, 3.5, 1.4, 0.2]]);
//
// Every rule and every message is the engine's; here JavaScript's values meet it. A training runs in a thread of its
// own and blocks nothing; the other calls answer at once, in the caller's thread. Works in worker threads too; a model
// goes from one thread to another as its bytes.

import { readCells, type Value } from './addon/cells.cts';
import { ModelEngine } from './addon/engines.cts';
import {
  DECISION_FUNCTION,
  type Engine,
  INTERRUPT,
  type NativeRows,
  native,
  PREDICT,
  PREDICT_PROBA,
  TRAIN,
} from './addon/native.cts';
import {
  checkFeatures,
  countRows,
  type Features,
  isFlat,
  type NamedRow,
  namesOf,
  type OrderedFeatures,
  ordered,
  readRows,
  readTarget,
} from './addon/rows.cts';
import { type Loader, load } from './index.cts';
import type { ClassificationOptions, RegressionOptions, SharedOptions } from './train_options.cts';

export type { ClassificationOptions, Features, NamedRow, RegressionOptions, SharedOptions, Value };

/** A label as it went into training; the value of a regression is a number. */
export type Label = number | bigint | string;

/** Where a training is. */
export interface Progress {
  /** The solver's own steps, and what it minimises there. */
  iteration: number;
  objective: number;
  /** Which fold of a cross-validation, from 1, and of how many; 0 outside of one. */
  fold: number;
  folds: number;
  /** Which combination of a search, from 1, and of how many; 0 outside of one. */
  trial: number;
  trials: number;
}

/** What a training is told besides its algorithm and its options. */
export interface TrainSettings {
  /** One for each column of X; when left out x0, x1, ..., or the names of X's first row. */
  featureNames?: readonly string[];
  /** What messages call y ('y'); no feature may have this name. */
  targetName?: string;
  /** Columns of a flat X; they follow from y's length when left out. */
  columns?: number;
  /** Hears of the training's progress, at most twenty times a second. What it throws stops the training. */
  onProgress?: (progress: Progress) => void;
  /** Stops the training: the promise then rejects with an AbortError. */
  signal?: AbortSignal;
}

/**
 * Those of an algorithm, and those of all trainings but where it has one of that name for itself. `algorithm`, which knn has
 * too, is the algorithm here.
 */
type OptionsOf<Own> = Omit<Own, 'algorithm'> & Omit<SharedOptions, keyof Own> & TrainSettings;

/** An algorithm of the type, and options that it has: C, test_size, random_state, cv, search, preprocess ... */
export type TrainOptions =
  | {
      [A in keyof ClassificationOptions]: { type: 'classification'; algorithm: A } & OptionsOf<
        ClassificationOptions[A]
      >;
    }[keyof ClassificationOptions]
  | {
      [A in keyof RegressionOptions]: { type: 'regression'; algorithm: A } & OptionsOf<RegressionOptions[A]>;
    }[keyof RegressionOptions];

/** A cross-validation inside the training part. */
export interface CrossValidation {
  mean: number;
  deviation: number;
  scores: number[];
}

/** About how many values go to the engine at once: memory stays small however many rows there are. */
const VALUES_AT_ONCE = 32768;

/** A fitted model. */
export class Model<L extends Label = Label> {
  readonly predictionType: 'classification' | 'regression';
  readonly algorithm: string;
  readonly featureNames: readonly string[];
  /** The labels, sorted; none for a regression. */
  readonly classes: readonly L[];
  /** 16 hexadecimal digits, as in sqml_models.digest. */
  readonly digest: string;
  /** Scores a row: 1 for two classes, one for each of more, 0 for a regression. */
  readonly #scoreCount: number;
  readonly #bytes: Uint8Array;
  readonly #engine: ModelEngine;
  /** One row in and out, so that single rows allocate nothing here. */
  readonly #row: Float64Array;
  readonly #answer: Float64Array;

  /** `bytes` are kept as they are: nobody else may change them. */
  protected constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#engine = new ModelEngine(this, bytes);
    const [json, ...classes] = readCells(this.#opened());
    const description: Description = JSON.parse(json as string);
    this.predictionType = description.type;
    this.algorithm = description.algorithm;
    this.featureNames = description.featureNames;
    this.digest = description.digest;
    this.classes = classes as L[];
    this.#scoreCount = description.scores;
    this.#row = new Float64Array(this.featureNames.length);
    this.#answer = new Float64Array(Math.max(1, classes.length));
  }

  /** The model of these bytes: of `toBytes`, sqml_export_model or sqml_models.data. Throws when they are damaged. */
  static fromBytes<L extends Label = Label>(bytes: Uint8Array): Model<L> {
    if (!(bytes instanceof Uint8Array)) throw new TypeError('fromBytes: bytes must be a Uint8Array');
    return new Model<L>(Uint8Array.from(bytes));
  }

  /** The model's bytes: what sqml_models.data holds, and sqml_import_model takes. */
  toBytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  /** A label for each row, or a number for a regression. */
  predict(X: Features): L[] {
    checkFeatures(X, 'predict');
    const { answers, n } = this.#ask(PREDICT, 'predict', X, 1);
    const predicted = new Array<L>(n);
    if (this.predictionType === 'regression') for (let i = 0; i < n; i++) predicted[i] = answers[i] as L;
    else for (let i = 0; i < n; i++) predicted[i] = this.classes[answers[i]];
    return predicted;
  }

  /** The probability of each class, in the order of `classes`, for each row. */
  predictProba(X: Features): number[][] {
    checkFeatures(X, 'predictProba');
    const k = Math.max(1, this.classes.length);
    return table(this.#ask(PREDICT_PROBA, 'predictProba', X, k), k);
  }

  /** The model's scores: for two classes a number a row, positive for the second; for more, one for each class. */
  decisionFunction(X: Features): number[] | number[][] {
    checkFeatures(X, 'decisionFunction');
    const k = Math.max(1, this.#scoreCount);
    const asked = this.#ask(DECISION_FUNCTION, 'decisionFunction', X, k);
    return k === 1 ? Array.from(asked.answers.subarray(0, asked.n)) : table(asked, k);
  }

  /** `width` answers for each row; valid until the next question. */
  #ask(f: number, who: string, given: Features, width: number): Asked {
    const X = ordered(given, this.featureNames, who);
    const d = this.featureNames.length;
    const n = isFlat(X) ? countRows(X.length, d, who) : X.length;
    const answers = n === 1 ? this.#answer : new Float64Array(n * width);
    const step = Math.max(1, Math.floor(VALUES_AT_ONCE / Math.max(d, width)));
    // Without a row the engine still says what it has to say about the question.
    for (let first = 0; first < n || first === 0; first += step) {
      const end = Math.min(n, first + step);
      let rows: NativeRows;
      if (!isFlat(X)) rows = readRows(X, first, end, d, who, n === 1 ? this.#row : undefined);
      else rows = n <= step ? X : X.subarray(first * d, end * d);
      const out = n <= step ? answers : answers.subarray(first * width, end * width);
      this.#call((engine) => engine.ask(f, rows, first, out));
    }
    return { answers, n };
  }

  #opened(): Uint8Array {
    try {
      return this.#engine.open();
    } catch (thrown) {
      throw plain(thrown);
    }
  }

  #call(ask: (engine: Engine) => void): void {
    try {
      ask(this.#engine.get());
    } catch (thrown) {
      this.#engine.closeIfEnded();
      throw plain(thrown);
    }
  }
}

/** A model that `train` has made, and what there is to say about it. */
export class TrainedModel<L extends Label = Label> extends Model<L> {
  /** On the test part: accuracy, or r2. */
  readonly score: number;
  /** Every metric of the test part, as in sqml_metrics; null where one is undefined. */
  readonly scores: Readonly<Record<string, number | null>>;
  /** Rows that were used, and rows left out because their label is missing. */
  readonly rows: number;
  readonly rowsSkipped: number;
  readonly warnings: readonly string[];
  /** With the options cv or search. */
  readonly cv?: CrossValidation;
  /** With the option search: the combination that won. */
  readonly bestParams?: Readonly<Record<string, unknown>>;

  /** Of `train`'s result: a report and a model's bytes. */
  constructor(result: Uint8Array) {
    const [json, bytes] = readCells(result);
    super(bytes as Uint8Array);
    const report = JSON.parse(json as string);
    this.score = report.score;
    this.scores = report.scores;
    this.rows = report.rows;
    this.rowsSkipped = report.rows_skipped ?? 0;
    this.warnings = report.warnings ?? [];
    this.cv = report.cv;
    this.bestParams = report.best_params;
  }
}

/**
 * Trains a model in a thread of its own: splits the rows, fits, and scores on the test part, as sqml_train does, to the
 * last bit. X and y are copied before it returns, so they may change or be transferred at once. A y of numbers
 * is REAL in SQL, of bigints INTEGER; rows whose y is missing (NaN, null) are left out.
 */
export async function train<L extends Label>(
  X: Features,
  y: ArrayLike<L | null | undefined>,
  options: TrainOptions = {} as TrainOptions,
): Promise<TrainedModel<L>> {
  checkFeatures(X, 'train');
  const { featureNames = namesOf(X), ...others } = options;
  const { type, algorithm, targetName = 'y', columns, onProgress, signal, ...rest } = others;
  const lists = ordered(X, featureNames ?? [], 'train');
  const target = readTarget(y, 'train');
  const d = columnsOf(lists, y.length, columns ?? featureNames?.length);
  const names = featureNames ?? Array.from({ length: d }, (_, j) => `x${j}`);
  for (const name of [...names, targetName]) {
    if (typeof name !== 'string') throw new TypeError(`train: a name must be a string, got ${typeof name}`);
  }
  if (names.length !== d) {
    throw new RangeError(`train: featureNames must name the ${d} columns of X, got ${names.length} names`);
  }
  const texts = [type, algorithm, targetName, JSON.stringify(rest)];
  const rows = isFlat(lists) ? lists : readRows(lists, 0, lists.length, d, 'train');
  const trace: { stack?: string } = {};
  Error.captureStackTrace(trace, train);
  if (signal?.aborted) throw abortError('train: interrupted', signal);

  return new Promise((resolve, reject) => {
    let failure: unknown;
    // Nothing may be thrown from here: nobody would hear of it.
    const stop = native.train(TRAIN, texts, [...names, targetName], rows, target, y.length, (...heard) => {
      const [progress, error, result] = heard;
      try {
        if (progress !== null) {
          if (failure === undefined) onProgress?.(progressOf(progress));
          return;
        }
        signal?.removeEventListener('abort', stop);
        if (failure !== undefined) throw failure;
        if (error) throw traced(isInterrupt(error) ? abortError(error.message, signal) : plain(error), trace);
        resolve(new TrainedModel<L>(result as Uint8Array));
      } catch (thrown) {
        failure = thrown ?? new Error(`train: onProgress threw ${thrown}`);
        if (progress === null) reject(failure);
        else stop();
      }
    });
    signal?.addEventListener('abort', stop);
  });
}

/** A connection of better-sqlite3 or node:sqlite. */
export interface Database extends Loader {
  prepare(sql: string): { get(...values: never[]): unknown };
}

/**
 * The deployed model of an experiment in a database, or the model with an id (sqml_export_model); loads the extension
 * when the connection doesn't have it. What the database does afterwards doesn't change the model.
 */
export function openModel<L extends Label = Label>(
  db: Database,
  experiment: string | number | bigint,
): Model<L> {
  const named = typeof experiment === 'number' ? BigInt(experiment) : experiment;
  const row = exporting(db).get(named as never) as { model: Uint8Array | string };
  if (row.model instanceof Uint8Array) return Model.fromBytes<L>(row.model);
  throw new Error(`openModel: ${row.model}`); // sqml_config('errors', 'json')
}

function exporting(db: Database): { get(...values: never[]): unknown } {
  const sql = 'SELECT sqml_export_model(?) AS model';
  try {
    return db.prepare(sql);
  } catch (thrown) {
    if (!/no such function/.test((thrown as Error).message)) throw thrown;
    load(db);
    return db.prepare(sql);
  }
}

interface Asked {
  answers: Float64Array;
  n: number;
}

interface Description {
  type: 'classification' | 'regression';
  algorithm: string;
  featureNames: string[];
  digest: string;
  scores: number;
}

function table({ answers, n }: Asked, k: number): number[][] {
  const rows = new Array<number[]>(n);
  for (let i = 0; i < n; i++) rows[i] = Array.from(answers.subarray(i * k, (i + 1) * k));
  return rows;
}

/** The columns of X, which has `n` rows; `said` is how many the caller says it has. */
function columnsOf(X: OrderedFeatures, n: number, said: number | undefined): number {
  if (!isFlat(X)) {
    if (X.length !== n) throw new RangeError(`train: X has ${X.length} rows and y ${n} values`);
    return X.length === 0 ? (said ?? 1) : X[0].length;
  }
  if (said !== undefined && countRows(X.length, said, 'train') !== n) {
    throw new RangeError(`train: X has ${X.length / said} rows of ${said} and y ${n} values`);
  }
  const d = said ?? (n === 0 ? 1 : X.length / n);
  if (!Number.isInteger(d))
    throw new RangeError(`train: X has ${X.length} values, which are no ${n} whole rows`);
  return d;
}

function progressOf([trial, trials, fold, folds, iteration, objective]: Float64Array): Progress {
  return { iteration, objective, fold, folds, trial, trials };
}

function isInterrupt(error: Error): boolean {
  return (error as Error & { code?: number }).code === INTERRUPT;
}

/** The engine's error without its code, which only SQL knows. */
function plain(thrown: unknown): unknown {
  delete (thrown as { code?: number }).code;
  return thrown;
}

/** As Node's own functions that take a signal reject. */
function abortError(message: string, signal?: AbortSignal): Error {
  const error = new Error(message, { cause: signal?.reason });
  error.name = 'AbortError';
  return Object.assign(error, { code: 'ABORT_ERR' });
}

/** The error, as if it came from where `train` was called: the thread has no stack to show. */
function traced(error: unknown, { stack = '' }: { stack?: string }): unknown {
  const calls = stack.slice(stack.indexOf('\n'));
  if (error instanceof Error) error.stack = `${error.name}: ${error.message}${calls}`;
  return error;
}
