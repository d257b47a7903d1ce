// sqml_export_model(experiment_name): the deployed model (or, by INTEGER, the model with this id) as a BLOB
// that sqml_import_model takes in any database. The bytes are those of sqml_models.data (model/pipeline.ts).

import { begin, blobResult } from '../call';
import { modelOfStatement } from './predict';

export function sqml_export_model(argc: i32): usize {
  begin('sqml_export_model', argc);
  const bytes = modelOfStatement().pipeline.write();
  return blobResult(bytes.pointer, bytes.length);
}
