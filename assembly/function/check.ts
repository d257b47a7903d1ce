// sqml_check(prediction_type, algorithm, dataset, target [, options]): what keeps sqml_train from training on a dataset.
//
//   name      the column                            advice    what to do about it, in words
//   problem   what is the matter with it            example   the option (JSON) or the SQL that does it
//
// No rows: nothing is in the way. Nothing is stored. What is wrong with the arguments themselves is an error.

import { begin, beginRows, endRows } from '../call';
import { RowWriter } from '../rows';
import { openDataset } from '../table/source';
import { readRows } from '../training/prepare';
import { readCheckRequest } from '../training/request';

export function sqml_check(argc: i32): usize {
  begin('sqml_check', argc);
  const request = readCheckRequest();
  const found = readRows(openDataset(request.dataset), request).problems;
  const rows = beginRows();
  for (let i = 0; i < found.length; i++) {
    const problem = found[i];
    textOrNull(rows, problem.column);
    rows.text(problem.what);
    textOrNull(rows, problem.advice);
    textOrNull(rows, problem.example);
  }
  return endRows();
}

function textOrNull(rows: RowWriter, text: string): void {
  if (text.length > 0) rows.text(text);
  else rows.null();
}
