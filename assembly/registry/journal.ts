// One statement that writes: rows for the view sqml_journal, whose triggers fill the tables (schema.ts).
//
// Numbers and text stand in the statement as literals (codec/literal.ts), not as parameters: a search of 10,000
// trials has more values than a statement takes parameters. Parameters are BLOBs, and text that holds a NUL.
//
// What a row was decided by is looked at before and has to hold when it is written: `expected` carries what was
// seen, and a trigger that sees something else says LOOK_AGAIN.

import { ByteWriter } from '../codec/bytes';
import { appendReal } from '../codec/literal';
import { quoteText, utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { lastCode, lastMessage, Statement } from '../sql';
import { failWith } from './failure';
import { Patience } from './lock';
import { ensureSchema, JOURNAL, JOURNAL_COLUMNS, LOOK_AGAIN, WITHHELD } from './schema';

/** So often another connection may change what a write was decided by, between the look and the write. */
const MOST_LOOKS: i32 = 1000;
/** Looks in vain since the last write; most functions that write have an instance for each call. */
let looks: i32 = 0;

/** The rows, each a map from column to SQL; columns that a row leaves out are NULL. */
export class Journal {
  private rows: Map<string, string>[] = [];
  /** Cells of the parameters ?2, ?3 ...; ?1 is what is expected. */
  private parameters: ByteWriter = new ByteWriter();
  private parameterCount: i32 = 1;
  private expected: string = '';
  private expects: bool = false;
  private statement: Statement | null = null;

  /** Starts a row; values go to the last one. */
  row(kind: string): Journal {
    this.rows.push(new Map<string, string>());
    return this.text('kind', kind);
  }

  text(column: string, value: string): Journal {
    if (!value.includes('\0')) return this.put(column, quoteText(value));
    this.parameters.u8(host.TEXT);
    this.parameters.text(value);
    return this.put(column, this.parameter());
  }

  integer(column: string, value: i64): Journal {
    return this.put(column, value.toString());
  }

  /** A REAL; NaN is NULL. */
  real(column: string, value: f64): Journal {
    const literal = new ByteWriter();
    appendReal(value, literal);
    return this.put(column, utf8(literal.pointer, literal.length));
  }

  blob(column: string, bytes: usize, length: i32): Journal {
    this.parameters.u8(host.BLOB);
    this.parameters.i32(length);
    this.parameters.raw(bytes, length);
    return this.put(column, this.parameter());
  }

  /** What the first row is decided by; it may be given again for another attempt. */
  expect(seen: string): Journal {
    this.rows[0].set('expected', '?1');
    this.expected = seen;
    this.expects = true;
    return this;
  }

  private put(column: string, sql: string): Journal {
    assert(JOURNAL_COLUMNS.includes(column));
    this.rows[this.rows.length - 1].set(column, sql);
    return this;
  }

  private parameter(): string {
    this.parameterCount++;
    return '?' + this.parameterCount.toString();
  }

  /** Makes the tables where they are missing, and writes as `tryWrite` does. */
  write(what: string): bool {
    ensureSchema();
    return this.tryWrite(what, new Patience(0));
  }

  /**
   * Writes all rows by one statement; the tables are there. False when what they were decided by has changed
   * since: look again. Any other failure ends the call, an interrupt too; `what` begins its message.
   */
  tryWrite(what: string, patience: Patience): bool {
    let code = this.attempt();
    // The view or a table may be gone since.
    if (code == host.SQLITE_ERROR && ensureSchema()) code = this.attempt();
    while (code != 0 && patience.allows(code)) code = this.attempt();
    if (code == 0) {
      looks = 0;
      return true;
    }
    if (code == host.SQLITE_CONSTRAINT && lastMessage() == LOOK_AGAIN) {
      if (++looks <= MOST_LOOKS) return false;
      looks = 0;
      fail(`${what}: ${WITHHELD}`, code);
    }
    failWith(what, code, lastMessage());
    return false;
  }

  /** 0, or the code of the failure. The statement and its large parameters serve the next attempt. */
  private attempt(): i32 {
    let statement = this.statement;
    if (statement == null) {
      const sql = this.sql();
      statement = Statement.attempt(sql.pointer, sql.length);
      if (statement == null) return lastCode;
      // ?1 stands in the statement when something is expected or bound.
      if (this.expects || this.parameterCount > 1) statement.text(this.expected).cellOf(this.parameters);
    } else if (this.expects) statement.text(this.expected);
    const code = statement.attemptBind();
    if (code != 0) return code;
    this.statement = statement;
    return statement.attemptRun();
  }

  /** Only the columns that a row has are named. */
  private sql(): ByteWriter {
    const columns: string[] = [];
    for (let c = 0; c < JOURNAL_COLUMNS.length; c++) {
      let isUsed = false;
      for (let r = 0; r < this.rows.length && !isUsed; r++) isUsed = this.rows[r].has(JOURNAL_COLUMNS[c]);
      if (isUsed) columns.push(JOURNAL_COLUMNS[c]);
    }
    const sql = new ByteWriter();
    sql.characters(`INSERT INTO main.${JOURNAL}(${columns.join(', ')}) VALUES `);
    for (let r = 0; r < this.rows.length; r++) {
      const row = this.rows[r];
      for (let c = 0; c < columns.length; c++) {
        sql.characters(c > 0 ? ',' : r > 0 ? ',(' : '(');
        sql.characters(row.has(columns[c]) ? row.get(columns[c]) : 'NULL');
      }
      sql.u8(0x29);
    }
    return sql;
  }
}
