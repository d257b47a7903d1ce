// Values as SQL literals, which tell types and every bit: how conformance.json writes what a cell should hold.
//
//   1 INTEGER · 1.0 REAL (Infinity too) · 'text' · NULL · X'00ff' a BLOB · sha256:... a BLOB by its SHA-256

import { createHash } from 'node:crypto';
import type { Value } from '../host/host.ts';

/** Longer BLOBs are told by their hash. */
const LONGEST_BLOB = 32;

export function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number') return real(value);
  if (value.length > LONGEST_BLOB) return `sha256:${createHash('sha256').update(value).digest('hex')}`;
  return `X'${Buffer.from(value).toString('hex')}'`;
}

/** The shortest decimal that gives the same double, with a point, an exponent or a word in it. */
function real(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
