// What a training has before it: a table, and what is learned of it (task.ts).

import { Matrix, strideOf } from '../math/matrix';
import { at, put } from '../math/vector';
import { reals } from '../memory/block';
import { Label } from '../model/label';
import { Split } from '../split/shuffle';
import { Statement } from '../sql';
import { Column } from '../table/column';
import { Classes } from '../table/label_set';
import { PassingTable } from '../table/passing_table';
import { Table } from '../table/table';
import { FeatureSet } from './encode';
import { Passes } from './passes';
import { Preprocess } from './preprocess';
import { Part, Task } from './task';

/** What trains is released before what tests. */
export class Parts {
  constructor(
    public train: Part,
    public test: Part,
  ) {}
}

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
    this.placeLabels(y, indices.length);
    return new Part(raw, y);
  }

  /**
   * What trains and what tests, each row of the table in one of them; the table has no rows any more. Both are in the
   * table's memory where it is one run, in copies otherwise. `hasRoom` gives what trains room for one more column.
   */
  parts(split: Split, hasRoom: bool): Parts {
    const table = this.table;
    if (!table.isOneRun) {
      const copies = new Parts(this.part(split.train), this.part(split.test));
      table.release();
      return copies;
    }
    const tests = split.test.length;
    const n = tests + split.train.length;
    const order = new StaticArray<i32>(n);
    for (let i = 0; i < tests; i++) order[i] = unchecked(split.test[i]);
    for (let i = tests; i < n; i++) order[i] = unchecked(split.train[i - tests]);
    const y = reals(n);
    const d = this.columns.length;
    const stride = strideOf(hasRoom ? d + 1 : d);
    const block = table.take(order, this.columns, stride, y);
    this.placeLabels(y, n);
    const behind = block + ((<usize>tests * <usize>stride) << 3);
    const test = new Part(new Matrix(block, tests, d, stride), y);
    const train = new Part(new Matrix(behind, n - tests, d, stride), reals(n - tests), block);
    memory.copy(train.y, y + ((<usize>tests) << 3), (<usize>(n - tests)) << 3);
    train.raw.hasRoom = hasRoom;
    return new Parts(train, test);
  }

  /** The same of a table that is not held: rows come from `source` in passes, and what trains is in the table's order. */
  partsInPasses(split: Split, source: Statement): Parts {
    const table = <PassingTable>this.table;
    const n = this.n;
    const d = this.columns.length;
    const placeOf = new StaticArray<i32>(n);
    for (let p = 0; p < split.test.length; p++) placeOf[split.test[p]] = ~p;
    const trainY = reals(split.train.length);
    const testY = reals(split.test.length);
    let next = 0;
    for (let i = 0; i < n; i++) {
      const target = table.at(i, table.target);
      if (placeOf[i] < 0) put(testY, ~placeOf[i], target);
      else {
        put(trainY, next, target);
        placeOf[i] = next++;
      }
    }
    this.placeLabels(trainY, split.train.length);
    this.placeLabels(testY, split.test.length);
    table.release();
    const map = this.places == null ? new StaticArray<i32>(0) : this.places!.map;
    const reader = table.again();
    const passes = new Passes(source, reader, this.columns, this.features, placeOf, trainY, testY, map);
    const train = new Part(Matrix.ofNothing(split.train.length, d), trainY);
    const test = new Part(Matrix.ofNothing(split.test.length, d), testY);
    train.passes = passes;
    test.passes = passes;
    return new Parts(train, test);
  }

  /** The n numbers of labels at y become their places among all labels. */
  private placeLabels(y: usize, n: i32): void {
    if (!this.isClassification) return;
    const map = this.places!.map;
    for (let i = 0; i < n; i++) put(y, i, map[<i32>at(y, i)]);
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
