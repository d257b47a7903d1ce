// The ROC curve of a class, as it is stored: a few hundred points at most.
//
//   bytes   class i32 · points i32, then a threshold, fpr and tpr each, f64
//
// A curve of more points is thinned: of the points, those stay that are nearest to steps of equal length along
// the curve (fpr + tpr grows by the same), the two ends among them. What stays is exact; the area between is not
// that of the whole curve, which roc_auc is of.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { at } from '../math/vector';
import { RocCurve } from '../metric/roc';

/** Points of a curve, and of all curves of a model together: with many classes each has fewer, but FEWEST. */
const MOST_POINTS: i32 = 256;
const MOST_TOGETHER: i32 = 16384;
const FEWEST: i32 = 16;

export class ClassCurve {
  constructor(
    /** The class of the model. */
    public c: i32,
    public curve: RocCurve,
  ) {}

  /** One of `curves` that are stored. */
  write(out: ByteWriter, curves: i32): void {
    const most = max(FEWEST, min(MOST_POINTS, MOST_TOGETHER / curves));
    const kept = pointsKept(this.curve, most);
    out.i32(this.c);
    out.i32(kept.length);
    for (let i = 0; i < kept.length; i++) {
      out.f64(at(this.curve.threshold, kept[i]));
      out.f64(at(this.curve.fpr, kept[i]));
      out.f64(at(this.curve.tpr, kept[i]));
    }
  }

  /** Of a model with k classes. */
  static read(bytes: ByteReader, k: i32): ClassCurve {
    const c = bytes.i32In(0, k - 1, 'the class of a curve');
    const points = bytes.i32In(0, MOST_POINTS, 'the number of points');
    const curve = new RocCurve(points);
    for (let i = 0; i < points; i++) {
      const threshold = bytes.f64();
      const fpr = bytes.f64();
      const tpr = bytes.f64();
      if (fpr < 0 || fpr > 1 || tpr < 0 || tpr > 1) bytes.damaged('a rate is not from 0 to 1');
      curve.add(threshold, fpr, tpr);
    }
    return new ClassCurve(c, curve);
  }
}

/** The points that stay, ascending: all, or at most `most`. */
function pointsKept(curve: RocCurve, most: i32): i32[] {
  const kept: i32[] = [];
  const last = curve.points - 1;
  if (curve.points <= most) {
    for (let i = 0; i <= last; i++) kept.push(i);
    return kept;
  }
  const end = lengthTo(curve, last);
  let i = 0;
  for (let step = 0; step < most; step++) {
    const wanted = (end * step) / (most - 1);
    while (i < last && wanted - lengthTo(curve, i) > lengthTo(curve, i + 1) - wanted) i++;
    if (kept.length == 0 || kept[kept.length - 1] != i) kept.push(i);
  }
  kept[kept.length - 1] = last;
  return kept;
}

/** The way along the curve to point i; a rate that is undefined (roc.ts) doesn't grow. */
function lengthTo(curve: RocCurve, i: i32): f64 {
  const fpr = at(curve.fpr, i);
  const tpr = at(curve.tpr, i);
  return (isNaN(fpr) ? 0 : fpr) + (isNaN(tpr) ? 0 : tpr);
}
