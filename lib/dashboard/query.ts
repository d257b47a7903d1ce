// Statements with values in them: a tagged template makes the text for SQLite, its parameters, and the text that
// is shown to a person, where the values stand as literals and which works when it is pasted.
//
//   sql`SELECT * FROM sqml_evaluate(${int(3)})`   sql: ... (?)   params: [3n]   text: ... (3)
//
// A name of a table or column is no value: it goes in by `name`, quoted.

/** INTEGER is bigint on its way in; coming back it is a number where that is exact. */
export type Value = null | number | bigint | string | Uint8Array;

export interface Query {
  sql: string;
  params: Value[];
  /** As a person sees it. */
  text: string;
}

/** Text that stands in a statement as it is: a quoted name, or a piece of SQL. */
class Piece {
  constructor(readonly text: string) {}
}

/** An INTEGER, such as an id; a number by itself is a REAL. */
export function int(value: number): bigint {
  return BigInt(value);
}

/** A name of a table or column. */
export function name(text: string): Piece {
  return new Piece(`"${text.replaceAll('"', '""')}"`);
}

/** One of the page's own pieces of SQL; never a user's text. */
export function raw(text: string): Piece {
  return new Piece(text);
}

export function sql(parts: TemplateStringsArray, ...values: (Value | Piece | Query)[]): Query {
  const query: Query = { sql: '', params: [], text: '' };
  for (const [i, part] of parts.entries()) {
    query.sql += part;
    query.text += part;
    if (i === values.length) break;
    const value = values[i];
    if (value instanceof Piece) {
      query.sql += value.text;
      query.text += value.text;
    } else if (isQuery(value)) {
      query.sql += value.sql;
      query.text += value.text;
      query.params.push(...value.params);
    } else {
      query.sql += '?';
      query.text += literal(value);
      query.params.push(value);
    }
  }
  return query;
}

/** The call of a function that writes, as a person sees it. */
export function callText(call: string, args: Value[]): string {
  return `SELECT ${call}(${args.map(literal).join(', ')})`;
}

/** A value as SQL has it. */
export function literal(value: Value): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (value instanceof Uint8Array) return `x'${hex(value)}'`;
  const text = String(value);
  return typeof value === 'number' && /^-?\d+$/.test(text) ? `${text}.0` : text;
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function isQuery(value: Value | Query): value is Query {
  return typeof value === 'object' && value !== null && 'params' in value;
}
