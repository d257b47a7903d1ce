// A stored run as the request that it was: enough to train again, and to find its test rows again.

import { fail } from '../error';
import * as host from '../host';
import { algorithmNamed, PREDICTION_TYPES } from '../model/algorithm';
import { Statement } from '../sql';
import { optionsOf, Request } from './request';

/** The request of the run with this id. */
export function requestOfRun(id: i64): Request {
  const found = Statement.ifThere(
    'SELECT e.name, e.prediction_type, r.algorithm, r.dataset, r.target, r.test_size, r.split_strategy, r.options, ' +
      'r.random_state FROM main.sqml_runs r JOIN main.sqml_experiments e ON e.id = r.experiment_id WHERE r.id = ?',
  );
  if (found == null) {
    fail(`unknown run ${id}: this database has no runs of sqml yet`);
    throw new Error('unreachable');
  }
  found.integer(id).bound();
  if (!found.next()) fail(`unknown run ${id}; SELECT * FROM sqml_runs shows the runs there are`);
  const experiment = found.textCell();
  const predictionType = PREDICTION_TYPES.indexOf(found.textCell());
  const name = found.textCell();
  const dataset = found.textCell();
  const target = found.textCell();
  const size = found.cell();
  const strategy = found.textCell();
  const given = found.textCell();
  const randomState = found.cell();
  const algorithm = algorithmNamed(name, predictionType);
  if (algorithm == null) {
    fail(`run ${id} used '${name}', which this sqml does not have`);
    throw new Error('unreachable');
  }
  if (dataset.length == 0) fail(`run ${id} imported its model and has no dataset`);
  const options = optionsOf(algorithm, given.length > 0 ? given : '{}');
  if (load<u8>(size) == host.REAL) {
    const part = load<f64>(size, 1);
    if (!(part > 0 && part < 1)) fail(`run ${id} has test_size ${part}, which is not between 0 and 1`);
    options.of('test_size').number = part;
  }
  options.of('split_strategy').word = strategy;
  // A run of the Python sqlite-ml has none.
  if (load<u8>(randomState) == host.INTEGER) {
    const seed = load<i64>(randomState, 1);
    if (seed < 0 || seed > <i64>u32.MAX_VALUE) fail(`run ${id} has random_state ${seed}, which is no seed`);
    options.of('random_state').number = <f64>seed;
  }
  found.close();
  return new Request(experiment, predictionType, algorithm, dataset, target, options);
}
