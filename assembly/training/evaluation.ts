// A stored model before rows of a dataset: each of its features is found by name, and must hold what the
// model was trained on.

import { fail } from '../error';
import { at, put } from '../math/vector';
import { reals } from '../memory/block';
import { Traits } from '../model/algorithm';
import { Pipeline } from '../model/pipeline';
import { Statement } from '../sql';
import { Label } from '../model/label';
import { ColumnNames } from '../table/column_names';
import { Table, targetTrouble } from '../table/table';
import { allRows, Data } from './data';
import { FeatureSet } from './encode';
import { Preprocess } from './preprocess';
import { Part } from './task';
import { As, Column } from '../table/column';
import { typeOf } from './types';

/** Distinct texts that a feature may have here: those that the model knows stand among any number of others. */
const MOST_UNSEEN_TEXTS: i32 = 1 << 20;

/** The rows of a dataset as a pipeline reads them. */
export class Evaluation {
  table: Table;
  private columns: i32[] = [];
  /** All labels of the table's target, sorted, and the place among them of each class of the model. */
  labels: Label[] = [];
  place: StaticArray<i32> = [];

  /**
   * Reads `source`; `target` is its column with the truth, '' for none, `besides` one that is wanted too, `key` one whose
   * cells are kept as they are (table.cells). Rows without a truth are left out.
   */
  constructor(
    public pipeline: Pipeline,
    source: Statement,
    target: string,
    besides: string = '',
    key: string = '',
  ) {
    const names: string[] = [];
    for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
    const places = new ColumnNames(names);
    const at = target.length > 0 ? places.place(target, 'target column') : -1;
    const table = new Table(names, at, pipeline.isClassification);
    this.table = table;
    if (key.length > 0) table.kept = places.place(key, 'key');
    const features = pipeline.encoding.featureNames;
    for (let j = 0; j < features.length; j++) {
      const place = places.place(features[j], 'feature');
      this.columns.push(place);
      table.columns[place].mostTexts = MOST_UNSEEN_TEXTS;
    }
    const wanted = besides.length > 0 ? places.place(besides, 'split_column') : -1;
    for (let c = 0; c < names.length; c++) if (c != at && c != wanted) table.columns[c].ask(As.NOTHING);
    const encoders = pipeline.encoding.encoders;
    for (let j = 0; j < encoders.length; j++)
      if (this.columns[j] != at) table.columns[this.columns[j]].ask(typeOf(encoders[j]));
    if (at >= 0 && !pipeline.isClassification) table.columns[at].ask(As.NUMBER);
    table.read(source);
    source.close();
    this.check();
  }

  /** Fails when a feature's cells, or the truth's, are not what the model takes. */
  private check(): void {
    const table = this.table;
    const encoders = this.pipeline.encoding.encoders;
    for (let j = 0; j < encoders.length; j++) {
      const encoder = encoders[j];
      const column = table.columns[this.columns[j]];
      let wrong = wrongOf(column);
      if (encoder.isText && column.numbers > 0 && !encoder.takesNumbers) wrong = `${column.numbers} numbers`;
      const isNullWrong = !encoder.acceptsNull && (encoder.isText ? column.nulls : column.missing) > 0;
      if (wrong.length == 0 && column.isFreeText) wrong = `more than ${MOST_UNSEEN_TEXTS} distinct texts`;
      if (wrong.length == 0 && isNullWrong)
        wrong = column.nulls > 0 ? `${column.nulls} NULL` : `${column.blanks} blank`;
      if (wrong.length == 0) continue;
      const kind = encoder.isText ? 'TEXT' : encoder.isDate ? 'dates' : 'finite numbers';
      fail(`feature '${encoder.name}' must hold ${kind}; of ${table.n} rows it has ${wrong}`);
    }
    if (table.target < 0) return;
    const strays = table.isClassification ? '' : wrongOf(table.columns[table.target]);
    if (strays.length > 0)
      fail(`the target '${table.targetName}' must hold finite numbers; of ${table.n} rows it has ${strays}`);
    const trouble = targetTrouble(table);
    if (trouble.length > 0) fail(`the target '${table.targetName}' ${trouble}`);
  }

  get n(): i32 {
    return this.table.n;
  }

  /** The rows as a training would have them, with the model's features. */
  data(): Data {
    return new Data(
      this.table,
      this.columns,
      new Preprocess('', [], new Traits()),
      this.pipeline.isClassification,
    );
  }

  /** Some rows, with the truth as places among `labels`, or values; without a target y is 0. */
  part(rows: StaticArray<i32> = allRows(this.n)): Part {
    const table = this.table;
    const list: Column[] = [];
    for (let j = 0; j < this.columns.length; j++) list.push(table.columns[this.columns[j]]);
    const y: usize = table.target < 0 ? 0 : reals(max(rows.length, 1));
    const raw = table.gather(rows, this.columns, y);
    new FeatureSet(list, new Preprocess('', [], new Traits())).place(raw, this.pipeline.encoding);
    if (table.target < 0) return new Part(raw, 0);
    if (this.pipeline.isClassification) this.placeLabels(y, rows.length);
    return new Part(raw, y);
  }

  /** The text of feature j whose raw value is that of a TF_IDF encoder. */
  textOf(j: i32, raw: f64): string {
    return this.table.columns[this.columns[j]].values[<i32>raw - 1];
  }

  /** Makes places of n labels' numbers, with the model's labels among them. */
  private placeLabels(y: usize, n: i32): void {
    const set = this.table.labels;
    const classes = this.pipeline.labels;
    const numbers = new StaticArray<i32>(classes.length);
    for (let c = 0; c < classes.length; c++) numbers[c] = set.addLabel(classes[c]);
    const all = set.order(this.table.targetName);
    this.labels = all.labels;
    this.place = new StaticArray<i32>(classes.length);
    for (let c = 0; c < classes.length; c++) this.place[c] = all.map[numbers[c]];
    for (let i = 0; i < n; i++) put(y, i, all.map[<i32>at(y, i)]);
  }
}

/** Cells that are not what the column is asked to be. */
function wrongOf(column: Column): string {
  if (column.strays > 0) return `${column.strays} TEXT such as '${column.strayTexts[0]}'`;
  if (column.blobs > 0) return `${column.blobs} BLOB`;
  return column.infinite > 0 ? `${column.infinite} infinite` : '';
}
