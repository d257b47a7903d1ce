// sqml_judged_rows(experiment_name): rows of the training's test part, what they are and what was predicted: all,
// or a thousand that random_state draws (judgement/sample.ts), as stored then.
//
//   residual        actual - predicted, of a regression
//   score           of a classification, as sqml_decision_function gives it
//   probabilities   of a classification that has them, as sqml_predict_proba gives them

import { argument, begin, beginRows, endRows } from '../call';
import { ByteWriter } from '../codec/bytes';
import { Sample } from '../judgement/sample';
import { Label } from '../model/label';
import { modelOf } from '../registry/deployed';
import { judgementOf } from '../registry/judgements';
import { RowWriter } from '../rows';
import { writeByClass } from './by_class';

export function sqml_judged_rows(argc: i32): usize {
  begin('sqml_judged_rows', argc);
  const kept = modelOf(argument(0));
  const judgement = judgementOf(kept, 'sqml_predictions answers for the rows of a dataset');
  const sample = judgement.sample;
  const confusion = judgement.confusion;
  const rows = beginRows();
  const scratch = new ByteWriter();
  for (let i = 0; i < sample.rows; i++) {
    const actual = sample.actual[i];
    const predicted = sample.predicted[i];
    if (confusion != null) {
      confusion.labels[<i32>actual].writeCell(rows.out);
      kept.pipeline.labels[<i32>predicted].writeCell(rows.out);
      rows.null();
      writeSurety(rows, scratch, sample, i, kept.pipeline.labels);
    } else {
      rows.real(actual);
      rows.real(predicted);
      rows.real(actual - predicted);
      rows.null();
      rows.null();
    }
  }
  return endRows();
}

/** Score and probabilities of row i; NULL each where there are none. */
function writeSurety(rows: RowWriter, scratch: ByteWriter, sample: Sample, i: i32, labels: Label[]): void {
  const width = sample.scoreCount;
  const scores = changetype<usize>(sample.scores) + ((<usize>i * width) << 3);
  if (width == 1) rows.real(load<f64>(scores));
  else if (width == labels.length) writeByClass(rows, scratch, labels, scores);
  else rows.null();
  const k = labels.length;
  if (sample.probabilities.length == 0) rows.null();
  else writeByClass(rows, scratch, labels, changetype<usize>(sample.probabilities) + ((<usize>i * k) << 3));
}
