// Bytes out and bytes in. Little-endian, unpadded; text and arrays carry their count before them.
//
// A reader trusts nothing: each count is checked against the bytes that are left before it is used,
// and a failed check is an error that names the offset. Numbers of a model are finite, each of them: a writer of
// `real` and `reals` fails at another, and a reader of them too.

import { fail, failNotFinite } from '../error';
import { SQLITE_TOOBIG } from '../host';

/** AssemblyScript's arrays end just below 1 GiB. */
const MOST_BYTES: i32 = 0x3fffff00;

/** A growing byte string. */
export class ByteWriter {
  private bytes: StaticArray<u8> = new StaticArray<u8>(1024);
  length: i32 = 0;

  /** Pointer to the first byte; valid until the next write. */
  get pointer(): usize {
    return changetype<usize>(this.bytes);
  }

  /** Room for n more bytes; a pointer to them. */
  extend(n: i32): usize {
    const needed = this.length + n;
    if (needed < 0 || needed > MOST_BYTES) fail('a value of over 1 GiB cannot be written', SQLITE_TOOBIG);
    if (needed > this.bytes.length) {
      const doubled = min(this.bytes.length * 2, MOST_BYTES);
      const grown = new StaticArray<u8>(max(needed, doubled));
      memory.copy(changetype<usize>(grown), changetype<usize>(this.bytes), this.length);
      this.bytes = grown;
    }
    const at = changetype<usize>(this.bytes) + this.length;
    this.length = needed;
    return at;
  }

  u8(value: u8): void {
    store<u8>(this.extend(1), value);
  }

  u16(value: u16): void {
    store<u16>(this.extend(2), value);
  }

  i32(value: i32): void {
    store<i32>(this.extend(4), value);
  }

  i64(value: i64): void {
    store<i64>(this.extend(8), value);
  }

  f64(value: f64): void {
    store<f64>(this.extend(8), value);
  }

  raw(source: usize, n: i32): void {
    const target = this.extend(n);
    memory.copy(target, source, n);
  }

  /** UTF-8, without a length. */
  characters(value: string): void {
    const target = this.extend(String.UTF8.byteLength(value));
    String.UTF8.encodeUnsafe(changetype<usize>(value), value.length, target);
  }

  /** UTF-8 with its length before it. */
  text(value: string): void {
    this.i32(String.UTF8.byteLength(value));
    this.characters(value);
  }

  /** A finite f64. */
  real(value: f64): void {
    if (!isFinite(value)) failNotFinite();
    this.f64(value);
  }

  /** n finite f64. */
  finite(source: usize, n: i32): void {
    if (firstNotFinite(source, n) < n) failNotFinite();
    this.raw(source, n << 3);
  }

  /** n finite f64 with their count before them. */
  reals(source: usize, n: i32): void {
    this.i32(n);
    this.finite(source, n);
  }

  /** n i32 with their count before them. */
  integers(source: usize, n: i32): void {
    this.i32(n);
    this.raw(source, n << 2);
  }
}

/** A checked walk over bytes that may be anything. `what` names them in messages ("model 7"). */
export class ByteReader {
  private at: usize;
  private end: usize;

  constructor(
    private start: usize,
    length: i32,
    private what: string,
  ) {
    this.at = start;
    this.end = start + length;
  }

  get left(): i32 {
    return <i32>(this.end - this.at);
  }

  /** Fails: these bytes are not what they should be. */
  damaged(why: string): void {
    fail(`${this.what} is damaged at byte ${this.at - this.start}: ${why}; train it again`);
  }

  /** Checks that n bytes are left and walks past them. */
  take(n: i32): usize {
    if (n < 0 || n > this.left) this.damaged(`${n} bytes expected, ${this.left} left`);
    const at = this.at;
    this.at += n;
    return at;
  }

  u8(): u8 {
    return load<u8>(this.take(1));
  }

  u16(): u16 {
    return load<u16>(this.take(2));
  }

  i32(): i32 {
    return load<i32>(this.take(4));
  }

  i64(): i64 {
    return load<i64>(this.take(8));
  }

  f64(): f64 {
    return load<f64>(this.take(8));
  }

  /** A u8 from low to high, both included. */
  u8In(low: u8, high: u8, name: string): u8 {
    const value = this.u8();
    if (value < low || value > high) this.damaged(`${name} must be from ${low} to ${high}, got ${value}`);
    return value;
  }

  /** An i32 from low to high, both included. */
  i32In(low: i32, high: i32, name: string): i32 {
    const value = this.i32();
    if (value < low || value > high) this.damaged(`${name} must be from ${low} to ${high}, got ${value}`);
    return value;
  }

  text(): string {
    const n = this.i32();
    return String.UTF8.decodeUnsafe(this.take(n), n);
  }

  /** A finite f64. */
  real(name: string): f64 {
    return load<f64>(this.finite(1, name));
  }

  /** A pointer to n finite f64. */
  finite(n: i32, name: string): usize {
    if (n < 0 || n > this.left >> 3) this.damaged(`${name} has ${n} values, ${this.left} bytes left`);
    const bad = firstNotFinite(this.at, n);
    if (bad < n) this.damaged(`value ${bad} of ${name} is ${load<f64>(this.at + ((<usize>bad) << 3))}`);
    return this.take(n << 3);
  }

  /** Finite f64 values whose stored count must be n; copied, so that they outlive the bytes. */
  reals(n: i32, name: string): StaticArray<f64> {
    const count = this.i32();
    if (count != n) this.damaged(`${name} must have ${n} values, got ${count}`);
    const source = this.finite(n, name);
    const values = new StaticArray<f64>(n);
    memory.copy(changetype<usize>(values), source, (<usize>n) << 3);
    return values;
  }

  /** i32 values whose stored count must be n. */
  integers(n: i32, name: string): StaticArray<i32> {
    const count = this.i32();
    if (count != n) this.damaged(`${name} must have ${n} values, got ${count}`);
    if (n < 0 || n > this.left >> 2) this.damaged(`${name} has ${n} values, ${this.left} bytes left`);
    const values = new StaticArray<i32>(n);
    memory.copy(changetype<usize>(values), this.take(n << 2), (<usize>n) << 2);
    return values;
  }
}

/** The number of the first of n f64 that is not finite; n when all are. */
function firstNotFinite(source: usize, n: i32): i32 {
  for (let i = 0; i < n; i++) if (!isFinite(load<f64>(source + ((<usize>i) << 3)))) return i;
  return n;
}
