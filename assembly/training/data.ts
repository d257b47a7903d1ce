// What a training has before it: a table, and what is learned of it (task.ts).

import { at, put } from '../math/vector';
import { reals } from '../memory/block';
import { Label } from '../model/label';
import { Column } from '../table/column';
import { Classes } from '../table/label_set';
import { Table } from '../table/table';
import { FeatureSet } from './encode';
import { Preprocess } from './preprocess';
import { Part, Task } from './task';

export class Data extends Task {
  private places: Classes | null;

  constructor(
    public table: Table,
    /** The features' columns of the table. */
    private columns: i32[],
    preprocess: Preprocess,
    isClassification: bool,
  ) {
    const list: Column[] = [];
    for (let j = 0; j < columns.length; j++) list.push(table.columns[columns[j]]);
    const places = isClassification ? table.labels.order(table.targetName) : null;
    super(
      new FeatureSet(list, preprocess),
      places == null ? new Array<Label>() : places.labels,
      isClassification,
    );
    this.places = places;
  }

  get n(): i32 {
    return this.table.n;
  }

  /** The rows of `indices`, in that order. */
  part(indices: StaticArray<i32>): Part {
    const y = reals(indices.length);
    const raw = this.table.gather(indices, this.columns, y);
    if (this.isClassification) {
      const map = this.places!.map;
      for (let i = 0; i < indices.length; i++) put(y, i, map[<i32>at(y, i)]);
    }
    return new Part(raw, y);
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
