// A grid search whose folds run as jobs (assembly/jobs/jobs.ts): one thread beside two.

import { text } from '../host/host.ts';
import type { Bench } from './bench.ts';
import { type Contestant, sideBySide, timeOf } from './measure.ts';
import type { Line, Section } from './table.ts';

const FOLDS = 5;

/** Grids of twelve. */
const GRIDS: Record<string, Record<string, number[]>> = {
  logistic_regression: { C: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300] },
  svc: { C: [0.1, 1, 10], gamma: [0.001, 0.003, 0.01, 0.03] },
  decision_tree: { max_depth: [2, 3, 4, 6, 8, 10], min_samples_leaf: [1, 5] },
};

export async function search({ extension }: Bench): Promise<Section> {
  const lines: Line[] = [];
  for (const [algorithm, params] of Object.entries(GRIDS)) {
    const name = `${algorithm}, digits, 12 x cv ${FOLDS}`;
    const options = JSON.stringify({ search: 'grid', params, cv: FOLDS });
    const values = [name, 'classification', algorithm, 'dataset_digits', 'target', options].map(text);
    const on = (threads: number): Contestant => ({
      name: threads === 1 ? 'one thread' : `${threads} threads`,
      run: async () => {
        await extension.rows(`SELECT sqml_config('threads', ${threads})`);
        return { total: await timeOf(() => extension.rows(`SELECT sqml_train(${values.join(', ')})`)) };
      },
    });
    lines.push({ name, comparison: await sideBySide([on(2), on(1)]) });
  }
  await extension.rows("SELECT sqml_config('threads', 0)");
  return { title: 'A grid search', unit: 'ms', lines };
}
