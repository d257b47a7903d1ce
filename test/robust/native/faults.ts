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
import { CONTROL, SCENARIOS, type Scenario } from './scenarios.ts';

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

/** Where the sweeps run, and with which programs. */
interface Place {
  folder: string;
  seed: number;
  plain: string;
  sanitized?: string;
}

/** Kinds that come between two statements, wherever those are. */
const CONTROLLED = /^(malloc|io|full|kill|deny|stop)$/;
const CONTROL_SECONDS = 2;

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
  const place: Place = { folder: scratch(), seed: budget.seed, plain, sanitized };
  const scenariosOf = ({ scenarios }: Fault) => SCENARIOS.filter(({ name }) => scenarios?.test(name) ?? true);
  const weightOf = (fault: Fault) => fault.weight ?? 1;
  let left = faults.reduce((sum, fault) => sum + weightOf(fault) * scenariosOf(fault).length, 0);
  const until = performance.now() + budget.seconds * 1000;
  try {
    for (const fault of faults) {
      const totals = { total: 0, tried: 0, failed: 0, refused: 0 };
      let findings = (await isControlled(place, fault)) ? 0 : 1;
      for (const scenario of scenariosOf(fault)) {
        const seconds = Math.max(0, ((until - performance.now()) / 1000) * (weightOf(fault) / left));
        left -= weightOf(fault);
        const outcome = await sweep(place, fault, scenario, seconds);
        const found = report(fault, scenario, outcome, budget.seed);
        findings += found.failed;
        tally.skipped += found.open;
        const sum = outcome.lines.find((line) => line.total !== undefined) ?? {};
        for (const key of ['total', 'tried', 'failed', 'refused'] as const) totals[key] += sum[key] ?? 0;
      }
      const { total, tried, failed, refused } = totals;
      console.log(
        `${findings === 0 ? 'ok' : 'not ok'} ${title(fault)}: ${scenariosOf(fault).length} statements, ${tried} of ` +
          `${total} places, ${failed} times something failed, ${refused} times the statement did`,
      );
      tally[findings === 0 ? 'passed' : 'failed']++;
    }
  } finally {
    rmSync(place.folder, { recursive: true, force: true });
  }
  return tally;
}

/** Whether the sweep finds what it must (CONTROL); true for kinds of which that can't be said. */
async function isControlled(place: Place, fault: Fault): Promise<boolean> {
  if (!CONTROLLED.test(fault.kind)) return true;
  const { lines } = await sweep(place, fault, CONTROL, CONTROL_SECONDS);
  const isFound = lines.some(({ finding }) => finding !== undefined);
  if (!isFound) console.log(`not ok ${title(fault)}: two statements that are not one were taken for one`);
  return isFound;
}

/** A fault, for people. */
function title({ kind, forGood, journal, watched }: Fault): string {
  const once = kind === 'kill' ? (forGood ? ', in the middle of a write' : '') : forGood ? ', for good' : '';
  return `${kind}${once}${journal ? `, journal_mode ${journal}` : ''}${watched ? ', with a reader' : ''}`;
}

/** All that fails while one statement runs. */
function sweep(
  { folder, seed, plain, sanitized }: Place,
  { kind, forGood, journal, watched, plain: isPlain = sanitized === undefined }: Fault,
  { setup, action, state, fails }: Scenario,
  seconds: number,
): Promise<Outcome> {
  const program = isPlain ? plain : (sanitized ?? plain);
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
