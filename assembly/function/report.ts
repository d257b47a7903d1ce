// sqml_report(experiment_name): a report of the experiment and of the model that serves it, as the text of one HTML file
// (report/page.ts).

import { begin, beginText, endText, textArgument } from '../call';
import * as host from '../host';
import { predictionTypeOf, unknownExperiment } from '../registry/experiment';
import { tryDeployed } from '../registry/deployed';
import { writeReport } from '../report/page';
import { hasColumn } from '../registry/schema';
import { fail } from '../error';

export function sqml_report(argc: i32): usize {
  begin('sqml_report', argc);
  const experiment = textArgument(0, 'experiment_name');
  const predictionType = predictionTypeOf(experiment);
  if (predictionType.length == 0) unknownExperiment(experiment);
  const kept = tryDeployed(experiment);
  if (!hasColumn('sqml_runs', 'options'))
    fail('the tables are those of the Python sqlite-ml; SELECT sqml_setup() brings them up to date');
  writeReport(beginText(host.TEXT), experiment, predictionType, kept);
  return endText();
}
