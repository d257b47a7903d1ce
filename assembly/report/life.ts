// Of a report, the life of an experiment: its runs, how they scored, what failed and why, what served since when.

import { Statement } from '../sql';
import { lines, Series } from './chart';
import { countText, Html, metricText } from './html';

/** The newest that are listed, and drawn. */
const MOST_LISTED: i32 = 100;
const MOST_DRAWN: i32 = 1000;

/** How many there are of an experiment, and when it changed last. */
export class Life {
  runs: i64 = 0;
  models: i64 = 0;
  failures: i64 = 0;
  changedAt: string = '';

  constructor(public experiment: string) {
    const found = Statement.prepare(
      "SELECT count(*), count(m.id), sum(r.status = 'failed'), max(max(r.created_at), coalesce((SELECT max(d.updated_at) FROM " +
        'main.sqml_deployments d WHERE d.experiment_id = e.id), r.created_at)) FROM main.sqml_experiments e ' +
        'JOIN main.sqml_runs r ON r.experiment_id = e.id LEFT JOIN main.sqml_models m ON m.run_id = r.id WHERE e.name = ?',
    )
      .text(experiment)
      .bound();
    if (found.next()) {
      this.runs = found.integerCell();
      this.models = found.integerCell();
      this.failures = found.integerCell();
      this.changedAt = found.textCell();
    }
    found.close();
  }
}

export function writeScores(html: Html, life: Life): void {
  const found = Statement.prepare(
    'SELECT r.id, s.value FROM main.sqml_experiments e JOIN main.sqml_runs r ON r.experiment_id = e.id ' +
      "JOIN main.sqml_models m ON m.run_id = r.id JOIN main.sqml_metrics s ON s.model_id = m.id AND s.name = 'score' " +
      'WHERE e.name = ? AND s.value IS NOT NULL ORDER BY r.id DESC LIMIT ?',
  )
    .text(life.experiment)
    .integer(MOST_DRAWN)
    .bound();
  const runs: f64[] = [];
  const scores: f64[] = [];
  while (found.next()) {
    runs.unshift(<f64>found.integerCell());
    scores.unshift(found.realCell());
  }
  found.close();
  if (runs.length < 2) return;
  html
    .beginSection('Scores of the runs')
    .note('What decides deployment: accuracy of a classification, R² of a regression.');
  lines(
    html,
    `Scores of ${countText(runs.length)} runs`,
    'run',
    'score',
    [new Series('score', runs, scores)],
    false,
    runs.length <= 60,
  );
  html.endSection();
}

export function writeDeployments(html: Html, life: Life): void {
  const found = Statement.prepare(
    'SELECT d.created_at, d.model_id, d.active, d.reason, r.algorithm, ' +
      "(SELECT value FROM main.sqml_metrics WHERE model_id = d.model_id AND name = 'score') " +
      'FROM main.sqml_deployments d JOIN main.sqml_experiments e ON e.id = d.experiment_id ' +
      'JOIN main.sqml_models m ON m.id = d.model_id JOIN main.sqml_runs r ON r.id = m.run_id ' +
      'WHERE e.name = ? ORDER BY d.id DESC LIMIT ?',
  )
    .text(life.experiment)
    .integer(MOST_LISTED)
    .bound();
  if (found.next()) {
    html.beginSection('What served');
    html.beginTable('Deployments', ['Since (UTC)', 'Model', 'Algorithm', '#Score', 'Why']);
    do {
      html.raw('<tr>').element('td', found.textCell(), ' class="nowrap"');
      html.raw('<td class="nowrap">').text(found.integerCell().toString());
      html.raw(found.integerCell() != 0 ? ' <span class="badge">serves</span></td>' : '</td>');
      const reason = reasonText(found.textCell());
      html
        .element('td', found.textCell(), ' class="nowrap"')
        .figure(metricText(found.realCell()))
        .cell(reason)
        .raw('</tr>');
    } while (found.next());
    html.endTable().endSection();
  }
  found.close();
}

function reasonText(reason: string): string {
  if (reason == 'most_recent') return 'the newest was asked for';
  if (reason == 'rollback') return 'the one before was asked for';
  if (reason == 'requested') return 'it was asked for';
  if (reason == 'imported') return 'it was imported';
  if (reason == 'online') return 'it was declared';
  return reason.startsWith('best_') ? `its ${reason.substring(5)} was the best` : reason;
}

export function writeRuns(html: Html, life: Life): void {
  const found = Statement.prepare(
    'SELECT r.id, r.created_at, r.status, r.algorithm, m.id, s.value, r.options, r.message, ' +
      'EXISTS (SELECT 1 FROM main.sqml_deployments d WHERE d.model_id = m.id AND d.active) ' +
      'FROM main.sqml_experiments e JOIN main.sqml_runs r ON r.experiment_id = e.id ' +
      "LEFT JOIN main.sqml_models m ON m.run_id = r.id LEFT JOIN main.sqml_metrics s ON s.model_id = m.id AND s.name = 'score' " +
      'WHERE e.name = ? ORDER BY r.id DESC LIMIT ?',
  )
    .text(life.experiment)
    .integer(MOST_LISTED)
    .bound();
  html.raw('<section class="wide long">').element('h2', 'Runs');
  if (life.runs > MOST_LISTED) html.note(`The newest ${MOST_LISTED} of ${countText(life.runs)}.`);
  html.beginTable('Runs', ['Run', 'When (UTC)', 'Algorithm', 'Model', '#Score', 'Options', 'What was said']);
  while (found.next()) {
    html.raw('<tr>').element('th', found.integerCell().toString(), ' scope="row"');
    html.element('td', found.textCell(), ' class="nowrap"');
    const isFailed = found.textCell() == 'failed';
    html.element('td', found.textCell(), ' class="nowrap"');
    const model = found.integerCell();
    const score = found.realCell();
    const options = found.textCell();
    const message = found.textCell();
    const serves = found.integerCell() != 0;
    html.raw('<td class="nowrap">');
    if (isFailed) html.raw('<span class="failed">failed</span>');
    else html.text(model.toString()).raw(serves ? ' <span class="badge">serves</span>' : '');
    html.raw('</td>').figure(metricText(score)).raw('<td>');
    if (options.length > 2) html.element('code', options);
    html.raw('</td>').element('td', message, ' class="said"').raw('</tr>');
  }
  found.close();
  html.endTable().endSection();
}
