// sqml_progress(): the trainings that run in this process, from any connection and on any database.
//
//   phase          reading, validating, fitting, judging, storing
//   done, total    of reading: rows so far; of validating: folds of all trials; of fitting: trees or iterations, of which
//                  there may be fewer than total (max_iter); NULL where it is not known
//   seconds        since it began
//   seconds_left   until its phase ends, if it goes on as it did; NULL where it ends by itself

import { begin, beginRows, endRows } from '../call';
import { PHASES } from '../progress';
import { runningTrainings } from '../registry/trainings';
import { RowWriter } from '../rows';

export function sqml_progress(argc: i32): usize {
  begin('sqml_progress', argc);
  const rows = beginRows();
  const all = runningTrainings();
  for (let i = 0; i < all.length; i++) {
    const one = all[i];
    rows.integer(one.id);
    rows.text(one.experiment);
    rows.text(one.algorithm);
    rows.text(PHASES[one.phase]);
    writeCount(rows, one.done);
    writeCount(rows, one.total);
    rows.real(one.seconds);
    rows.real(one.secondsLeft);
  }
  return endRows();
}

function writeCount(rows: RowWriter, count: f64): void {
  if (isNaN(count)) rows.null();
  else rows.integer(<i64>count);
}
