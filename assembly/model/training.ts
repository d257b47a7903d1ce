// What a fit is given, and what it reports.

import { Design } from '../math/design';
import { Matrix } from '../math/matrix';
import { Random } from '../math/random';
import { at } from '../math/vector';
import { Options } from '../option/option';
import { History } from '../solver/history';
import { Label } from './label';
import { HeldRows, RowPasses } from './row_passes';

export class Training {
  /** The classes as they were given, by index; empty for a regression. */
  labels: Label[] = [];
  /** The names of the columns of X. */
  columns: string[] = [];
  /** The columns of X that hold the places of texts among a TEXT feature's. */
  textColumns: i32[] = [];
  /** n weights of rows, or 0: every row counts once. Only for algorithms whose traits take them. */
  rowWeight: usize = 0;
  /** The solver reached its tolerance before its limit. */
  converged: bool = true;
  /** Why not, and what to do, to be read after the algorithm's name; '' when max_iter was the reason. */
  trouble: string = '';
  /** Iterations that the solver took (of its own kind: Newton steps, proximal points, passes of refinement, SMO steps). */
  iterations: i32 = 0;
  /** The objective at the end, as the algorithm's header writes it. */
  objective: f64 = NaN;
  /** The objective by iteration: what sqml_training_info shows. */
  log: History = new History();
  /** What the user should know of this fit besides that it did not converge; whole sentences. */
  warnings: string[] = [];
  /** The options that the fit chose by itself, by cross-validation for instance, as a JSON object; '' if none. */
  chosen: string = '';
  private stream: Random | null = null;
  private held: HeldRows | null = null;

  /** X with its one-hot columns as indices; X then has a shape and no rows. Only for algorithms whose traits take it. */
  design: Design | null = null;

  /** The rows block by block, where nobody holds them; X then has a shape and no rows. Only for algorithms whose traits say so. */
  passes: RowPasses | null = null;

  constructor(
    public X: Matrix,
    public y: usize,
    /** k for classification, 0 for regression. */
    public classes: i32,
    /** k f64, one weight a class (all 1 without class_weight); 0 for regression. */
    public classWeight: usize,
    public options: Options,
    public randomState: u32,
  ) {}

  get n(): i32 {
    return this.X.rows;
  }

  get d(): i32 {
    return this.X.cols;
  }

  /** The one stream of random numbers of this fit: NumPy's RandomState(random_state), drawn in the order of scikit-learn. */
  get random(): Random {
    let stream = this.stream;
    if (stream == null) {
      stream = new Random(this.randomState);
      this.stream = stream;
    }
    return stream;
  }

  /** The rows, held or not. */
  get rows(): RowPasses {
    const passes = this.passes;
    if (passes != null) return passes;
    let held = this.held;
    // Kept: who learns row after row allocates nothing for it.
    if (held == null) held = new HeldRows(this.X, this.y);
    this.held = held;
    return held;
  }

  /** The weight of row i itself. */
  ownWeightOf(i: i32): f64 {
    return this.rowWeight ? at(this.rowWeight, i) : 1;
  }

  /** What row i counts: its own weight times its class's. */
  weightOf(i: i32): f64 {
    const own = this.ownWeightOf(i);
    return this.classWeight ? own * at(this.classWeight, <i32>at(this.y, i)) : own;
  }

  /** Writes into the log; `gap` is what solver/history.ts says. */
  note(iteration: i32, objective: f64, gap: f64 = NaN): void {
    this.log.note(iteration, objective, gap);
  }
}
