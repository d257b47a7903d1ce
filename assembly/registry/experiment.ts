// Experiments: a name, and whether it predicts classes or numbers.

import { didYouMean } from '../codec/text';
import { fail } from '../error';
import { Statement } from '../sql';

/** The experiment's prediction type, or '' when there is no such experiment. */
export function predictionTypeOf(experiment: string): string {
  const found = Statement.ifThere('SELECT prediction_type FROM main.sqml_experiments WHERE name = ?');
  if (found == null) return '';
  found.text(experiment).bound();
  const type = found.next() ? found.textCell() : '';
  found.close();
  return type;
}

/** What the first run of the experiment that did not fail predicts; '' when there is none, or nobody knows. */
export function targetOf(experiment: string): string {
  const named = Statement.ifThere('SELECT id FROM main.sqml_experiments WHERE name = ?');
  if (named == null) return '';
  named.text(experiment).bound();
  const id = named.next() ? named.integerCell() : 0;
  named.close();
  const found = Statement.ifThere(
    'SELECT status, target FROM main.sqml_runs WHERE experiment_id = ? ORDER BY id',
  );
  if (found == null) return '';
  found.integer(id).bound();
  let target = '';
  while (target.length == 0 && found.next()) {
    const hasFailed = found.textCell() == 'failed';
    const predicted = found.textCell();
    if (!hasFailed) target = predicted;
  }
  found.close();
  return target;
}

/** Fails: there is no such experiment. */
export function unknownExperiment(experiment: string): void {
  const names: string[] = [];
  const list = Statement.tryPrepare('SELECT name FROM main.sqml_experiments ORDER BY id DESC LIMIT 1000');
  if (list != null) {
    while (list.next()) names.push(list.textCell());
    list.close();
  }
  if (names.length == 0) {
    fail(`unknown experiment '${experiment}': this database has none yet; sqml_train makes one`);
  }
  const advice = didYouMean(experiment, names);
  const shown = names.slice(0, 10).join("', '");
  fail(`unknown experiment '${experiment}'${advice.length > 0 ? advice : `; there are: '${shown}'`}`);
}
