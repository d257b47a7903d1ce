// A digest of a part's rows: that a dataset, split again, gives the rows that judged a model is known by it.
//
// It is of the features' names, their cells column by column as a model reads them (a number, a text, NULL), and
// the targets. Row order counts; columns that are no features, and their order in the table, don't.
//
// Cost: 1 ns a cell.

import { digestOfText, digestOn } from '../codec/digest';
import * as host from '../host';
import { at } from '../math/vector';
import { Column } from '../table/column';
import { Label } from '../model/label';
import { Part } from './task';

/** Stands for NULL: a NaN that no number is. */
const NULL_WORD: u64 = 0xffffffffffffffff;

/** Of a part whose raw rows are as read: TEXT stands as numbers of its column's texts. */
export function digestOfRows(part: Part, columns: Column[], labels: Label[]): u64 {
  const n = part.n;
  const raw = part.raw;
  let hash: u64 = digestOn(n, columns.length);
  for (let j = 0; j < columns.length; j++) {
    const column = columns[j];
    hash = digestOn(hash, digestOfText(column.name));
    const texts = wordsOf(column);
    for (let i = 0; i < n; i++) {
      const value = at(raw.row(i), j);
      if (isNaN(value)) hash = digestOn(hash, NULL_WORD);
      else hash = digestOn(hash, texts.length > 0 ? texts[<i32>value] : reinterpret<u64>(value));
    }
  }
  const words = new StaticArray<u64>(labels.length);
  for (let l = 0; l < labels.length; l++) words[l] = wordOf(labels[l]);
  for (let i = 0; i < n; i++) {
    const value = at(part.y, i);
    hash = digestOn(hash, words.length > 0 ? words[<i32>value] : reinterpret<u64>(value));
  }
  return hash;
}

/**
 * The same purpose for rows that come in any order, which a pass over a table has: rows count with their places in the
 * part. Another number than `digestOfRows` of the same part.
 */
export class PlacedDigest {
  value: u64;
  private start: u64;
  private texts: StaticArray<u64>[] = [];
  private words: StaticArray<u64> = [];

  constructor(n: i32, columns: Column[], labels: Label[]) {
    let start: u64 = digestOn(n, columns.length);
    for (let j = 0; j < columns.length; j++) {
      start = digestOn(start, digestOfText(columns[j].name));
      this.texts.push(wordsOf(columns[j]));
    }
    this.start = start;
    this.value = start;
    this.words = new StaticArray<u64>(labels.length);
    for (let l = 0; l < labels.length; l++) this.words[l] = wordOf(labels[l]);
  }

  /** Takes the row at that place: its features as read, and its target. */
  add(place: i32, raw: usize, target: f64): void {
    let hash = digestOn(this.start, place);
    for (let j = 0; j < this.texts.length; j++) {
      const value = at(raw, j);
      const texts = unchecked(this.texts[j]);
      if (isNaN(value)) hash = digestOn(hash, NULL_WORD);
      else hash = digestOn(hash, texts.length > 0 ? texts[<i32>value] : reinterpret<u64>(value));
    }
    this.value += digestOn(hash, this.words.length > 0 ? this.words[<i32>target] : reinterpret<u64>(target));
  }
}

/** The placed digest of a part that is held. */
export function placedDigestOf(part: Part, columns: Column[], labels: Label[]): u64 {
  const digest = new PlacedDigest(part.n, columns, labels);
  for (let i = 0; i < part.n; i++) digest.add(i, part.raw.row(i), at(part.y, i));
  return digest.value;
}

/** Of a column of texts; empty where a cell is its value. */
function wordsOf(column: Column): StaticArray<u64> {
  if (!column.isText) return [];
  const words = new StaticArray<u64>(column.values.length);
  for (let v = 0; v < words.length; v++) words[v] = digestOfText(column.values[v]);
  return words;
}

/** A whole REAL is the INTEGER of its size: rows outside of the part decide which of them a label is. */
function wordOf(label: Label): u64 {
  if (label.type == host.TEXT) return digestOfText(label.text);
  if (label.type == host.INTEGER) return label.integer;
  const isWhole = abs(label.real) < 9.2e18 && Math.floor(label.real) == label.real;
  return isWhole ? <u64>(<i64>label.real) : reinterpret<u64>(label.real);
}
