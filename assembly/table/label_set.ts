// The labels of a target while it is read, and the classes that come of it.
//
// While rows are read each value gets a number in the order of appearance (`add`). `order` then makes
// the classes: values sorted, and the map from number to class index. INTEGER and REAL in one column are one kind
// of number, REAL.

import { fail } from '../error';
import * as host from '../host';
import { compareLabels, Label, MOST_CLASSES } from '../model/label';
import { NumberPool } from './number_pool';
import { TextPool } from '../codec/text_pool';

const MIXED: string = 'make TEXT of it in a SELECT: CAST(... AS TEXT)';

/** The labels of a column while it is read. */
export class LabelSet {
  private integers: NumberPool = new NumberPool();
  private reals: NumberPool = new NumberPool();
  private texts: TextPool = new TextPool();
  /** The number of each value of the pools. */
  private ofIntegers: i32[] = [];
  private ofReals: i32[] = [];
  private ofTexts: i32[] = [];
  private list: Label[] = [];

  /** The number of the cell's value, by order of appearance; -1 when it can't be a label. */
  add(cell: usize): i32 {
    const type = load<u8>(cell);
    if (type == host.INTEGER || type == host.REAL) return this.addNumber(type, cell + 1);
    if (type == host.TEXT) return this.addText(cell + 5, load<i32>(cell, 1));
    return -1;
  }

  /** The same for the eight bytes at `value`, an INTEGER or a REAL. */
  addNumber(type: u8, value: usize): i32 {
    if (type == host.INTEGER) return this.addInteger(load<i64>(value));
    return isFinite(load<f64>(value)) ? this.addReal(load<f64>(value)) : -1;
  }

  /** The number of a label. */
  addLabel(label: Label): i32 {
    if (label.type == host.INTEGER) return this.addInteger(label.integer);
    if (label.type == host.REAL) return this.addReal(label.real);
    const bytes = String.UTF8.encode(label.text);
    return this.addText(changetype<usize>(bytes), bytes.byteLength);
  }

  private addInteger(value: i64): i32 {
    const before = this.integers.count;
    const place = this.integers.add(value);
    if (place < before) return unchecked(this.ofIntegers[place]);
    this.ofIntegers.push(this.list.length);
    return this.push(new Label(host.INTEGER, value, 0, ''));
  }

  private addReal(value: f64): i32 {
    value += 0; // -0 becomes 0
    const before = this.reals.count;
    const place = this.reals.add(reinterpret<u64>(value));
    if (place < before) return unchecked(this.ofReals[place]);
    this.ofReals.push(this.list.length);
    return this.push(new Label(host.REAL, 0, value, ''));
  }

  private addText(start: usize, length: i32): i32 {
    const before = this.texts.count;
    const place = this.texts.add(start, length, i32.MAX_VALUE);
    if (place < before) return unchecked(this.ofTexts[place]);
    this.ofTexts.push(this.list.length);
    return this.push(new Label(host.TEXT, 0, 0, this.texts.text(place)));
  }

  private push(label: Label): i32 {
    if (this.list.length == MOST_CLASSES) {
      fail(
        `the target has more than ${MOST_CLASSES} distinct values; to predict a number, the prediction type is 'regression'`,
      );
    }
    return this.list.push(label) - 1;
  }

  /** TEXT and numbers are among the labels. */
  get isMixed(): bool {
    return this.texts.count > 0 && this.texts.count < this.list.length;
  }

  /** Distinct labels. */
  get size(): i32 {
    return this.list.length;
  }

  get hasTexts(): bool {
    return this.texts.count > 0;
  }

  /** A number that is not whole is among them. */
  get hasFractions(): bool {
    for (let i = 0; i < this.list.length; i++) {
      const label = this.list[i];
      if (label.type == host.REAL && Math.floor(label.real) != label.real) return true;
    }
    return false;
  }

  /** The label that was added first. */
  get first(): Label {
    return this.list[0];
  }

  /** The sorted classes; `map[number]` becomes each number's class index. */
  order(target: string): Classes {
    const list = this.list;
    if (this.isMixed) fail(`the target '${target}' mixes TEXT and numbers; ${MIXED}`);
    if (this.integers.count > 0 && this.reals.count > 0) {
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
