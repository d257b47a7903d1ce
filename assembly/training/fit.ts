// Fitting a pipeline to a part: encoders, scaler and model, all from that part alone.

import { fail } from '../error';
import { Matrix } from '../math/matrix';
import { at, put } from '../math/vector';
import { mark, reals, release, releaseSince } from '../memory/block';
import { classWeights } from '../model/class_weight';
import { Encoding } from '../model/encoding';
import { Training } from '../model/training';
import { Regressor } from '../model/model';
import { Pipeline } from '../model/pipeline';
import { Scaler } from '../model/scaler';
import { Label } from '../model/label';
import { Request } from './request';
import { TargetScale } from './target_scale';
import { canDesign, designOf } from './design';
import { checkRoom } from './encode';
import { readyInPasses } from './passed_fit';
import { Ready } from './ready';
import { Part, Task } from './task';

/** A fitted pipeline and what the fit reported. */
export class Fitted {
  warnings: string[] = [];

  constructor(
    public pipeline: Pipeline,
    public training: Training,
    /** From a class of the model to its place among all labels of the data. */
    public place: StaticArray<i32>,
  ) {}
}

/** Fits the request's algorithm. `part.raw` is used up: TEXT stands as positions in it afterwards. */
export function fit(task: Task, part: Part, request: Request): Fitted {
  const passes = part.passes;
  const ready = passes == null ? readyHeld(task, part, request) : readyInPasses(task, part, passes);
  return fitReady(task, part, request, ready);
}

/** Of rows that are held: all at once. */
function readyHeld(task: Task, part: Part, request: Request): Ready {
  const features = task.features;
  const encoding = features.fit(part.raw);
  features.place(part.raw, encoding);
  const isDesign = request.algorithm.traits.takesIndices && canDesign(encoding, features);
  checkRoom(encoding, part.n, isDesign);
  const designed = isDesign ? designOf(part.raw, encoding, features) : null;
  const X =
    designed == null
      ? encoding.encodeAll(part.raw, request.algorithm.traits.takesRoom)
      : Matrix.ofNothing(part.n, encoding.width);
  const scaler = designed == null ? Scaler.fit(X) : designed.scaler;
  if (designed == null) refit(scaler, task, encoding, X);
  checkScales(scaler, encoding);
  if (designed == null) scaler.applyAll(X);
  else scaler.applyTo(designed.design);
  const ready = new Ready(X, encoding, scaler);
  if (designed != null) ready.design = designed.design;
  ready.warnings = features.warnings(encoding, part.raw);
  return ready;
}

function fitReady(task: Task, part: Part, request: Request, ready: Ready): Fitted {
  const X = ready.X;
  const encoding = ready.encoding;
  const scaler = ready.scaler;
  const passes = ready.passes;
  if (passes != null) checkScales(scaler, encoding);
  const place = task.isClassification ? classesOf(part, task.labels.length) : new StaticArray<i32>(0);
  const labels: Label[] = [];
  for (let c = 0; c < place.length; c++) labels.push(task.labels[place[c]]);
  const y = classIndices(part, place, task.labels.length);
  if (labels.length < request.algorithm.traits.leastClasses && task.isClassification) {
    fail(
      `classification needs at least two classes among the ${part.n} training rows, got one: '${labels[0].toString()}'`,
    );
  }

  const weights = classWeights(labels, y, part.n, request.options.find('class_weight'));
  const scaled = request.options.find('scale_target');
  let scale: TargetScale | null = null;
  if (scaled != null) scale = new TargetScale(y, part.n);
  const isScaled = scaled != null && scaled.number != 0;
  const target = isScaled ? scale!.applied(y, part.n) : y;
  const training = new Training(X, target, labels.length, weights, request.options, request.randomState);
  training.labels = labels;
  training.design = ready.design;
  if (passes != null) passes.takeTargets(target);
  training.passes = passes;
  training.columns = encoding.columnNames;
  training.textColumns = encoding.categoryColumns;
  const model = request.algorithm.create();
  const start = mark();
  model.fit(training);
  releaseSince(start);
  if (isScaled) {
    (<Regressor>model).rescale(scale!.mean, scale!.deviation);
    release(target);
  }
  const pipeline = new Pipeline(
    request.predictionType,
    request.algorithm.name,
    encoding,
    labels,
    scaler,
    model,
  );
  const fitted = new Fitted(pipeline, training, place);
  fitted.warnings = ready.warnings.concat(training.warnings);
  if (!training.converged) {
    const limited = `did not converge in ${training.iterations} iterations; raise max_iter`;
    const trouble = training.trouble.length > 0 ? training.trouble : limited;
    fitted.warnings.push(`${request.algorithm.name} ${trouble}`);
  }
  if (scale != null && !isScaled && scale.isFar && (<Regressor>model).canRescale) {
    fitted.warnings.push(
      `the target's deviation is ${scale.deviation}, and the defaults of ${request.algorithm.name} are made for about 1: {"scale_target": true} standardises it for the fit`,
    );
  }
  const design = ready.design;
  if (design != null) design.release();
  else if (X != part.raw) release(X.data);
  if (y != part.y) release(y);
  return fitted;
}

/** Refits the columns of X by the plans of their features. */
function refit(scaler: Scaler, task: Task, encoding: Encoding, X: Matrix): void {
  let column = 0;
  for (let j = 0; j < encoding.encoders.length; j++) {
    const encoder = encoding.encoders[j];
    const kind = task.features.preprocess.of(encoder.name).scaling;
    for (let end = column + encoder.width; column < end; column++) scaler.refit(X, column, kind);
  }
}

function checkScales(scaler: Scaler, encoding: Encoding): void {
  for (let column = 0; column < encoding.width; column++) {
    if (isFinite(scaler.mean[column]) && isFinite(scaler.scale[column])) continue;
    fail(
      `feature '${encoding.columnNames[column]}' has values so far apart that their differences are not finite; scale them in a SELECT`,
    );
  }
}

/** The places that occur in the part, ascending: the model's classes. */
function classesOf(part: Part, labelCount: i32): StaticArray<i32> {
  const occurs = new StaticArray<bool>(labelCount);
  let k = 0;
  for (let i = 0; i < part.n; i++) {
    const place = <i32>at(part.y, i);
    if (!occurs[place]) k++;
    occurs[place] = true;
  }
  const places = new StaticArray<i32>(k);
  let c = 0;
  for (let place = 0; place < labelCount; place++) if (occurs[place]) places[c++] = place;
  return places;
}

/** The part's targets as the model's class indices; the targets themselves for a regression. */
function classIndices(part: Part, place: StaticArray<i32>, labelCount: i32): usize {
  if (place.length == 0) return part.y;
  const classOf = new StaticArray<i32>(labelCount);
  for (let c = 0; c < place.length; c++) classOf[place[c]] = c;
  const y = reals(part.n);
  for (let i = 0; i < part.n; i++) put(y, i, classOf[<i32>at(part.y, i)]);
  return y;
}
