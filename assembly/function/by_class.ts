// One number for each class of a row, as a JSON object in a cell.

import { ByteWriter } from '../codec/bytes';
import { JsonObject } from '../codec/json';
import { utf8 } from '../codec/text';
import { at } from '../math/vector';
import { RowWriter } from '../rows';
import { Label } from '../model/label';

/** Writes {"label": number, ...} of the numbers at `values`; `scratch` saves an allocation a row. */
export function writeByClass(rows: RowWriter, scratch: ByteWriter, labels: Label[], values: usize): void {
  scratch.length = 0;
  const object = new JsonObject(scratch);
  for (let c = 0; c < labels.length; c++) object.number(labels[c].toString(), at(values, c));
  object.end();
  rows.json(utf8(scratch.pointer, scratch.length));
}
