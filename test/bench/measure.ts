// Times of contestants that do the same job, measured side by side.
//
// A round runs every contestant once, in turn, so that a machine that slows down slows all of them; a ratio
// is the median of the rounds' own ratios. What is reported is the median with its quartiles, after one
// round that isn't counted.

import { setTimeout } from 'node:timers/promises';

/** Milliseconds (or another unit that the caller keeps to) of a run and, where they can be seen, its parts. */
export interface Sample {
  total: number;
  [part: string]: number;
}

export interface Contestant {
  name: string;
  /** A process of its own: it frees memory, and its threads spin, for a while after its answer. */
  isApart?: boolean;
  run(): Promise<Sample>;
}

export interface Timing {
  median: number;
  /** First and third quartile. */
  low: number;
  high: number;
  /** The first contestant's time over this one's, median and quartiles; below 1, the first is faster. */
  ratio: { median: number; low: number; high: number };
}

export interface Comparison {
  rounds: number;
  /** By part, then by contestant; a contestant that doesn't know a part is left out there. */
  parts: Record<string, Record<string, Timing>>;
}

/** Enough rounds for quartiles to mean something; more while the time lasts. */
const LEAST_ROUNDS = 5;
const MOST_ROUNDS = 101;
const TIME_MS = 2000;
/** What a process gets to come to rest before the next contestant begins. */
const REST_MS = 150;

/** The value below which a share `q` of the sorted values lies, interpolated. */
function quantile(sorted: number[], q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function summary(values: number[]): { median: number; low: number; high: number } {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** All contestants on one job; the first is the one that the ratios are about. */
export async function sideBySide(contestants: Contestant[]): Promise<Comparison> {
  for (const contestant of contestants) await runAlone(contestant);
  const rounds: Record<string, Sample>[] = [];
  const started = performance.now();
  while (
    rounds.length < LEAST_ROUNDS ||
    (rounds.length < MOST_ROUNDS && performance.now() - started < TIME_MS)
  ) {
    const round: Record<string, Sample> = {};
    for (const contestant of contestants) round[contestant.name] = await runAlone(contestant);
    rounds.push(round);
  }
  const first = contestants[0].name;
  const parts: Comparison['parts'] = {};
  for (const { name } of contestants) {
    for (const part of Object.keys(rounds[0][name])) {
      if (!(part in rounds[0][first])) continue;
      parts[part] ??= {};
      parts[part][name] = {
        ...summary(rounds.map((round) => round[name][part])),
        ratio: summary(rounds.map((round) => round[first][part] / round[name][part])),
      };
    }
  }
  return { rounds: rounds.length, parts };
}

async function runAlone({ run, isApart }: Contestant): Promise<Sample> {
  const sample = await run();
  if (isApart) await setTimeout(REST_MS);
  return sample;
}

/** How long `body` takes, in milliseconds. */
export async function timeOf(body: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await body();
  return performance.now() - started;
}
