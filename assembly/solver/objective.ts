// What a smooth solver knows of a problem: min over w of f(w), and no more.
//
// f is convex and once differentiable, with a (generalised) Hessian H(w) that is positive semidefinite.
// Vectors have `size` f64, an even number. curve, factor and precondition speak of the point of the last
// `evaluate`.

export abstract class Objective {
  constructor(public size: i32) {}

  /** f(w); writes its gradient. */
  abstract evaluate(w: usize, gradient: usize): f64;

  /** out = H v. */
  abstract curve(v: usize, out: usize): void;

  /** Prepares M, symmetric positive definite, near H: the nearer, the fewer products with H are needed. */
  abstract factor(): void;

  /** z = M^-1 r. */
  abstract precondition(r: usize, z: usize): void;
}

/** One that has its Hessian as numbers, as who minimises with absolute penalties wants it (proximal_newton.ts). */
export abstract class CurvedObjective extends Objective {
  /** 1: `hessian` writes H itself; m: the m blocks of equal size along a diagonal that is above H. */
  abstract get parts(): i32;

  /**
   * The part, both triangles, in rows of size / parts. Directions along which f is flat get curvature where no penalty
   * holds a parameter; `lasso` are the absolute penalties.
   */
  abstract hessian(part: i32, lasso: usize, out: usize): void;
}
