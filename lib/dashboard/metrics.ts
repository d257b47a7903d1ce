// What the metrics are, for a person, as the engine says it (sqml_metric_info): read once, before the first screen.

import { sql } from './query.ts';
import type { Transport } from './transport.ts';

export interface Metric {
  title: string;
  meaning: string;
  /** Null of what follows the metric of its folds. */
  isSmallerBetter: boolean | null;
}

export const METRICS: Record<string, Metric> = {};

export async function readMetrics(transport: Transport): Promise<void> {
  const { rows } = await transport.query(
    sql`SELECT metric, better, title, definition FROM sqml_metric_info()`,
  );
  for (const { metric, better, title, definition } of rows) {
    const meaning = String(definition);
    METRICS[String(metric)] = {
      title: String(title),
      meaning: `${meaning[0].toUpperCase()}${meaning.slice(1)}.`,
      isSmallerBetter: better === null ? null : better === 'less',
    };
  }
}

export function titleOf(metric: string): string {
  return METRICS[metric]?.title ?? metric;
}

export function isSmallerBetter(metric: string): boolean {
  return METRICS[metric]?.isSmallerBetter ?? false;
}

/** `accuracy, more is better` */
export function direction(metric: string): string {
  return `${titleOf(metric)}, ${isSmallerBetter(metric) ? 'less' : 'more'} is better`;
}
