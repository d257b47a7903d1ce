// The labels of a target while it is read, and the classes that come of it.
//
// While rows are read each value gets a number in the order of appearance (`add`). `order` then makes
// the classes: values sorted, and the map from number to class index. INTEGER and REAL in one column are one kind
// of number, REAL.

import { utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { compareLabels, Label, MOST_CLASSES } from '../model/label';

/** The labels of a column while it is read. */
export class LabelSet {
  private integers: Map<i64, i32> = new Map<i64, i32>();
  private reals: Map<u64, i32> = new Map<u64, i32>();
  private texts: Map<string, i32> = new Map<string, i32>();
  private list: Label[] = [];

  /** The number of the cell's value, by order of appearance; -1 when it can't be a label. */
  add(cell: usize): i32 {
    const type = load<u8>(cell);
    if (type == host.INTEGER) return this.addInteger(load<i64>(cell, 1));
    if (type == host.REAL) return isFinite(load<f64>(cell, 1)) ? this.addReal(load<f64>(cell, 1)) : -1;
    if (type == host.TEXT) return this.addText(utf8(cell + 5, load<i32>(cell, 1)));
    return -1;
  }

  /** The number of a label. */
  addLabel(label: Label): i32 {
    if (label.type == host.INTEGER) return this.addInteger(label.integer);
    return label.type == host.REAL ? this.addReal(label.real) : this.addText(label.text);
  }

  private addInteger(key: i64): i32 {
    if (this.integers.has(key)) return this.integers.get(key);
    this.integers.set(key, this.list.length);
    return this.push(new Label(host.INTEGER, key, 0, ''));
  }

  private addReal(value: f64): i32 {
    value += 0; // -0 becomes 0
    const key = reinterpret<u64>(value);
    if (this.reals.has(key)) return this.reals.get(key);
    this.reals.set(key, this.list.length);
    return this.push(new Label(host.REAL, 0, value, ''));
  }

  private addText(key: string): i32 {
    if (this.texts.has(key)) return this.texts.get(key);
    this.texts.set(key, this.list.length);
    return this.push(new Label(host.TEXT, 0, 0, key));
  }

  private push(label: Label): i32 {
    if (this.list.length == MOST_CLASSES) {
      fail(
        `the target has more than ${MOST_CLASSES} distinct values; to predict a number, the prediction type is 'regression'`,
      );
    }
    return this.list.push(label) - 1;
  }

  /** The label that was added first. */
  get first(): Label {
    return this.list[0];
  }

  /** The sorted classes; `map[number]` becomes each number's class index. */
  order(target: string): Classes {
    const list = this.list;
    if (this.texts.size > 0 && this.texts.size < list.length) {
      fail(`the target '${target}' mixes TEXT and numbers; CAST it to one of them in a SELECT`);
    }
    if (this.integers.size > 0 && this.reals.size > 0) {
      for (let i = 0; i < list.length; i++) {
        if (list[i].type == host.INTEGER) list[i] = new Label(host.REAL, 0, <f64>list[i].integer, '');
      }
    }
    const positions: i32[] = [];
    for (let i = 0; i < list.length; i++) positions.push(i);
    sorting = list;
    positions.sort((a: i32, b: i32): i32 => compareLabels(sorting[a], sorting[b]));
    const labels: Label[] = [];
    const map = new StaticArray<i32>(list.length);
    for (let i = 0; i < positions.length; i++) {
      const label = list[positions[i]];
      if (labels.length == 0 || compareLabels(labels[labels.length - 1], label) != 0) labels.push(label);
      map[positions[i]] = labels.length - 1;
    }
    return new Classes(labels, map);
  }
}

let sorting: Label[] = [];

export class Classes {
  constructor(
    public labels: Label[],
    /** From the number that LabelSet.add gave to the index in `labels`. */
    public map: StaticArray<i32>,
  ) {}
}
