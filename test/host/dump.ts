// Everything that a database holds, as text: what "unchanged" means.

import { quoted, type Row, type Session } from './host.ts';

function shown(row: Row): string {
  const cells = Object.values(row).map((value) => {
    if (typeof value === 'bigint') return `${value}`;
    if (typeof value === 'number') return `${value} REAL`;
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : JSON.stringify(value);
  });
  return cells.join(' | ');
}

/** The schema and all rows of `schema`. */
export async function dump(session: Session, schema = 'main'): Promise<string> {
  const entries = await session.rows(
    `SELECT type, name, tbl_name, sql FROM ${schema}.sqlite_master ORDER BY type, name`,
  );
  const lines = entries.map(shown);
  for (const { type, name } of entries) {
    if (type !== 'table') continue;
    const rows = await session.rows(`SELECT * FROM ${schema}.${quoted(name as string)}`);
    lines.push(`${name}: ${rows.length} rows`, ...rows.map(shown));
  }
  return lines.join('\n');
}
