// What several screens ask: an experiment by its name, a model by its id, the tables that can be trained on.

import { parsed } from './format.ts';
import { int, type Query, sql } from './query.ts';
import { type Answer, useQuery, useRows } from './session.ts';
import type { Row } from './transport.ts';

/** Of each model of the database what its screens begin with. */
const MODEL = sql`SELECT m.id AS model_id, m.run_id, m.digest, length(m.data) AS bytes, m.created_at, e.name AS experiment,
  e.prediction_type, r.algorithm, r.dataset, r.target, r.options, r.test_size, r.split_strategy, r.random_state,
  r.row_count, r.rows_skipped, r.feature_count, r.engine, r.message, r.status, r.status = 'online' AS began_empty,
  EXISTS (SELECT 1 FROM sqml_deployments d WHERE d.model_id = m.id AND d.active) AS serves,
  substr(m.data, 5, 2) = x'0300' AS learns
FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id JOIN sqml_experiments e ON e.id = r.experiment_id`;

export function modelQuery(id: number): Query {
  return sql`${MODEL} WHERE m.id = ${int(id)}`;
}

/** Undefined while it is read, null when there is none. */
export function useModel(id: number): Row | null | undefined {
  return first(useQuery(modelQuery(id)));
}

function first(answer: Answer): Row | null | undefined {
  if (answer.status === 'loading') return undefined;
  return answer.status === 'ready' ? (answer.table.rows[0] ?? null) : null;
}

/** The names of a model's features, in the order in which a row brings them. */
export function useFeatures(model: Row): string[] {
  const { features } = parsed<{ features?: unknown }>(model.options, {});
  const known = useRows(featuresQuery(Number(model.model_id)));
  const isDeclared = model.began_empty === 1 && Array.isArray(features);
  return (isDeclared ? features : known.map((row) => row.feature)).map(String);
}

/** A model's features as its bytes have them, so an imported one's, too: dates are counted in days, free text is any text. */
export function featuresQuery(id: number): Query {
  return sql`SELECT json_extract(value, '$.name') AS feature, json_extract(value, '$.encoding') LIKE 'date%' AS is_date,
  json_extract(value, '$.encoding') IN ('hash', 'tf_idf') AS is_free, json_extract(value, '$.categories') AS categories FROM json_each(sqml_model_info(${int(id)}), '$.features')`;
}

export function useDates(model: Row): Set<string> {
  const rows = useRows(featuresQuery(Number(model.model_id)));
  return new Set(rows.filter((row) => row.is_date === 1).map((row) => String(row.feature)));
}

/** Whether it came from elsewhere: then there is no dataset, no test part and no profile of it here. */
export function isImported(model: Row): boolean {
  return model.status === 'imported';
}

/** The same of an experiment. */
export function useExperiment(name: string): Row | null | undefined {
  return first(
    useQuery(sql`SELECT name, prediction_type, (SELECT model_id FROM sqml_deployments WHERE experiment_id = e.id AND active) AS model_id
FROM sqml_experiments e WHERE name = ${name}`),
  );
}

/** What can be trained on: every table and view but sqml's and SQLite's own. */
export const TABLES = sql`SELECT name, type FROM sqlite_master
WHERE type IN ('table', 'view') AND name NOT LIKE 'sqml\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY name`;

/** Those of them that have all of these columns. */
export function tablesWith(columns: string[]): Query {
  return sql`SELECT t.name FROM sqlite_master t
WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqml\\_%' ESCAPE '\\' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
  AND NOT EXISTS (SELECT 1 FROM json_each(${JSON.stringify(columns)}) w
    WHERE NOT EXISTS (SELECT 1 FROM pragma_table_info(t.name) c WHERE c.name = w.value COLLATE NOCASE))
ORDER BY t.name`;
}

/** Text and a few whole numbers are labels; else a number is to be predicted. */
export function typeFor(column: Row | undefined): string {
  const isLabel =
    column === undefined ||
    !['number', 'date'].includes(String(column.type)) ||
    Number(column.distinct_values) <= 10;
  return isLabel ? 'classification' : 'regression';
}
