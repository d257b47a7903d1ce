// The sqml_ tables: experiments, their runs, the models that runs made, metrics, deployments.
//
// Names and columns are those of the Python sqlite-ml, with columns of ours added; its databases open,
// and get the added columns at the first write. Everything stands in `main`.
//
//   sqml_experiments 1--n sqml_runs 1--1 sqml_models 1--n sqml_metrics
//          1                                  1
//          '------------n sqml_deployments n--'         at most one active per experiment
//   sqml_judgements: how a model did and what it was trained on, by model (judgement/judgement.ts)
//   sqml_learning: how a model that learns row by row did, a point every hundred rows (model/online.ts)
//   sqml_trials: what a search tried, by run        sqml_settings: name and value (clock.ts)
//
// A result is written by ONE statement, an INSERT into the view sqml_journal_<version>, whose triggers fill the
// tables: a nested statement is atomic by itself, and nothing else is, inside an SQL function (a
// savepoint can't be undone once the connection is interrupted).
//
// For the same reason a condition on which something is written is a trigger's. A row carries in `expected` what
// was seen when it was decided; its trigger looks again, inside the write, and ends the statement when that has
// changed (LOOK_AGAIN) or when what it wrote isn't there (WITHHELD: another trigger said RAISE(IGNORE)).

import { quoteName, quoteText } from '../codec/text';
import { lastCode, lastMessage, Statement } from '../sql';
import { NOW } from './clock';
import { failWith } from './failure';
import { inTrigger, NEXT, OF_EXPERIMENT, OTHER_RUNS, picked, SERVES, SIZE, STRATEGIES } from './condition';

/** The version in the names of the journal and its triggers; a change of any text below raises it. */
const VERSION = 5;

/**
 * The view that is written to. Each version has one of its own: what another process of another version makes or
 * drops meanwhile is not what this one writes by.
 */
export const JOURNAL = `sqml_journal_${VERSION}`;

/** What a trigger says when the row's `expected` is not what it sees. */
export const LOOK_AGAIN = 'sqml: look again';
/** What a trigger says when a row of its own isn't there after it was written. */
export const WITHHELD =
  "a trigger of this database on the sqml_ tables keeps a row from being written; SELECT name, sql FROM sqlite_master WHERE type = 'trigger' shows it";

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
  `sqml_judgements (model_id INTEGER PRIMARY KEY REFERENCES sqml_models(id), digest TEXT NOT NULL, data BLOB NOT NULL)`,
  `sqml_trials (id INTEGER PRIMARY KEY AUTOINCREMENT, run_id INTEGER NOT NULL REFERENCES sqml_runs(id),
  options TEXT NOT NULL, mean REAL, deviation REAL)`,
  `sqml_learning (model_id INTEGER NOT NULL REFERENCES sqml_models(id), rows INTEGER NOT NULL, value REAL, recent REAL,
  PRIMARY KEY (model_id, rows)) WITHOUT ROWID`,
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
 *   model     a finished run and its model; expected: NEXT
 *   metric    `name`, `value` of the newest model
 *   trial     one combination of a search, of the newest run
 *   deploy    the newest model, if it beats the active one
 *   failed    a run that failed, with its message
 *   learned   the model `model_id` has learned: its bytes; expected: the digest of those before
 *   point     of its learning curve, at `row_count` rows: `value`, and of the recent ones `deviation`
 *   activate  the model `model_id` of the experiment, for `reason`, which may be a strategy that picks it
 *   drop_model, drop_run, drop_experiment   deletes the model `model_id`, the run `run_id` or the experiment,
 *             with all that is theirs; expected: SERVES, OTHER_RUNS, SIZE
 */
export const JOURNAL_COLUMNS: string[] = [
  'kind',
  'expected',
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
  'judgement',
  'name',
  'value',
  'deviation',
  'direction',
  'run_id',
  'model_id',
  'reason',
];

function journalView(): string {
  const columns: string[] = [];
  for (let i = 0; i < JOURNAL_COLUMNS.length; i++) columns.push('NULL AS ' + JOURNAL_COLUMNS[i]);
  return `CREATE VIEW IF NOT EXISTS main.${JOURNAL} AS SELECT ${columns.join(', ')} WHERE 0`;
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

/** Ends the statement, as `message` says, where `condition` holds. */
function abort(message: string, condition: string): string {
  return `SELECT RAISE(ABORT, ${quoteText(message)}) WHERE ${condition};`;
}

/** Makes `model` (an expression) the one active model of the experiment. */
function activate(model: string, reason: string): string {
  return `UPDATE sqml_deployments SET active = FALSE, updated_at = ${NOW}
    WHERE active AND experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  INSERT INTO sqml_deployments(created_at, updated_at, experiment_id, model_id, active, reason)
    SELECT ${NOW}, ${NOW}, id, ${model}, TRUE, ${reason} FROM sqml_experiments WHERE name = NEW.experiment_name;
  ${abort(WITHHELD, `NOT EXISTS (SELECT 1 FROM sqml_deployments WHERE active AND model_id = ${model})`)}`;
}

/** The model that `reason` picks, a strategy or the request of NEW.model_id. */
function pickedModel(): string {
  let choice = 'CASE NEW.reason';
  for (let i = 0; i < STRATEGIES.length; i++)
    choice += ` WHEN '${STRATEGIES[i]}' THEN ${inTrigger(picked(STRATEGIES[i]), ['experiment_name'])}`;
  return `${choice} ELSE ${inTrigger(OF_EXPERIMENT, ['experiment_name', 'model_id'])} END`;
}

/** The kinds of rows, in the order of `triggers`. */
const KINDS: string[] = [
  'model',
  'failed',
  'metric',
  'trial',
  'learned',
  'point',
  'drop_model',
  'drop_run',
  'drop_experiment',
  'activate',
  'deploy',
];

/** What a row of each kind does. */
function triggers(): string[] {
  const newest = '(SELECT max(id) FROM sqml_models)';
  const newestRun = '(SELECT max(id) FROM sqml_runs)';
  const next = inTrigger(NEXT, ['experiment_name', 'name', 'direction', 'value']);
  const serves = inTrigger(SERVES, ['model_id']);
  const otherRuns = inTrigger(OTHER_RUNS, ['run_id']);
  const modelsOfExperiment =
    'SELECT m.id FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id ' +
    'JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = NEW.experiment_name';
  return [
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'model' BEGIN
  ${abort(LOOK_AGAIN, `${next} IS NOT NEW.expected`)}
  ${EXPERIMENT}
  ${insertRun('NEW.reason')}
  ${abort(WITHHELD, `instr(NEW.expected, ${newestRun} || ' ') IS NOT 1`)}
  INSERT INTO sqml_models(created_at, updated_at, run_id, library, digest, data)
    VALUES (${NOW}, ${NOW}, ${newestRun}, 'sqml', NEW.digest, NEW.data);
  ${abort(WITHHELD, `instr(NEW.expected, ${newestRun} || ' ' || ${newest} || ' ') IS NOT 1`)}
  INSERT OR REPLACE INTO sqml_judgements(model_id, digest, data)
    SELECT ${newest}, NEW.digest, NEW.judgement WHERE NEW.judgement IS NOT NULL;
  ${abort(WITHHELD, `NEW.judgement IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sqml_judgements WHERE model_id = ${newest} AND digest = NEW.digest)`)}
END`,
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'failed' BEGIN
  ${EXPERIMENT}
  ${insertRun("'failed'")}
  ${abort(WITHHELD, `NOT EXISTS (SELECT 1 FROM sqml_runs WHERE id = ${newestRun} AND message = NEW.message)`)}
END`,
    // A metric without a value can't stand in a table of the Python sqlite-ml, where value is NOT NULL.
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'metric' BEGIN
  INSERT OR IGNORE INTO sqml_metrics(created_at, updated_at, model_id, name, value)
    VALUES (${NOW}, ${NOW}, ${newest}, NEW.name, NEW.value);
  ${abort(WITHHELD, `NEW.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sqml_metrics WHERE model_id = ${newest} AND name = NEW.name)`)}
END`,
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'trial' BEGIN
  INSERT INTO sqml_trials(run_id, options, mean, deviation)
    VALUES (${newestRun}, NEW.options, NEW.value, NEW.deviation);
  ${abort(WITHHELD, `NOT EXISTS (SELECT 1 FROM sqml_trials WHERE id = (SELECT max(id) FROM sqml_trials) AND run_id = ${newestRun} AND options = NEW.options)`)}
END`,
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'learned' BEGIN
  UPDATE sqml_models SET digest = NEW.digest, data = NEW.data WHERE id = NEW.model_id AND digest = NEW.expected;
  ${abort(LOOK_AGAIN, 'NOT EXISTS (SELECT 1 FROM sqml_models WHERE id = NEW.model_id AND digest = NEW.digest)')}
END`,
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'point' BEGIN
  INSERT OR REPLACE INTO sqml_learning(model_id, rows, value, recent)
    VALUES (NEW.model_id, NEW.row_count, NEW.value, NEW.deviation);
END`,
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'drop_model' BEGIN
  ${abort(LOOK_AGAIN, `CAST(${serves} AS TEXT) IS NOT NEW.expected`)}
  DELETE FROM sqml_deployments WHERE model_id = NEW.model_id;
  DELETE FROM sqml_metrics WHERE model_id = NEW.model_id;
  DELETE FROM sqml_judgements WHERE model_id = NEW.model_id;
  DELETE FROM sqml_learning WHERE model_id = NEW.model_id;
  DELETE FROM sqml_models WHERE id = NEW.model_id;
  ${abort(WITHHELD, `${serves} IS NOT NULL OR EXISTS (SELECT 1 FROM sqml_deployments WHERE model_id = NEW.model_id)`)}
END`,
    // The experiment goes with its last run.
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'drop_run' BEGIN
  ${abort(LOOK_AGAIN, `CAST(${otherRuns} AS TEXT) IS NOT NEW.expected`)}
  DELETE FROM sqml_trials WHERE run_id = NEW.run_id;
  DELETE FROM sqml_runs WHERE id = NEW.run_id;
  DELETE FROM sqml_deployments WHERE NEW.expected = '0'
    AND experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  DELETE FROM sqml_experiments WHERE NEW.expected = '0' AND name = NEW.experiment_name;
  ${abort(WITHHELD, 'EXISTS (SELECT 1 FROM sqml_runs WHERE id = NEW.run_id)')}
END`,
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'drop_experiment' BEGIN
  ${abort(LOOK_AGAIN, `${inTrigger(SIZE, ['experiment_name'])} IS NOT NEW.expected`)}
  DELETE FROM sqml_deployments WHERE experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  DELETE FROM sqml_metrics WHERE model_id IN (${modelsOfExperiment});
  DELETE FROM sqml_judgements WHERE model_id IN (${modelsOfExperiment});
  DELETE FROM sqml_learning WHERE model_id IN (${modelsOfExperiment});
  DELETE FROM sqml_models WHERE id IN (${modelsOfExperiment});
  ${abort(WITHHELD, `EXISTS (${modelsOfExperiment})`)}
  DELETE FROM sqml_trials WHERE run_id IN (SELECT r.id FROM sqml_runs r
    JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = NEW.experiment_name);
  DELETE FROM sqml_runs WHERE experiment_id = (SELECT id FROM sqml_experiments WHERE name = NEW.experiment_name);
  ${abort(WITHHELD, `${inTrigger(SIZE, ['experiment_name'])} IS NOT '0 0'`)}
  DELETE FROM sqml_experiments WHERE name = NEW.experiment_name;
  ${abort(WITHHELD, 'EXISTS (SELECT 1 FROM sqml_experiments WHERE name = NEW.experiment_name)')}
END`,
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'activate' BEGIN
  ${abort(LOOK_AGAIN, `${pickedModel()} IS NOT NEW.model_id OR ${serves} IS NOT 0`)}
  ${activate('NEW.model_id', 'NEW.reason')}
END`,
    // Its first row is the model's, which found what NEXT says of the active one to be as expected.
    `INSTEAD OF INSERT ON ${JOURNAL} WHEN NEW.kind = 'deploy' AND ${next} LIKE '% 0' BEGIN
  ${activate(newest, 'NEW.reason')}
END`,
  ];
}

const WHAT = 'cannot make the sqml_ tables';

/**
 * What is missing is made; a schema that is whole costs one query. True when something was made. Each step can be
 * stopped (a full disk, an interrupt) and done again, also by several processes at the same time.
 */
export function ensureSchema(): bool {
  if (isCurrent()) return false;
  for (let i = 0; i < TABLES.length; i++) execute('CREATE TABLE IF NOT EXISTS main.' + TABLES[i]);
  for (let i = 0; i < ADDED_COLUMNS.length; i++) addColumn(ADDED_COLUMNS[i]);
  for (let i = 0; i < INDEXES.length; i++) execute(INDEXES[i]);
  for (let i = 0; i < VIEWS.length; i++) execute('CREATE VIEW IF NOT EXISTS main.' + VIEWS[i]);
  execute(journalView());
  const made = triggers();
  for (let i = 0; i < made.length; i++)
    execute(`CREATE TRIGGER IF NOT EXISTS main.${JOURNAL}_${KINDS[i]} ${made[i]}`);
  dropOldJournals();
  return true;
}

/** Every table, and every trigger of this version's journal, is there. */
function isCurrent(): bool {
  const tables: string[] = [];
  for (let i = 0; i < TABLES.length; i++) tables.push(TABLES[i].substring(0, TABLES[i].indexOf(' ')));
  const found = Statement.prepare(
    `SELECT count(*) FROM main.sqlite_master WHERE (type = 'table' AND name IN ('${tables.join("', '")}')) ` +
      `OR (type = 'trigger' AND name IN ('${JOURNAL}_${KINDS.join(`', '${JOURNAL}_`)}'))`,
  );
  const is = found.next() && found.integerCell() == tables.length + KINDS.length;
  found.close();
  return is;
}

/** Journals of versions before this one, and with them their triggers. */
function dropOldJournals(): void {
  const old: string[] = [];
  const found = Statement.prepare(
    "SELECT name FROM main.sqlite_master WHERE type = 'view' AND name LIKE 'sqml\\_journal%' ESCAPE '\\'",
  );
  while (found.next()) old.push(found.textCell());
  found.close();
  for (let i = 0; i < old.length; i++) {
    const isOld =
      old[i] == 'sqml_journal' || I32.parseInt(old[i].substring('sqml_journal_'.length)) < VERSION;
    if (isOld) execute('DROP VIEW IF EXISTS main.' + quoteName(old[i]));
  }
}

/** Adds a column of ours to a table, unless it is there, or another process comes first. */
function addColumn(column: string[]): void {
  if (hasColumn(column[0], column[1])) return;
  const sql = `ALTER TABLE main.${column[0]} ADD COLUMN ${column[1]} ${column[2]}`;
  const code = attempt(sql);
  if (code == 0) return;
  const message = lastMessage();
  if (!hasColumn(column[0], column[1])) failWith(WHAT, code, message);
}

function execute(sql: string): void {
  const code = attempt(sql);
  if (code != 0) failWith(WHAT, code, lastMessage());
}

/** Runs one statement: 0, or the code of its failure. */
function attempt(sql: string): i32 {
  const statement = Statement.attemptText(sql);
  if (statement == null) return lastCode;
  const code = statement.attemptRun();
  statement.close();
  return code;
}

/** `table` of main has `column`; both are names of ours. */
export function hasColumn(table: string, column: string): bool {
  const found = Statement.ifThere(`SELECT ${column} FROM main.${table}`);
  if (found == null) return false;
  found.close();
  return true;
}
