// Metrics of two classes, one of which is looked for: options.positive names it, and options.metric may need two.

import { fail } from '../error';
import { isOfTwoClasses } from '../metric/table';
import { Label, labelNamed } from '../model/label';
import { Request } from './request';

/** The place of the class that options.positive names; -1 when it was not given. Fails unless there are two classes. */
export function positivePlace(labels: Label[], request: Request): i32 {
  const metric = request.metric;
  const positive = request.options.scalar('positive');
  const isGiven = !positive.isNull;
  const what = isGiven ? 'positive' : isOfTwoClasses(metric) ? `metric '${metric}'` : '';
  if (what.length == 0) return -1;
  if (labels.length != 2)
    fail(`${what} needs a target of two classes; '${request.target}' has ${labels.length}`);
  if (!isGiven) return -1;
  // A number as it was written: past 2^53 it would not come back.
  return labelNamed(positive.isText ? positive.word : positive.given, labels, 'positive');
}
