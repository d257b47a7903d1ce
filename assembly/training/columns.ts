// Which columns of a table are features: all but the target, or those that the options choose.

import { fail } from '../error';
import { columnNamed, ColumnNames } from '../table/column_names';
import { Request } from './request';

/** The features' columns, in the table's order (or the order of options.features). */
export function featureColumns(names: string[], target: i32, request: Request, splitColumn: i32): i32[] {
  const chosen = request.options.names('features');
  const excluded = request.options.names('exclude');
  const isOut = new StaticArray<bool>(names.length);
  isOut[target] = true;
  if (splitColumn >= 0) isOut[splitColumn] = true;
  const places = new ColumnNames(names);
  for (let i = 0; i < excluded.length; i++) isOut[places.place(excluded[i], 'column of exclude')] = true;

  const columns: i32[] = [];
  for (let i = 0; i < chosen.length; i++) {
    const column = places.place(chosen[i], 'column of features');
    if (column == target) fail(`options.features names the target '${names[column]}'`);
    if (isOut[column]) continue;
    isOut[column] = true;
    columns.push(column);
  }
  if (chosen.length == 0) for (let c = 0; c < names.length; c++) if (!isOut[c]) columns.push(c);
  if (columns.length == 0) fail(`no feature columns are left beside the target '${names[target]}'`);
  return columns;
}

/** The table's column that says which rows test; -1 unless the split strategy is 'column'. */
export function splitColumnOf(names: string[], request: Request): i32 {
  const name = request.options.word('split_column');
  if (request.splitStrategy != 'column') {
    if (name.length > 0) fail("options.split_column needs split_strategy 'column'");
    return -1;
  }
  if (name.length == 0)
    fail("split_strategy 'column' needs options.split_column: the column that is 1 in test rows");
  return columnNamed(name, names, 'split_column');
}
