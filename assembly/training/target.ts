// What a training predicts: values, or the classes that its training part has.
//
// Labels are sorted over the whole table; the classes of the model are those that occur in the training
// part (as scikit-learn's classes_). A test row of another label can't be predicted, and counts as missed.

import { JsonReader } from '../codec/json';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { at, put } from '../math/vector';
import { reals } from '../memory/block';
import { Option } from '../option/option';
import { Split } from '../split/shuffle';
import { Classes, Label } from '../table/label';
import { Table } from '../table/table';

export class Target {
  /** The model's classes, sorted; none for a regression. */
  labels: Label[] = [];
  /** From a class of the model to its place among all labels of the table. */
  place: i32[] = [];
  /** All labels of the table. */
  labelCount: i32 = 0;
  /** What the model is fitted to: class indices, or values. */
  train: usize;
  /** What the test rows have: places among all labels, or values. */
  test: usize;

  constructor(
    table: Table,
    split: Split,
    public isClassification: bool,
  ) {
    this.train = reals(split.train.length);
    this.test = reals(split.test.length);
    table.targets(split.train, this.train);
    table.targets(split.test, this.test);
    if (isClassification) this.classify(table.labels.order(table.columnNames[table.target]), split);
  }

  private classify(all: Classes, split: Split): void {
    this.labelCount = all.labels.length;
    const nTrain = split.train.length;
    const classOf = new StaticArray<i32>(all.labels.length);
    for (let i = 0; i < nTrain; i++) classOf[all.map[<i32>at(this.train, i)]] = 1;
    for (let place = 0; place < all.labels.length; place++) {
      if (classOf[place] == 0) continue;
      classOf[place] = this.labels.length;
      this.labels.push(all.labels[place]);
      this.place.push(place);
    }
    if (this.labels.length < 2) {
      fail(
        `classification needs at least two classes among the ${nTrain} training rows, got one: '${this.labels[0].toString()}'`,
      );
    }
    for (let i = 0; i < nTrain; i++) put(this.train, i, classOf[all.map[<i32>at(this.train, i)]]);
    for (let i = 0; i < split.test.length; i++) put(this.test, i, all.map[<i32>at(this.test, i)]);
  }

  /** One weight a class: all 1, 'balanced' (n / (k count)), or the ones that the option gives by label. */
  classWeights(n: i32, option: Option | null): usize {
    const k = this.labels.length;
    const weights = reals(k);
    for (let c = 0; c < k; c++) put(weights, c, 1);
    if (option == null || option.given.length == 0 || option.given == 'null') return weights;
    if (option.word == 'balanced') {
      const counts = new StaticArray<i32>(k);
      for (let i = 0; i < n; i++) counts[<i32>at(this.train, i)]++;
      for (let c = 0; c < k; c++) put(weights, c, <f64>n / (<f64>k * <f64>counts[c]));
    } else this.readWeights(option.given, weights);
    return weights;
  }

  private readWeights(text: string, weights: usize): void {
    const bytes = String.UTF8.encode(text);
    const json = new JsonReader(changetype<usize>(bytes), bytes.byteLength, 'class_weight');
    json.expect(0x7b);
    if (json.took(0x7d)) return;
    do {
      json.string();
      const label = json.text;
      const c = this.classNamed(label);
      json.expect(0x3a);
      if (!json.isNumber)
        fail(`class_weight of '${label}' must be a number greater than 0, got ${json.excerpt()}`);
      const from = json.at;
      const weight = json.number();
      if (!(weight > 0) || !isFinite(weight)) {
        json.at = from;
        fail(`class_weight of '${label}' must be a number greater than 0, got ${json.excerpt()}`);
      }
      put(weights, c, weight);
    } while (json.took(0x2c));
  }

  private classNamed(name: string): i32 {
    const names: string[] = [];
    const value = parseFloat(name);
    for (let c = 0; c < this.labels.length; c++) {
      const label = this.labels[c];
      if (label.type == host.TEXT ? label.text == name : label.number == value) return c;
      names.push(label.toString());
    }
    fail(
      `class_weight names '${name}', which is no class${suggestion(name, names, 'there are: ' + names.join(', '))}`,
    );
    return 0;
  }
}
