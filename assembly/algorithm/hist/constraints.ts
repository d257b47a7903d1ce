// What a user forbids the trees of hist_gradient_boosting.
//
//   monotonic_cst     {"column": 1} the answer never falls where the column rises, -1 it never rises, 0 either
//   interaction_cst   lists of columns that may stand together on one path; a column may be in several, and those in
//                     none are a list of their own. 'no_interactions': each alone; 'pairwise': any two
//
// A tie between two columns goes to the first of them; scikit-learn follows the order of a Python set there.
// Columns are named as in X: a feature's name, or `island=Dream` of a TEXT column that is one-hot.

import { JsonReader } from '../../codec/json';
import { suggestion } from '../../codec/text';
import { fail } from '../../error';
import { Options } from '../../option/option';
import { NameGroups } from '../../option/kinds';

export class Constraints {
  /** 1, -1 or 0 by feature. */
  private signs: StaticArray<i8>;
  /** The features of each list, ascending; null: no constraint. */
  groups: StaticArray<i32>[] | null = null;
  isMonotonic: bool = false;

  constructor(d: i32) {
    this.signs = new StaticArray<i8>(d);
  }

  /** Those of the options, for features whose columns of X are `columnOf`; `names` are those of the columns. */
  static of(options: Options, columnOf: StaticArray<i32>, categorical: i32, names: string[]): Constraints {
    const constraints = new Constraints(columnOf.length);
    constraints.readSigns(options, columnOf, categorical, names);
    constraints.readGroups(options, columnOf, names);
    return constraints;
  }

  signOf(f: i32): i32 {
    return unchecked(this.signs[f]);
  }

  private readSigns(options: Options, columnOf: StaticArray<i32>, categorical: i32, names: string[]): void {
    if (options.isNull('monotonic_cst')) return;
    const text = String.UTF8.encode(options.json('monotonic_cst'));
    const json = new JsonReader(changetype<usize>(text), text.byteLength, 'monotonic_cst');
    json.expect(0x7b);
    if (json.took(0x7d)) return;
    do {
      json.string();
      const name = json.text;
      json.expect(0x3a);
      const sign = json.isNumber ? json.number() : NaN;
      if (sign != 0 && sign != 1 && sign != -1) {
        fail(`monotonic_cst of '${name}' must be 1 (rising), -1 (falling) or 0`);
      }
      const f = featureNamed(name, columnOf, names, 'monotonic_cst');
      if (f < categorical && sign != 0) {
        fail(`monotonic_cst names '${name}', whose values are categories without an order`);
      }
      this.signs[f] = <i8>sign;
      if (sign != 0) this.isMonotonic = true;
    } while (json.took(0x2c));
  }

  private readGroups(options: Options, columnOf: StaticArray<i32>, names: string[]): void {
    if (options.isNull('interaction_cst')) return;
    const d = columnOf.length;
    const option = <NameGroups>options.of('interaction_cst');
    const groups: StaticArray<i32>[] = [];
    if (option.word == 'no_interactions') for (let f = 0; f < d; f++) groups.push([f]);
    else if (option.word == 'pairwise') {
      for (let f = 0; f < d; f++) for (let g = f + 1; g < d; g++) groups.push([f, g]);
      if (d == 1) groups.push([0]);
    } else {
      const isListed = new StaticArray<bool>(d);
      for (let i = 0; i < option.groups.length; i++) {
        const isIn = new StaticArray<bool>(d);
        for (let n = 0; n < option.groups[i].length; n++) {
          const f = featureNamed(option.groups[i][n], columnOf, names, 'interaction_cst');
          isIn[f] = true;
          isListed[f] = true;
        }
        groups.push(membersOf(isIn, true));
      }
      const rest = membersOf(isListed, false);
      if (rest.length > 0) groups.push(rest);
    }
    this.groups = groups;
  }

  /** The lists that are left below a split by feature f, of those that were there. */
  groupsBelow(there: StaticArray<i32>, f: i32): StaticArray<i32> {
    const groups = this.groups!;
    const isLeft = new StaticArray<bool>(groups.length);
    for (let i = 0; i < there.length; i++) if (groups[there[i]].includes(f)) isLeft[there[i]] = true;
    return membersOf(isLeft, true);
  }

  /** The features of some of the lists. */
  featuresOf(there: StaticArray<i32>): StaticArray<i32> {
    const groups = this.groups!;
    const isIn = new StaticArray<bool>(this.signs.length);
    for (let i = 0; i < there.length; i++) {
      const group = groups[there[i]];
      for (let n = 0; n < group.length; n++) isIn[group[n]] = true;
    }
    return membersOf(isIn, true);
  }
}

/** The indices whose flag is that. */
function membersOf(flags: StaticArray<bool>, flag: bool): StaticArray<i32> {
  let count = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] == flag) count++;
  const members = new StaticArray<i32>(count);
  count = 0;
  for (let i = 0; i < flags.length; i++) if (flags[i] == flag) members[count++] = i;
  return members;
}

/** The feature whose column of X has that name. */
function featureNamed(name: string, columnOf: StaticArray<i32>, names: string[], option: string): i32 {
  const f = columnOf.indexOf(columnNamed(name, names, option));
  return f;
}

/** The column of X that has that name. */
export function columnNamed(name: string, names: string[], option: string): i32 {
  const column = names.indexOf(name);
  if (column < 0) {
    fail(
      `${option} names '${name}', which is no column${suggestion(name, names, 'there are: ' + names.join(', '))}`,
    );
  }
  return column;
}
