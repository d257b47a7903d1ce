// Values as a person reads them, and as a spreadsheet does.

import { stringify } from 'csv-stringify/browser/esm/sync';
import { hex, type Value } from './query.ts';
import type { Table } from './transport.ts';

/** Four significant digits are what two models differ by; an INTEGER keeps all of its own. */
export function number(value: Value): string {
  if (value === null) return '–';
  if (typeof value !== 'number') return shown(value);
  if (Number.isInteger(value) && Math.abs(value) < 10_000) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return value.toLocaleString('en');
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e9)) return value.toExponential(2);
  return size < 1 ? value.toFixed(4) : value.toLocaleString('en', { maximumSignificantDigits: 5 });
}

/** A metric or another REAL, with the digits that two of them are compared by. */
export function real(value: Value): string {
  return value === 0 || value === 1 ? value.toFixed(4) : number(value);
}

/** Any value, whole. */
export function shown(value: Value): string {
  if (value === null) return 'NULL';
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return String(value);
}

/** A label: a REAL that is whole loses its point. */
export function label(value: Value): string {
  return value === null ? 'NULL' : String(value).replace(/^(-?\d+)\.0$/, '$1');
}

export function percent(value: Value): string {
  return typeof value === 'number' ? `${(100 * value).toFixed(value > 0.1 ? 0 : 1)} %` : '–';
}

/** Days since 1970, as the engine has a date. */
export function day(value: number): string {
  const date = new Date(Math.floor(value) * 86_400_000);
  return Number.isNaN(date.getTime()) ? number(value) : date.toISOString().slice(0, 10);
}

/** SQLite's UTC in the reader's time. */
export function time(value: Value): string {
  if (typeof value !== 'string') return '–';
  const date = new Date(`${value.replace(' ', 'T')}Z`);
  if (Number.isNaN(date.getTime())) return value;
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export function seconds(value: number): string {
  if (value < 1) return `${Math.max(1, Math.round(1000 * value))} ms`;
  return value < 90 ? `${value.toFixed(1)} s` : `${Math.round(value / 60)} min`;
}

/** `1 run`, `2 runs` */
export function count(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}

export function csv({ columns, rows }: Table): string {
  const cell = (value: Value) =>
    value instanceof Uint8Array ? hex(value) : value === null ? '' : String(value);
  return stringify([columns, ...rows.map((row) => columns.map((column) => cell(row[column])))]);
}

/** JSON of the engine's; `otherwise` for what isn't. */
export function parsed<T>(value: Value, otherwise: T): T {
  if (typeof value !== 'string') return otherwise;
  try {
    return JSON.parse(value);
  } catch {
    return otherwise;
  }
}
