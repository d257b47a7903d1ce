// What one member of bagging is trained on: columns and rows, drawn from RandomState(seed), columns first.
//
//   rows      bootstrap: drawn with replacement, so that a row may count several times; else different ones
//   columns   the same by bootstrap_features; in the order drawn, but for all of them without replacement
//
// Source: scikit-learn 1.9.1, whose draws these are.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { fail } from '../../error';
import { Random } from '../../math/random';
import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { Amount } from '../../option/kinds';
import { Options } from '../../option/option';
import { SEEDS } from '../tree/growth';

/** How the members' samples are drawn. */
export class SamplePlan {
  constructor(
    private n: i32,
    private d: i32,
    /** Rows and columns of a member. */
    readonly rows: i32,
    readonly columns: i32,
    private bootstrap: bool,
    private bootstrapFeatures: bool,
  ) {}

  static of(options: Options, n: i32, d: i32): SamplePlan {
    const bootstrap = options.flag('bootstrap');
    const rows = countOf(options.amount('max_samples'), n);
    const columns = countOf(options.amount('max_features'), d);
    if (rows > n && !bootstrap)
      fail(`max_samples ${rows} without bootstrap needs as many training rows, got ${n}`);
    if (columns > d) fail(`max_features ${columns} needs as many columns, got ${d}`);
    return new SamplePlan(n, d, rows, columns, bootstrap, options.flag('bootstrap_features'));
  }

  /** For jobs (jobs/jobs.ts). */
  write(out: ByteWriter): void {
    out.i32(this.n);
    out.i32(this.d);
    out.i32(this.rows);
    out.i32(this.columns);
    out.u8((this.bootstrap ? 1 : 0) | (this.bootstrapFeatures ? 2 : 0));
  }

  static read(bytes: ByteReader): SamplePlan {
    const n = bytes.i32();
    const d = bytes.i32();
    const rows = bytes.i32();
    const columns = bytes.i32();
    const flags = bytes.u8();
    return new SamplePlan(n, d, rows, columns, (flags & 1) != 0, (flags & 2) != 0);
  }

  draw(seed: u32): Sample {
    const random = new Random(seed);
    const columns = draw(random, this.d, this.columns, this.bootstrapFeatures);
    return new Sample(columns, draw(random, this.n, this.rows, this.bootstrap));
  }
}

/** The random_state of the member of that seed. */
export function ownSeedOf(seed: u32): u32 {
  return new Random(seed).below(SEEDS);
}

export class Sample {
  constructor(
    public columns: StaticArray<i32>,
    public rows: StaticArray<i32>,
  ) {}

  /** How often each of n rows was drawn, times its class's weight where there are such; to be released. */
  weights(n: i32, y: usize, classWeight: usize): usize {
    const weights = reals(n);
    for (let i = 0; i < this.rows.length; i++) put(weights, this.rows[i], at(weights, this.rows[i]) + 1);
    for (let i = 0; i < n && classWeight != 0; i++) {
      put(weights, i, at(weights, i) * at(classWeight, <i32>at(y, i)));
    }
    return weights;
  }

  /** All of d columns, in their order. */
  hasAllColumns(d: i32): bool {
    if (this.columns.length != d) return false;
    for (let j = 0; j < d; j++) if (this.columns[j] != j) return false;
    return true;
  }
}

function countOf(amount: Amount, all: i32): i32 {
  if (amount.isNull) return all;
  return amount.isShare ? max(1, <i32>(amount.number * <f64>all)) : <i32>amount.number;
}

function draw(random: Random, all: i32, count: i32, withReplacement: bool): StaticArray<i32> {
  if (!withReplacement) return random.sample(all, count);
  const chosen = new StaticArray<i32>(count);
  for (let i = 0; i < count; i++) chosen[i] = <i32>random.below(<u32>all);
  return chosen;
}
