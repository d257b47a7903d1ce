// What test/kernel/bundled.test.ts calls: names by their place, texts as UTF-8 in `text()`.

import { ByteWriter } from '../../assembly/codec/bytes';
import { Bundled, bundled, bundledNames } from '../../assembly/table/bundled';

const names = new Array<string>();
let opened: Bundled | null = null;
let written = new ByteWriter();

export function count(): i32 {
  const found = bundledNames();
  names.length = 0;
  for (let i = 0; i < found.length; i++) names.push(found[i]);
  return names.length;
}

/** Opens the i-th dataset. */
export function open(i: i32): void {
  opened = bundled(names[i]);
}

export function isUnknown(): bool {
  return bundled('irises') == null && bundled('iri') == null && bundled('') == null;
}

export function close(): void {
  opened!.release();
}

export function rows(): i32 {
  return opened!.rows;
}

export function columns(): i32 {
  return opened!.columns;
}

export function cell(row: i32, column: i32): f64 {
  return opened!.cell(row, column);
}

export function exponent(column: i32): i32 {
  return opened!.exponent(column);
}

/** As f64, which holds every numerator. */
export function numerator(row: i32, column: i32): f64 {
  return <f64>opened!.numerator(row, column);
}

export function isNull(row: i32, column: i32): bool {
  return opened!.isNull(row, column);
}

/** Writes the text of a cell; its length. */
export function textCell(row: i32, column: i32): i32 {
  written = new ByteWriter();
  written.characters(opened!.text(row, column));
  return written.length;
}

/** Writes the declared type of a column; its length. */
export function declared(column: i32): i32 {
  written = new ByteWriter();
  written.characters(opened!.type(column));
  return written.length;
}

/** Writes name, task, then column, feature and target names, each on a line; its length. */
export function describe(): i32 {
  const it = opened!;
  written = new ByteWriter();
  const lines = [it.name, it.task, it.targetNamesAreNumbers ? 'numbers' : 'texts']
    .concat(it.names)
    .concat(it.featureNames)
    .concat(it.targetNames);
  written.characters(lines.join('\n'));
  return written.length;
}

/** Writes the literals of a row, parted by commas; their length. */
export function literals(row: i32): i32 {
  const it = opened!;
  written = new ByteWriter();
  for (let column = 0; column < it.columns; column++) {
    if (column > 0) written.u8(0x2c);
    it.appendLiteral(row, column, written);
  }
  return written.length;
}

export function text(): usize {
  return written.pointer;
}
