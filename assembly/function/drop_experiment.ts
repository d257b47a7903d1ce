// sqml_drop_experiment(experiment_name): deletes an experiment with its runs, models, metrics and deployments.

import { begin, beginText, endText, textArgument } from '../call';
import { JsonObject } from '../codec/json';
import { seen, SIZE } from '../registry/condition';
import { predictionTypeOf, unknownExperiment } from '../registry/experiment';
import { Journal } from '../registry/journal';
import { Statement } from '../sql';

export function sqml_drop_experiment(argc: i32): usize {
  begin('sqml_drop_experiment', argc);
  const experiment = textArgument(0, 'experiment_name');
  const journal = new Journal().row('drop_experiment').text('experiment_name', experiment);
  let size: string;
  do {
    if (predictionTypeOf(experiment).length == 0) unknownExperiment(experiment);
    size = seen(Statement.prepare(SIZE).text(experiment));
  } while (!journal.expect(size).write('cannot drop the experiment'));
  const counts = size.split(' ');
  const json = new JsonObject(beginText());
  json.text('experiment_name', experiment);
  json.integer('runs', I64.parseInt(counts[0]));
  json.integer('models', I64.parseInt(counts[1]));
  json.end();
  return endText();
}
