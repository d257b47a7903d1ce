// predict_proba(rows [, first]): a BLOB of k f64 a row, the probability of each class.

import { begin, beginText, endText } from '../call';
import * as host from '../host';
import { checkProbabilities } from '../model/pipeline';
import { AskedRows, openedPipeline } from './opened';

export function predict_proba(argc: i32): usize {
  begin('predict_proba', argc);
  const pipeline = openedPipeline();
  checkProbabilities(pipeline);
  const classifier = pipeline.classifier;
  const rows = new AskedRows(pipeline);
  const k = pipeline.labels.length;
  const out = beginText(host.BLOB);
  for (let raw = rows.next(); raw != 0; raw = rows.next()) {
    const output = pipeline.ask(raw);
    classifier.probabilities(output, out.extend(k << 3));
  }
  return endText();
}
