// The rows of a dataset one by one, as a learner reads them: its features by name, and the target's cell. Garbage waits for
// the end of the call, so reading a row allocates nothing: a dataset may be larger than memory.

import { cellEnd } from '../call';
import { tick } from '../progress';
import { Statement } from '../sql';
import { columnNamed } from '../table/column_names';
import { Learner } from './learner';

/** What reading a cell costs, for the polls. */
const READING: f64 = 20;

export class StreamedRows {
  /** The target's cell in the row. */
  target: usize = 0;
  /** Rows so far. */
  count: i64 = 0;
  private at: usize = 0;
  private end: usize = 0;
  /** The feature that each column is, -1 of others. */
  private featureOf: StaticArray<i32>;
  private targetColumn: i32;
  private cost: f64;

  constructor(
    private learner: Learner,
    private source: Statement,
    target: string,
  ) {
    const names: string[] = [];
    for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
    this.targetColumn = columnNamed(target, names, 'target column');
    this.featureOf = new StaticArray<i32>(names.length).fill(-1);
    const features = learner.pipeline.encoding.featureNames;
    for (let j = 0; j < features.length; j++) this.featureOf[columnNamed(features[j], names, 'feature')] = j;
    this.cost = READING * <f64>names.length + 3 * learner.pipeline.cost;
  }

  /** Reads the next row; false at the end. */
  next(): bool {
    if (this.at == this.end) {
      this.at = this.source.chunk();
      this.end = this.source.chunkEnd;
      if (this.at == 0) {
        this.source.close();
        return false;
      }
    }
    this.count++;
    const features = this.learner.features;
    let cell = this.at;
    for (let c = 0; c < this.featureOf.length; c++) {
      const j = unchecked(this.featureOf[c]);
      if (j >= 0) features.readCell(cell, j, 'row', this.count);
      if (c == this.targetColumn) this.target = cell;
      cell = cellEnd(cell);
    }
    this.at = cell;
    tick(this.cost);
    return true;
  }
}
