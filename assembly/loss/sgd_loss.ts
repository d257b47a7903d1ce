// The losses of stochastic gradient descent: one sample at a time, in the operations and the order of scikit-learn,
// so that the same table gives the same bits. p is the score, y -1 or 1 (log_loss: 0 or 1), or the value.

export abstract class SampleLoss {
  /** Targets of two classes are 0 and 1, not -1 and 1. */
  isZeroOne: bool = false;
  isHinge: bool = false;
  abstract value(p: f64, y: f64): f64;
  /** By p. */
  abstract slope(p: f64, y: f64): f64;

  /** By its name in the options. */
  static named(name: string, epsilon: f64): SampleLoss {
    if (name == 'hinge') return new SampleHinge(1);
    if (name == 'perceptron') return new SampleHinge(0);
    if (name == 'squared_hinge') return new SampleSquaredHinge();
    if (name == 'modified_huber') return new SampleModifiedHuber();
    if (name == 'log_loss') return new SampleLogLoss();
    if (name == 'squared_error') return new SampleSquaredError();
    if (name == 'huber') return new SampleHuber(epsilon);
    if (name == 'epsilon_insensitive') return new SampleEpsilonInsensitive(epsilon);
    return new SampleSquaredEpsilonInsensitive(epsilon);
  }
}

/** max(0, threshold - p y). */
class SampleHinge extends SampleLoss {
  constructor(private threshold: f64) {
    super();
    this.isHinge = true;
  }

  value(p: f64, y: f64): f64 {
    const z = p * y;
    return z <= this.threshold ? this.threshold - z : 0;
  }

  slope(p: f64, y: f64): f64 {
    return p * y <= this.threshold ? -y : 0;
  }
}

class SampleSquaredHinge extends SampleLoss {
  value(p: f64, y: f64): f64 {
    const z = 1 - p * y;
    return z > 0 ? z * z : 0;
  }

  slope(p: f64, y: f64): f64 {
    const z = 1 - p * y;
    return z > 0 ? -2 * y * z : 0;
  }
}

/** The squared hinge, linear from p y = -1 on (T. Zhang, ICML 2004). */
class SampleModifiedHuber extends SampleLoss {
  value(p: f64, y: f64): f64 {
    const z = p * y;
    if (z >= 1) return 0;
    return z >= -1 ? (1 - z) * (1 - z) : -4 * z;
  }

  slope(p: f64, y: f64): f64 {
    const z = p * y;
    if (z >= 1) return 0;
    return z >= -1 ? 2 * (1 - z) * -y : -4 * y;
  }
}

/** ln(1 + e^p) - y p; its branches keep digits where e^p is small or large. */
class SampleLogLoss extends SampleLoss {
  constructor() {
    super();
    this.isZeroOne = true;
  }

  value(p: f64, y: f64): f64 {
    let softplus: f64;
    if (p <= -37) softplus = Math.exp(p);
    else if (p <= -2) softplus = Math.log1p(Math.exp(p));
    else if (p <= 18) softplus = Math.log(1 + Math.exp(p));
    else if (p <= 33.3) softplus = p + Math.exp(-p);
    else softplus = p;
    return softplus - y * p;
  }

  slope(p: f64, y: f64): f64 {
    if (p > -37) {
      const e = Math.exp(-p);
      return (1 - y - y * e) / (1 + e);
    }
    return Math.exp(p) - y;
  }
}

class SampleSquaredError extends SampleLoss {
  value(p: f64, y: f64): f64 {
    return 0.5 * (p - y) * (p - y);
  }

  slope(p: f64, y: f64): f64 {
    return p - y;
  }
}

class SampleHuber extends SampleLoss {
  constructor(private delta: f64) {
    super();
  }

  value(p: f64, y: f64): f64 {
    const away = Math.abs(y - p);
    return away <= this.delta ? 0.5 * (away * away) : this.delta * (away - 0.5 * this.delta);
  }

  slope(p: f64, y: f64): f64 {
    const away = p - y;
    if (Math.abs(away) <= this.delta) return away;
    return away >= 0 ? this.delta : -this.delta;
  }
}

class SampleEpsilonInsensitive extends SampleLoss {
  constructor(private epsilon: f64) {
    super();
  }

  value(p: f64, y: f64): f64 {
    const over = Math.abs(y - p) - this.epsilon;
    return over > 0 ? over : 0;
  }

  slope(p: f64, y: f64): f64 {
    if (y - p > this.epsilon) return -1;
    return p - y > this.epsilon ? 1 : 0;
  }
}

class SampleSquaredEpsilonInsensitive extends SampleLoss {
  constructor(private epsilon: f64) {
    super();
  }

  value(p: f64, y: f64): f64 {
    const over = Math.abs(y - p) - this.epsilon;
    return over > 0 ? over * over : 0;
  }

  slope(p: f64, y: f64): f64 {
    const z = y - p;
    if (z > this.epsilon) return -2 * (z - this.epsilon);
    return z < -this.epsilon ? 2 * (-z - this.epsilon) : 0;
  }
}
