// Steps of a network's parameters p against the gradient g of a batch.
//
//   sgd    v <- momentum v - rate g;  p <- p + v, with nesterovs_momentum p + (momentum v - rate g) of the new v
//          rate: constant; invscaling, after each epoch learning_rate_init / (rows seen + 1)^power_t; adaptive, over 5
//          where progress stops, until 1e-6
//   adam   m <- b1 m + (1 - b1) g;  v <- b2 v + (1 - b2) g^2
//          p <- p - rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + epsilon)
//
// Source: D. Kingma, J. Ba, Adam: a method for stochastic optimization (2014).

import { reals, release } from '../../memory/block';
import { Options } from '../../option/option';
import { tick } from '../../progress';

export abstract class Optimizer {
  protected rate: f64;

  constructor(
    protected options: Options,
    protected n: i32,
  ) {
    this.rate = options.real('learning_rate_init');
  }

  abstract step(parameters: usize, gradient: usize): void;

  /** An epoch is over, and so many rows were seen. */
  endEpoch(seen: f64): void {}

  /** There is no progress: whether that is the end. */
  stalls(): bool {
    return true;
  }

  abstract release(): void;
}

export class SgdOptimizer extends Optimizer {
  private velocity: usize;
  private schedule: string;
  private momentum: f64;
  private isNesterov: bool;

  constructor(options: Options, n: i32) {
    super(options, n);
    this.velocity = reals(n);
    this.schedule = options.word('learning_rate');
    this.momentum = options.real('momentum');
    this.isNesterov = options.flag('nesterovs_momentum');
  }

  step(parameters: usize, gradient: usize): void {
    const momentum = f64x2.splat(this.momentum);
    const rate = f64x2.splat(this.rate);
    let v = this.velocity;
    const end = parameters + ((<usize>this.n) << 3);
    for (; parameters < end; parameters += 16, gradient += 16, v += 16) {
      const down = f64x2.mul(rate, v128.load(gradient));
      let update = f64x2.sub(f64x2.mul(momentum, v128.load(v)), down);
      v128.store(v, update);
      if (this.isNesterov) update = f64x2.sub(f64x2.mul(momentum, update), down);
      v128.store(parameters, f64x2.add(v128.load(parameters), update));
    }
    tick(8 * <f64>this.n);
  }

  endEpoch(seen: f64): void {
    if (this.schedule != 'invscaling') return;
    this.rate = this.options.real('learning_rate_init') / Math.pow(seen + 1, this.options.real('power_t'));
  }

  stalls(): bool {
    if (this.schedule != 'adaptive' || this.rate <= 1e-6) return true;
    this.rate /= 5;
    return false;
  }

  release(): void {
    release(this.velocity);
  }
}

export class AdamOptimizer extends Optimizer {
  private first: usize;
  private second: usize;
  private t: f64 = 0;

  constructor(options: Options, n: i32) {
    super(options, n);
    this.first = reals(n);
    this.second = reals(n);
  }

  step(parameters: usize, gradient: usize): void {
    const options = this.options;
    this.t++;
    const b1 = options.real('beta_1');
    const b2 = options.real('beta_2');
    const size = (this.rate * Math.sqrt(1 - Math.pow(b2, this.t))) / (1 - Math.pow(b1, this.t));
    const down = f64x2.splat(-size);
    const keep1 = f64x2.splat(b1);
    const keep2 = f64x2.splat(b2);
    const take1 = f64x2.splat(1 - b1);
    const take2 = f64x2.splat(1 - b2);
    const epsilon = f64x2.splat(options.real('epsilon'));
    let m = this.first;
    let v = this.second;
    const end = parameters + ((<usize>this.n) << 3);
    for (; parameters < end; parameters += 16, gradient += 16, m += 16, v += 16) {
      const g = v128.load(gradient);
      const mean = f64x2.add(f64x2.mul(keep1, v128.load(m)), f64x2.mul(take1, g));
      const square = f64x2.add(f64x2.mul(keep2, v128.load(v)), f64x2.mul(take2, f64x2.mul(g, g)));
      v128.store(m, mean);
      v128.store(v, square);
      const update = f64x2.div(f64x2.mul(down, mean), f64x2.add(f64x2.sqrt(square), epsilon));
      v128.store(parameters, f64x2.add(v128.load(parameters), update));
    }
    tick(20 * <f64>this.n);
  }

  release(): void {
    release(this.first);
    release(this.second);
  }
}
