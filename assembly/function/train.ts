// sqml_train(experiment_name, prediction_type, algorithm, dataset, target
//            [, test_size [, split_strategy [, options]]])
//
// Trains on a table, a view or one SELECT, stores the model, and deploys it when it scores better than the
// deployed one (training/train.ts).

import { begin } from '../call';
import { openDirectly } from '../table/source';
import { readRequest } from '../training/request';
import { train } from '../training/train';

export function sqml_train(argc: i32): usize {
  begin('sqml_train', argc);
  return train(readRequest(), openDirectly);
}
