// What a part counts and prints: a line for each kind of thing that it tried, and for each failure one line of SQL that
// shows it again in a shell with sqml (`.load ./dist/sqml`).

import type { Budget, Tally } from './part.ts';

/** Of failures of one kind, and of kinds: enough to see what is wrong; the rest is counted. FINDINGS=all shows each. */
const ALL = process.env.FINDINGS === 'all';
const MOST_OF_A_KIND = ALL ? Number.POSITIVE_INFINITY : 2;
const MOST_KINDS = ALL ? Number.POSITIVE_INFINITY : 40;
const LONGEST_LINE = 4000;

export class Checks implements Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  readonly #started = performance.now();
  /** How often each kind of failure was met: its words without names and numbers. */
  readonly #kinds = new Map<string, number>();

  constructor(
    readonly part: string,
    readonly budget: Budget,
  ) {}

  /** The part has taken `share` of its time. */
  isLate(share = 1): boolean {
    return performance.now() - this.#started > this.budget.seconds * 1000 * share;
  }

  /** Counts one check; a failure is shown with the statements that lead to it. */
  holds(isRight: boolean, what: string, statements: string[]): boolean {
    if (isRight) this.passed++;
    else this.#fail(what, statements);
    return isRight;
  }

  /** Counts what could not be tried, and says why. */
  skip(why: string): void {
    this.skipped++;
    console.log(`skipped ${this.part}: ${why}`);
  }

  /** The line for a kind of checks. */
  say(what: string): void {
    console.log(`${this.part}: ${what}; ${this.passed} passed, ${this.failed} failed so far`);
  }

  #fail(what: string, statements: string[]): void {
    this.failed++;
    const kind = what.replaceAll(/'[^']*'|"[^"]*"|\bon \w+|[\d.e+-]+/g, '#').slice(0, 120);
    const times = (this.#kinds.get(kind) ?? 0) + 1;
    this.#kinds.set(kind, times);
    if (times > MOST_OF_A_KIND || this.#kinds.size > MOST_KINDS) return;
    console.log(`not ok ${this.part}: ${what} (seed ${this.budget.seed})`);
    const line = statements.map((sql) => `${sql};`).join(' ');
    const cut = line.length > LONGEST_LINE ? ` ... ${line.length} characters` : '';
    console.log(`  again: ${line.slice(0, LONGEST_LINE).replaceAll('\n', ' ')}${cut}`);
  }

  get tally(): Tally {
    return { passed: this.passed, failed: this.failed, skipped: this.skipped };
  }
}

/** What no message may contain: sqml's own defects, and words of a program rather than to its user. */
const UNCLEAR =
  /internal error|report it|unreachable|undefined|\bNaN\b|out of (range|bounds)|SIG[A-Z]+|ended:/;

/** Null when a message of a function of sqml is one for a user: it says who, and what of theirs is wrong. */
export function unclear(message: string): string | null {
  if (!/^sqml_\w+: \S.{8,}/s.test(message)) return `does not say who: ${message.slice(0, 300)}`;
  const bad = UNCLEAR.exec(message.replaceAll(/'[^']*'|"[^"]*"/g, "''"));
  return bad === null ? null : `says '${bad[0]}': ${message.slice(0, 300)}`;
}
