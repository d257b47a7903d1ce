// sqml_retrain(run_id): trains again as the run did, with its options and random_state, on its dataset as it
// is now. The answer is that of sqml_train.

import { argument, begin, describe, isWhole, wholeOf } from '../call';
import { fail } from '../error';
import { openDataset } from '../table/source';
import { requestOfRun } from '../training/run';
import { train } from '../training/train';

export function sqml_retrain(argc: i32): usize {
  begin('sqml_retrain', argc);
  const cell = argument(0);
  if (!isWhole(cell)) fail(`run_id must be an INTEGER, got ${describe(cell)}`);
  return train(requestOfRun(wholeOf(cell)), openDataset);
}
