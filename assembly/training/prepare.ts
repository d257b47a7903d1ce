// From rows and a request to data: the rows read, their features chosen and checked, what trains and what tests.

import { CLASSIFICATION } from '../model/algorithm';
import { Encoding } from '../model/encoding';
import { Split } from '../split/shuffle';
import { Statement } from '../sql';
import { As } from '../table/column';
import { ColumnNames } from '../table/column_names';
import { PassingTable, passingTableFor } from '../table/passing_table';
import { Table, tableFor } from '../table/table';
import { featureColumns, splitColumnOf } from './columns';
import { Data } from './data';
import { positivePlace } from './positive';
import { Encode, Preprocess } from './preprocess';
import { failOf, Problem } from './problem';
import { problemsOf } from './problems';
import { Request } from './request';
import { splitRows } from './split_rows';
import { askTypes, keptTypes, readAs, typeOf } from './types';

/** Distinct texts of a column that is hashed, or of words. */
const MOST_HASHED_TEXTS: i32 = 1 << 20;

export class Prepared {
  constructor(
    public data: Data,
    public split: Split,
    /** What was decided about columns of TEXT, as JSON; '' when nothing was. */
    public readAs: string,
    /** options.types with those decisions, which reads the table so again; '' when there are none. */
    public types: string,
  ) {}
}

/** The rows of a dataset, and what the request says of its columns. */
export class Rows {
  constructor(
    public table: Table,
    /** The features' places in the table. */
    public columns: i32[],
    public splitColumn: i32,
    public preprocess: Preprocess,
  ) {}

  get problems(): Problem[] {
    return problemsOf(this.table, this.columns, this.preprocess);
  }
}

/** Reads `source` to its end and closes it, but where the request reads it in passes. Features are read as options say, or as `encoding` takes them. */
export function readRows(source: Statement, request: Request, encoding: Encoding | null = null): Rows {
  const isClassification = request.predictionType == CLASSIFICATION;
  const table: Table = request.isPassing
    ? passingTableFor(source, request.target, isClassification)
    : tableFor(source, request.target, isClassification);
  const all = table.columnNames;
  const splitColumn = splitColumnOf(all, request);
  if (request.isPassing) (<PassingTable>table).splitColumn = splitColumn;
  const columns = featureColumns(all, table.target, request, splitColumn);
  const names: string[] = [];
  for (let j = 0; j < columns.length; j++) names.push(all[columns[j]]);
  const preprocess = new Preprocess(request.options.json('preprocess'), names, request.traits);
  const isRead = new StaticArray<bool>(all.length);
  isRead[table.target] = true;
  if (splitColumn >= 0) isRead[splitColumn] = true;
  for (let j = 0; j < columns.length; j++) isRead[columns[j]] = true;
  for (let c = 0; c < all.length; c++) if (!isRead[c]) table.columns[c].ask(As.NOTHING);
  for (let j = 0; j < columns.length; j++) {
    const column = table.columns[columns[j]];
    const plan = preprocess.of(column.name);
    if (plan.isHash || plan.isTfIdf) column.mostTexts = MOST_HASHED_TEXTS;
    if (plan.wantsCategories) column.ask(As.TEXT);
    else if (plan.isOwnEncode && plan.encode == Encode.DATE_PARTS) column.ask(As.DATE);
  }
  askTypes(table, request.options.json('types'));
  if (encoding != null) askEncoders(table, encoding);
  table.read(source);
  // Rows that are not held will be asked for again.
  if (!request.isPassing) source.close();
  return new Rows(table, columns, splitColumn, preprocess);
}

/** Tells the columns to be read as the encoders of their names take them. */
function askEncoders(table: Table, encoding: Encoding): void {
  const encoders = encoding.encoders;
  const names = new ColumnNames(table.columnNames);
  for (let j = 0; j < encoders.length; j++) {
    const encoder = encoders[j];
    if (!names.has(encoder.name)) continue;
    const c = names.place(encoder.name, 'feature');
    if (c != table.target) table.columns[c].ask(typeOf(encoder));
  }
}

/** The same as data, with what trains and what tests; fails with all the problems of the table. */
export function prepare(source: Statement, request: Request, encoding: Encoding | null = null): Prepared {
  const rows = readRows(source, request, encoding);
  failOf(rows.problems, !request.options.isGiven('preprocess') && !request.options.isGiven('exclude'));
  const table = rows.table;
  const data = new Data(table, rows.columns, rows.preprocess, table.isClassification);
  if (table.isClassification) data.positive = positivePlace(data.labels, request);
  data.features.checkPlans();
  const split = splitRows(data, request, rows.splitColumn);
  const given = request.options.json('types');
  return new Prepared(data, split, readAs(table, rows.columns), keptTypes(table, rows.columns, given));
}
