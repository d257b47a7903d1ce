// JSON as bytes (RFC 8259): a reader that walks over a text, and writers onto a ByteWriter.
//
// The reader makes no tree and no strings: it hands out the bytes of names and the doubles of
// numbers. Its errors name the text and the byte. The writers put ", " and ": " between parts, as
// Python's json.dumps does, so that results read as the Python sqlite-ml's did.

import { fail } from '../error';
import { ByteWriter } from './bytes';
import { formatNumber, numberEnd, parseNumber } from './number';
import { utf8 } from './text';

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;

/** Nesting that a skipped value may have. */
const DEEPEST: i32 = 200;

export class JsonReader {
  /** The next byte. */
  at: usize;
  end: usize;
  /** The string read last: its bytes, unescaped. Valid until the next string. */
  textStart: usize = 0;
  textLength: i32 = 0;
  private scratch: ByteWriter | null = null;

  /** The number of the row that is read, for messages; -1 outside of rows. */
  row: i32 = -1;

  constructor(
    private start: usize,
    length: i32,
    /** What the text is, for messages ("features"). */
    private name: string,
  ) {
    this.at = start;
    this.end = start + length;
  }

  /** What is read, for messages: `features`, `features[3]`. */
  get what(): string {
    return this.row < 0 ? this.name : `${this.name}[${this.row}]`;
  }

  /** Starts over on another text. */
  reset(start: usize, length: i32): void {
    this.start = start;
    this.at = start;
    this.row = -1;
    this.end = start + length;
  }

  malformed(why: string): void {
    fail(`${this.what}: not valid JSON at byte ${this.at - this.start}: ${why}`);
  }

  /** Walks past white space; the next byte, or 0 at the end. */
  peek(): u8 {
    let at = this.at;
    const end = this.end;
    while (at < end) {
      const c = load<u8>(at);
      if (c > 0x20 || (c != 0x20 && c != 0x0a && c != 0x0d && c != 0x09)) break;
      at++;
    }
    this.at = at;
    return at < end ? load<u8>(at) : 0;
  }

  /** Walks past `c` if it comes next. */
  took(c: u8): bool {
    if (this.peek() != c) return false;
    this.at++;
    return true;
  }

  /** Walks past `c`, which must come next. */
  expect(c: u8): void {
    if (!this.took(c)) this.malformed(`expected '${String.fromCharCode(c)}'`);
  }

  /** After the value: nothing but white space may follow. */
  finish(): void {
    if (this.peek() != 0 || this.at < this.end) this.malformed('nothing may follow the value');
  }

  /** A string; its bytes are then at textStart, textLength. */
  string(): void {
    this.expect(QUOTE);
    const from = this.at;
    let at = from;
    const end = this.end;
    while (at < end) {
      const c = load<u8>(at);
      if (c == QUOTE) {
        this.textStart = from;
        this.textLength = <i32>(at - from);
        this.at = at + 1;
        return;
      }
      if (c == BACKSLASH) {
        this.escaped(from, at);
        return;
      }
      if (c < 0x20) break;
      at++;
    }
    this.at = at;
    this.malformed(at < end ? 'control characters must be escaped' : 'the string does not end');
  }

  /** Walks past the string with these bytes, which need no escape, if it comes next. */
  tookText(bytes: usize, length: i32): bool {
    if (this.peek() != QUOTE) return false;
    const from = this.at + 1;
    if (<i64>this.end - <i64>from <= <i64>length || load<u8>(from + length) != QUOTE) return false;
    if (!areEqual(from, bytes, length)) return false;
    this.at = from + length + 1;
    return true;
  }

  /** The rest of a string whose first escape is at `at`. */
  private escaped(from: usize, at: usize): void {
    if (this.scratch == null) this.scratch = new ByteWriter();
    const out = this.scratch!;
    out.length = 0;
    out.raw(from, <i32>(at - from));
    this.at = at;
    while (this.at < this.end) {
      const c = load<u8>(this.at++);
      if (c == QUOTE) {
        this.textStart = out.pointer;
        this.textLength = out.length;
        return;
      }
      if (c < 0x20) this.malformed('control characters must be escaped');
      if (c != BACKSLASH) out.u8(c);
      else this.escape(out);
    }
    this.malformed('the string does not end');
  }

  private escape(out: ByteWriter): void {
    const c: u8 = this.at < this.end ? load<u8>(this.at++) : 0;
    if (c == QUOTE || c == BACKSLASH || c == 0x2f) out.u8(c);
    else if (c == 0x62) out.u8(0x08);
    else if (c == 0x66) out.u8(0x0c);
    else if (c == 0x6e) out.u8(0x0a);
    else if (c == 0x72) out.u8(0x0d);
    else if (c == 0x74) out.u8(0x09);
    else if (c == 0x75) this.unicode(out);
    else this.malformed('unknown escape');
  }

  private unicode(out: ByteWriter): void {
    let point = this.fourHex();
    if (point >= 0xd800 && point < 0xdc00 && this.end - this.at >= 6 && load<u16>(this.at) == 0x755c) {
      const back = this.at;
      this.at += 2;
      const low = this.fourHex();
      if (low >= 0xdc00 && low < 0xe000) point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
      else this.at = back;
    }
    if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
    if (point < 0x80) out.u8(<u8>point);
    else if (point < 0x800) {
      out.u8(<u8>(0xc0 | (point >> 6)));
      out.u8(<u8>(0x80 | (point & 63)));
    } else if (point < 0x10000) {
      out.u8(<u8>(0xe0 | (point >> 12)));
      out.u8(<u8>(0x80 | ((point >> 6) & 63)));
      out.u8(<u8>(0x80 | (point & 63)));
    } else {
      out.u8(<u8>(0xf0 | (point >> 18)));
      out.u8(<u8>(0x80 | ((point >> 12) & 63)));
      out.u8(<u8>(0x80 | ((point >> 6) & 63)));
      out.u8(<u8>(0x80 | (point & 63)));
    }
  }

  private fourHex(): i32 {
    if (this.end - this.at < 4) this.malformed('\\u needs four hexadecimal digits');
    let value = 0;
    for (let i = 0; i < 4; i++) {
      const c = <i32>load<u8>(this.at++);
      const lower = c | 0x20;
      if (c >= 0x30 && c <= 0x39) value = (value << 4) | (c - 0x30);
      else if (lower >= 0x61 && lower <= 0x66) value = (value << 4) | (lower - 0x61 + 10);
      else this.malformed('\\u needs four hexadecimal digits');
    }
    return value;
  }

  /** The string read last, as a string. */
  get text(): string {
    return utf8(this.textStart, this.textLength);
  }

  /** A number comes next. */
  get isNumber(): bool {
    const c = this.peek();
    return c == 0x2d || (c >= 0x30 && c <= 0x39);
  }

  /** A number; finite or, past 1.8e308, infinite. */
  number(): f64 {
    this.peek();
    const end = numberEnd(this.at, this.end);
    if (end == this.at) this.malformed('expected a number');
    const value = parseNumber(this.at, end);
    this.at = end;
    return value;
  }

  /** Walks past `word` (true, false, null) if it comes next. */
  tookWord(word: string): bool {
    this.peek();
    if (<i32>(this.end - this.at) < word.length) return false;
    for (let i = 0; i < word.length; i++) {
      if (load<u8>(this.at + i) != <u8>word.charCodeAt(i)) return false;
    }
    this.at += word.length;
    return true;
  }

  /** Walks past any value. */
  skip(depth: i32 = 0): void {
    if (depth > DEEPEST) this.malformed(`nested deeper than ${DEEPEST}`);
    const c = this.peek();
    if (c == QUOTE) this.string();
    else if (c == 0x7b) {
      this.at++;
      if (this.took(0x7d)) return;
      do {
        this.string();
        this.expect(0x3a);
        this.skip(depth + 1);
      } while (this.took(0x2c));
      this.expect(0x7d);
    } else if (c == 0x5b) {
      this.at++;
      if (this.took(0x5d)) return;
      do this.skip(depth + 1);
      while (this.took(0x2c));
      this.expect(0x5d);
    } else if (this.isNumber) this.number();
    else if (!this.tookWord('true') && !this.tookWord('false') && !this.tookWord('null')) {
      this.malformed(this.at < this.end ? 'expected a value' : 'the text ends early');
    }
  }

  /** Walks past any value; its text. */
  raw(): string {
    this.peek();
    const from = this.at;
    this.skip();
    return utf8(from, <i32>(this.at - from));
  }

  /** Walks past any value; its text, shortened, for messages. */
  excerpt(): string {
    this.peek();
    const from = this.at;
    this.skip();
    const length = <i32>(this.at - from);
    return length > 40 ? utf8(from, 40) + '...' : utf8(from, length);
  }
}

const HEX = '0123456789abcdef';

/** Whether n bytes are those. */
function areEqual(a: usize, b: usize, n: i32): bool {
  const end = a + n;
  for (; a + 8 <= end; a += 8, b += 8) if (load<u64>(a) != load<u64>(b)) return false;
  for (; a < end; a++, b++) if (load<u8>(a) != load<u8>(b)) return false;
  return true;
}

/** Whether text is written in JSON otherwise than it is. */
export function needsEscape(start: usize, length: i32): bool {
  for (let p = start, end = start + length; p < end; p++) {
    const c = load<u8>(p);
    if (c == QUOTE || c == BACKSLASH || c < 0x20) return true;
  }
  return false;
}

/** UTF-8 bytes as a JSON string. */
export function writeJsonBytes(out: ByteWriter, start: usize, length: i32): void {
  out.u8(QUOTE);
  for (let p = start, end = start + length; p < end; p++) {
    const c = load<u8>(p);
    if (c == QUOTE || c == BACKSLASH) {
      out.u8(BACKSLASH);
      out.u8(c);
    } else if (c >= 0x20) out.u8(c);
    else if (c == 0x0a) out.characters('\\n');
    else if (c == 0x09) out.characters('\\t');
    else if (c == 0x0d) out.characters('\\r');
    else out.characters('\\u00' + HEX.charAt(c >> 4) + HEX.charAt(c & 15));
  }
  out.u8(QUOTE);
}

/** A string as a JSON string. */
export function writeJsonText(out: ByteWriter, value: string): void {
  const bytes = String.UTF8.encode(value);
  writeJsonBytes(out, changetype<usize>(bytes), bytes.byteLength);
}

/** A number, shortest form that reads back as the same double; null for NaN and the infinities. */
export function writeJsonNumber(out: ByteWriter, value: f64): void {
  if (!isFinite(value)) {
    out.characters('null');
    return;
  }
  const at = out.extend(32);
  const written = formatNumber(value, at);
  out.length -= 32 - written;
}

/** The same as a string. */
export function jsonNumber(value: f64): string {
  const out = new ByteWriter();
  writeJsonNumber(out, value);
  return utf8(out.pointer, out.length);
}

/** A list of strings. */
export function writeJsonTexts(out: ByteWriter, values: string[]): void {
  out.u8(0x5b);
  for (let i = 0; i < values.length; i++) {
    if (i > 0) out.characters(', ');
    writeJsonText(out, values[i]);
  }
  out.u8(0x5d);
}

/** An object, written member by member. */
export class JsonObject {
  private isFirst: bool = true;

  constructor(private out: ByteWriter) {
    out.u8(0x7b);
  }

  /** Writes the name; the value is then written to the same writer. */
  key(name: string): void {
    if (!this.isFirst) this.out.characters(', ');
    this.isFirst = false;
    writeJsonText(this.out, name);
    this.out.characters(': ');
  }

  text(name: string, value: string): void {
    this.key(name);
    writeJsonText(this.out, value);
  }

  number(name: string, value: f64): void {
    this.key(name);
    writeJsonNumber(this.out, value);
  }

  integer(name: string, value: i64): void {
    this.raw(name, value.toString());
  }

  /** A value that is JSON already. */
  raw(name: string, json: string): void {
    this.key(name);
    this.out.characters(json);
  }

  flag(name: string, value: bool): void {
    this.raw(name, value ? 'true' : 'false');
  }

  /** Begins an object as the value of the name just written with `key`. */
  object(): JsonObject {
    return new JsonObject(this.out);
  }

  numbers(name: string, values: f64[]): void {
    this.key(name);
    this.out.u8(0x5b);
    for (let i = 0; i < values.length; i++) {
      if (i > 0) this.out.characters(', ');
      writeJsonNumber(this.out, values[i]);
    }
    this.out.u8(0x5d);
  }

  texts(name: string, values: string[]): void {
    this.key(name);
    writeJsonTexts(this.out, values);
  }

  end(): void {
    this.out.u8(0x7d);
  }
}
