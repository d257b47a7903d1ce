// Jobs (assembly/jobs/jobs.ts) where there are no threads: one after the other, in an instance that is not the call's
// own. Between two jobs it collects its garbage, so many jobs take the memory of one.

import { Memory } from './memory.ts';
import { decoded, Left, SQLITE_INTERNAL, SQLITE_INTERRUPT } from './sqlite.ts';

interface Exports {
  memory: WebAssembly.Memory;
  share(length: number): number;
  job(number: number): number;
  collect(): void;
}

/** What the jobs of one call left. */
export class Jobs {
  /** Of the job that failed; '' when the host wanted to stop. */
  message = '';
  #results: Uint8Array[] = [];

  /** Runs jobs 0..count-1 on these bytes; 0, or the code of what went wrong. `poll` is told how many are done. */
  run(
    module: WebAssembly.Module,
    pieces: Uint8Array[],
    count: number,
    poll: (done: number) => number,
  ): number {
    this.message = '';
    this.#results = [];
    try {
      const worker = new Worker(module, pieces, () => poll(this.#results.length));
      for (let number = 0; number < count; number++) this.#results.push(worker.perform(number));
      return 0;
    } catch (error) {
      if (!(error instanceof Left)) {
        this.message = String(error);
        return SQLITE_INTERNAL;
      }
      this.message = error.code === SQLITE_INTERRUPT ? '' : error.message;
      return error.code;
    }
  }

  result(number: number): Uint8Array {
    const result = this.#results[number];
    if (!result) throw new Error(`there is no job ${number}`);
    return result;
  }
}

/** An instance that has nothing to do with SQLite. */
class Worker {
  readonly #exports: Exports;
  readonly #memory: Memory;

  constructor(module: WebAssembly.Module, pieces: Uint8Array[], poll: () => number) {
    const host: Record<string, (...values: number[]) => number> = {};
    for (const { name } of WebAssembly.Module.imports(module)) {
      host[name] = () => {
        throw new Error(`a job asked for ${name}`);
      };
    }
    host.poll = poll;
    host.settings = () => 0;
    host.length_limit = () => 0x7fffffff;
    host.clock = () => performance.timeOrigin + performance.now();
    host.fail = (message, length, code) => {
      const from = message >>> 0;
      throw new Left(decoded(this.#memory.bytes.subarray(from, from + length)), code);
    };
    this.#exports = new WebAssembly.Instance(module, { host }).exports as unknown as Exports;
    this.#memory = new Memory(this.#exports.memory);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    let at = this.#exports.share(length) >>> 0;
    for (const piece of pieces) {
      this.#memory.bytes.set(piece, at);
      at += piece.length;
    }
  }

  perform(number: number): Uint8Array {
    const cell = this.#exports.job(number) >>> 0;
    const length = this.#memory.view.getUint32(cell + 1, true);
    const result = this.#memory.bytes.slice(cell + 5, cell + 5 + length);
    this.#exports.collect();
    return result;
  }
}
