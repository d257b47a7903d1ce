// SQL of the documents, statement by statement.

/** The statements of a block; a trigger's body holds semicolons of its own. */
export function statementsOf(sql: string): string[] {
  const found: string[] = [];
  let current = '';
  for (const line of sql.split('\n')) {
    current += `${line}\n`;
    const code = line.replace(/\s*--.*$/, '').trim();
    const isInTrigger = /CREATE TRIGGER/.test(current) && !/^END;$/m.test(current);
    if (code.endsWith(';') && !isInTrigger) {
      found.push(current.trim());
      current = '';
    }
  }
  return found;
}
