// The sqml_ tables: experiments, their runs, the models that runs made, metrics, deployments.
//
// Names and columns are those of the Python sqlite-ml, with columns of ours added; its databases open,
// and get the added columns at the first write. Everything stands in `main`.
//
//   sqml_experiments 1--n sqml_runs 1--1 sqml_models 1--n sqml_metrics
//          1                                  1
//          '------------n sqml_deployments n--'         at most one active per experiment
//
// A result is written by ONE statement, an INSERT into the view sqml_journal, whose triggers fill the
// tables: a nested statement is atomic by itself, and nothing else is, inside an SQL function (a
// savepoint can't be undone once the connection is interrupted).

import { Statement } from '../sql';
import { execute } from '../sql';

/** The version in the journal's trigger names; a change of any text below raises it. */
const VERSION = 1;

const STAMPS =
  'created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP';

const TABLES: string[] = [
  `sqml_experiments (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  name TEXT NOT NULL UNIQUE, prediction_type TEXT NOT NULL)`,
  `sqml_runs (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  status TEXT NOT NULL, algorithm TEXT NOT NULL, dataset TEXT NOT NULL, target TEXT NOT NULL,
  test_size REAL NOT NULL, split_strategy TEXT NOT NULL,
  experiment_id INTEGER NOT NULL REFERENCES sqml_experiments(id),
  options TEXT, random_state INTEGER, row_count INTEGER, feature_count INTEGER, engine TEXT)`,
  `sqml_models (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  run_id INTEGER NOT NULL REFERENCES sqml_runs(id), library TEXT NOT NULL, digest TEXT, data BLOB NOT NULL)`,
  `sqml_metrics (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  model_id INTEGER NOT NULL REFERENCES sqml_models(id), name TEXT NOT NULL, value REAL)`,
  `sqml_deployments (id INTEGER PRIMARY KEY AUTOINCREMENT, ${STAMPS},
  experiment_id INTEGER REFERENCES sqml_experiments(id), model_id INTEGER REFERENCES sqml_models(id),
  active BOOLEAN NOT NULL DEFAULT FALSE, reason TEXT)`,
];

/** What a database of the Python sqlite-ml lacks: table, column, type. */
const ADDED_COLUMNS: string[][] = [
  ['sqml_runs', 'options', 'TEXT'],
  ['sqml_runs', 'random_state', 'INTEGER'],
  ['sqml_runs', 'row_count', 'INTEGER'],
  ['sqml_runs', 'feature_count', 'INTEGER'],
  ['sqml_runs', 'engine', 'TEXT'],
  ['sqml_models', 'digest', 'TEXT'],
  ['sqml_deployments', 'reason', 'TEXT'],
];

const INDEXES: string[] = [
  'CREATE UNIQUE INDEX IF NOT EXISTS main.sqml_active_deployment ON sqml_deployments(experiment_id) WHERE active',
  'CREATE INDEX IF NOT EXISTS main.sqml_metrics_of_model ON sqml_metrics(model_id, name)',
];

const OVERVIEW = `CREATE VIEW IF NOT EXISTS main.sqml_runs_overview AS
SELECT r.id AS run_id, e.name AS experiment, r.created_at AS start_time, r.status AS status,
  r.algorithm AS algorithm,
  (SELECT value FROM sqml_metrics WHERE model_id = m.id AND name = 'score') AS score,
  e.prediction_type AS prediction_type, r.dataset AS dataset, m.id AS model_id,
  EXISTS (SELECT 1 FROM sqml_deployments d WHERE d.model_id = m.id AND d.active) AS deployed
FROM sqml_runs r
JOIN sqml_experiments e ON e.id = r.experiment_id
LEFT JOIN sqml_models m ON m.run_id = r.id
ORDER BY r.id`;

/** The journal's columns: `kind` says which row it is ('model', 'metric' or 'deploy'). */
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
  'feature_count',
  'engine',
  'digest',
  'data',
  'name',
  'value',
];

function journalView(): string {
  const columns: string[] = [];
  for (let i = 0; i < JOURNAL_COLUMNS.length; i++) columns.push('NULL AS ' + JOURNAL_COLUMNS[i]);
  return `CREATE VIEW main.sqml_journal AS SELECT ${columns.join(', ')} WHERE 0`;
}

const TRIGGERS: string[] = [
  `model INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'model' BEGIN
  INSERT INTO sqml_experiments(name, prediction_type) SELECT NEW.experiment_name, NEW.prediction_type
    WHERE NOT EXISTS (SELECT 1 FROM sqml_experiments WHERE name = NEW.experiment_name);
  SELECT RAISE(ABORT, 'the experiment has another prediction type') FROM sqml_experiments
    WHERE name = NEW.experiment_name AND prediction_type <> NEW.prediction_type;
  INSERT INTO sqml_runs(status, algorithm, dataset, target, test_size, split_strategy, experiment_id,
      options, random_state, row_count, feature_count, engine)
    SELECT 'success', NEW.algorithm, NEW.dataset, NEW.target, NEW.test_size, NEW.split_strategy, id,
      NEW.options, NEW.random_state, NEW.row_count, NEW.feature_count, NEW.engine
    FROM sqml_experiments WHERE name = NEW.experiment_name;
  INSERT INTO sqml_models(run_id, library, digest, data)
    VALUES ((SELECT max(id) FROM sqml_runs), 'sqml', NEW.digest, NEW.data);
END`,
  `metric INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'metric' BEGIN
  INSERT INTO sqml_metrics(model_id, name, value) VALUES ((SELECT max(id) FROM sqml_models), NEW.name, NEW.value);
END`,
  // Deployed when no model of ours is active, or the score beats the active one's.
  `deploy INSTEAD OF INSERT ON sqml_journal WHEN NEW.kind = 'deploy' AND NOT EXISTS (
  SELECT 1 FROM sqml_deployments d
  JOIN sqml_experiments e ON e.id = d.experiment_id
  JOIN sqml_models m ON m.id = d.model_id
  LEFT JOIN sqml_metrics s ON s.model_id = m.id AND s.name = 'score'
  WHERE d.active AND e.name = NEW.experiment_name AND m.library = 'sqml'
    AND (NEW.value IS NULL OR s.value >= NEW.value)) BEGIN
  UPDATE sqml_deployments SET active = FALSE, updated_at = CURRENT_TIMESTAMP
    WHERE active AND experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  INSERT INTO sqml_deployments(experiment_id, model_id, active, reason)
    SELECT id, (SELECT max(id) FROM sqml_models), TRUE, 'best_score'
    FROM sqml_experiments WHERE name = NEW.experiment_name;
END`,
];

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
  execute(OVERVIEW, what);
  execute('DROP VIEW IF EXISTS main.sqml_journal', what);
  execute(journalView(), what);
  for (let i = 0; i < TRIGGERS.length; i++)
    execute(`CREATE TRIGGER main.sqml_journal_${VERSION}_${TRIGGERS[i]}`, what);
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
