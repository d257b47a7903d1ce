// Names of tables and views. Where one is: as in SQL the first decides of temp, main, and the attached databases.
// How one is written: t; or as SQL writes it, "t", main.t, other."t".

import { quoteName } from '../codec/text';
import { Statement } from '../sql';

export class Named {
  constructor(
    public schema: string,
    /** table, which a virtual table is too, or view. */
    public type: string,
  ) {}
}

/** A name as SQL has it: of a table or view, perhaps of one database. */
export class TableName {
  constructor(
    /** '' where SQL is to look for it. */
    public schema: string,
    public name: string,
  ) {}

  /** PRAGMA `name` of it. */
  pragma(name: string): string {
    const where = this.schema.length == 0 ? '' : quoteName(this.schema) + '.';
    return `PRAGMA ${where}${name}(${quoteName(this.name)})`;
  }

  /** As SQL text. */
  get sql(): string {
    const own = quoteName(this.name);
    return this.schema.length == 0 ? own : `${quoteName(this.schema)}.${own}`;
  }
}

/** The name that a text is when it is read as SQL: "t", main.t, main.[t]; null when it is none. */
export function writtenName(text: string): TableName | null {
  const reader = new NameReader(text.trim());
  const first = reader.part();
  if (first == null) return null;
  if (reader.isAtEnd) return new TableName('', first);
  if (!reader.tookPoint()) return null;
  const second = reader.part();
  return second != null && reader.isAtEnd ? new TableName(first, second) : null;
}

class NameReader {
  private at: i32 = 0;

  constructor(private text: string) {}

  get isAtEnd(): bool {
    return this.at == this.text.length;
  }

  tookPoint(): bool {
    if (this.isAtEnd || this.text.charCodeAt(this.at) != 0x2e) return false;
    this.at++;
    return true;
  }

  /** A word, or what stands between quotes; null when neither comes. */
  part(): string | null {
    if (this.isAtEnd) return null;
    const opening = this.text.charAt(this.at);
    const closing = opening == '[' ? ']' : opening == '"' || opening == '`' ? opening : '';
    return closing.length == 0 ? this.word() : this.quoted(closing);
  }

  private word(): string | null {
    const from = this.at;
    while (!this.isAtEnd && isOfWord(this.text.charCodeAt(this.at))) this.at++;
    return this.at > from ? this.text.substring(from, this.at) : null;
  }

  /** A quote inside is written twice, but for brackets. */
  private quoted(closing: string): string | null {
    let name = '';
    this.at++;
    while (!this.isAtEnd) {
      const c = this.text.charAt(this.at++);
      const isClosing = c == closing;
      const isTwice = isClosing && closing != ']' && !this.isAtEnd && this.text.charAt(this.at) == closing;
      if (isClosing && !isTwice) return name;
      if (isTwice) this.at++;
      name += c;
    }
    return null;
  }
}

function isOfWord(c: i32): bool {
  const isLetter = (c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a;
  return isLetter || (c >= 0x30 && c <= 0x39) || c == 0x5f || c == 0x24 || c >= 0x80;
}

/** The table or view that SQL finds by the name alone, or in one database; null when there is none. */
export function named(name: string, schema: string = ''): Named | null {
  const schemas = schemaNames();
  for (let i = 0; i < schemas.length; i++) {
    if (schema.length > 0 && schema.toLowerCase() != schemas[i].toLowerCase()) continue;
    const found = Statement.prepare(
      `SELECT type FROM ${quoteName(schemas[i])}.sqlite_master WHERE type IN ('table', 'view') AND name = ? COLLATE NOCASE`,
    )
      .text(name)
      .bound();
    const type = found.next() ? found.textCell() : '';
    found.close();
    if (type.length > 0) return new Named(schemas[i], type);
  }
  return null;
}

/** The connection's databases in the order in which SQL looks a name up. */
export function schemaNames(): string[] {
  const list = Statement.prepare('PRAGMA database_list');
  const names: string[] = ['temp'];
  while (list.next()) {
    list.cell();
    const name = list.textCell();
    list.cell();
    if (name != 'temp') names.push(name);
  }
  list.close();
  return names;
}
