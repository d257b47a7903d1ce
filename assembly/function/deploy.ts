// sqml_deploy(experiment_name, strategy): makes another model serve the experiment.
//
//   best_score    the model with the highest score       most_recent   the newest
//   rollback      the one deployed before the present    INTEGER       the model with this id
//
// Every deployment stays in sqml_deployments with its reason; a second rollback undoes the first.

import { argument, begin, beginText, endText, isWhole, textArgument, wholeOf } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import { Journal } from '../registry/journal';
import { modelByStrategy, ModelRow, modelWithId } from '../registry/lookup';

export function sqml_deploy(argc: i32): usize {
  begin('sqml_deploy', argc);
  const experiment = textArgument(0, 'experiment_name');
  const choice = argument(1);
  const isId = isWhole(choice);
  const reason = isId ? 'requested' : textArgument(1, 'strategy');
  let model = isId ? modelOf(experiment, wholeOf(choice)) : modelByStrategy(experiment, reason);
  while (!model.isActive && !activate(experiment, model, reason))
    model = isId ? modelOf(experiment, model.id) : modelByStrategy(experiment, reason);
  const json = new JsonObject(beginText());
  json.text('experiment_name', experiment);
  json.integer('model_id', model.id);
  json.text('algorithm', model.algorithm);
  json.number('score', model.score);
  json.flag('changed', !model.isActive);
  json.end();
  return endText();
}

/** The model with this id, which must be one of the experiment's, and of ours. */
function modelOf(experiment: string, id: i64): ModelRow {
  const model = modelWithId(id);
  if (model.experiment != experiment)
    fail(`model ${id} is of experiment '${model.experiment}', not of '${experiment}'`);
  if (model.library != 'sqml')
    fail(`model ${id} was made by ${model.library} (the Python sqlite-ml), whose pickles are not read`);
  return model;
}

/** False when it is no longer the model to activate. */
function activate(experiment: string, model: ModelRow, reason: string): bool {
  return new Journal()
    .row('activate')
    .text('experiment_name', experiment)
    .integer('model_id', model.id)
    .text('reason', reason)
    .write('cannot deploy');
}
