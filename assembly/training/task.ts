// What a fit learns besides the rows themselves: the features, how they are made ready, and the labels.
//
// Labels are sorted over the whole table; a label's place is its position there. The classes of a model are
// the labels that occur in the part it was fitted to (as scikit-learn's classes_). A row of another label
// can't be predicted, and counts as missed.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { Matrix } from '../math/matrix';
import { at, put } from '../math/vector';
import { reals, release, shorten } from '../memory/block';
import { Traits } from '../model/algorithm';
import { Label } from '../model/label';
import { Column } from '../table/column';
import { FeatureSet } from './encode';
import { Passes } from './passes';
import { Preprocess } from './preprocess';

/** Some rows of the data: their features as read, and their targets (places among all labels, or values). */
export class Part {
  /** Reads the rows where nobody holds them; raw then has a shape and no rows. */
  passes: Passes | null = null;

  constructor(
    public raw: Matrix,
    public y: usize,
    /** The block that raw is in: its end, behind another part, unless it is all of it. */
    private block: usize = raw.data,
  ) {}

  get n(): i32 {
    return this.raw.rows;
  }

  /** A copy of the rows at these positions, in that order. */
  pick(positions: StaticArray<i32>): Part {
    const X = Matrix.zeros(positions.length, this.raw.cols);
    const y = reals(positions.length);
    const bytes = (<usize>X.cols) << 3;
    for (let i = 0; i < positions.length; i++) {
      memory.copy(X.row(i), this.raw.row(positions[i]), bytes);
      put(y, i, at(this.y, positions[i]));
    }
    return new Part(X, y);
  }

  /** A part in another's block gives back what is behind that one, which is released after it. */
  release(): void {
    if (this.block == this.raw.data) release(this.block);
    else shorten(this.block, this.raw.data - this.block);
    release(this.y);
  }
}

export class Task {
  /** The place of the positive class of two; -1 when none was named. */
  positive: i32 = -1;

  constructor(
    public features: FeatureSet,
    /** All labels of the table, sorted; none for a regression. */
    public labels: Label[],
    public isClassification: bool,
  ) {}

  /** For jobs: all but the options, which `read` gets again. */
  write(out: ByteWriter): void {
    out.u8(this.isClassification ? 1 : 0);
    out.i32(this.positive);
    out.i32(this.labels.length);
    for (let c = 0; c < this.labels.length; c++) this.labels[c].writeCell(out);
    const columns = this.features.columns;
    out.i32(columns.length);
    for (let j = 0; j < columns.length; j++) columns[j].write(out);
  }

  static read(bytes: ByteReader, preprocess: string, traits: Traits): Task {
    const isClassification = bytes.u8() != 0;
    const positive = bytes.i32();
    const labels: Label[] = [];
    for (let left = bytes.i32(); left > 0; left--) labels.push(Label.read(bytes));
    const columns: Column[] = [];
    const names: string[] = [];
    for (let left = bytes.i32(); left > 0; left--) {
      const column = Column.read(bytes);
      columns.push(column);
      names.push(column.name);
    }
    const plans = new Preprocess(preprocess, names, traits);
    const task = new Task(new FeatureSet(columns, plans), labels, isClassification);
    task.positive = positive;
    return task;
  }
}
