// One statement that writes: rows for the view sqml_journal, whose triggers fill the tables (schema.ts).

import { ByteWriter } from '../codec/bytes';
import * as host from '../host';
import { Statement } from '../sql';
import { ensureSchema, JOURNAL_COLUMNS } from './schema';

/** The rows, each a map from column to cell; columns that a row leaves out are NULL. */
export class Journal {
  /** The last one is the one that cells go to. */
  private rows: Map<string, ByteWriter>[] = [];

  /** Starts a row. */
  row(kind: string): Journal {
    this.rows.push(new Map<string, ByteWriter>());
    return this.text('kind', kind);
  }

  text(column: string, value: string): Journal {
    const cell = this.cell(column);
    cell.u8(host.TEXT);
    cell.text(value);
    return this;
  }

  integer(column: string, value: i64): Journal {
    const cell = this.cell(column);
    cell.u8(host.INTEGER);
    cell.i64(value);
    return this;
  }

  /** A REAL; NaN is left out, and so NULL. */
  real(column: string, value: f64): Journal {
    if (isNaN(value)) return this;
    const cell = this.cell(column);
    cell.u8(host.REAL);
    cell.f64(value);
    return this;
  }

  blob(column: string, bytes: usize, length: i32): Journal {
    const cell = this.cell(column);
    cell.u8(host.BLOB);
    cell.i32(length);
    cell.raw(bytes, length);
    return this;
  }

  private cell(column: string): ByteWriter {
    assert(JOURNAL_COLUMNS.includes(column));
    const cell = new ByteWriter();
    this.rows[this.rows.length - 1].set(column, cell);
    return cell;
  }

  /** Writes all rows by one statement, after making the tables. `what` begins the message when it fails. */
  write(what: string): void {
    ensureSchema();
    this.statement().run(what);
  }

  private statement(): Statement {
    const width = JOURNAL_COLUMNS.length;
    const row = '(' + '?, '.repeat(width - 1) + '?)';
    const statement = Statement.prepare(
      `INSERT INTO main.sqml_journal(${JOURNAL_COLUMNS.join(', ')}) VALUES ` +
        (row + ', ').repeat(this.rows.length - 1) +
        row,
    );
    for (let r = 0; r < this.rows.length; r++) {
      for (let c = 0; c < width; c++) {
        const column = JOURNAL_COLUMNS[c];
        if (this.rows[r].has(column)) statement.cellOf(this.rows[r].get(column));
        else statement.nothing();
      }
    }
    return statement;
  }
}
