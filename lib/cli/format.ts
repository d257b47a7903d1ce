// Rows as text on their way out: CSV, JSON, or a JSON object a line.
//
// A value keeps SQLite's type where the format can say it: INTEGER is bigint here and has all its digits, a
// REAL has its point (1.0), NULL is an empty cell of a CSV.

import { stringify } from 'csv-stringify/sync';
import { numberText, type Value } from '../sqlite.ts';

export type Format = 'csv' | 'json' | 'ndjson';
export const FORMATS: readonly Format[] = ['csv', 'json', 'ndjson'];

/** A value of SQLite's, or one of JSON's on its way through. */
export type Cell = Value | boolean | { [name: string]: Cell } | Cell[];

/** Writes rows with these columns, piece by piece: begin, each row, end. */
export interface RowWriter {
  begin(): string;
  row(cells: Cell[]): string;
  end(): string;
}

export function rowWriter(format: Format, columns: string[]): RowWriter {
  if (format === 'csv') {
    const line = (cells: Cell[]) => stringify([cells.map(csvText)]);
    return { begin: () => line(columns), row: line, end: () => '' };
  }
  const names = columns.map((name) => JSON.stringify(name));
  const object = (cells: Cell[]) =>
    `{${cells.map((cell, c) => `${names[c]}: ${jsonText(cell)}`).join(', ')}}`;
  if (format === 'ndjson') return { begin: () => '', row: (cells) => `${object(cells)}\n`, end: () => '' };
  let isFirst = true;
  return {
    begin: () => '[',
    row(cells) {
      const before = isFirst ? '\n' : ',\n';
      isFirst = false;
      return before + object(cells);
    },
    end: () => '\n]\n',
  };
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function csvText(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'bigint') return numberText(value);
  if (value instanceof Uint8Array) return hex(value);
  return typeof value === 'object' ? jsonText(value) : String(value);
}

function jsonText(value: Cell): string {
  if (typeof value === 'bigint') return numberText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? numberText(value) : 'null';
  return JSON.stringify(value instanceof Uint8Array ? hex(value) : value);
}
