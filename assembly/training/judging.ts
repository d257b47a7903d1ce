// What a training keeps for those who judge its model later (judgement/judgement.ts): first what the rows say
// while they are as they were read, then what the fitted model says about them.

import { Judgement } from '../judgement/judgement';
import { Profile } from '../judgement/profile';
import { Sample } from '../judgement/sample';
import { Answers } from './answers';
import { Data } from './data';
import { Judged } from './judged';
import { digestOfRows } from './row_digest';
import { Part } from './task';

export class Judging {
  private rowsDigest: u64;
  private profile: Profile;

  /** Of parts whose raw rows are as read; nothing of them is kept. */
  constructor(data: Data, train: Part, test: Part, randomState: u32) {
    this.rowsDigest = digestOfRows(test, data.features.columns, data.labels);
    this.profile = Profile.of(train.raw, data.features.columns, randomState);
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
