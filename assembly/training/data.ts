// What a training or an evaluation has before it: a table, which columns are features, what the target is.
//
// Labels are sorted over the whole table; a label's place is its position there. The classes of a model are
// the labels that occur in the part it was fitted to (as scikit-learn's classes_). A row of another label
// can't be predicted, and counts as missed.

import { Matrix } from '../math/matrix';
import { at, put } from '../math/vector';
import { reals, release } from '../memory/block';
import { Classes, Label } from '../model/label';
import { Column } from '../table/column';
import { Table } from '../table/table';
import { FeatureSet } from './encode';
import { Preprocess } from './preprocess';

/** Some rows of the data: their features as read, and their targets (places among all labels, or values). */
export class Part {
  constructor(
    public raw: Matrix,
    public y: usize,
  ) {}

  get n(): i32 {
    return this.raw.rows;
  }

  release(): void {
    release(this.raw.data);
    release(this.y);
  }
}

export class Data {
  features: FeatureSet;
  /** All labels of the table, sorted; none for a regression. */
  labels: Label[] = [];
  private places: Classes | null = null;

  constructor(
    public table: Table,
    /** The features' columns of the table. */
    private columns: i32[],
    preprocess: Preprocess,
    public isClassification: bool,
  ) {
    const list: Column[] = [];
    for (let j = 0; j < columns.length; j++) list.push(table.columns[columns[j]]);
    this.features = new FeatureSet(list, preprocess);
    if (isClassification) {
      const places = table.labels.order(table.targetName);
      this.places = places;
      this.labels = places.labels;
    }
  }

  get n(): i32 {
    return this.table.n;
  }

  /** The rows of `indices`, in that order. */
  part(indices: StaticArray<i32>): Part {
    const y = reals(indices.length);
    this.table.targets(indices, y);
    if (this.isClassification) {
      const map = this.places!.map;
      for (let i = 0; i < indices.length; i++) put(y, i, map[<i32>at(y, i)]);
    }
    return new Part(this.table.gather(indices, this.columns), y);
  }

  /** The target of every row, as `part` gives it. */
  allTargets(): usize {
    const y = reals(this.n);
    for (let i = 0; i < this.n; i++) {
      const value = this.table.at(i, this.table.target);
      put(y, i, this.isClassification ? <f64>this.places!.map[<i32>value] : value);
    }
    return y;
  }
}

/** 0..n-1. */
export function allRows(n: i32): StaticArray<i32> {
  const rows = new StaticArray<i32>(n);
  for (let i = 0; i < n; i++) rows[i] = i;
  return rows;
}
