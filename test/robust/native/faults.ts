// Runs test/robust/native/faults.c over the scenarios, each kind of fault for its share of the time.

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { path } from '../../../lib/build/stage.ts';
import { libraryName } from '../../../lib/loadable.cts';
import { INVARIANTS } from '../invariants.ts';
import type { Budget, Tally } from '../part.ts';
import { buildPrograms } from './programs.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** What fails, as faults.c calls it. */
export interface Fault {
  kind: string;
  forGood?: boolean;
  journal?: 'wal' | 'delete';
  watched?: boolean;
  /** Runs only the scenarios that have this, by name; else all. */
  scenarios?: RegExp;
  /** The share of the time; 1. */
  weight?: number;
  /** Without the sanitizers, which need an address space of their own. */
  plain?: boolean;
}

/** A line of faults.c. */
interface Line {
  at?: number;
  finding?: string;
  said?: string;
  k?: number;
  count?: number;
  total?: number;
  tried?: number;
  failed?: number;
  refused?: number;
}

interface Outcome {
  lines: Line[];
  end: string;
  stderr: string;
}

/** In memory where there is such a place: thousands of databases are made. */
function scratch(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sqml-faults-'));
}

/** A defect that is known and open: what it says, as a visible skip until it is mended. */
const OPEN: RegExp[] = [];

/** Tries the faults one after another. */
export async function runFaults(budget: Budget, faults: Fault[]): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const { plain, sanitized } = await buildPrograms();
  if (plain === undefined) {
    console.log('skipped: these faults are made on Linux alone');
    return { ...tally, skipped: 1 };
  }
  if (sanitized === undefined) {
    console.log('skipped: the sanitizers are not on this machine; the faults run without them');
    tally.skipped++;
  }
  const folder = scratch();
  const jobs = faults.flatMap((fault) =>
    SCENARIOS.filter(({ name }) => fault.scenarios?.test(name) ?? true).map((scenario) => ({
      fault,
      scenario,
    })),
  );
  let left = jobs.reduce((sum, { fault }) => sum + (fault.weight ?? 1), 0);
  const until = performance.now() + budget.seconds * 1000;
  try {
    for (const fault of faults) {
      const totals = { scenarios: 0, total: 0, tried: 0, failed: 0, refused: 0, findings: 0 };
      for (const { scenario } of jobs.filter((job) => job.fault === fault)) {
        const weight = fault.weight ?? 1;
        const seconds = Math.max(0, ((until - performance.now()) / 1000) * (weight / left));
        left -= weight;
        const program = fault.plain ? plain : (sanitized ?? plain);
        const outcome = await runOne(
          program,
          program === plain,
          folder,
          fault,
          scenario,
          seconds,
          budget.seed,
        );
        const findings = report(fault, scenario, outcome, budget.seed);
        const sum = outcome.lines.find((line) => line.total !== undefined);
        totals.scenarios++;
        totals.total += sum?.total ?? 0;
        totals.tried += sum?.tried ?? 0;
        totals.failed += sum?.failed ?? 0;
        totals.refused += sum?.refused ?? 0;
        totals.findings += findings.failed;
        tally.skipped += findings.open;
      }
      const { scenarios, total, tried, failed, refused, findings } = totals;
      console.log(
        `${findings === 0 ? 'ok' : 'not ok'} ${title(fault)}: ${scenarios} statements, ${tried} of ${total} places, ` +
          `${failed} times something failed, ${refused} times the statement did`,
      );
      tally[findings === 0 ? 'passed' : 'failed']++;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return tally;
}

/** A fault, for people. */
function title({ kind, forGood, journal, watched }: Fault): string {
  const once = kind === 'kill' ? (forGood ? ', in the middle of a write' : '') : forGood ? ', for good' : '';
  return `${kind}${once}${journal ? `, journal_mode ${journal}` : ''}${watched ? ', with a reader' : ''}`;
}

function runOne(
  program: string,
  isPlain: boolean,
  folder: string,
  { kind, forGood, journal, watched }: Fault,
  { setup, action, state, fails }: Scenario,
  seconds: number,
  seed: number,
): Promise<Outcome> {
  const args = ['--db', join(folder, 'x.db'), '--kind', kind, '--setup', setup, '--action', action];
  args.push('--state', state, '--seconds', seconds.toFixed(2), '--seed', String(seed));
  for (const { sql } of INVARIANTS) args.push('--invariant', sql);
  if (fails) args.push('--fails');
  if (forGood) args.push('--for-good');
  if (watched) args.push('--watched');
  if (journal) args.push('--journal', journal);
  if (isPlain) args.push('--extension', path('dist', libraryName()));
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (data) => {
    stdout += data;
  });
  child.stderr.setEncoding('utf8').on('data', (data) => {
    stderr += data;
  });
  const timeout = setTimeout(() => child.kill('SIGKILL'), (seconds * 2 + 60) * 1000);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timeout);
      const lines = stdout
        .split('\n')
        .filter((line) => line.startsWith('{') && line.endsWith('}'))
        .map((line) => JSON.parse(line) as Line);
      resolve({ lines, end: signal ?? String(code), stderr });
    });
  });
}

/** Prints what was found, with the way to it. */
function report(
  fault: Fault,
  { name }: Scenario,
  { lines, end, stderr }: Outcome,
  seed: number,
): { failed: number; open: number } {
  let failed = 0;
  let open = 0;
  for (const { finding, k, count } of lines) {
    if (finding === undefined) continue;
    const isOpen = OPEN.some((known) => known.test(finding));
    if (isOpen) open++;
    else failed++;
    console.log(`${isOpen ? 'skipped: open' : 'not ok'} [${name}] K = ${k} (${count} times): ${finding}`);
  }
  if (end !== '0') {
    failed++;
    const at = lines.findLast((line) => line.at !== undefined)?.at;
    console.log(
      `not ok [${name}] ${title(fault)}: K = ${at}, seed ${seed}: ended with ${end}\n${stderr.slice(0, 6000)}`,
    );
  }
  if (process.env.SAID) {
    for (const { said, count } of lines) if (said !== undefined) console.log(`    ${count} x ${said}`);
  }
  return { failed, open };
}
