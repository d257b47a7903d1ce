// What a linear model with a quadratic loss is fitted to: the values, or -1 and 1 for the classes.

import { at } from '../../math/vector';
import { reals } from '../../memory/block';
import { Training } from '../../model/training';
import { Targets } from '../../solver/ridge';

export class Values extends Targets {
  constructor(private y: usize) {
    super(1);
  }

  valueOf(i: i32, target: i32): f64 {
    return at(this.y, i);
  }
}

/** One target a class, 1 for its rows and -1 for the rest; for two classes one, 1 for class 1. */
export class Signs extends Targets {
  constructor(
    private y: usize,
    classes: i32,
  ) {
    super(classes > 2 ? classes : 1);
  }

  valueOf(i: i32, target: i32): f64 {
    const positive = this.count == 1 ? 1 : target;
    return <i32>at(this.y, i) == positive ? 1 : -1;
  }
}

/** n weights of rows, those of their classes within; 0 when all are 1. The caller gives them back. */
export function rowWeights(training: Training): usize {
  let isPlain = true;
  for (let i = 0; i < training.n && isPlain; i++) isPlain = training.weightOf(i) == 1;
  if (isPlain) return 0;
  const weights = reals(training.n);
  for (let i = 0; i < training.n; i++) store<f64>(weights + ((<usize>i) << 3), training.weightOf(i));
  return weights;
}
