// Numbers in as few bytes as lose nothing: n f64 in the narrowest form that holds all of them exactly.
//
//   u8 form · n values:  1 u8   2 u16   4 f32   8 f64
//
// n stands elsewhere. -0 is kept, by f32.

import { at, put } from '../math/vector';
import { ByteReader, ByteWriter } from './bytes';

const U8: u8 = 1;
const U16: u8 = 2;
const F32: u8 = 4;
const F64: u8 = 8;

export function writeCompact(out: ByteWriter, values: usize, n: i32): void {
  const form = formOf(values, n);
  out.u8(form);
  if (form == F64) {
    out.raw(values, n << 3);
    return;
  }
  const to = out.extend(n * <i32>form);
  for (let i = 0; i < n; i++) {
    const value = at(values, i);
    if (form == U8) store<u8>(to + i, <u8>value);
    else if (form == U16) store<u16>(to + ((<usize>i) << 1), <u16>value);
    else store<f32>(to + ((<usize>i) << 2), <f32>value);
  }
}

function formOf(values: usize, n: i32): u8 {
  let form = U8;
  for (let i = 0; i < n; i++) {
    const value = at(values, i);
    if (value == Math.floor(value) && value >= 0 && value <= 65535 && !isMinusZero(value)) {
      // What fits two bytes fits f32 as well.
      if (form == U8 && value > 255) form = U16;
    } else if (<f64>(<f32>value) == value) form = F32;
    else return F64;
  }
  return form;
}

function isMinusZero(value: f64): bool {
  return reinterpret<u64>(value) == 0x8000000000000000;
}

/** n numbers that `writeCompact` wrote; `name` is what they are, for messages. */
export function readCompact(bytes: ByteReader, n: i32, name: string): StaticArray<f64> {
  const form = bytes.u8();
  if (form != U8 && form != U16 && form != F32 && form != F64) {
    bytes.damaged(`${name} have the unknown form ${form}`);
  }
  if (n < 0 || n > bytes.left / <i32>form) {
    bytes.damaged(`${name}: ${n} values of ${form} bytes expected, ${bytes.left} bytes left`);
  }
  const from = bytes.take(n * <i32>form);
  const values = new StaticArray<f64>(n);
  const to = changetype<usize>(values);
  for (let i = 0; i < n; i++) {
    if (form == U8) put(to, i, load<u8>(from + i));
    else if (form == U16) put(to, i, load<u16>(from + ((<usize>i) << 1)));
    else if (form == F32) put(to, i, load<f32>(from + ((<usize>i) << 2)));
    else put(to, i, at(from, i));
  }
  return values;
}
