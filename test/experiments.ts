// Trainings on the bundled datasets, each an experiment of its own, and what tests ask of them.

import { json, type Row, run, type Session, text } from './host/index.ts';

const CLASSIFICATION = ['iris', 'wine', 'breast_cancer', 'penguins'];

let experiments = 0;

/** Trains on a bundled dataset, or on a query of it; the answer, and the experiment's name. */
export async function train(
  session: Session,
  dataset: string,
  algorithm: string,
  options: object = {},
  query = `dataset_${dataset}`,
  // biome-ignore lint/suspicious/noExplicitAny: JSON is whatever the test then says it is
): Promise<any> {
  const type = CLASSIFICATION.includes(dataset) ? 'classification' : 'regression';
  const target = dataset === 'penguins' ? 'species' : 'target';
  const names = [`experiment ${++experiments}`, type, algorithm, query, target, JSON.stringify(options)];
  await run(session, `SELECT sqml_load_dataset('${dataset}')`);
  return json(session, `SELECT sqml_train(${names.map(text)})`);
}

export function isNear(actual: unknown, expected: number, most: number): boolean {
  return typeof actual === 'number' && Math.abs(actual - expected) <= most * Math.max(1, Math.abs(expected));
}

/** Rows of two columns as an object. */
export function pairs(rows: Row[]): Record<string, number> {
  return Object.fromEntries(rows.map((row) => Object.values(row))) as Record<string, number>;
}

/** SQL of a table function on an experiment. */
export function from(name: string, experiment: string, more = ''): string {
  return `FROM ${name}(${text(experiment)}${more})`;
}
