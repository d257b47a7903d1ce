// predict_proba(rows [, first]): a BLOB of k f64 a row, the probability of each class.

import { begin, beginText, endText } from '../call';
import { fail } from '../error';
import * as host from '../host';
import { AskedRows, openedPipeline } from './opened';

export function predict_proba(argc: i32): usize {
  begin('predict_proba', argc);
  const pipeline = openedPipeline();
  const model = pipeline.model;
  if (!model.hasProbabilities) fail(model.whyNoProbabilities());
  const rows = new AskedRows(pipeline);
  const k = pipeline.labels.length;
  const out = beginText(host.BLOB);
  for (let x = rows.next(); x != 0; x = rows.next()) model.probabilities(x, out.extend(k << 3));
  return endText();
}
