// A fitted pipeline before rows whose truth is known, and what can be said of it: metrics, the confusion matrix,
// ROC curves, calibration.
//
// Two classes have one curve and one calibration: of the positive class, else the second, by the decision function
// (else its probability) and by its probability. More classes have one each against the rest: by their
// probabilities or, without, their scores.

import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { ClassCalibration } from '../judgement/calibration';
import { Confusion } from '../judgement/confusion';
import { ClassCurve } from '../judgement/curve';
import { calibrationOf } from '../metric/calibration';
import { confusionMatrix } from '../metric/confusion';
import { rocCurve } from '../metric/roc';
import { Scores } from '../metric/scores';
import { Pipeline } from '../model/pipeline';
import { Label } from '../model/label';
import { Answers, Besides } from './answers';
import { modelClasses, scoreClasses, scoresOfClass, scoreValues } from './score';
import { Part } from './task';

export class Judged {
  constructor(
    public pipeline: Pipeline,
    /** Raw rows as the pipeline reads them; targets are places among the labels, or values. */
    public part: Part,
    /** All labels of the rows, sorted, and the place among them of each class of the model. */
    public labels: Label[],
    public place: StaticArray<i32>,
    /** The class that is looked for, of two; -1 when none was named. */
    public positive: i32,
    public randomState: u32,
  ) {}

  answers(besides: Besides): Answers {
    return new Answers(this.pipeline, this.part, besides);
  }

  /** The metrics; of all answers. */
  scores(answers: Answers): Scores {
    if (!this.pipeline.isClassification) return scoreValues(answers, this.part);
    return scoreClasses(answers, this.part, this.place, this.labels.length, this.positive);
  }

  /** Of a classification. */
  confusion(answers: Answers): Confusion {
    const n = this.part.n;
    const places = reals(n);
    for (let i = 0; i < n; i++) put(places, i, this.place[<i32>at(answers.predicted, i)]);
    const matrix = confusionMatrix(this.part.y, places, n, this.labels.length);
    release(places);
    return new Confusion(this.labels, this.place, matrix);
  }

  /** Of a classification; none without scores and probabilities. */
  curves(answers: Answers): ClassCurve[] {
    const curves: ClassCurve[] = [];
    const n = this.part.n;
    const k = this.pipeline.labels.length;
    if (k < 2 || (!answers.scores && !answers.probabilities)) return curves;
    const y = this.classes();
    if (k == 2) {
      const c = this.looked;
      const scores = scoresOfClass(answers, n, c);
      curves.push(new ClassCurve(c, rocCurve(y, c, scores, 1, n)));
      release(scores);
    } else {
      const scores = answers.probabilities ? answers.probabilities : answers.scores;
      for (let c = 0; c < k; c++)
        curves.push(new ClassCurve(c, rocCurve(y, c, scores + ((<usize>c) << 3), k, n)));
    }
    release(y);
    return curves;
  }

  /** Of a classification; none without probabilities. */
  calibrations(answers: Answers): ClassCalibration[] {
    const found: ClassCalibration[] = [];
    if (!answers.probabilities) return found;
    const k = this.pipeline.labels.length;
    const y = this.classes();
    for (let c = 0; c < k; c++) {
      if (k == 2 && c != this.looked) continue;
      const column = answers.probabilities + ((<usize>c) << 3);
      found.push(new ClassCalibration(c, calibrationOf(y, c, column, k, this.part.n)));
    }
    release(y);
    return found;
  }

  /** Of two classes the one that is looked for. */
  private get looked(): i32 {
    return this.positive < 0 ? 1 : this.positive;
  }

  /** The truth as classes of the model; to be released. */
  private classes(): usize {
    return modelClasses(this.part, this.place, this.labels.length);
  }
}
