// SQLite's values as JSON, between a page and its server: a number is a REAL or an INTEGER that a double holds,
// text and null are what they are, and the rest is an object of one member.
//
//   {"i": "9007199254740993"}   an INTEGER; as a parameter every one, since a plain number is a REAL
//   {"f": "Infinity"}           a REAL that JSON has not
//   {"b": "SGk="}               a BLOB, base64

export type Sent = null | number | string | { i: string } | { f: string } | { b: string };
type Value = null | number | bigint | string | Uint8Array;

export function toSent(value: Value): Sent {
  if (typeof value === 'bigint') return { i: String(value) };
  if (typeof value === 'number' && !Number.isFinite(value)) return { f: String(value) };
  if (value instanceof Uint8Array) return { b: base64(value) };
  return value;
}

/** INTEGERs that a double holds go as plain numbers. */
export function toAnswer(value: Value): Sent {
  const isPlain = typeof value === 'bigint' && BigInt(Number(value)) === value && abs(value) < 2n ** 53n;
  return isPlain ? Number(value) : toSent(value);
}

/** Throws for what is none of these. */
export function fromSent(sent: unknown): Value {
  if (sent === null || typeof sent === 'number' || typeof sent === 'string') return sent;
  if (typeof sent === 'object') {
    const { i, f, b } = sent as { i?: unknown; f?: unknown; b?: unknown };
    if (typeof i === 'string' && /^-?\d{1,19}$/.test(i)) return BigInt(i);
    if (typeof f === 'string') return Number(f);
    if (typeof b === 'string') return Uint8Array.from(atob(b), (c) => c.charCodeAt(0));
  }
  throw new Error(`a value must be a number, text, null, {"i"}, {"f"} or {"b"}, got ${JSON.stringify(sent)}`);
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
