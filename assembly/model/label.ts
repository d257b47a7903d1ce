// Labels: the distinct values of a classification's target, which come back as they went in. Sorted as scikit-learn
// sorts them: numbers by value, TEXT by bytes.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { writeJsonNumber, writeJsonText } from '../codec/json';
import { compareBytes, suggestion } from '../codec/text';
import { refuse } from '../error';
import * as host from '../host';

/** Distinct labels that a classification may have. */
export const MOST_CLASSES: i32 = 4096;

export class Label {
  constructor(
    /** host.INTEGER, host.REAL or host.TEXT. */
    public type: u8,
    public integer: i64,
    public real: f64,
    public text: string,
  ) {}

  /** As one writes it in a message. */
  toString(): string {
    if (this.type == host.INTEGER) return this.integer.toString();
    if (this.type == host.REAL) return this.real.toString();
    return this.text;
  }

  get number(): f64 {
    return this.type == host.INTEGER ? <f64>this.integer : this.real;
  }

  writeJson(out: ByteWriter): void {
    if (this.type == host.INTEGER) out.characters(this.integer.toString());
    else if (this.type == host.REAL) writeJsonNumber(out, this.real);
    else writeJsonText(out, this.text);
  }

  /** As a cell (host.ts). */
  writeCell(out: ByteWriter): void {
    out.u8(this.type);
    if (this.type == host.INTEGER) out.i64(this.integer);
    else if (this.type == host.REAL) out.f64(this.real);
    else out.text(this.text);
  }

  static read(bytes: ByteReader): Label {
    const type = bytes.u8();
    if (type == host.INTEGER) return new Label(type, bytes.i64(), 0, '');
    if (type == host.REAL) return new Label(type, 0, bytes.real('a label'), '');
    if (type != host.TEXT) bytes.damaged(`unknown label type ${type}`);
    return new Label(host.TEXT, 0, 0, bytes.text());
  }
}

/** Numbers by value, TEXT by bytes. Both of one kind. */
export function compareLabels(a: Label, b: Label): i32 {
  if (a.type == host.TEXT) return compareBytes(a.text, b.text);
  if (a.type == host.INTEGER) return a.integer < b.integer ? -1 : a.integer > b.integer ? 1 : 0;
  return a.real < b.real ? -1 : a.real > b.real ? 1 : 0;
}

/** a and b are the same value; an INTEGER equals the REAL of its size. */
export function sameLabel(a: Label, b: Label): bool {
  if (a.type == host.TEXT || b.type == host.TEXT) return a.type == b.type && a.text == b.text;
  return a.type == host.INTEGER && b.type == host.INTEGER ? a.integer == b.integer : a.number == b.number;
}

/** The index of the label that the text names as one writes it; fails when there is none. `option` is where it stands. */
export function labelNamed(name: string, labels: Label[], option: string): i32 {
  const names: string[] = [];
  for (let c = 0; c < labels.length; c++) {
    names.push(labels[c].toString());
    if (names[c] == name) return c;
  }
  const value = parseFloat(name);
  for (let c = 0; c < labels.length; c++)
    if (labels[c].type != host.TEXT && labels[c].number == value) return c;
  refuse(
    `${option} names '${name}', which is no class${suggestion(name, names, 'there are: ' + names.join(', '))}`,
  );
  return 0;
}
