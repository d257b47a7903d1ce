// Values as cells, the engine's form of SQL values (assembly/host.ts draws it).
//
//   number  REAL, NaN: NULL     bigint  INTEGER     string  TEXT     null, undefined  NULL     Uint8Array  BLOB
//
// No value changes its type on the way in and out: 1 stays a number, 1n a bigint.

/** A value of a row or a target. */
export type Value = number | bigint | string | null | undefined;

/** A value that came out. */
export type Read = number | bigint | string | Uint8Array | null;

const INTEGER = 1;
const REAL = 2;
const TEXT = 3;
const BLOB = 4;
const NULL = 5;
const JSON_TEXT = 6;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Cells one after the other. */
export class CellWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  /** Writes a value; `where` names it in messages. */
  write(value: Value, where: () => string): void {
    if (typeof value === 'string') {
      this.#text(value);
      return;
    }
    const at = this.#extend(9);
    if (typeof value === 'number' && !Number.isNaN(value)) {
      this.#bytes[at] = REAL;
      this.#view.setFloat64(at + 1, value, true);
    } else if (typeof value === 'bigint') {
      if (BigInt.asIntN(64, value) !== value)
        throw new RangeError(`${where()} must fit into 64 bits, got ${value}`);
      this.#bytes[at] = INTEGER;
      this.#view.setBigInt64(at + 1, value, true);
    } else if (value === null || value === undefined || typeof value === 'number') {
      this.#bytes[at] = NULL;
      this.#length = at + 1;
    } else {
      const kind = typeof value;
      throw new TypeError(
        `${where()} must be a number, a bigint, a string or null, got a value of type ${kind}`,
      );
    }
  }

  #text(value: string): void {
    const at = this.#extend(5 + value.length * 3); // UTF-8 takes three bytes for a UTF-16 unit at most
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(at + 5));
    this.#bytes[at] = TEXT;
    this.#view.setUint32(at + 1, written, true);
    this.#length = at + 5 + written;
  }

  /** Room for n more bytes; where they begin. */
  #extend(n: number): number {
    const at = this.#length;
    this.#length += n;
    if (this.#length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(this.#length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(0, at));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    return at;
  }

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }
}

/** The values of cells one after the other. */
export function readCells(bytes: Uint8Array): Read[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: Read[] = [];
  for (let at = 0; at < bytes.length; ) {
    const type = bytes[at];
    if (type === NULL) {
      values.push(null);
      at += 1;
    } else if (type === INTEGER || type === REAL) {
      values.push(type === INTEGER ? view.getBigInt64(at + 1, true) : view.getFloat64(at + 1, true));
      at += 9;
    } else if (type === TEXT || type === JSON_TEXT || type === BLOB) {
      const body = bytes.subarray(at + 5, at + 5 + view.getUint32(at + 1, true));
      values.push(type === BLOB ? body : decoder.decode(body));
      at += 5 + body.length;
    } else {
      throw new Error(`sqml: the engine gave a cell of the unknown type ${type}`);
    }
  }
  return values;
}
