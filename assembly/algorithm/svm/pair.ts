// The machines of one pair of classes i < j: the one that predicts, and five that tell what it is worth.
//
// Over the n rows of both classes, those of i first (y_t = 1), then those of j (y_t = -1), the dual
//
//   minimise 1/2 b'Kb - y'b  subject to sum b = 0, b_t from 0 to y_t C w_c(t)      b_t = y_t a_t
//
// decides by  f(x) = sum_t b_t K(x_t, x) - rho.
//
// `heldOut` gives each row the f of a machine that did not learn from it: in random order the rows are cut
// into five folds, and each fold is held out once by low = high = 0, so that the solver's own Kb holds what
// the answer needs. No kernel value is computed for it. A machine that misses one class altogether says
// f = 1 or -1, the class it knows, as its optimality conditions have it.
//
// Cost: `heldOut` five times `solve`, a little less for the rows left out.

import { Matrix } from '../../math/matrix';
import { Random } from '../../math/random';
import { at, put } from '../../math/vector';
import { integers, reals } from '../../memory/block';
import { Options } from '../../option/option';
import { ClassRows } from './class_rows';
import { Gram } from './gram';
import { KernelFunction } from './kernel';
import { numberAt, putNumber } from '../../math/numbers';
import { Smo } from './smo';

/** As many as LIBSVM has (Chang and Lin, LIBSVM, section 8). */
const FOLDS: i32 = 5;
const NO_FOLD: i32 = -1;

export class PairMachines {
  /** The solver, with the result of the last solve. */
  smo: Smo;
  /** The pair's rows of X, i32. */
  rows: usize;
  n: i32 = 0;
  /** The first `ni` rows are of class i. */
  ni: i32 = 0;
  private Ci: f64 = 0;
  private Cj: f64 = 0;
  private gram: Gram;
  private foldOf: usize;
  private values: usize;

  /** Memory for the largest pair of the groups; the options are svc's. */
  constructor(
    kernel: KernelFunction,
    X: Matrix,
    private groups: ClassRows,
    options: Options,
  ) {
    const most = groups.largestPair();
    const gram = new Gram(kernel, X, most, options.real('cache_size'));
    const smo = new Smo(gram, most);
    smo.tolerance = options.real('tol');
    smo.isShrinking = options.flag('shrinking');
    smo.limit = options.integer('max_iter');
    this.gram = gram;
    this.smo = smo;
    this.rows = integers(most);
    this.foldOf = integers(most);
    this.values = reals(most);
  }

  /** Chooses the pair; Ci and Cj bound the coefficients of its classes. */
  begin(i: i32, j: i32, Ci: f64, Cj: f64): void {
    this.ni = this.groups.copy(i, this.rows, 0);
    this.n = this.ni + this.groups.copy(j, this.rows, this.ni);
    this.Ci = Ci;
    this.Cj = Cj;
    for (let t = 0; t < this.n; t++) putNumber(this.foldOf, t, 0);
  }

  /** Learns from all rows. */
  solve(): void {
    this.solveWithout(NO_FOLD);
  }

  /** Pointer to f of each of the n rows, by a machine without it; valid until the next call. */
  heldOut(random: Random): usize {
    const n = this.n;
    const order = random.permutation(n);
    for (let p = 0; p < n; p++) putNumber(this.foldOf, order[p], <i32>((<i64>p * FOLDS) / n));
    const smo = this.smo;
    const history = smo.history;
    smo.history = null;
    for (let fold = 0; fold < FOLDS; fold++) {
      this.solveWithout(fold);
      for (let t = 0; t < n; t++) {
        if (numberAt(this.foldOf, t) == fold) put(this.values, t, at(smo.Kb, t) - smo.rho);
      }
    }
    smo.history = history;
    return this.values;
  }

  private solveWithout(fold: i32): void {
    const smo = this.smo;
    for (let t = 0; t < this.n; t++) {
      const isFirst = t < this.ni;
      const isHeldOut = numberAt(this.foldOf, t) == fold;
      put(smo.low, t, isFirst || isHeldOut ? 0 : -this.Cj);
      put(smo.high, t, isFirst && !isHeldOut ? this.Ci : 0);
      put(smo.linear, t, isFirst ? -1 : 1);
    }
    this.gram.begin(this.rows, this.n);
    smo.solve(this.n);
  }
}
