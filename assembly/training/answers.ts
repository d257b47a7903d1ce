// What a pipeline says about a part: its answers, and when they are asked for and it has them scores and
// probabilities, row by row. Each is a pass over the model: for svc, the kernel's rows once more.

import { put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Pipeline } from '../model/pipeline';
import { tick } from '../progress';
import { Part } from './data';

/** What a row may cost, by column of X, for the polls: a guess that errs upwards. */
const FLOPS_PER_COLUMN: f64 = 100;

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
    const model = pipeline.model;
    const k = pipeline.labels.length;
    const width = besides & Besides.SCORES ? model.scoreCount : 0;
    const predicted = reals(n);
    this.predicted = predicted;
    if (width > 0) this.scores = reals(<i64>n * width);
    if (besides & Besides.PROBABILITIES && model.hasProbabilities) this.probabilities = reals(<i64>n * k);
    for (let i = 0; i < n; i++) {
      const x = pipeline.prepare(part.raw.row(i));
      put(predicted, i, model.predict(x));
      if (width > 0) model.decide(x, this.scores + ((<usize>i * width) << 3));
      if (this.probabilities) model.probabilities(x, this.probabilities + ((<usize>i * k) << 3));
      tick(<f64>pipeline.encoding.width * FLOPS_PER_COLUMN);
    }
  }

  release(): void {
    release(this.predicted);
    release(this.scores);
    release(this.probabilities);
  }
}
