// What names the rows of a dataset, so that rows made from it can be joined back.
//
//   a table                            its rowid
//   a table WITHOUT ROWID              its primary key, when that is one column
//   anything else (a view, a SELECT)   the row's number, from 1

import { ByteWriter } from '../codec/bytes';
import { quoteName } from '../codec/text';
import { cellEnd } from '../call';
import { fail } from '../error';
import { RowWriter } from '../rows';
import { Statement } from '../sql';
import { prepareGuarded } from './guard';
import { named, TableName, writtenName } from './named';
import { Table } from './table';

/** The keys in the order of the rows. */
export class Keys {
  private cells: ByteWriter = new ByteWriter();
  /** Where each key's cell begins; none when rows go by number. */
  private starts: i32[] = [];

  get count(): i32 {
    return this.starts.length;
  }

  /** Copies a cell as the next key. */
  add(cell: usize): void {
    this.starts.push(this.cells.length);
    this.cells.raw(cell, <i32>(cellEnd(cell) - cell));
  }

  /** Writes the key of row i. */
  write(i: i32, rows: RowWriter): void {
    if (this.starts.length == 0) {
      rows.integer(i + 1);
      return;
    }
    const cell = this.cells.pointer + this.starts[i];
    rows.cell(cell, <i32>(cellEnd(cell) - cell));
  }
}

/** The keys of the dataset whose rows `table` holds. */
export function readKeys(dataset: string, table: Table): Keys {
  const keys = new Keys();
  let name: TableName | null = new TableName('', dataset);
  let place = named(dataset);
  if (place == null) {
    name = writtenName(dataset);
    if (name != null) place = named(name.name, name.schema);
  }
  const found = name != null && place != null && place.type == 'table' ? keyQuery(name, table) : null;
  if (found == null) return keys;
  while (found.next()) keys.add(found.cell());
  found.close();
  if (keys.count != table.n) fail(`the table '${dataset}' changed while it was read; try again`);
  return keys;
}

/** A statement over the keys of a table; null when it has no key of one column. */
function keyQuery(dataset: TableName, table: Table): Statement | null {
  const name = nameOfRowid(table);
  if (name.length > 0) {
    const rowids = prepareGuarded(`SELECT ${name} FROM ${dataset.sql} NOT INDEXED`);
    if (rowids != null) return rowids;
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
  return prepareGuarded(`SELECT ${quoteName(keys[0])} FROM ${dataset.sql} NOT INDEXED`);
}

/** The name of the rowid that is not a column's; '' when there is none. */
function nameOfRowid(table: Table): string {
  for (let i = 0; i < ROWIDS.length; i++) {
    let isFree = true;
    for (let c = 0; c < table.columns.length; c++) {
      if (table.columns[c].name.toLowerCase() == ROWIDS[i]) isFree = false;
    }
    if (isFree) return ROWIDS[i];
  }
  return '';
}
const ROWIDS: string[] = ['rowid', '_rowid_', 'oid'];
