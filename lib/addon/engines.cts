// The engines of this thread's models: how many live, and when they go.
//
// An engine has 4 GiB of address space and 128 KiB of memory at least. The garbage collector is told of the memory
// (binding/addon.cc), but what it finds is freed when the event loop turns, and a loop that opens models may not let
// it. So only so many engines live: the one that was asked longest ago is closed for a new one, and its model
// opens another from its bytes when it is asked again. Nobody notices but by the time that takes.

import { type Engine, native, OPEN } from './native.cts';

/** Engines of a thread, and bytes of their memory together. */
const MOST_ENGINES = 256;
const MOST_BYTES = 1 << 30;

const living = new Set<ModelEngine>();
let bytes = 0;
let questions = 0;

/** A model that is gone needs its engine no more. */
const gone = new FinalizationRegistry<ModelEngine>((engine) => engine.close());

/** The engine of a model. */
export class ModelEngine {
  readonly #bytes: Uint8Array;
  #engine: Engine | undefined;
  #size = 0;
  #asked = 0;

  /** Of the model `owner`, whose bytes these are. */
  constructor(owner: object, bytes: Uint8Array) {
    this.#bytes = bytes;
    gone.register(owner, this);
  }

  /** The engine, with the model in it. */
  get(): Engine {
    this.#asked = ++questions;
    if (this.#engine === undefined) this.open();
    return this.#engine as unknown as Engine;
  }

  /** An engine that an error has ended is replaced when it is asked for again. */
  closeIfEnded(): void {
    if (this.#engine?.isEnded) this.close();
  }

  close(): void {
    this.#engine?.close();
    this.#engine = undefined;
    living.delete(this);
    bytes -= this.#size;
    this.#size = 0;
  }

  /** Opens it; what the engine says of the model. Throws when its bytes are damaged. */
  open(): Uint8Array {
    while (living.size >= MOST_ENGINES || (bytes >= MOST_BYTES && living.size > 0)) closeOldest();
    this.#asked = ++questions;
    const engine = new native.Engine();
    this.#engine = engine;
    living.add(this);
    try {
      const told = engine.call(OPEN, this.#bytes);
      this.#size = engine.size;
      bytes += this.#size;
      return told;
    } catch (thrown) {
      this.close();
      throw thrown;
    }
  }

  /** The one of `living` that was asked longest ago. */
  static oldest(): ModelEngine | undefined {
    let oldest: ModelEngine | undefined;
    for (const engine of living) if (oldest === undefined || engine.#asked < oldest.#asked) oldest = engine;
    return oldest;
  }
}

function closeOldest(): void {
  ModelEngine.oldest()?.close();
}
