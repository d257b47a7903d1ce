// predict(rows [, first]): the opened model's answers, a BLOB of one f64 a row: the class's index, or the value.

import { begin, beginText, endText } from '../call';
import * as host from '../host';
import { AskedRows, openedPipeline } from './opened';

export function predict(argc: i32): usize {
  begin('predict', argc);
  const pipeline = openedPipeline();
  const rows = new AskedRows(pipeline);
  const out = beginText(host.BLOB);
  for (let raw = rows.next(); raw != 0; raw = rows.next()) out.f64(pipeline.predict(raw));
  return endText();
}
