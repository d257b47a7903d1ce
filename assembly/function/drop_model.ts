// sqml_drop_model(model_id [, even_if_active]): deletes a model, its metrics and its deployments. Its run
// stays as history. The active model of an experiment goes only when the second argument is 1.

import { argument, begin, beginText, describe, endText, isWhole, wholeOf } from '../call';
import { JsonObject } from '../codec/json';
import { fail } from '../error';
import { Journal } from '../registry/journal';
import { ModelRow, modelWithId } from '../registry/lookup';

export function sqml_drop_model(argc: i32): usize {
  begin('sqml_drop_model', argc);
  const cell = argument(0);
  if (!isWhole(cell)) fail(`model_id must be an INTEGER, got ${describe(cell)}`);
  const id = wholeOf(cell);
  const force = argument(1);
  const isForced = isWhole(force) && wholeOf(force) != 0;
  const journal = new Journal().row('drop_model').integer('model_id', id);
  let model: ModelRow;
  do {
    model = modelWithId(id);
    if (model.isActive && !isForced) {
      fail(
        `model ${id} serves experiment '${model.experiment}'; deploy another first, or sqml_drop_model(${id}, 1)`,
      );
    }
  } while (!journal.expect(model.isActive ? '1' : '0').write('cannot drop the model'));
  const json = new JsonObject(beginText());
  json.text('experiment_name', model.experiment);
  json.integer('model_id', model.id);
  json.flag('was_deployed', model.isActive);
  json.end();
  return endText();
}
