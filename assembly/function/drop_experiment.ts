// sqml_drop_experiment(experiment_name): deletes an experiment with its runs, models, metrics and deployments.

import { begin, beginText, endText, textArgument } from '../call';
import { JsonObject } from '../codec/json';
import { predictionTypeOf, unknownExperiment } from '../registry/experiment';
import { Journal } from '../registry/journal';
import { Statement } from '../sql';

export function sqml_drop_experiment(argc: i32): usize {
  begin('sqml_drop_experiment', argc);
  const experiment = textArgument(0, 'experiment_name');
  if (predictionTypeOf(experiment).length == 0) unknownExperiment(experiment);
  const runs = Statement.prepare(
    'SELECT count(*), count(m.id) FROM main.sqml_experiments e JOIN main.sqml_runs r ON r.experiment_id = e.id ' +
      'LEFT JOIN main.sqml_models m ON m.run_id = r.id WHERE e.name = ?',
  )
    .text(experiment)
    .bound();
  runs.next();
  const runCount = runs.integerCell();
  const modelCount = runs.integerCell();
  runs.close();
  new Journal()
    .row('drop_experiment')
    .text('experiment_name', experiment)
    .write('cannot drop the experiment');
  const json = new JsonObject(beginText());
  json.text('experiment_name', experiment);
  json.integer('runs', runCount);
  json.integer('models', modelCount);
  json.end();
  return endText();
}
