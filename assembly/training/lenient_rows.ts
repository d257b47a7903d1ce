// The rows of a dataset one by one before a stored model, each with what keeps it from being predicted; nothing is kept.
//
// A row is taken as plain values of sqml_predict are (model/features.ts), which says the same as a whole table does. A
// feature that is no column is wrong with every row, and an error.

import { cellEnd } from '../call';
import { FeatureReader } from '../model/features';
import { NOT_FINITE, Pipeline } from '../model/pipeline';
import { tick } from '../progress';
import { Statement } from '../sql';
import { ColumnNames } from '../table/column_names';
import { failChanged, keysOf } from '../table/keys';

/** What reading a cell costs, for the polls. */
const READING: f64 = 20;

export class LenientRows {
  /** The cell of this row's key; 0 where rows have none. Valid until the next row. */
  key: usize = 0;
  /** Why it has no answer; '' when it has. */
  problem: string = '';
  /** The model's output for it. */
  output: usize = 0;
  private features: FeatureReader;
  private at: usize = 0;
  private end: usize = 0;
  /** The feature that each column is, -1 of others. */
  private featureOf: StaticArray<i32>;
  private keyColumn: i32 = -1;
  private keys: Statement | null = null;

  /** `key` names a column of keys; '': the dataset's own (table/keys.ts). */
  constructor(
    private pipeline: Pipeline,
    private dataset: string,
    private source: Statement,
    key: string,
  ) {
    const features = new FeatureReader(pipeline.encoding);
    features.isLenient = true;
    this.features = features;
    const names: string[] = [];
    for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
    const places = new ColumnNames(names);
    this.featureOf = new StaticArray<i32>(names.length).fill(-1);
    const wanted = pipeline.encoding.featureNames;
    for (let j = 0; j < wanted.length; j++) this.featureOf[places.place(wanted[j], 'feature')] = j;
    if (key.length > 0) this.keyColumn = places.place(key, 'key');
    else this.keys = keysOf(dataset, names);
  }

  /** Asks the model for the next row; false at the end. */
  next(): bool {
    const keys = this.keys;
    if (this.at == this.end) {
      this.at = this.source.chunk();
      this.end = this.source.chunkEnd;
      if (this.at == 0) {
        this.source.close();
        if (keys != null) {
          if (keys.next()) failChanged(this.dataset);
          keys.close();
        }
        return false;
      }
    }
    if (keys != null) {
      if (!keys.next()) failChanged(this.dataset);
      this.key = keys.cell();
    }
    const features = this.features;
    features.problem = '';
    let cell = this.at;
    for (let c = 0; c < this.featureOf.length; c++) {
      const j = unchecked(this.featureOf[c]);
      if (j >= 0) features.readCell(cell, j);
      if (c == this.keyColumn) this.key = cell;
      cell = cellEnd(cell);
    }
    this.at = cell;
    this.problem = features.problem;
    if (this.problem.length == 0) {
      this.output = this.pipeline.askFor(features.raw);
      if (this.output == 0) this.problem = NOT_FINITE;
    }
    tick(READING * <f64>this.featureOf.length + this.pipeline.cost);
    return true;
  }
}
