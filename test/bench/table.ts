// What was measured, as Markdown tables: read on the terminal as they are, pasted into README.md as they are.

import type { Comparison, Timing } from './measure.ts';

export interface Line {
  name: string;
  comparison: Comparison;
  /** What the contestants' models scored, where they did: a check that the job was the same. */
  scores?: Record<string, number>;
}

export interface Section {
  title: string;
  unit: 'ms' | 'us per row';
  lines: Line[];
}

/** Three digits that count. */
function digits(value: number): string {
  if (value >= 100) return value.toFixed(0);
  const decimals = value >= 10 ? 1 : value >= 1 ? 2 : 3;
  return value.toFixed(decimals);
}

/** `12.3 ±4%`: the median, and half the distance of the quartiles. */
function time({ median, low, high }: Timing): string {
  return `${digits(median)} ±${((50 * (high - low)) / median).toFixed(0)}%`;
}

function scoresOf(scores: Record<string, number>): string {
  const shown = Object.values(scores).map((score) => score.toFixed(4));
  return shown.every((score) => score === shown[0]) ? shown[0] : shown.join(' / ');
}

/** One row for the whole, and one for each part. */
function rowsOf({ name, comparison, scores }: Line, contestants: string[], hasScores: boolean): string[][] {
  return Object.entries(comparison.parts).map(([part, timings]) => {
    const isWhole = part === 'total';
    const cells = contestants.map((contestant, c) => {
      const timing = timings[contestant];
      if (timing === undefined) return '';
      return c === 0 ? time(timing) : `${time(timing)}, **${digits(timing.ratio.median)}**`;
    });
    const score = hasScores ? [isWhole && scores ? scoresOf(scores) : ''] : [];
    return [isWhole ? name : `– ${part}`, ...cells, ...score];
  });
}

export function drawSection({ title, unit, lines }: Section): string {
  const names = lines.flatMap(({ comparison }) => Object.keys(comparison.parts.total));
  const contestants = [...new Set(names)];
  const hasScores = lines.some(({ scores }) => scores !== undefined);
  const head = [unit, ...contestants, ...(hasScores ? ['score'] : [])];
  const body = lines.flatMap((line) => rowsOf(line, contestants, hasScores));
  const widths = head.map((_, c) => Math.max(...[head, ...body].map((row) => row[c].length)));
  const drawn = (row: string[]) => `| ${row.map((cell, c) => cell.padEnd(widths[c])).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [`### ${title}`, '', drawn(head), rule, ...body.map(drawn), ''].join('\n');
}
