// What a training keeps for those who judge its model later (judgement/judgement.ts): first what the rows say
// while they are as they were read, then what the fitted model says about them.

import { Judgement } from '../judgement/judgement';
import { Profile, Profiling } from '../judgement/profile';
import { Sample } from '../judgement/sample';
import { Answers } from './answers';
import { Data } from './data';
import { Judged } from './judged';
import { Passes } from './passes';
import { digestOfRows, PlacedDigest } from './row_digest';
import { Part } from './task';

export class Judging {
  constructor(
    private rowsDigest: u64,
    private profile: Profile,
  ) {}

  /** Of parts whose raw rows are as read; nothing of them is kept. */
  static of(data: Data, train: Part, test: Part, randomState: u32): Judging {
    const digest = digestOfRows(test, data.features.columns, data.labels);
    return new Judging(digest, Profile.of(train.raw, data.features.columns, randomState));
  }

  /** Lets passes look at the rows for `ofPasses`. */
  static beginPasses(data: Data, train: Part, test: Part, randomState: u32): void {
    const passes = train.passes!;
    passes.profiling = new Profiling(train.n, data.features.columns, randomState);
    passes.digest = new PlacedDigest(test.n, data.features.columns, data.labels);
  }

  /** When all passes are over. */
  static ofPasses(passes: Passes): Judging {
    return new Judging(passes.digest!.value, passes.profiling!.profile());
  }

  /** `judged` is the fitted pipeline before the test part, `answers` are all that it gives. */
  judge(judged: Judged, answers: Answers): Judgement {
    const pipeline = judged.pipeline;
    const n = judged.part.n;
    const sample = Sample.draw(
      n,
      judged.part.y,
      answers.predicted,
      answers.scores,
      pipeline.isClassification ? pipeline.classifier.scoreCount : 0,
      answers.probabilities,
      pipeline.labels.length,
      judged.randomState,
    );
    const judgement = new Judgement(this.rowsDigest, n, sample, this.profile);
    if (pipeline.isClassification) {
      judgement.positive = judged.positive;
      judgement.confusion = judged.confusion(answers);
      judgement.curves = judged.curves(answers);
      judgement.calibrations = judged.calibrations(answers);
    }
    return judgement;
  }
}
