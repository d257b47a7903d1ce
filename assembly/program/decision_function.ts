// decision_function(rows [, first]): a BLOB of the model's scores (model/model.ts): one f64 a row for two classes,
// one for each class for more.

import { begin, beginText, endText } from '../call';
import { fail } from '../error';
import * as host from '../host';
import { AskedRows, openedPipeline } from './opened';

export function decision_function(argc: i32): usize {
  begin('decision_function', argc);
  const pipeline = openedPipeline();
  const model = pipeline.model;
  const count = model.scoreCount;
  if (count == 0) fail('a regression has no decision function; predict gives its value');
  const rows = new AskedRows(pipeline);
  const out = beginText(host.BLOB);
  for (let x = rows.next(); x != 0; x = rows.next()) model.decide(x, out.extend(count << 3));
  return endText();
}
