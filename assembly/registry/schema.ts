// The sqml_ tables: experiments, their runs, the models that runs made, metrics, deployments.
//
// Names and columns are those of the Python sqlite-ml, with columns of ours added; its databases open,
// and get the added columns at the first write. Everything stands in `main`.
//
//   sqml_experiments 1--n sqml_runs 1--1 sqml_models 1--n sqml_metrics
//          1                                  1
//          '------------n sqml_deployments n--'         at most one active per experiment
//   sqml_trials: what a search tried, by run        sqml_settings: name and value (clock.ts)
//
// A result is written by ONE statement, an INSERT into the view sqml_journal, whose triggers fill the
// tables: a nested statement is atomic by itself, and nothing else is, inside an SQL function (a
// savepoint can't be undone once the connection is interrupted).

import { execute, Statement } from '../sql';
import { NOW } from './clock';

/** The version in the journal's trigger names; a change of any text below raises it. */
const VERSION = 3;

const STAMPS =
  'created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP';

const TABLES: string[] = [
  `sqml_experiments (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  name TEXT NOT NULL UNIQUE, prediction_type TEXT NOT NULL)`,
  `sqml_runs (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  status TEXT NOT NULL, algorithm TEXT NOT NULL, dataset TEXT NOT NULL, target TEXT NOT NULL,
  test_size REAL NOT NULL, split_strategy TEXT NOT NULL,
  experiment_id INTEGER NOT NULL REFERENCES sqml_experiments(id),
  options TEXT, random_state INTEGER, row_count INTEGER, rows_skipped INTEGER, feature_count INTEGER,
  engine TEXT, message TEXT, log TEXT)`,
  `sqml_models (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  run_id INTEGER NOT NULL REFERENCES sqml_runs(id), library TEXT NOT NULL, digest TEXT, data BLOB NOT NULL)`,
  `sqml_metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  model_id INTEGER NOT NULL REFERENCES sqml_models(id), name TEXT NOT NULL, value REAL)`,
  `sqml_deployments (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  experiment_id INTEGER REFERENCES sqml_experiments(id), model_id INTEGER REFERENCES sqml_models(id),
  active BOOLEAN NOT NULL DEFAULT FALSE, reason TEXT)`,
  `sqml_trials (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER NOT NULL REFERENCES sqml_runs(id),
  options TEXT NOT NULL, mean REAL, deviation REAL)`,
  'sqml_settings (name TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL)',
];

/** What a database of the Python sqlite-ml lacks: table, column, type. */
const ADDED_COLUMNS: string[][] = [
  ['sqml_runs', 'options', 'TEXT'],
  ['sqml_runs', 'random_state', 'INTEGER'],
  ['sqml_runs', 'row_count', 'INTEGER'],
  ['sqml_runs', 'rows_skipped', 'INTEGER'],
  ['sqml_runs', 'feature_count', 'INTEGER'],
  ['sqml_runs', 'engine', 'TEXT'],
  ['sqml_runs', 'message', 'TEXT'],
  ['sqml_runs', 'log', 'TEXT'],
  ['sqml_models', 'digest', 'TEXT'],
  ['sqml_deployments', 'reason', 'TEXT'],
];

const INDEXES: string[] = [
  'CREATE UNIQUE INDEX IF NOT EXISTS main.sqml_active_deployment ON sqml_deployments(experiment_id) WHERE active',
  'CREATE INDEX IF NOT EXISTS main.sqml_metrics_of_model ON sqml_metrics(model_id, name)',
];

/** Views for people; one that is there already, of the Python sqlite-ml or a user's own, stays. */
const VIEWS: string[] = [
  `sqml_runs_overview AS
SELECT r.id AS run_id, e.name AS experiment, r.created_at AS start_time, r.status AS status,
  r.algorithm AS algorithm,
  (SELECT value FROM sqml_metrics WHERE model_id = m.id AND name = 'score') AS score,
  e.prediction_type AS prediction_type, r.dataset AS dataset, m.id AS model_id,
  EXISTS (SELECT 1 FROM sqml_deployments d WHERE d.model_id = m.id AND d.active) AS deployed, r.message AS message
FROM sqml_runs r
JOIN sqml_experiments e ON e.id = r.experiment_id
LEFT JOIN sqml_models m ON m.run_id = r.id
ORDER BY r.id`,
  `sqml_deployed_models AS
SELECT e.name AS experiment, e.prediction_type AS prediction_type, m.id AS model_id, r.algorithm AS algorithm,
  (SELECT value FROM sqml_metrics WHERE model_id = m.id AND name = 'score') AS score,
  d.reason AS reason, d.created_at AS deployed_at, r.dataset AS dataset, r.target AS target, r.options AS options
FROM sqml_deployments d
JOIN sqml_experiments e ON e.id = d.experiment_id
JOIN sqml_models m ON m.id = d.model_id
JOIN sqml_runs r ON r.id = m.run_id
WHERE d.active
ORDER BY e.name`,
  `sqml_leaderboard AS
SELECT experiment, place, model_id, algorithm, score, deployed, options FROM (
  SELECT e.name AS experiment, m.id AS model_id, r.algorithm AS algorithm, s.value AS score, r.options AS options,
    EXISTS (SELECT 1 FROM sqml_deployments d WHERE d.model_id = m.id AND d.active) AS deployed,
    rank() OVER (PARTITION BY e.id ORDER BY s.value DESC) AS place
  FROM sqml_models m
  JOIN sqml_runs r ON r.id = m.run_id
  JOIN sqml_experiments e ON e.id = r.experiment_id
  LEFT JOIN sqml_metrics s ON s.model_id = m.id AND s.name = 'score')
ORDER BY experiment, place, model_id`,
];

/**
 * The journal's columns. `kind` says what a row is:
 *   model     a finished run and its model          failed    a run that failed, with its message
 *   metric    `name`, `value` of the newest model   deploy    the newest model, if it beats the active one
 *   trial     one combination of a search, of the newest run
 *   activate  the model `model_id` of the experiment, for `reason`
 *   drop_model, drop_experiment   deletes the model `model_id`, or the experiment, with all that is theirs
 */
export const JOURNAL_COLUMNS: string[] = [
  'kind',
  'experiment_name',
  'prediction_type',
  'algorithm',
  'dataset',
  'target',
  'test_size',
  'split_strategy',
  'options',
  'random_state',
  'row_count',
  'rows_skipped',
  'feature_count',
  'engine',
  'message',
  'log',
  'digest',
  'data',
  'name',
  'value',
  'deviation',
  'direction',
  'model_id',
  'reason',
];

function journalView(): string {
  const columns: string[] = [];
  for (let i = 0; i < JOURNAL_COLUMNS.length; i++) columns.push('NULL AS ' + JOURNAL_COLUMNS[i]);
  return `CREATE VIEW main.sqml_journal AS SELECT ${columns.join(', ')} WHERE 0`;
}

/** The experiment of a run, made when it is new; its prediction type must be the run's. */
const EXPERIMENT = `INSERT INTO sqml_experiments(created_at, updated_at, name, prediction_type)
    SELECT ${NOW}, ${NOW}, NEW.experiment_name, NEW.prediction_type
    WHERE NOT EXISTS (SELECT 1 FROM sqml_experiments WHERE name = NEW.experiment_name);
  SELECT RAISE(ABORT, 'the experiment has another prediction type') FROM sqml_experiments
    WHERE name = NEW.experiment_name AND prediction_type <> NEW.prediction_type;`;

/** `status` is an SQL expression. */
function insertRun(status: string): string {
  const copied =
    'algorithm, dataset, target, test_size, split_strategy, options, random_state, row_count, rows_skipped, ' +
    'feature_count, engine, message, log';
  return `INSERT INTO sqml_runs(created_at, updated_at, status, experiment_id, ${copied})
    SELECT ${NOW}, ${NOW}, ${status}, id, NEW.${copied.replaceAll(', ', ', NEW.')}
    FROM sqml_experiments WHERE name = NEW.experiment_name;`;
}

/** Makes `model` (an expression) the one active model of the experiment. */
function activate(model: string, reason: string): string {
  return `UPDATE sqml_deployments SET active = FALSE, updated_at = ${NOW}
    WHERE active AND experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  INSERT INTO sqml_deployments(created_at, updated_at, experiment_id, model_id, active, reason)
    SELECT ${NOW}, ${NOW}, id, ${model}, TRUE, ${reason} FROM sqml_experiments WHERE name = NEW.experiment_name;`;
}

function triggers(): string[] {
  const newest = '(SELECT max(id) FROM sqml_models)';
  const modelsOfExperiment =
    'SELECT m.id FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id ' +
    'JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = NEW.experiment_name';
  return [
    `model INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'model' BEGIN
  ${EXPERIMENT}
  ${insertRun('NEW.reason')}
  INSERT INTO sqml_models(created_at, updated_at, run_id, library, digest, data)
    VALUES (${NOW}, ${NOW}, (SELECT max(id) FROM sqml_runs), 'sqml', NEW.digest, NEW.data);
END`,
    `failed INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'failed' BEGIN
  ${EXPERIMENT}
  ${insertRun("'failed'")}
END`,
    // A metric without a value can't stand in a table of the Python sqlite-ml, where value is NOT NULL.
    `metric INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'metric' BEGIN
  INSERT OR IGNORE INTO sqml_metrics(created_at, updated_at, model_id, name, value)
    VALUES (${NOW}, ${NOW}, ${newest}, NEW.name, NEW.value);
END`,
    `trial INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'trial' BEGIN
  INSERT INTO sqml_trials(run_id, options, mean, deviation)
    VALUES ((SELECT max(id) FROM sqml_runs), NEW.options, NEW.value, NEW.deviation);
END`,
    `drop_model INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'drop_model' BEGIN
  DELETE FROM sqml_deployments WHERE model_id = NEW.model_id;
  DELETE FROM sqml_metrics WHERE model_id = NEW.model_id;
  DELETE FROM sqml_models WHERE id = NEW.model_id;
END`,
    `drop_experiment INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'drop_experiment' BEGIN
  DELETE FROM sqml_deployments WHERE experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  DELETE FROM sqml_metrics WHERE model_id IN (${modelsOfExperiment});
  DELETE FROM sqml_models WHERE id IN (${modelsOfExperiment});
  DELETE FROM sqml_trials WHERE run_id IN (SELECT r.id FROM sqml_runs r
    JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = NEW.experiment_name);
  DELETE FROM sqml_runs WHERE experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  DELETE FROM sqml_experiments WHERE name = NEW.experiment_name;
END`,
    `activate INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'activate' BEGIN
  ${activate('NEW.model_id', 'NEW.reason')}
END`,
    // Deployed when told to (direction 0), when no model of ours is active, or when the metric beats the
    // active one's: is larger (direction 1) or smaller (-1).
    `deploy INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'deploy' AND NOT EXISTS (
  SELECT 1 FROM sqml_deployments d
  JOIN sqml_experiments e ON e.id = d.experiment_id
  JOIN sqml_models m ON m.id = d.model_id
  LEFT JOIN sqml_metrics s ON s.model_id = m.id AND s.name = NEW.name
  WHERE d.active AND e.name = NEW.experiment_name AND m.library = 'sqml' AND NEW.direction <> 0
    AND (NEW.value IS NULL OR s.value * NEW.direction >= NEW.value * NEW.direction)) BEGIN
  ${activate(newest, 'NEW.reason')}
END`,
  ];
}

/** What is missing is made; a schema that is up to date costs one query. True when something was made. */
export function ensureSchema(): bool {
  if (isCurrent()) return false;
  const what = 'cannot make the sqml_ tables';
  for (let i = 0; i < TABLES.length; i++) execute('CREATE TABLE IF NOT EXISTS main.' + TABLES[i], what);
  for (let i = 0; i < ADDED_COLUMNS.length; i++) {
    const table = ADDED_COLUMNS[i][0];
    const column = ADDED_COLUMNS[i][1];
    if (hasColumn(table, column)) continue;
    execute(`ALTER TABLE main.${table} ADD COLUMN ${column} ${ADDED_COLUMNS[i][2]}`, what);
  }
  for (let i = 0; i < INDEXES.length; i++) execute(INDEXES[i], what);
  for (let i = 0; i < VIEWS.length; i++) execute('CREATE VIEW IF NOT EXISTS main.' + VIEWS[i], what);
  execute('DROP VIEW IF EXISTS main.sqml_journal', what);
  execute(journalView(), what);
  const made = triggers();
  for (let i = 0; i < made.length; i++)
    execute(`CREATE TRIGGER main.sqml_journal_${VERSION}_${made[i]}`, what);
  return true;
}

/** The last thing that ensureSchema makes is there. */
function isCurrent(): bool {
  const found = Statement.prepare(
    `SELECT 1 FROM main.sqlite_master WHERE type = 'trigger' AND name = 'sqml_journal_${VERSION}_deploy'`,
  );
  const is = found.next();
  found.close();
  return is;
}

/** `table` of main has `column`; both are names of ours. */
export function hasColumn(table: string, column: string): bool {
  const found = Statement.tryPrepare(`SELECT ${column} FROM main.${table}`);
  if (found == null) return false;
  found.close();
  return true;
}
