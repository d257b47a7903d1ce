// Rows as a table of text, drawn as the sqlite3 program's box mode draws them.

import { numberText } from '../sqlite.ts';

/** A cell as SQLite shows it: a REAL keeps its point, NULL is empty. */
function shown(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  return String(value);
}

/** Longer cells go on in the next line, as in the sqlite3 program. */
const WIDEST = 60;

/** The text in lines of at most WIDEST characters; one at least. */
function wrapped(text: string): string[] {
  return text.match(new RegExp(`.{1,${WIDEST}}`, 'gsu')) ?? [''];
}

export function drawTable(rows: Record<string, unknown>[]): string {
  if (rows.length === 0) return '(no rows)';
  const names = Object.keys(rows[0]);
  const lines = [names, ...rows.map((row) => names.map((name) => shown(row[name])))].map((line) =>
    line.map(wrapped),
  );
  const widths = names.map((_, c) =>
    Math.max(...lines.flatMap((line) => line[c].map((part) => part.length))),
  );
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((width) => '─'.repeat(width + 2)).join(middle) + right;
  const [head, ...body] = lines.map((line) => {
    const height = Math.max(...line.map((cell) => cell.length));
    return Array.from({ length: height }, (_, y) => {
      const parts = line.map((cell, c) => (cell[y] ?? '').padEnd(widths[c]));
      return `│ ${parts.join(' │ ')} │`;
    }).join('\n');
  });
  return [rule('┌', '┬', '┐'), head, rule('├', '┼', '┤'), ...body, rule('└', '┴', '┘')].join('\n');
}
