// Finding models: by id, or by what sqml_deploy is asked for.

import { suggestion } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { Statement } from '../sql';
import { picked, STRATEGIES } from './condition';
import { predictionTypeOf, unknownExperiment } from './experiment';

/** A stored model. */
export class ModelRow {
  constructor(
    public id: i64,
    public experiment: string,
    public algorithm: string,
    /** NaN when it has none. */
    public score: f64,
    public isActive: bool,
    /** 'sqml', or what made a model that can't be read. */
    public library: string,
  ) {}
}

const MODELS =
  'SELECT m.id, e.name, r.algorithm, s.value, ' +
  'EXISTS (SELECT 1 FROM main.sqml_deployments a WHERE a.model_id = m.id AND a.active), m.library ' +
  'FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id ' +
  'JOIN main.sqml_experiments e ON e.id = r.experiment_id ' +
  "LEFT JOIN main.sqml_metrics s ON s.model_id = m.id AND s.name = 'score' ";

function one(statement: Statement): ModelRow | null {
  statement.bound();
  let model: ModelRow | null = null;
  if (statement.next()) {
    const id = statement.integerCell();
    const experiment = statement.textCell();
    const algorithm = statement.textCell();
    const score = statement.cell();
    const isActive = statement.integerCell() != 0;
    model = new ModelRow(
      id,
      experiment,
      algorithm,
      load<u8>(score) == host.REAL ? load<f64>(score, 1) : NaN,
      isActive,
      statement.textCell(),
    );
  }
  statement.close();
  return model;
}

/** Fails: there is no such model, or no longer. */
export function unknownModel(id: i64): void {
  fail(`unknown model ${id}; SELECT * FROM sqml_runs_overview shows the models there are`);
}

/** The model with this id; it must be there. */
export function modelWithId(id: i64): ModelRow {
  const statement = Statement.ifThere(MODELS + 'WHERE m.id = ?');
  let model: ModelRow | null = null;
  if (statement != null) model = one(statement.integer(id));
  if (model == null) {
    unknownModel(id);
    throw new Error('unreachable');
  }
  return model;
}

/** The experiment's model that the strategy picks; there must be one. */
export function modelByStrategy(experiment: string, strategy: string): ModelRow {
  if (predictionTypeOf(experiment).length == 0) unknownExperiment(experiment);
  if (!STRATEGIES.includes(strategy)) {
    const known = `there are: ${STRATEGIES.join(', ')}, or the id of a model`;
    fail(`unknown strategy '${strategy}'${suggestion(strategy, STRATEGIES, known)}`);
  }
  const model = one(Statement.prepare(`${MODELS}WHERE m.id = (${picked(strategy)})`).text(experiment));
  if (model == null) {
    const what = strategy == 'rollback' ? 'no earlier deployment to go back to' : 'no model yet';
    fail(`experiment '${experiment}' has ${what}`);
    throw new Error('unreachable');
  }
  return model;
}

/** A stored run. */
export class RunRow {
  constructor(
    public experiment: string,
    public status: string,
    /** 0 when it has none. */
    public modelId: i64,
  ) {}
}

/** The run with this id; it must be there. */
export function runWithId(id: i64): RunRow {
  const found = Statement.ifThere(
    'SELECT e.name, r.status, m.id FROM main.sqml_runs r JOIN main.sqml_experiments e ON e.id = r.experiment_id ' +
      'LEFT JOIN main.sqml_models m ON m.run_id = r.id WHERE r.id = ?',
  );
  if (found == null || !found.integer(id).bound().next()) {
    fail(`unknown run ${id}; SELECT * FROM sqml_runs shows the runs there are`);
    throw new Error('unreachable');
  }
  const run = new RunRow(found.textCell(), found.textCell(), found.integerCell());
  found.close();
  return run;
}
