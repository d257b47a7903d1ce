// Labels as they go out, made once a model: each as a cell (host.ts) and as JSON, so that an answer is a pointer or a copy.

import { ByteWriter } from '../codec/bytes';
import { Label } from './label';

export class LabelBytes {
  private out: ByteWriter = new ByteWriter();
  /** Where the cell of each label begins, where its JSON does, and so on; 2 k + 1 offsets. */
  private offsets: StaticArray<i32>;

  constructor(labels: Label[]) {
    const k = labels.length;
    this.offsets = new StaticArray<i32>(2 * k + 1);
    for (let c = 0; c < k; c++) {
      labels[c].writeCell(this.out);
      this.offsets[2 * c + 1] = this.out.length;
      labels[c].writeJson(this.out);
      this.offsets[2 * c + 2] = this.out.length;
    }
  }

  /** Pointer to the label's cell; it stays. */
  cell(c: i32): usize {
    return this.out.pointer + this.offsets[2 * c];
  }

  /** Whether these are the bytes of the label's cell. */
  isCell(c: i32, cell: usize): bool {
    const from = this.offsets[2 * c];
    return memory.compare(cell, this.out.pointer + from, this.offsets[2 * c + 1] - from) == 0;
  }

  writeCell(c: i32, out: ByteWriter): void {
    this.copy(2 * c, out);
  }

  writeJson(c: i32, out: ByteWriter): void {
    this.copy(2 * c + 1, out);
  }

  private copy(part: i32, out: ByteWriter): void {
    const from = this.offsets[part];
    out.raw(this.out.pointer + from, this.offsets[part + 1] - from);
  }
}
