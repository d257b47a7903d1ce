// Of a report, what the model is: its metrics, where it comes from, what it was told, how to train it again.

import { jsonQuoted, quoteText } from '../codec/text';
import { isSmallerBetter, metricNames, undefinedReason } from '../metric/table';
import { Scores } from '../metric/scores';
import { Pipeline } from '../model/pipeline';
import { Options } from '../option/option';
import { About } from '../registry/about';
import { optionJson } from '../training/told';
import { counted, countText, Html, metricText, percentText, shortest, significant } from './html';

/** The metrics that a reader looks at first. */
const FIRST_OF_CLASSES: string[] = ['accuracy', 'f1', 'roc_auc', 'log_loss'];
const FIRST_OF_VALUES: string[] = ['r2', 'mae', 'rmse'];

/** The large numbers at the head. */
export function writeFigures(html: Html, pipeline: Pipeline, scores: Scores): void {
  html.raw('<dl class="figures">');
  const online = pipeline.online;
  if (online != null) {
    const isClassification = pipeline.isClassification;
    const metric = isClassification ? 'accuracy' : 'mean absolute error';
    html.fact('rows learned', countText(online.rows));
    html.fact(metric, metricText(online.value(isClassification)));
    html.fact(`${metric}, last 1,000`, metricText(online.recent(isClassification)));
  }
  const names = pipeline.isClassification ? FIRST_OF_CLASSES : FIRST_OF_VALUES;
  for (let i = 0; i < names.length; i++)
    if (scores.names.includes(names[i])) html.fact(names[i], metricText(scores.of(names[i])));
  html.raw('</dl>');
}

export function writeMetrics(html: Html, pipeline: Pipeline, scores: Scores): void {
  if (scores.names.length == 0) return;
  html.beginSection('Metrics').note('On the test part, which training has not seen.');
  html.beginTable('Metrics', ['Metric', 'Better', '#Value']);
  for (let i = 0; i < scores.names.length; i++) {
    const name = scores.names[i];
    const value = scores.values[i];
    const isTime = name.endsWith('_time');
    html.raw('<tr>').element('th', name, ' scope="row"').cell(betterText(pipeline, name));
    if (isNaN(value)) html.cell(undefinedReason(name));
    else html.figure(isTime ? `${shortest(significant(value, 3))} s` : metricText(value));
    html.raw('</tr>');
  }
  html.endTable().endSection();
}

/** Which direction is better; '' where that depends on something else. */
function betterText(pipeline: Pipeline, name: string): string {
  if (name.endsWith('_time')) return 'less';
  if (!metricNames(pipeline.predictionType).includes(name)) return '';
  return isSmallerBetter(name) ? 'less' : 'more';
}

export function writeAbout(html: Html, pipeline: Pipeline, about: About): void {
  html.beginSection('The model').raw('<dl class="facts">');
  html.fact('Model', `${about.modelId}, of run ${about.runId}`);
  html.fact('Algorithm', about.algorithm);
  html.fact('Predicts', `${about.target} (${about.predictionType})`);
  if (about.dataset.length > 0) html.fact('Dataset', about.dataset);
  if (about.rows >= 0) {
    const skipped = about.skipped > 0 ? `, ${countText(about.skipped)} without a target left out` : '';
    html.fact('Rows', countText(about.rows) + skipped);
  }
  html.fact('Features', countText(pipeline.encoding.d));
  if (pipeline.isClassification) html.fact('Classes', countText(pipeline.labels.length));
  if (about.dataset.length > 0) {
    html.fact('Test part', `${percentText(about.testSize)}, ${about.splitStrategy}`);
    html.fact('Random state', about.randomState.toString());
  }
  html.fact(origin(about.status), `${about.createdAt} UTC`);
  html.fact('Digest', about.digest);
  html.fact('Bytes', `${countText(about.bytes)}, format ${about.format}, sqml ${about.engine}`);
  html.raw('</dl>');
  const warnings = about.warnings;
  for (let i = 0; i < warnings.length; i++) html.element('p', warnings[i], ' class="warning"');
  html.endSection();
}

function origin(status: string): string {
  return status == 'online' ? 'Declared' : status == 'imported' ? 'Imported' : 'Trained';
}

export function writeOptions(html: Html, options: Options): void {
  const list = options.spec.list;
  html.beginSection('Options').note('All that could be said, with its value; what was said stands first.');
  html.beginTable('Options', ['Option', 'Value', 'Said']);
  for (let isGiven = 1; isGiven >= 0; isGiven--) {
    for (let i = 0; i < list.length; i++) {
      const option = list[i];
      const value = optionJson(option);
      if ((option.given.length > 0 ? 1 : 0) != isGiven) continue;
      if (isGiven == 0 && (value == 'null' || value == '[]')) continue;
      html
        .raw('<tr>')
        .element('th', option.name, ' scope="row"')
        .raw('<td>')
        .element('code', value)
        .raw('</td>');
      html.raw(isGiven ? '<td><span class="badge">given</span></td></tr>' : '<td></td></tr>');
    }
  }
  html.endTable().endSection();
}

/** The statement that makes the model again. */
export function writeAgain(html: Html, about: About): void {
  if (about.dataset.length == 0) return;
  html
    .beginSection('Again', true)
    .note('The same rows and this statement make the same model, byte for byte, wherever sqml runs.');
  const list = [about.experiment, about.predictionType, about.algorithm, about.dataset, about.target];
  let statement = 'SELECT sqml_train(';
  for (let i = 0; i < list.length; i++) statement += quoteText(list[i]) + ', ';
  statement += quoteText(allOptions(about)) + ');';
  html.raw('<pre>').text(statement).raw('</pre>').endSection();
}

/** The options as given, and what may have been said by arguments of their own. */
function allOptions(about: About): string {
  const given = about.options.length > 2 ? about.options.substring(1, about.options.length - 1) : '';
  const parts: string[] = given.length > 0 ? [given] : [];
  if (!given.includes('"test_size"')) parts.push(`"test_size": ${about.testSize}`);
  if (!given.includes('"split_strategy"')) parts.push(`"split_strategy": ${jsonQuoted(about.splitStrategy)}`);
  if (!given.includes('"random_state"')) parts.push(`"random_state": ${about.randomState}`);
  return `{${parts.join(', ')}}`;
}

/** What a reader is told of how many models there are. */
export function summary(models: i64, runs: i64, failures: i64): string {
  const failed = failures > 0 ? `, ${countText(failures)} failed` : '';
  return `${counted(models, 'model')} of ${counted(runs, 'run')}${failed}`;
}
