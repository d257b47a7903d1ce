// What each column adds to an ensemble of trees: the mean over the trees that split at all, as parts of 1
// (scikit-learn's feature_importances_ of forests and of gradient boosting).

import { pairwiseSum } from '../../math/sum';
import { Grown } from './grown';

export class Gains {
  private sums: StaticArray<f64>;
  private trees: i32 = 0;

  constructor(
    d: i32,
    /** Each tree's are parts of 1 before they are added. */
    private areShares: bool = true,
  ) {
    this.sums = new StaticArray<f64>(d);
  }

  add(tree: Grown): void {
    if (tree.length > 1) this.addOwn(tree.importances(this.sums.length, this.areShares));
  }

  /** Adds the importances of a tree that splits. */
  addOwn(own: StaticArray<f64>): void {
    for (let j = 0; j < own.length; j++) this.sums[j] += own[j];
    this.trees++;
  }

  mean(): StaticArray<f64> {
    const d = this.sums.length;
    const means = new StaticArray<f64>(d);
    if (this.trees == 0) return means;
    for (let j = 0; j < d; j++) means[j] = this.sums[j] / <f64>this.trees;
    const all = pairwiseSum(changetype<usize>(means), d);
    for (let j = 0; j < d; j++) means[j] = all > 0 ? means[j] / all : 0;
    return means;
  }
}
