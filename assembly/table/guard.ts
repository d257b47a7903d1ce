// SQL text whose author may not be the connection's user: it runs what SQLite would let a view run, and nothing else.
//
// Functions that a view may call can't tell whether a view did, and text that they prepare is top-level SQL again,
// which no longer guards what is for top-level SQL alone: functions and virtual tables that are SQLITE_DIRECTONLY, and
// with trusted_schema off all that are not SQLITE_INNOCUOUS. So that guard is put back here.
//
//   since SQLite 3.53   SQLite compiles the text under the rules of a view (SQLITE_PREPARE_FROM_DDL)
//   since SQLite 3.30   the text sees no virtual table, since whether one is safe can't be asked; the functions that it
//                       uses are read from EXPLAIN, their flags from PRAGMA function_list: an unknown one is unsafe
//   before              nothing is kept from views there, and so nothing here
//
// Views of a database are SQLite's to judge, also those that a text names. Views of temp, which it trusts, are
// judged as the text is.

import { quoteName } from '../codec/text';
import * as host from '../host';
import { lastMessage, refuse, Statement } from '../sql';
import { named, schemaNames, TableName } from './named';

const FIRST_WITH_FLAGS: i32 = 3030;
const FIRST_WITH_FROM_DDL: i32 = 3053;

const SQLITE_DETERMINISTIC: i64 = 0x800;
const SQLITE_DIRECTONLY: i64 = 0x80000;
const SQLITE_INNOCUOUS: i64 = 0x200000;

/** What every refusal begins with; the words are SQLite's. */
export const UNSAFE = 'unsafe use of ';

/** All rows of a table or view, ready to step; null with lastMessage as Statement.tryPrepare. */
export function prepareTable(table: TableName): Statement | null {
  const statement = prepareGuarded(allOf(table.sql));
  if (statement != null) return statement;
  const message = lastMessage();
  const found = sqliteVersion() < FIRST_WITH_FROM_DDL ? named(table.name, table.schema) : null;
  if (found == null || found.type != 'view' || found.schema == 'temp') {
    refuse(message);
    return null;
  }
  return Statement.tryPrepare(allOf(new TableName(found.schema, table.name).sql), 0);
}

/** NOT INDEXED: the rows come in the table's own order, whichever index would cover them. */
export function allOf(table: string): string {
  return `SELECT * FROM ${table} NOT INDEXED`;
}

/** Compiles the text if it is safe; null with lastMessage as Statement.tryPrepare. */
export function prepareGuarded(sql: string): Statement | null {
  const version = sqliteVersion();
  if (version >= FIRST_WITH_FROM_DDL) return Statement.tryPrepare(sql, host.PREPARE_FROM_DDL);
  if (version < FIRST_WITH_FLAGS) return Statement.tryPrepare(sql, 0);

  const known = sql.includes('(') ? knownFunctions() : null;
  const early = known == null ? '' : calledByPlanner(sql, known);
  if (early.length > 0) return unsafe(early);
  const statement = Statement.tryPrepare(sql);
  if (statement == null) {
    const message = lastMessage();
    const table = message.startsWith(NO_TABLE) ? message.substring(NO_TABLE.length) : '';
    if (table.length > 0 && isVirtual(table)) return unsafe(`virtual table "${table}"`);
    refuse(message);
    return null;
  }
  const used = functionsOf(sql);
  const late =
    used == null ? 'a statement without EXPLAIN' : used.length == 0 ? '' : firstUnsafe(used, known);
  if (late.length == 0) return statement;
  statement.close();
  return unsafe(late);
}

const NO_TABLE = 'no such table: ';

function unsafe(what: string): Statement | null {
  refuse(UNSAFE + what);
  return null;
}

/** As 3053 for 3.53.2. */
function sqliteVersion(): i32 {
  const asked = Statement.prepare('SELECT sqlite_version()');
  const parts = (asked.next() ? asked.textCell() : '').split('.');
  asked.close();
  return parts.length < 2 ? 0 : I32.parseInt(parts[0]) * 1000 + I32.parseInt(parts[1]);
}

// ---- Functions ----

/** A row of PRAGMA function_list. */
class Known {
  constructor(
    public name: string,
    /** -1 for any number. */
    public argumentCount: i64,
    public isSafe: bool,
    public isDeterministic: bool,
  ) {}
}

/** All that there are, those of the same name and number of arguments for several text encodings too. */
function knownFunctions(): Known[] {
  const known: Known[] = [];
  const list = Statement.tryPrepare('PRAGMA function_list');
  if (list == null) return known;
  const needed = isSchemaTrusted() ? 0 : SQLITE_INNOCUOUS;
  while (list.next()) {
    const name = list.textCell();
    for (let c = 1; c < 4; c++) list.cell();
    const count = list.integerCell();
    const flags = list.integerCell();
    for (let c = 6; c < list.columns; c++) list.cell();
    const isSafe = (flags & SQLITE_DIRECTONLY) == 0 && (flags & needed) == needed;
    known.push(new Known(name, count, isSafe, (flags & SQLITE_DETERMINISTIC) != 0));
  }
  list.close();
  return known;
}

/** Whether views may use what is not INNOCUOUS; where it can't be asked they may not. */
function isSchemaTrusted(): bool {
  const asked = Statement.tryPrepare('PRAGMA trusted_schema');
  if (asked == null) return false;
  const is = asked.next() && asked.integerCell() != 0;
  asked.close();
  return is;
}

/** The functions that the program of a statement calls, as name(number of arguments); null without EXPLAIN. */
function functionsOf(sql: string): string[] | null {
  const steps = Statement.tryPrepare('EXPLAIN ' + sql);
  if (steps == null) return null;
  const used: string[] = [];
  while (steps.next()) {
    steps.cell();
    const opcode = steps.textCell();
    for (let c = 2; c < 5; c++) steps.cell();
    const called = steps.textCell();
    for (let c = 6; c < steps.columns; c++) steps.cell();
    if (opcode.startsWith('Agg') || opcode.includes('Func')) used.push(called);
  }
  steps.close();
  return used;
}

/** The first that isn't known, or not as safe, as `name()`; '' when all are. */
function firstUnsafe(used: string[], list: Known[] | null): string {
  const known = list == null ? knownFunctions() : list;
  for (let i = 0; i < used.length; i++) {
    const end = max(used[i].lastIndexOf('('), 0);
    const name = used[i].substring(0, end);
    const rest = used[i].substring(end);
    let isFound = false;
    let isSafe = true;
    for (let k = 0; k < known.length; k++) {
      if (known[k].name != name || `(${known[k].argumentCount})` != rest) continue;
      isFound = true;
      isSafe = isSafe && known[k].isSafe;
    }
    if (!isFound || !isSafe) return name + '()';
  }
  return '';
}

/**
 * An unsafe function that SQLite may call while it compiles, for its estimates (STAT4): one that is deterministic. Its
 * name anywhere in the text is enough, as `name()`; '' when there is none.
 */
function calledByPlanner(sql: string, known: Known[]): string {
  const text = sql.toLowerCase();
  for (let k = 0; k < known.length; k++) {
    const f = known[k];
    if (!f.isSafe && f.isDeterministic && text.includes(f.name.toLowerCase())) return f.name + '()';
  }
  return '';
}

// ---- Virtual tables ----

/** Whether a table that a statement must not see is there; the name may begin with its schema. For messages. */
function isVirtual(name: string): bool {
  const schemas = schemaNames();
  let bare = name.toLowerCase();
  for (let i = 0; i < schemas.length; i++) {
    const prefix = schemas[i].toLowerCase() + '.';
    if (bare.startsWith(prefix)) bare = bare.substring(prefix.length);
  }
  let is = bare.startsWith('pragma_') || bare == 'json_each' || bare == 'json_tree';
  const modules = Statement.tryPrepare('PRAGMA module_list');
  while (modules != null && modules.next()) if (modules.textCell().toLowerCase() == bare) is = true;
  if (modules != null) modules.close();
  for (let i = 0; i < schemas.length && !is; i++) {
    const found = Statement.prepare(
      `SELECT 1 FROM ${quoteName(schemas[i])}.sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%' AND
        (name = ?1 COLLATE NOCASE OR ?2 || '.' || name = ?1 COLLATE NOCASE)`,
    )
      .text(name)
      .text(schemas[i])
      .bound();
    is = found.next();
    found.close();
  }
  return is;
}
