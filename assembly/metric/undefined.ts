// Why a metric has no value: a metric that is NaN becomes NULL, and this sentence stands beside it.

/** When the metric of that name is undefined, as a clause after its name. */
export function undefinedReason(metric: string): string {
  if (metric == 'r2' || metric == 'score') return 'needs at least two rows';
  if (metric == 'roc_auc') return 'needs rows of every class, and no class that training has not seen';
  if (metric == 'log_loss') return 'needs rows of classes that training has seen';
  if (metric == 'fpr') return 'needs a row that is not of the class';
  if (metric == 'tpr') return 'needs a row of the class';
  return 'needs at least one row';
}
