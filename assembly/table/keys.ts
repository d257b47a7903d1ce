// What names the rows of a dataset, so that rows made from it can be joined back.
//
//   any dataset                        the column that the caller names
//   a table                            its rowid
//   a table WITHOUT ROWID              its primary key, when that is one column
//   anything else (a view, a SELECT)   NULL: a row's number would look like an id, and be none

import { quoteName } from '../codec/text';
import { fail } from '../error';
import { RowWriter } from '../rows';
import { lastMessage, Statement } from '../sql';
import { Cells } from './cells';
import { prepareGuarded } from './guard';
import { named, TableName, writtenName } from './named';
import { Table } from './table';

/** The keys in the order of the rows. */
export class Keys {
  constructor(private cells: Cells | null) {}

  /** Writes the key of row i. */
  write(i: i32, rows: RowWriter): void {
    const cells = this.cells;
    if (cells == null) rows.null();
    else cells.write(i, rows);
  }
}

/** The keys of the dataset whose rows `table` holds. */
export function readKeys(dataset: string, table: Table): Keys {
  if (table.kept >= 0) return new Keys(table.cells);
  const found = keysOf(dataset, table.columnNames);
  if (found == null) return new Keys(null);
  const cells = new Cells();
  while (found.next()) cells.add(found.cell());
  found.close();
  if (cells.count != table.n) failChanged(dataset);
  return new Keys(cells);
}

export function failChanged(dataset: string): void {
  fail(`the table '${dataset}' changed while it was read; try again`);
}

/** A statement over the keys of a dataset, row by row, whose columns are `names`; null when its rows have none. */
export function keysOf(dataset: string, names: string[]): Statement | null {
  let name: TableName | null = new TableName('', dataset);
  let place = named(dataset);
  if (place == null) {
    name = writtenName(dataset);
    if (name != null) place = named(name.name, name.schema);
  }
  return name != null && place != null && place.type == 'table' ? keyQuery(name, names) : null;
}

/** A statement over the keys of a table; null when it has no key of one column. */
function keyQuery(dataset: TableName, names: string[]): Statement | null {
  const name = nameOfRowid(names);
  if (name.length > 0) {
    const rowids = prepareGuarded(`SELECT ${name} FROM ${dataset.sql} NOT INDEXED`);
    if (rowids != null) return rowids;
    // A table WITHOUT ROWID; what else keeps from its keys is told.
    if (!lastMessage().startsWith('no such column')) fail(lastMessage());
  }
  const columns = Statement.prepare(dataset.pragma('table_info'));
  const keys: string[] = [];
  while (columns.next()) {
    columns.cell();
    const column = columns.textCell();
    for (let c = 2; c < 5; c++) columns.cell();
    if (columns.integerCell() > 0) keys.push(column);
  }
  columns.close();
  if (keys.length != 1) return null;
  const found = prepareGuarded(`SELECT ${quoteName(keys[0])} FROM ${dataset.sql} NOT INDEXED`);
  if (found == null) fail(lastMessage());
  return found;
}

/** The name of the rowid that is not a column's; '' when there is none. */
function nameOfRowid(names: string[]): string {
  for (let i = 0; i < ROWIDS.length; i++) {
    let isFree = true;
    for (let c = 0; c < names.length; c++) {
      if (names[c].toLowerCase() == ROWIDS[i]) isFree = false;
    }
    if (isFree) return ROWIDS[i];
  }
  return '';
}
const ROWIDS: string[] = ['rowid', '_rowid_', 'oid'];
