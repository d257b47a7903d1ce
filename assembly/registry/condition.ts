// What writes are decided by: SELECTs of one value that a decision asks before, and the trigger that writes asks again.
//
// The trigger ends the statement when the answer is another one (schema.ts), and the decision looks again. So no
// other connection gets between the two, and what a function reports is what it wrote.
//
// `?1`, `?2` ... are parameters in a decision and columns of the journal in a trigger. Names stand after `main.` in a
// decision, where TEMP tables would hide them; in a trigger they must stand alone, and mean those of main.

import { Statement } from '../sql';

/** AUTOINCREMENT's next id. */
function nextId(table: string): string {
  return (
    `(max(coalesce((SELECT seq FROM main.sqlite_sequence WHERE name = '${table}'), 0), ` +
    `coalesce((SELECT max(id) FROM main.${table}), 0)) + 1)`
  );
}

/**
 * 'run model outdone': the ids that the next run and model get, and whether (0 or 1) the active model of the experiment ?1
 * keeps its place: its metric ?2 is at least ?4, or at most (direction ?3 is 1 or -1). With direction 0 or NULL, or when no
 * model of ours is active, it does not.
 */
export const NEXT =
  `SELECT ${nextId('sqml_runs')} || ' ' || ${nextId('sqml_models')} || ' ' || EXISTS (` +
  'SELECT 1 FROM main.sqml_deployments d JOIN main.sqml_experiments e ON e.id = d.experiment_id ' +
  'JOIN main.sqml_models m ON m.id = d.model_id ' +
  'LEFT JOIN main.sqml_metrics s ON s.model_id = m.id AND s.name = ?2 ' +
  "WHERE d.active AND e.name = ?1 AND m.library = 'sqml' AND ?3 <> 0 " +
  'AND (?4 IS NULL OR s.value * ?3 >= ?4 * ?3))';

/** Whether the model ?1 serves: 0 or 1; NULL when there is no such model. */
export const SERVES =
  'SELECT EXISTS (SELECT 1 FROM main.sqml_deployments d WHERE d.model_id = m.id AND d.active) ' +
  'FROM main.sqml_models m WHERE m.id = ?1';

/** How many other runs the experiment of the run ?1 has; NULL when there is no such run, or it has a model. */
export const OTHER_RUNS =
  'SELECT (SELECT count(*) FROM main.sqml_runs s WHERE s.experiment_id = r.experiment_id AND s.id <> r.id) ' +
  'FROM main.sqml_runs r WHERE r.id = ?1 AND NOT EXISTS (SELECT 1 FROM main.sqml_models m WHERE m.run_id = r.id)';

/** 'runs models': how many the experiment ?1 has; NULL when there is no such experiment. */
export const SIZE =
  "SELECT (SELECT count(*) FROM main.sqml_runs r WHERE r.experiment_id = e.id) || ' ' || " +
  '(SELECT count(*) FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id WHERE r.experiment_id = e.id) ' +
  'FROM main.sqml_experiments e WHERE e.name = ?1';

export const STRATEGIES: string[] = ['best_score', 'most_recent', 'rollback'];

/** The model that the strategy picks for the experiment ?1; NULL when there is none. */
export function picked(strategy: string): string {
  const models =
    'SELECT m.id FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id ' +
    'JOIN main.sqml_experiments e ON e.id = r.experiment_id ' +
    "LEFT JOIN main.sqml_metrics s ON s.model_id = m.id AND s.name = 'score' WHERE e.name = ?1 AND m.library = 'sqml' ";
  if (strategy == 'best_score') return models + 'ORDER BY s.value IS NULL, s.value DESC, m.id DESC LIMIT 1';
  if (strategy == 'most_recent') return models + 'ORDER BY m.id DESC LIMIT 1';
  // rollback: the last deployment of another model.
  return (
    models +
    'AND m.id = (SELECT d.model_id FROM main.sqml_deployments d WHERE d.experiment_id = e.id AND d.model_id NOT IN ' +
    '(SELECT a.model_id FROM main.sqml_deployments a WHERE a.experiment_id = e.id AND a.active) ORDER BY d.id DESC LIMIT 1)'
  );
}

/** The model ?2 when it is one of ours of the experiment ?1; else NULL. */
export const OF_EXPERIMENT =
  'SELECT m.id FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id ' +
  "JOIN main.sqml_experiments e ON e.id = r.experiment_id WHERE m.id = ?2 AND e.name = ?1 AND m.library = 'sqml'";

/** The condition as a trigger asks it; `columns` are the journal's that stand for ?1, ?2 ... */
export function inTrigger(condition: string, columns: string[]): string {
  let sql = condition.replaceAll('main.', '');
  for (let i = 0; i < columns.length; i++) sql = sql.replaceAll(`?${i + 1}`, 'NEW.' + columns[i]);
  return `(${sql})`;
}

/** What `asked`, a condition with its parameters, says now, as text; '' for NULL or no row. */
export function seen(asked: Statement): string {
  asked.bound();
  const text = asked.next() ? asked.scalarText() : '';
  asked.close();
  return text;
}
