// options.types: what columns are, said otherwise than their cells say: {"zip": "text", "age": "number", "day": "date"}.

import { JsonReader } from '../codec/json';
import { Clock } from '../codec/reading';
import { jsonQuoted, suggestion } from '../codec/text';
import { fail } from '../error';
import { Encoder } from '../model/encoder';
import { As, AS_NAMES } from '../table/column';
import { ColumnNames } from '../table/column_names';
import { Table } from '../table/table';

/** Tells the columns of `table`, before its rows are read, what the option's JSON ('' when it was not given) says they are. */
export function askTypes(table: Table, text: string): void {
  if (text.length == 0) return;
  const names = table.columnNames;
  const places = new ColumnNames(names);
  const bytes = String.UTF8.encode(text);
  const json = new JsonReader(changetype<usize>(bytes), bytes.byteLength, 'types');
  json.expect(0x7b);
  if (json.took(0x7d)) return;
  do {
    json.string();
    const c = places.place(json.text, 'column of types');
    json.expect(0x3a);
    const as = wordOf(json, names[c]);
    if (c == table.target && as != (table.isClassification ? As.TEXT : As.NUMBER))
      fail(
        `types can't make ${AS_NAMES[as]} of the target '${names[c]}'; a regression's is a number, a classification's labels stay as they are`,
      );
    // Labels of TEXT stay so.
    if (c != table.target) table.columns[c].ask(as);
  } while (json.took(0x2c));
  json.expect(0x7d);
}

/** What a column is read as for an encoder. */
export function typeOf(encoder: Encoder): As {
  if (encoder.isText) return As.TEXT;
  if (!encoder.isDate) return As.NUMBER;
  if (encoder.clock == Clock.UNIXEPOCH) return As.UNIXEPOCH;
  return encoder.clock == Clock.JULIANDAY ? As.JULIANDAY : As.DATE;
}

function wordOf(json: JsonReader, name: string): As {
  const from = json.at;
  if (json.peek() == 0x22) {
    json.string();
    const as = AS_NAMES.indexOf(json.text);
    if (as > 0) return <As>as;
    const known = AS_NAMES.slice(1);
    fail(
      `unknown type '${json.text}' of '${name}'${suggestion(json.text, known, 'there are: ' + known.join(', '))}`,
    );
  }
  json.at = from;
  fail(`types must be an object such as {"zip": "text"}, got ${json.excerpt()} of '${name}'`);
  return As.ANY;
}

/** What was decided about the table's columns of TEXT that are features or a regression's target, as JSON; '' when nothing was. */
export function readAs(table: Table, columns: i32[]): string {
  return inBraces(decisions(table, columns, true));
}

/** options.types, given as `given`, with what was decided besides; '' when there is neither. */
export function keptTypes(table: Table, columns: i32[], given: string): string {
  const parts = decisions(table, columns, false);
  const inner = given.length > 0 ? given.trim().slice(1, -1).trim() : '';
  return inBraces(inner.length > 0 ? [inner].concat(parts) : parts);
}

function inBraces(parts: string[]): string {
  return parts.length > 0 ? `{${parts.join(', ')}}` : '';
}

/** `"age": "number"`, of all that were decided, or of those alone that nobody asked for. */
function decisions(table: Table, columns: i32[], isAll: bool): string[] {
  const parts: string[] = [];
  const isFeature = new StaticArray<bool>(table.columns.length);
  for (let j = 0; j < columns.length; j++) isFeature[columns[j]] = true;
  for (let c = 0; c < table.columns.length; c++) {
    const column = table.columns[c];
    if (c == table.target ? table.isClassification : !isFeature[c]) continue;
    // A regression's target is a number, whatever is asked.
    const isNew = !column.isAsked && c != table.target;
    if (column.decision.length > 0 && (isAll || isNew))
      parts.push(`${jsonQuoted(column.name)}: "${column.decision}"`);
  }
  return parts;
}
