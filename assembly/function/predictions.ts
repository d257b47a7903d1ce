// sqml_predictions(experiment_name, dataset [, with_probabilities]): a prediction for every row of a table, a
// view or one SELECT, without JSON.
//
//   key            the table's rowid; for what has none (a view, a SELECT, WITHOUT ROWID) the row's number from 1
//   prediction     the label as it went into training, or the number
//   probabilities  a JSON object from class to probability, when the third argument is 1

import { argument, begin, beginRows, endRows, textArgument } from '../call';
import { ByteWriter } from '../codec/bytes';
import { JsonObject } from '../codec/json';
import { quoteName, utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { at } from '../math/vector';
import { Pipeline } from '../model/pipeline';
import { modelOf } from '../registry/deployed';
import { RowWriter } from '../rows';
import { Statement } from '../sql';
import { openDataset } from '../table/source';
import { Table } from '../table/table';
import { Answers } from '../training/answers';
import { Evaluation } from '../training/evaluation';

export function sqml_predictions(argc: i32): usize {
  begin('sqml_predictions', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  const dataset = textArgument(1, 'dataset');
  const flag = argument(2);
  const isWithProbabilities = load<u8>(flag) == host.INTEGER && load<i64>(flag, 1) != 0;
  const model = pipeline.model;
  if (isWithProbabilities && !model.hasProbabilities) fail(model.whyNoProbabilities());

  const evaluation = new Evaluation(pipeline, openDataset(dataset), '');
  const part = evaluation.part();
  const keys = rowids(dataset, evaluation.table);
  const answers = new Answers(pipeline, part);
  const k = pipeline.labels.length;
  const rows = beginRows();
  const json = new ByteWriter();
  for (let i = 0; i < part.n; i++) {
    rows.integer(keys.length > 0 ? keys[i] : i + 1);
    const value = at(answers.predicted, i);
    if (pipeline.isClassification) pipeline.labels[<i32>value].writeCell(rows.out);
    else rows.real(value);
    if (isWithProbabilities)
      writeProbabilities(rows, json, pipeline, answers.probabilities + ((<usize>i * k) << 3));
    else rows.null();
  }
  return endRows();
}

function writeProbabilities(rows: RowWriter, json: ByteWriter, pipeline: Pipeline, p: usize): void {
  json.length = 0;
  const object = new JsonObject(json);
  for (let c = 0; c < pipeline.labels.length; c++) object.number(pipeline.labels[c].toString(), at(p, c));
  object.end();
  rows.json(utf8(json.pointer, json.length));
}

/** The rowids of a table in its order; none for what has none: a view, a SELECT, a table WITHOUT ROWID. */
function rowids(dataset: string, table: Table): StaticArray<i64> {
  const none = new StaticArray<i64>(0);
  const name = nameOfRowid(table);
  if (name.length == 0 || !isTable(dataset)) return none;
  const found = Statement.tryPrepare(`SELECT ${name} FROM ${quoteName(dataset)} NOT INDEXED`);
  if (found == null) return none;
  const n = table.n;
  const keys = new StaticArray<i64>(n);
  let count = 0;
  for (; found.next(); count++) {
    const key = found.integerCell();
    if (count < n) keys[count] = key;
  }
  if (count != n) fail(`the table '${dataset}' changed while it was read; try again`);
  found.close();
  return keys;
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

/** Whether the name is a table's, not a view's: as in SQL the first decides of temp, main, and the attached. */
function isTable(name: string): bool {
  const schemas = Statement.prepare("SELECT name FROM pragma_database_list ORDER BY name <> 'temp', seq");
  let type = '';
  while (type.length == 0 && schemas.next()) {
    const found = Statement.prepare(
      `SELECT type FROM ${quoteName(schemas.textCell())}.sqlite_master WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE`,
    )
      .text(name)
      .bound();
    if (found.next()) type = found.textCell();
    found.close();
  }
  schemas.close();
  return type == 'table';
}
