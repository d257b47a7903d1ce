// Which labels were taken for which: the counts, and the labels that they are of.
//
//   bytes   labels: i32 K, K cells · place of each class: i32 k, k i32 · cells that aren't 0: i32 count, then
//           (actual * K + predicted) i32, rows i32, ascending

import { ByteReader, ByteWriter } from '../codec/bytes';
import { allocate } from '../memory/block';
import { ConfusionMatrix } from '../metric/confusion';
import { Label, MOST_CLASSES, sameLabel } from '../model/label';

export class Confusion {
  constructor(
    /** All labels that the rows, or the model, have; sorted. */
    public labels: Label[],
    /** The place among them of each class of the model. */
    public place: StaticArray<i32>,
    /** Counts by place. */
    public matrix: ConfusionMatrix,
  ) {}

  write(out: ByteWriter): void {
    const K = this.labels.length;
    out.i32(K);
    for (let l = 0; l < K; l++) this.labels[l].writeCell(out);
    out.integers(changetype<usize>(this.place), this.place.length);
    const countAt = out.length;
    out.i32(0);
    let count = 0;
    for (let a = 0; a < K; a++) {
      for (let p = 0; p < K; p++) {
        const rows = this.matrix.count(a, p);
        if (rows == 0) continue;
        out.i32(a * K + p);
        out.i32(rows);
        count++;
      }
    }
    store<i32>(out.pointer + countAt, count);
  }

  /** Of a model with these classes. */
  static read(bytes: ByteReader, classes: Label[]): Confusion {
    const K = bytes.i32In(classes.length, MOST_CLASSES, 'the number of labels');
    const labels: Label[] = [];
    for (let l = 0; l < K; l++) labels.push(Label.read(bytes));
    const place = bytes.integers(classes.length, 'the places of the classes');
    for (let c = 0; c < place.length; c++) {
      const isPlace = place[c] >= 0 && place[c] < K && sameLabel(labels[place[c]], classes[c]);
      if (!isPlace) bytes.damaged(`'${classes[c].toString()}' is not where its place says`);
    }
    const cells = bytes.i32In(0, K * K, 'the number of counts');
    const matrix = new ConfusionMatrix(K, allocate((<u64>K * <u64>K) << 2));
    let last = -1;
    for (let i = 0; i < cells; i++) {
      const cell = bytes.i32In(last + 1, K * K - 1, 'the cell of a count');
      matrix.set(cell / K, cell % K, bytes.i32In(1, i32.MAX_VALUE, 'a count'));
      last = cell;
    }
    return new Confusion(labels, place, matrix);
  }
}
