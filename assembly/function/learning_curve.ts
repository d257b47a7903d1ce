// sqml_learning_curve(experiment_name): how a model did while it learned row by row.
//
// A row at every hundredth row that was learned, and one for now. Each row was predicted before it was learned.
//
//   rows     learned by then
//   metric   accuracy, or mean_absolute_error
//   value    of all rows until then
//   recent   of the last 1000 (now: of the last full hundreds and what came since, 1000 at most)

import { argument, begin, beginRows, endRows } from '../call';
import { fail } from '../error';
import { POINT_ROWS } from '../model/online';
import { modelOf } from '../registry/deployed';
import { learningCurve, Point } from '../registry/learned';

export function sqml_learning_curve(argc: i32): usize {
  begin('sqml_learning_curve', argc);
  const model = modelOf(argument(0));
  const online = model.pipeline.online;
  if (online == null) {
    fail(
      'the model has not learned row by row; sqml_partial_fit makes it go on, and sqml_online one that begins with no row',
    );
    throw new Error('unreachable');
  }
  const isClassification = model.pipeline.isClassification;
  const points = learningCurve(model.id);
  if (online.rows % POINT_ROWS != 0)
    points.push(new Point(online.rows, online.value(isClassification), online.recent(isClassification)));
  const rows = beginRows();
  for (let i = 0; i < points.length; i++) {
    rows.integer(points[i].rows);
    rows.text(isClassification ? 'accuracy' : 'mean_absolute_error');
    rows.real(points[i].value);
    rows.real(points[i].recent);
  }
  return endRows();
}
