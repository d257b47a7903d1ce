// A training part made ready for a model: encoded and scaled, as a matrix, as a design, or in passes.

import { Design } from '../math/design';
import { Matrix } from '../math/matrix';
import { Encoding } from '../model/encoding';
import { Scaler } from '../model/scaler';
import { TrainingPasses } from './passes';

export class Ready {
  design: Design | null = null;
  passes: TrainingPasses | null = null;
  warnings: string[] = [];

  constructor(
    /** With a design or passes it has a shape and no rows. */
    public X: Matrix,
    public encoding: Encoding,
    public scaler: Scaler,
  ) {}
}
