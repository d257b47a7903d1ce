// Members of bagging that are no trees: each a model of one algorithm, with its columns and the classes that it knows.
//
//   classification   the sum of the members' probabilities, or of their votes where they have none, divided by their
//                    number; scores are the mean of the members' where these have some for all classes
//   regression       the mean of their values
//
// Bytes: text algorithm · i32 members, then each: i32 count and i32 columns · of a classification i32 count and i32
// classes, ascending · the model's own bytes.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Matrix } from '../../math/matrix';
import { at, put } from '../../math/vector';
import { reals, release } from '../../memory/block';
import { Algorithm, algorithmNamed } from '../../model/algorithm';
import { Classifier, Model } from '../../model/model';

/** Rows that a member is asked at once. */
const BLOCK: i32 = 64;
const MOST_MEMBERS: i32 = 1 << 20;

export class Member {
  constructor(
    /** Of the training's columns, those of the model, in its order. */
    public columns: StaticArray<i32>,
    /** Of the training's classes, those of the model, ascending; none for a regression. */
    public classes: StaticArray<i32>,
    public model: Model,
  ) {}
}

export class Members {
  list: Member[] = [];

  constructor(
    private algorithm: Algorithm,
    /** Classes; 0 for a regression. */
    readonly k: i32,
  ) {}

  /** Scores of a row; 0 where a member has none, or not for every class. */
  get scoreCount(): i32 {
    if (this.k == 0) return 0;
    const expected = this.k > 2 ? this.k : 1;
    for (let m = 0; m < this.list.length; m++) {
      const member = this.list[m];
      const classifier = <Classifier>member.model;
      if (member.classes.length != this.k || classifier.scoreCount != expected) return 0;
    }
    return expected;
  }

  /** Writes of each row its k shares, or its value, then its scores. */
  outputsOf(X: Matrix, out: usize): void {
    const scores = this.scoreCount;
    const width = (this.k > 0 ? this.k : 1) + scores;
    memory.fill(out, 0, (<usize>X.rows * <usize>width) << 3);
    for (let m = 0; m < this.list.length; m++) this.add(this.list[m], X, width, scores, out);
    const all = X.rows * width;
    for (let i = 0; i < all; i++) put(out, i, at(out, i) / <f64>this.list.length);
  }

  private add(member: Member, X: Matrix, width: i32, scores: i32, out: usize): void {
    const model = member.model;
    const columns = member.columns;
    const own = Matrix.zeros(min(X.rows, BLOCK), columns.length);
    const outputs = reals(<i64>own.rows * model.outputs);
    const numbers = reals(max(this.k, 1));
    const all = own.rows;
    for (let from = 0; from < X.rows; from += all) {
      own.rows = min(all, X.rows - from);
      for (let i = 0; i < own.rows; i++) {
        const x = X.row(from + i);
        const row = own.row(i);
        for (let j = 0; j < columns.length; j++) put(row, j, at(x, columns[j]));
      }
      model.outputsOf(own, outputs);
      for (let i = 0; i < own.rows; i++) {
        const output = outputs + ((<usize>i * <usize>model.outputs) << 3);
        const sums = out + ((<usize>(from + i) * <usize>width) << 3);
        if (this.k == 0) put(sums, 0, at(sums, 0) + model.answer(output));
        else this.addShares(member, output, sums, numbers);
        if (scores == 0) continue;
        (<Classifier>model).scores(output, numbers);
        for (let s = 0; s < scores; s++) put(sums, this.k + s, at(sums, this.k + s) + at(numbers, s));
      }
    }
    release(own.data);
    release(outputs);
    release(numbers);
  }

  private addShares(member: Member, output: usize, sums: usize, numbers: usize): void {
    const classifier = <Classifier>member.model;
    const classes = member.classes;
    if (!classifier.hasProbabilities) {
      const voted = classes[classifier.classOf(output)];
      put(sums, voted, at(sums, voted) + 1);
      return;
    }
    classifier.probabilities(output, numbers);
    for (let c = 0; c < classes.length; c++) put(sums, classes[c], at(sums, classes[c]) + at(numbers, c));
  }

  get cost(): f64 {
    let cost: f64 = 0;
    for (let m = 0; m < this.list.length; m++) {
      cost += this.list[m].model.cost + 2 * <f64>this.list[m].columns.length;
    }
    return cost;
  }

  write(out: ByteWriter): void {
    out.text(this.algorithm.name);
    out.i32(this.list.length);
    for (let m = 0; m < this.list.length; m++) this.writeMember(this.list[m], out);
  }

  writeMember(member: Member, out: ByteWriter): void {
    out.integers(changetype<usize>(member.columns), member.columns.length);
    if (this.k > 0) out.integers(changetype<usize>(member.classes), member.classes.length);
    member.model.write(out);
  }

  static read(bytes: ByteReader, d: i32, k: i32, predictionType: i32): Members {
    const name = bytes.text();
    const algorithm = algorithmNamed(name, predictionType);
    if (algorithm == null || name == 'bagging') {
      bytes.damaged(`'${name}' is no algorithm of members`);
      throw new Error('unreachable');
    }
    const members = new Members(algorithm, k);
    const count = bytes.i32In(1, MOST_MEMBERS, 'the number of members');
    for (let m = 0; m < count; m++) members.readMember(bytes, d, m);
    return members;
  }

  /** Reads what `writeMember` wrote, of a training of d columns, and keeps it. */
  readMember(bytes: ByteReader, d: i32, m: i32): void {
    const algorithm = this.algorithm;
    const columns = indices(bytes, d, false, 'columns');
    let classes = new StaticArray<i32>(0);
    if (this.k > 0) {
      classes = indices(bytes, this.k, true, 'classes');
      if (classes.length < algorithm.traits.leastClasses)
        bytes.damaged(`member ${m} knows ${classes.length} classes`);
    }
    const model = algorithm.create();
    model.read(bytes, columns.length, classes.length);
    this.list.push(new Member(columns, classes, model));
  }
}

/** Counted numbers below `limit`, at least one. */
function indices(bytes: ByteReader, limit: i32, areAscending: bool, name: string): StaticArray<i32> {
  const count = bytes.i32In(1, max(1, bytes.left >> 2), `the number of ${name}`);
  const found = new StaticArray<i32>(count);
  for (let i = 0; i < count; i++) {
    found[i] = bytes.i32In(0, limit - 1, `one of the ${name}`);
    if (areAscending && i > 0 && found[i] <= found[i - 1]) bytes.damaged(`${name} do not ascend`);
  }
  return found;
}
