// Of a report, how good the model is: on its test part, as stored with it (judgement/), or while it learned row by row.

import * as host from '../host';
import { at } from '../math/vector';
import { ClassReport, Figures } from '../metric/report';
import { Judgement } from '../judgement/judgement';
import { Confusion } from '../judgement/confusion';
import { Label } from '../model/label';
import { Pipeline } from '../model/pipeline';
import { Point } from '../registry/learned';
import { COLOURS, histogram, lines, scatter, Series } from './chart';
import { counted, countText, Html, metricText, numberText, shortest } from './html';

/** Labels of which a matrix, and classes of which a table, is still read by a person. */
const MOST_LABELS: i32 = 20;
const MOST_CLASSES: i32 = 60;
const BINS: i32 = 24;

export function writeQuality(html: Html, pipeline: Pipeline, judgement: Judgement): void {
  const confusion = judgement.confusion;
  if (confusion == null) {
    writeValues(html, judgement);
    return;
  }
  writeMatrix(html, confusion);
  writeClasses(html, confusion);
  writeCurves(html, pipeline, judgement);
  writeCalibration(html, pipeline, judgement);
}

/** A REAL that is whole loses its point. */
function labelText(label: Label): string {
  return label.type == host.REAL ? shortest(label.real) : label.toString();
}

function writeMatrix(html: Html, confusion: Confusion): void {
  const labels = confusion.labels;
  html.beginSection('Confusion matrix');
  if (labels.length > MOST_LABELS) {
    html
      .note(`${countText(labels.length)} labels are too many to read; sqml_confusion_matrix has them.`)
      .endSection();
    return;
  }
  html.note('Rows of the test part: what they are, and what was predicted.');
  html.raw(
    '<div class="scroll" tabindex="0" role="group" aria-label="Confusion matrix"><table class="matrix"><thead><tr>',
  );
  html.element('th', 'is \\ predicted', ' scope="col"');
  for (let p = 0; p < labels.length; p++) html.element('th', labelText(labels[p]), ' scope="col"');
  html.raw('</tr></thead><tbody>');
  for (let a = 0; a < labels.length; a++) {
    let rows: f64 = 0;
    for (let p = 0; p < labels.length; p++) rows += <f64>confusion.matrix.count(a, p);
    html.raw('<tr>').element('th', labelText(labels[a]), ' scope="row"');
    for (let p = 0; p < labels.length; p++) {
      const count = <f64>confusion.matrix.count(a, p);
      const tint = count == 0 ? 0 : <i32>Math.ceil((5 * count) / rows);
      html.element('td', countText(<i64>count), ` class="${a == p ? 'right' : 'wrong'} t${tint}"`);
    }
    html.raw('</tr>');
  }
  html.raw('</tbody></table></div>').endSection();
}

function writeClasses(html: Html, confusion: Confusion): void {
  const report = new ClassReport(confusion.matrix);
  if (report.classes.length > MOST_CLASSES) return;
  html.beginSection('By class');
  html.beginTable('By class', ['Class', '#Precision', '#Recall', '#F1', '#Rows']);
  for (let i = 0; i < report.classes.length; i++)
    writeClass(html, labelText(confusion.labels[report.classes[i]]), report.figures[i]);
  writeClass(html, 'mean of the classes', report.macro);
  writeClass(html, 'mean by rows', report.weighted);
  html.endTable().endSection();
}

function writeClass(html: Html, name: string, figures: Figures): void {
  html.raw('<tr>').element('th', name, ' scope="row"');
  html
    .figure(metricText(figures.precision))
    .figure(metricText(figures.recall))
    .figure(metricText(figures.f1));
  html.figure(countText(figures.support)).raw('</tr>');
}

function writeCurves(html: Html, pipeline: Pipeline, judgement: Judgement): void {
  const series: Series[] = [];
  for (let i = 0; i < judgement.curves.length && i < COLOURS; i++) {
    const curve = judgement.curves[i].curve;
    const xs: f64[] = [];
    const ys: f64[] = [];
    for (let p = 0; p < curve.points; p++) {
      xs.push(at(curve.fpr, p));
      ys.push(at(curve.tpr, p));
    }
    series.push(new Series(labelText(pipeline.labels[judgement.curves[i].c]), xs, ys));
  }
  if (series.length == 0) return;
  html
    .beginSection('ROC curve')
    .note(
      `How many rows of ${ofClasses(series)} are found, by how many others are taken for them; guessing gets the dashed line.${left(judgement.curves.length)}`,
    );
  lines(
    html,
    `ROC curve of ${ofClasses(series)}`,
    'false positive rate',
    'true positive rate',
    series,
    true,
    false,
  );
  html.endSection();
}

function writeCalibration(html: Html, pipeline: Pipeline, judgement: Judgement): void {
  const series: Series[] = [];
  for (let i = 0; i < judgement.calibrations.length && i < COLOURS; i++) {
    const found = judgement.calibrations[i].calibration;
    series.push(
      new Series(
        labelText(pipeline.labels[judgement.calibrations[i].c]),
        found.predicted.slice(0),
        found.observed.slice(0),
      ),
    );
  }
  if (series.length == 0) return;
  html
    .beginSection('Calibration')
    .note(
      `Of the rows that were given a probability, how many were so? On the dashed line the model can be taken at its word.${left(judgement.calibrations.length)}`,
    );
  lines(
    html,
    `Calibration of ${ofClasses(series)}`,
    'predicted probability',
    'observed share',
    series,
    true,
    true,
  );
  html.endSection();
}

function ofClasses(series: Series[]): string {
  return series.length == 1 ? `class ${series[0].name}` : 'each class';
}

function left(all: i32): string {
  return all > COLOURS ? ` The first ${COLOURS} of ${all} classes.` : '';
}

function writeValues(html: Html, judgement: Judgement): void {
  const sample = judgement.sample;
  const predicted: f64[] = [];
  const actual: f64[] = [];
  const residuals: f64[] = [];
  let worst: f64 = 0;
  for (let i = 0; i < sample.rows; i++) {
    predicted.push(sample.predicted[i]);
    actual.push(sample.actual[i]);
    residuals.push(sample.actual[i] - sample.predicted[i]);
    worst = max(worst, Math.abs(residuals[i]));
  }
  if (sample.rows == 0) return;
  const which =
    sample.rows < judgement.rows
      ? `${countText(sample.rows)} of ${counted(judgement.rows, 'row')} of the test part`
      : `${counted(judgement.rows, 'row')} of the test part`;
  html.beginSection('Predicted and actual').note(`${which}; on the dashed line both are equal.`);
  scatter(html, `Predicted against actual, ${which}`, 'predicted', 'actual', predicted, actual);
  html.endSection();
  html.beginSection('Residuals').note(`Actual less predicted; the largest is ${numberText(worst)}.`);
  histogram(html, `Residuals of ${which}`, 'actual - predicted', 'rows', residuals, BINS);
  html.endSection();
}

/** The progressive curve of a model that learns row by row. */
export function writeLearning(html: Html, isClassification: bool, points: Point[]): void {
  const rows: f64[] = [];
  const value: f64[] = [];
  const recent: f64[] = [];
  for (let i = 0; i < points.length; i++) {
    rows.push(<f64>points[i].rows);
    value.push(points[i].value);
    recent.push(points[i].recent);
  }
  if (rows.length == 0) return;
  const metric = isClassification ? 'accuracy' : 'mean absolute error';
  html
    .beginSection('Learning')
    .note('Each row was predicted before it was learned, so this is honest without a test part.');
  const series = [new Series('all rows', rows, value), new Series('the last 1,000', rows, recent)];
  lines(html, `${metric} by rows learned`, 'rows learned', metric, series, false, false);
  html.endSection();
}
