// sqml_deploy(experiment_name, strategy): makes another model serve the experiment.
//
//   best_score    the model with the highest score       most_recent   the newest
//   rollback      the one deployed before the present    INTEGER       the model with this id
//
// Every deployment stays in sqml_deployments with its reason; a second rollback undoes the first.

import { argument, begin, beginText, endText, textArgument } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import * as host from '../host';
import { Journal } from '../registry/journal';
import { modelByStrategy, ModelRow, modelWithId } from '../registry/lookup';

export function sqml_deploy(argc: i32): usize {
  begin('sqml_deploy', argc);
  const experiment = textArgument(0, 'experiment_name');
  const choice = argument(1);
  let model: ModelRow;
  let reason = 'requested';
  if (load<u8>(choice) == host.INTEGER) {
    model = modelWithId(load<i64>(choice, 1));
    if (model.experiment != experiment)
      fail(`model ${model.id} is of experiment '${model.experiment}', not of '${experiment}'`);
    if (model.library != 'sqml')
      fail(
        `model ${model.id} was made by ${model.library} (the Python sqlite-ml), whose pickles are not read`,
      );
  } else {
    reason = textArgument(1, 'strategy');
    model = modelByStrategy(experiment, reason);
  }
  if (!model.isActive) {
    new Journal()
      .row('activate')
      .text('experiment_name', experiment)
      .integer('model_id', model.id)
      .text('reason', reason)
      .write('cannot deploy');
  }
  const json = new JsonObject(beginText());
  json.text('experiment_name', experiment);
  json.integer('model_id', model.id);
  json.text('algorithm', model.algorithm);
  json.number('score', model.score);
  json.flag('changed', !model.isActive);
  json.end();
  return endText();
}
