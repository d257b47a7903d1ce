// Where a table or view of a name is: as in SQL the first decides of temp, main, and the attached databases.

import { quoteName } from '../codec/text';
import { Statement } from '../sql';

export class Named {
  constructor(
    public schema: string,
    /** table, which a virtual table is too, or view. */
    public type: string,
  ) {}
}

/** The table or view that SQL finds by the name alone; null when there is none in a database. */
export function named(name: string): Named | null {
  const schemas = schemaNames();
  for (let i = 0; i < schemas.length; i++) {
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
