// The names of a dataset's columns, and the column that a name means: as in SQL, letter case counts only when it must.
//
// Cost: one look into a map for a name as it is, whatever the number of columns.

import { suggestion } from '../codec/text';
import { fail } from '../error';

export class ColumnNames {
  private places: Map<string, i32> = new Map<string, i32>();
  /** By names in small letters: the first of that name, and the second. */
  private first: Map<string, i32> | null = null;
  private second: Map<string, i32> = new Map<string, i32>();

  /** Fails when two are the same. */
  constructor(private names: string[]) {
    for (let i = 0; i < names.length; i++) {
      if (this.places.has(names[i]))
        fail(`the dataset has two columns named '${names[i]}'; name them apart with AS`);
      this.places.set(names[i], i);
    }
  }

  /** Whether a column has just this name. */
  has(name: string): bool {
    return this.places.has(name);
  }

  /** The position of column `name`, which must be there; `role` words the error. */
  place(name: string, role: string): i32 {
    if (this.places.has(name)) return this.places.get(name);
    const names = this.names;
    const first = this.byLowerCase();
    const lower = name.toLowerCase();
    if (!first.has(lower))
      fail(`unknown ${role} '${name}'${suggestion(name, names, 'the dataset has: ' + shortList(names))}`);
    const found = first.get(lower);
    if (this.second.has(lower))
      fail(`${role} '${name}' is ambiguous: '${names[found]}' or '${names[this.second.get(lower)]}'`);
    return found;
  }

  private byLowerCase(): Map<string, i32> {
    const known = this.first;
    if (known != null) return known;
    const first = new Map<string, i32>();
    this.first = first;
    for (let i = 0; i < this.names.length; i++) {
      const lower = this.names[i].toLowerCase();
      if (!first.has(lower)) first.set(lower, i);
      else if (!this.second.has(lower)) this.second.set(lower, i);
    }
    return first;
  }
}

/** The position of column `name` among `names`, for who asks once. */
export function columnNamed(name: string, names: string[], role: string): i32 {
  return new ColumnNames(names).place(name, role);
}

/** The names, the middle of a long list left out. */
function shortList(names: string[]): string {
  if (names.length <= 20) return names.join(', ');
  const last = names[names.length - 1];
  return `${names.slice(0, 12).join(', ')}, ... (${names.length} columns), ${last}`;
}
