// Which class a number of a model is about, as a cell of a table function.

import { Pipeline } from '../model/pipeline';
import { RowWriter } from '../rows';

/** NULL for a regression; the second of two classes when one number is for both; the class, or the pair, of more. */
export function writeClass(
  rows: RowWriter,
  pipeline: Pipeline,
  outputs: i32,
  isPairwise: bool,
  c: i32,
): void {
  const labels = pipeline.labels;
  const k = labels.length;
  if (k == 0) rows.null();
  else if (k == 2 && outputs == 1) labels[1].writeCell(rows.out);
  else if (!isPairwise) labels[c].writeCell(rows.out);
  else {
    let pair = c;
    let i = 0;
    while (pair >= k - 1 - i) {
      pair -= k - 1 - i;
      i++;
    }
    rows.text(`${labels[i].toString()} / ${labels[i + 1 + pair].toString()}`);
  }
}
