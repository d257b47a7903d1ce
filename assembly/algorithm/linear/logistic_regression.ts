// Logistic regression, as scikit-learn's LogisticRegression with its l2 penalty.
//
//   min over W, b of 0.5 |W|^2 + C sum over i of s_i loss(W x_i + b, y_i)
//
//   k = 2   one weight vector w, loss = ln(1 + e^-m), m = +-(w x + b): class 1 when w x + b > 0
//   k > 2   one weight vector a class, loss = ln(sum of e^score) - score of y_i; the intercepts, which the
//           objective fixes only up to a common shift, sum to 0
//   s_i     the class weight of y_i; the intercept is not penalised
//   penalty 'none' leaves 0.5 |W|^2 out, and C with it (scikit-learn's C = inf)
//
// Promises, with the default options: w within 1e-6 of the optimum, relative; the objective within 1e-12.
// Probabilities: sigmoid of the score for class 1, softmax of the scores: what the loss is the -ln of.
// tol and max_iter mean what solver/newton.ts says: its iterations are Newton steps, of which 5 to 15 do, so
// the default 100 is ample; a fit that stops short says converged = false. Separable classes without a penalty have
// no optimum: then solver/vanishing_penalty.ts says what W is, and converged is false.
// Cost: one pass over X for each evaluation and each product with the Hessian, 4 k n d flops a pass.
// Left out: l1 and elastic net, and the choice of a solver: one does for all shapes.

import { LinearObjective } from '../../loss/linear_objective';
import { Logistic } from '../../loss/logistic';
import { Loss } from '../../loss/loss';
import { Softmax } from '../../loss/softmax';
import { bothSides, softmax } from '../../math/probability';
import { at, put } from '../../math/vector';
import { reals } from '../../memory/block';
import { OptionSpec } from '../../option/option';
import { minimise } from '../../solver/newton';
import { minimiseVanishing } from '../../solver/vanishing_penalty';
import { LinearDecision } from '../../model/linear_decision';
import { Training } from '../../model/training';
import { LinearClassifier } from './linear_model';
import { rowsOf } from './rows_of';

export function declareLogisticRegression(spec: OptionSpec): void {
  spec.choice('penalty', 'l2', ['l2', 'none']);
  spec.positive('C', 1);
  spec.positive('tol', 1e-4);
  spec.integer('max_iter', 100, 1);
  spec.flag('fit_intercept', true);
  spec.classWeight();
}

const SEPARATED: string =
  'without a penalty has no optimum here: the classes can be separated, so weights would grow without end; they are ' +
  "as large as scikit-learn's tol asks for. Use penalty 'l2'";

export class LogisticRegression extends LinearClassifier {
  fit(training: Training): void {
    const options = training.options;
    const k = training.classes;
    const n = training.X.rows;
    const d = training.X.cols;
    const isPenalised = options.word('penalty') == 'l2';
    const intercept: f64 = options.flag('fit_intercept') ? 1 : 0;

    const rows = rowsOf(training, intercept);
    const y = rows.column();
    const s = rows.column();
    const C = isPenalised ? options.real('C') : 1;
    let weight: f64 = 0;
    let least: f64 = Infinity;
    for (let i = 0; i < n; i++) {
      const label = <i32>at(training.y, i);
      put(y, i, k > 2 ? label : 2 * label - 1);
      put(s, i, C * training.weightOf(i));
      weight += at(s, i);
      if (at(s, i) > 0) least = min(least, at(s, i));
    }
    const penalty = reals(rows.stride);
    if (isPenalised) for (let j = 0; j < d; j++) put(penalty, j, 1);

    const loss: Loss = k > 2 ? new Softmax(k) : new Logistic();
    const objective = new LinearObjective(rows, loss, y, s, penalty);
    const W = reals(objective.size);
    const tol = options.real('tol');
    const most = options.integer('max_iter');
    // A row on the wrong side costs s ln 2 or more: below that there is none, and without a penalty no optimum.
    const floor = isPenalised ? -Infinity : Math.LN2 * least;
    let result = minimise(objective, W, tol, most, training.log, floor);
    training.trouble = result.trouble;
    if (result.value < floor) {
      const stride = rows.stride;
      result = minimiseVanishing(
        objective,
        penalty,
        d,
        stride,
        weight,
        W,
        tol,
        result.iterations,
        most,
        training.log,
      );
      training.trouble = SEPARATED;
    }
    objective.centre(W);

    this.decision = new LinearDecision(loss.outputs, d);
    for (let c = 0; c < loss.outputs; c++) {
      this.decision.take(c, W + ((<usize>c * <usize>rows.stride) << 3), intercept);
    }
    training.converged = result.converged;
    training.iterations = result.iterations;
    training.objective = result.value;
  }

  get hasProbabilities(): bool {
    return true;
  }

  probabilities(output: usize, out: usize): void {
    const outputs = this.decision.outputs;
    if (outputs == 1) {
      bothSides(load<f64>(output), out);
      return;
    }
    memory.copy(out, output, (<usize>outputs) << 3);
    softmax(out, outputs);
  }
}
