// What all linear models share: answers from W x + b, the weights shown, and bytes.
//
// Bytes: as model/linear_decision.ts draws them: one output for a regression and for two classes, k for more.

import { ByteReader, ByteWriter } from '../../codec/bytes';
import { Matrix } from '../../math/matrix';
import { LinearDecision } from '../../model/linear_decision';
import { Classifier, Regressor } from '../../model/model';

/** Predicts w x + b. */
export abstract class LinearRegressor extends Regressor {
  protected decision: LinearDecision = new LinearDecision(1, 0);

  outputsOf(X: Matrix, out: usize): void {
    this.decision.scoresOf(X, out);
  }

  get cost(): f64 {
    return this.decision.cost;
  }

  get linear(): LinearDecision | null {
    return this.decision;
  }

  write(out: ByteWriter): void {
    this.decision.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.decision = LinearDecision.read(bytes, 1, features);
  }
}

/** Predicts the class of the highest score. */
export abstract class LinearClassifier extends Classifier {
  protected decision: LinearDecision = new LinearDecision(1, 0);

  get outputs(): i32 {
    return this.decision.outputs;
  }

  outputsOf(X: Matrix, out: usize): void {
    this.decision.scoresOf(X, out);
  }

  classOf(output: usize): i32 {
    return this.decision.classOf(output);
  }

  get scoreCount(): i32 {
    return this.decision.outputs;
  }

  scores(output: usize, out: usize): void {
    memory.copy(out, output, (<usize>this.decision.outputs) << 3);
  }

  get cost(): f64 {
    return this.decision.cost;
  }

  get linear(): LinearDecision | null {
    return this.decision;
  }

  write(out: ByteWriter): void {
    this.decision.write(out);
  }

  read(bytes: ByteReader, features: i32, classes: i32): void {
    this.decision = LinearDecision.read(bytes, classes > 2 ? classes : 1, features);
  }
}
