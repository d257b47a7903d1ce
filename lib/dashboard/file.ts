// Files from the page and into it; nothing of them goes anywhere else.

import { parse } from 'csv-parse/browser/esm/sync';
import type { Table } from './transport.ts';

/** Has the browser save a file. */
export function saveFile(
  name: string,
  contents: Uint8Array | string,
  type = 'application/octet-stream',
): void {
  const url = URL.createObjectURL(new Blob([contents as BlobPart], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The cells of a CSV as text; an empty one is null. The first line names the columns. */
export function csvCells(text: string, delimiter = ','): { columns: string[]; rows: (string | null)[][] } {
  const [columns = [], ...lines] = parse(text, {
    bom: true,
    skip_empty_lines: true,
    delimiter,
  }) as string[][];
  if (columns.length === 0) throw new Error('the file is empty; its first line names the columns');
  return { columns, rows: lines.map((cells) => cells.map((cell) => (cell === '' ? null : cell))) };
}

/** The rows of a CSV; a cell that is a number is one, an empty cell is NULL, as SQLite's NUMERIC affinity has it. */
export function parseCsv(text: string): Table {
  const { columns, rows } = csvCells(text);
  const row = (cells: (string | null)[]) =>
    Object.fromEntries(columns.map((column, c) => [column, cellValue(cells[c])]));
  return { columns, rows: rows.map(row) };
}

function cellValue(cell: string | null): number | string | null {
  if (cell === null) return null;
  const isNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(cell);
  return isNumber ? Number(cell) : cell;
}
