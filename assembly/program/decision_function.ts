// decision_function(rows [, first]): a BLOB of the model's scores (model/model.ts): one f64 a row for two classes,
// one for each class for more.

import { begin, beginText, endText } from '../call';
import { fail } from '../error';
import * as host from '../host';
import { AskedRows, openedPipeline } from './opened';

export function decision_function(argc: i32): usize {
  begin('decision_function', argc);
  const pipeline = openedPipeline();
  if (!pipeline.isClassification) fail('a regression has no decision function; predict gives its value');
  const classifier = pipeline.classifier;
  const count = classifier.scoreCount;
  if (count == 0) fail(classifier.whyNoScores());
  const rows = new AskedRows(pipeline);
  const out = beginText(host.BLOB);
  for (let raw = rows.next(); raw != 0; raw = rows.next()) {
    const output = pipeline.ask(raw);
    classifier.scores(output, out.extend(count << 3));
  }
  return endText();
}
