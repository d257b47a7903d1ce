// sqml_importances(experiment_name): how much each feature took away of the impurity while the trees grew, as parts of 1:
// scikit-learn's feature_importances_, a TEXT feature's being the sum over its columns. It costs nothing, and favours
// features of many values; sqml_feature_importance asks the test part instead.

import { argument, begin, beginRows, endRows } from '../call';
import { fail } from '../error';
import { modelOf } from '../registry/deployed';

export function sqml_importances(argc: i32): usize {
  begin('sqml_importances', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  const importances = pipeline.model.importances;
  if (importances == null) {
    fail(
      `'${pipeline.algorithm}' with these options has no importances: it does not consist of trees; ` +
        'sqml_feature_importance works for every model',
    );
    throw new Error('unreachable');
  }
  const encoders = pipeline.encoding.encoders;
  const rows = beginRows();
  let column = 0;
  for (let j = 0; j < encoders.length; j++) {
    let sum: f64 = 0;
    for (let end = column + encoders[j].width; column < end; column++) sum += importances[column];
    rows.text(encoders[j].name);
    rows.real(sum);
  }
  return endRows();
}
