// What a pipeline says about a part: its answers, and when they are asked for and it has them scores and
// probabilities. Rows go through the model in blocks, each once: all that is said of a row is read from its output.

import { Matrix } from '../math/matrix';
import { put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Pipeline } from '../model/pipeline';
import { tick } from '../progress';
import { Part } from './task';

/** Rows of a block at least, and up to some work more: a large model is read into the cache once a block. */
const BLOCK_ROWS: i32 = 64;
const MOST_ROWS: i32 = 4096;
const BLOCK_WORK: f64 = 3e7;
/** A row that costs less is answered by a model that stays in the cache, where the rows should too. */
const CHEAP: f64 = 1000;
const CHEAP_ROWS: i32 = 512;
/** Bytes that the rows and outputs of a block may take. */
const BLOCK_BYTES: i32 = 1 << 20;

/** What is asked for besides the answers. */
export const enum Besides {
  NOTHING = 0,
  SCORES = 1,
  PROBABILITIES = 2,
  ALL = 3,
}

export class Answers {
  /** n class indices of the model, or values. */
  predicted: usize;
  /** n x scoreCount scores; 0 when the model has none or nobody asked. */
  scores: usize = 0;
  /** n x k probabilities; 0 when the model has none or nobody asked. */
  probabilities: usize = 0;

  /** The raw rows of the part hold TEXT as the pipeline's positions already. */
  constructor(
    public pipeline: Pipeline,
    part: Part,
    besides: Besides,
  ) {
    const n = part.n;
    this.predicted = reals(n);
    if (pipeline.isClassification) {
      const classifier = pipeline.classifier;
      const width = classifier.scoreCount;
      if (besides & Besides.SCORES && width > 0) this.scores = reals(<i64>n * width);
      if (besides & Besides.PROBABILITIES && classifier.hasProbabilities)
        this.probabilities = reals(<i64>n * pipeline.labels.length);
    }
    const outputs = pipeline.model.outputs;
    const rowBytes = (<i64>outputs + <i64>pipeline.encoding.width) << 3;
    const most = pipeline.cost < CHEAP ? CHEAP_ROWS : MOST_ROWS;
    const wanted = <i32>max<f64>(BLOCK_ROWS, min<f64>(most, BLOCK_WORK / pipeline.cost));
    const rows = max(1, min(wanted, <i32>(<i64>BLOCK_BYTES / rowBytes)));
    const X = Matrix.zeros(rows, pipeline.encoding.width);
    const out = reals(<i64>rows * outputs);
    const passes = part.passes;
    if (passes == null) this.answer(part.raw, rows, X, out, []);
    else {
      passes.begin(true);
      while (passes.next()) this.answer(passes.raw, rows, X, out, passes.places);
    }
    release(X.data);
    release(out);
  }

  /** The answers of raw rows, `rows` of them at a time; `places` are theirs in the part, none when they are all of it. */
  private answer(raw: Matrix, rows: i32, X: Matrix, out: usize, places: StaticArray<i32>): void {
    const pipeline = this.pipeline;
    const outputs = pipeline.model.outputs;
    const n = raw.rows;
    for (let from = 0; from < n; from += rows) {
      X.rows = min(rows, n - from);
      for (let i = 0; i < X.rows; i++) pipeline.prepare(raw.row(from + i), X.row(i));
      pipeline.model.outputsOf(X, out);
      for (let i = 0; i < X.rows; i++) {
        const place = places.length == 0 ? from + i : unchecked(places[from + i]);
        this.take(place, out + ((<usize>i * <usize>outputs) << 3));
      }
      tick(pipeline.cost * <f64>X.rows);
    }
  }

  /** Reads all that was asked for from the output of row i. */
  private take(i: i32, output: usize): void {
    put(this.predicted, i, this.pipeline.model.answer(output));
    if (!this.scores && !this.probabilities) return;
    const classifier = this.pipeline.classifier;
    if (this.scores) {
      const width = <usize>classifier.scoreCount;
      classifier.scores(output, this.scores + ((<usize>i * width) << 3));
    }
    if (this.probabilities) {
      const k = <usize>this.pipeline.labels.length;
      classifier.probabilities(output, this.probabilities + ((<usize>i * k) << 3));
    }
  }

  release(): void {
    release(this.predicted);
    release(this.scores);
    release(this.probabilities);
  }
}
