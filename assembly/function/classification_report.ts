// sqml_classification_report(experiment_name [, dataset [, target]]): precision, recall and f1 of each class and
// their averages (metric/report.ts), on the test part of the training (as stored then) or on the dataset.
//
// After the classes come the rows 'accuracy' (under f1), 'macro avg' and 'weighted avg', as in scikit-learn's
// classification_report. support counts true rows.

import { begin, beginRows, endRows } from '../call';
import { ClassReport, Figures } from '../metric/report';
import { RowWriter } from '../rows';
import { askedClassifier, askedConfusion } from '../training/judge';

export function sqml_classification_report(argc: i32): usize {
  begin('sqml_classification_report', argc);
  askedClassifier('report by class');
  const confusion = askedConfusion();
  const report = new ClassReport(confusion.matrix);
  const rows = beginRows();
  for (let i = 0; i < report.classes.length; i++) {
    confusion.labels[report.classes[i]].writeCell(rows.out);
    writeFigures(rows, report.figures[i]);
  }
  rows.text('accuracy');
  writeFigures(rows, new Figures(NaN, NaN, report.accuracy, report.rows));
  rows.text('macro avg');
  writeFigures(rows, report.macro);
  rows.text('weighted avg');
  writeFigures(rows, report.weighted);
  return endRows();
}

function writeFigures(rows: RowWriter, figures: Figures): void {
  rows.real(figures.precision);
  rows.real(figures.recall);
  rows.real(figures.f1);
  rows.integer(figures.support);
}
