// Rows as a table; on a narrow screen it scrolls in its own box.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { number, shown } from './format.ts';
import type { Row } from './transport.ts';

/** What may be wider than the screen, and is then reached by keyboard, too. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class="scroll" tabIndex={0} role="group" aria-label={label}>
      {children}
    </div>
  );
}

export interface Column {
  /** The column of the rows, and the heading when `title` isn't there. */
  name: string;
  title?: string;
  /** How a cell is drawn; without it, by its type. */
  cell?: (row: Row) => ComponentChildren;
  isNumber?: boolean;
}

interface Props {
  label: string;
  columns: Column[];
  rows: Row[];
  /** So many rows at first, and more on a click. */
  most?: number;
  rowClass?: (row: Row) => string;
}

export function Grid({ label, columns, rows, most = 50, rowClass }: Props) {
  const [shownRows, setShownRows] = useState(most);
  const isNumeric = ({ name, isNumber }: Column) =>
    isNumber ?? rows.every((row) => typeof row[name] !== 'string');
  const numeric = columns.map(isNumeric);
  return (
    <>
      <Scroll label={label}>
        <table>
          <thead>
            <tr>
              {columns.map((column, c) => (
                <th key={column.name} scope="col" class={numeric[c] ? 'number' : ''}>
                  {column.title ?? column.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shownRows).map((row, r) => (
              <tr key={r} class={rowClass?.(row) ?? ''}>
                {columns.map((column, c) => (
                  <td key={column.name} class={numeric[c] ? 'number' : ''}>
                    {column.cell ? column.cell(row) : cellText(row[column.name])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length > shownRows && (
        <p class="more">
          <button type="button" class="quiet" onClick={() => setShownRows(shownRows * 4)}>
            Show more of {rows.length.toLocaleString('en')} rows
          </button>
        </p>
      )}
    </>
  );
}

function cellText(value: Row[string]) {
  if (value === null) return <span class="null">–</span>;
  return typeof value === 'number' ? number(value) : shown(value);
}
