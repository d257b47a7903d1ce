// sqml_datasets(): what sqml_load_dataset can load.

import { begin, beginRows, endRows } from '../call';
import { bundled, bundledNames } from '../table/bundled';

export function sqml_datasets(argc: i32): usize {
  begin('sqml_datasets', argc);
  const rows = beginRows();
  const names = bundledNames();
  for (let i = 0; i < names.length; i++) {
    const dataset = bundled(names[i])!;
    rows.text(dataset.name);
    rows.text(dataset.task);
    rows.integer(dataset.rows);
    rows.integer(dataset.columns - 1);
    if (dataset.targetNames.length > 0) rows.integer(dataset.targetNames.length);
    else rows.null();
    dataset.release();
  }
  return endRows();
}
