// Where rows come from: the `dataset` argument names a table or a view, or is one read-only SELECT.
//
// A name is always data: it is quoted, so a table called `a"; drop table x` is just that table. Where no table is called
// that, it is read as SQL writes names, main.t or "t". Text is taken for a query only when no table of that name exists and it begins as a query does.
//
// Who gives the dataset may be a view or a stored row, so what SQLite keeps from views runs in none (guard.ts). Only the
// argument of a function that no view can call is opened by openDirectly.

import { didYouMean } from '../codec/text';
import { fail } from '../error';
import { lastMessage, Statement } from '../sql';
import { bundledNames } from './bundled';
import { allOf, prepareGuarded, prepareTable, UNSAFE } from './guard';
import { TableName, writtenName } from './named';

/** A statement over the dataset's rows, ready to step, which runs what a view may run. */
export function openDataset(dataset: string): Statement {
  return open(dataset, false);
}

/** The same for text of the connection's own user, who may run anything. */
export function openDirectly(dataset: string): Statement {
  return open(dataset, true);
}

function open(dataset: string, isDirect: bool): Statement {
  let statement = openTable(new TableName('', dataset), isDirect);
  if (statement != null) return statement;
  let message = lastMessage();
  const written = message == `no such table: ${dataset}` ? writtenName(dataset) : null;
  if (written != null) {
    statement = openTable(written, isDirect);
    if (statement != null) return statement;
    message = lastMessage();
    if (message.startsWith('no such table: ')) unknown(dataset);
  }
  if (message != `no such table: ${dataset}`) fail(`dataset '${dataset}': ${message}${wayOut(message)}`);
  if (!looksLikeQuery(dataset)) unknown(dataset);

  statement = isDirect ? Statement.tryPrepare(dataset, 0) : prepareGuarded(dataset);
  if (statement == null) {
    const why = lastMessage();
    const what = why.startsWith(UNSAFE) ? '' : ' does not compile';
    fail(`the dataset's query${what}: ${why}${wayOut(why)}`);
    throw new Error('unreachable');
  }
  if (!statement.isReadonly || statement.columns == 0) {
    fail('the dataset must be a table, a view or one SELECT, got a statement that returns no rows or writes');
  }
  if (hasMore(dataset, statement.tail)) fail('the dataset must be one SELECT, got several statements');
  return statement;
}

function openTable(table: TableName, isDirect: bool): Statement | null {
  return isDirect ? Statement.tryPrepare(allOf(table.sql), 0) : prepareTable(table);
}

/** What to do about something that runs for the connection's own user alone. */
function wayOut(message: string): string {
  if (!message.startsWith(UNSAFE)) return '';
  return '; a dataset may use what a view may: copy its rows (CREATE TEMP TABLE t AS SELECT ...) and name the copy';
}

/** Whether the last `rest` bytes of the text have more than white space, semicolons and comments. */
function hasMore(text: string, rest: i32): bool {
  const bytes = String.UTF8.encode(text);
  const end = changetype<usize>(bytes) + bytes.byteLength;
  let p = end - rest;
  while (p < end) {
    const c = load<u8>(p);
    const next: u8 = p + 1 < end ? load<u8>(p, 1) : 0;
    if (c == 0x2d && next == 0x2d) {
      while (p < end && load<u8>(p) != 0x0a) p++;
    } else if (c == 0x2f && next == 0x2a) {
      p += 2;
      while (p + 1 < end && !(load<u8>(p) == 0x2a && load<u8>(p, 1) == 0x2f)) p++;
      p += 2;
    } else if (c == 0x20 || c == 0x3b || (c >= 0x09 && c <= 0x0d && c != 0x0b)) p++;
    else return true;
  }
  return false;
}

function looksLikeQuery(text: string): bool {
  const start = text.trimStart().substring(0, 7).toUpperCase();
  for (let i = 0; i < QUERY_WORDS.length; i++) {
    const word = QUERY_WORDS[i];
    if (!start.startsWith(word)) continue;
    const next = start.length > word.length ? start.charCodeAt(word.length) : 0x20;
    const isLetter = (next >= 0x41 && next <= 0x5a) || next == 0x5f || (next >= 0x30 && next <= 0x39);
    if (!isLetter) return true;
  }
  return start.startsWith('--') || start.startsWith('/*') || start.startsWith('(');
}

const QUERY_WORDS: string[] = ['SELECT', 'WITH', 'VALUES'];

function unknown(dataset: string): void {
  const names: string[] = [];
  const tables = Statement.prepare(
    "SELECT name FROM main.sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqml\\_%' ESCAPE '\\' " +
      'UNION SELECT name FROM temp.sqlite_master ORDER BY 1 LIMIT 1000',
  );
  while (tables.next()) names.push(tables.textCell());
  tables.close();
  const bundled = bundledNames();
  let advice = didYouMean(dataset, names);
  for (let i = 0; i < bundled.length; i++) {
    if (dataset == bundled[i] || dataset == 'dataset_' + bundled[i]) {
      advice = names.includes('dataset_' + bundled[i])
        ? `; did you mean 'dataset_${bundled[i]}'?`
        : `; load it first: SELECT sqml_load_dataset('${bundled[i]}')`;
    }
  }
  fail(`unknown dataset '${dataset}': no table or view has this name, and it is no SELECT${advice}`);
}
