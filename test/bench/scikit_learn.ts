// scikit-learn as a contestant: scikit_learn.py in a process of its own, a line of JSON each way.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { path } from '../host/host.ts';

export const HOW_TO_GET_IT =
  'no Python with scikit-learn was found; python3 -m venv V && V/bin/pip install scikit-learn, ' +
  'then SQML_PYTHON=V/bin/python npm run bench';

/** The first Python that has scikit-learn, or null. */
export function pythonWithSklearn(): string | null {
  const candidates = [process.env.SQML_PYTHON, 'python3', 'python'];
  const has = (name: string) => spawnSync(name, ['-c', 'import sklearn, threadpoolctl']).status === 0;
  return candidates.find((name) => name !== undefined && has(name)) ?? null;
}

export interface Trained {
  total: number;
  reading: number;
  score: number;
}

export class Sklearn {
  readonly #process: ChildProcess;
  readonly #input: Writable;
  readonly #answers: AsyncIterator<string>;

  private constructor(
    readonly name: string,
    python: string,
    file: string,
    limits: Record<string, string>,
  ) {
    this.#process = spawn(python, [path('test/bench/scikit_learn.py'), file], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...limits },
    });
    this.#input = this.#process.stdin as Writable;
    this.#input.on('error', () => {});
    this.#answers = createInterface(this.#process.stdout as Readable)[Symbol.asyncIterator]();
  }

  /** With one thread, and with as many as it takes by default. */
  static both(python: string, file: string): Sklearn[] {
    return [
      new Sklearn('sklearn, 1 thread', python, file, { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }),
      new Sklearn('sklearn, default', python, file, {}),
    ];
  }

  versions(): Promise<Record<string, string | number>> {
    return this.#ask({ job: 'versions' });
  }

  train(query: string, algorithm: string, options = {}): Promise<Trained> {
    return this.#ask({ job: 'train', query, algorithm, options });
  }

  /** Trains logistic regression on a table of TEXT, one-hot and sparse. */
  trainSparse(query: string): Promise<Trained> {
    return this.#ask({ job: 'train sparse', query });
  }

  /** Trains, and serves the model as `name`. */
  deploy(name: string, query: string, algorithm: string): Promise<Trained> {
    return this.#ask({ job: 'deploy', name, query, algorithm });
  }

  /** Predicts the rows of a query by the model that was deployed as `name`. */
  predictions(name: string, query: string): Promise<{ total: number; reading: number }> {
    return this.#ask({ job: 'predictions', name, query });
  }

  /** The time that a statement takes. */
  async sql(sql: string): Promise<number> {
    return (await this.#ask<{ total: number }>({ job: 'sql', sql })).total;
  }

  async #ask<T>(request: object): Promise<T> {
    this.#input.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('scikit_learn.py ended before its answer; see its message above');
    return JSON.parse(value) as T;
  }

  async close(): Promise<void> {
    this.#input.end();
    if (this.#process.exitCode === null) await new Promise((resolve) => this.#process.on('close', resolve));
  }
}
