// sqml_export_model(experiment_name): the deployed model (or, by INTEGER, the model with this id) as a BLOB
// that sqml_import_model takes in any database. The bytes are those of sqml_models.data (model/pipeline.ts), also
// when another version of sqml wrote them.

import { begin, blobResult } from '../call';
import { storedModel } from '../registry/deployed';
import { modelOfStatement } from './predict';

export function sqml_export_model(argc: i32): usize {
  begin('sqml_export_model', argc);
  const row = storedModel(modelOfStatement().id);
  const cell = row.cell();
  const result = blobResult(cell + 5, load<i32>(cell, 1));
  row.close();
  return result;
}
