// npm run test:robust: looks for what no test was written for, by faults, chance and limits. Short, it takes four
// minutes at most, with the compiling; docs/reliability.md says what each part holds sqml to.
//
//   npm run test:robust                        all parts, short
//   npm run test:robust -- --seconds 120       the same, in so much time besides the compiling
//   npm run test:robust -- --long              the same for an hour
//   npm run test:robust -- 600 io kill         ten minutes for the parts whose name contains one of the words
//   npm run test:robust -- --seed 7            another run; without it, the seed is a constant
//
// A part (part.ts) runs in a process of its own, two at a time: one that crashes or hangs has failed, and the others
// go on. Ends with the line `N passed, N failed, N skipped`, and with code 1 when something failed.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPrograms } from './native/programs.ts';
import type { Budget, Tally } from './part.ts';

/** The files of this folder, and how much of the time each gets, in proportion. */
const PARTS: { file: string; share: number }[] = [
  { file: 'native/fuzz', share: 5 },
  { file: 'native/memory', share: 4 },
  { file: 'native/io', share: 4 },
  { file: 'native/kill', share: 3 },
  { file: 'native/limits', share: 4 },
  { file: 'options', share: 4 },
  { file: 'interleavings', share: 4 },
  { file: 'shapes', share: 5 },
  { file: 'metamorphic', share: 4 },
  { file: 'estimator_checks', share: 2 },
  { file: 'verdicts', share: 2 },
  { file: 'first_use', share: 2 },
  { file: 'soak', share: 2 },
];

const AT_ONCE = 2;
/** Of all together, without the compiling. */
const SHORT_SECONDS = 150;
const LONG_SECONDS = 3600;
const SEED = 53;
/** A part that takes this much longer than it was given hangs. */
const PATIENCE = { times: 3, seconds: 90 };

const folder = fileURLToPath(new URL('.', import.meta.url));

interface Options {
  seconds: number;
  seed: number;
  isLong: boolean;
  words: string[];
}

function parse(args: string[]): Options {
  const options: Options = { seconds: SHORT_SECONDS, seed: SEED, isLong: false, words: [] };
  const words = [...args];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--long') Object.assign(options, { isLong: true, seconds: LONG_SECONDS });
    else if (word === '--seed') options.seed = number(word, words.shift());
    else if (word === '--seconds') options.seconds = number(word, words.shift());
    else if (/^\d+$/.test(word)) Object.assign(options, { isLong: true, seconds: Number(word) });
    else if (word.startsWith('--')) throw new Error(`there is no option ${word}; see the head of index.ts`);
    else options.words.push(word);
  }
  return options;
}

function number(option: string, word: string | undefined): number {
  if (word === undefined || !/^\d+$/.test(word))
    throw new Error(`${option} wants a whole number, got ${word}`);
  return Number(word);
}

/** Runs one part in a process of its own. */
async function runPart(file: string, budget: Budget): Promise<Tally> {
  const args = ['--import', 'tsx', `${folder}one.ts`, file, JSON.stringify(budget)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  let output = '';
  let tally: Tally | undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (data) => {
      output += data;
    });
  }
  child.on('message', (message) => {
    tally = message as Tally;
  });
  const patience = budget.seconds * PATIENCE.times + PATIENCE.seconds;
  const timeout = setTimeout(() => child.kill('SIGKILL'), patience * 1000);
  const started = performance.now();
  const end = await new Promise<string>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? String(code)));
  });
  clearTimeout(timeout);
  if (tally === undefined || end !== '0') {
    output += `not ok ${file} ended with ${end} before it was done\n`;
    tally = { passed: 0, skipped: 0, ...tally, failed: (tally?.failed ?? 0) + 1 };
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`=== ${file}: ${seconds} s of ${budget.seconds.toFixed(0)}, seed ${budget.seed}`);
  process.stdout.write(output);
  return tally;
}

async function main(): Promise<void> {
  const { seconds, seed, isLong, words } = parse(process.argv.slice(2));
  const chosen = PARTS.filter(({ file }) => words.length === 0 || words.some((word) => file.includes(word)));
  const missing = chosen.filter(({ file }) => !existsSync(`${folder}${file}.ts`));
  if (missing.length > 0 || chosen.length === 0) {
    throw new Error(`no such part: ${missing.map(({ file }) => file).join(', ') || words.join(', ')}`);
  }
  // Once, before two parts ask for the same.
  if (chosen.some(({ file }) => file.startsWith('native/'))) await buildPrograms();
  const shares = chosen.reduce((sum, { share }) => sum + share, 0);
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const started = performance.now();
  const queue = [...chosen].sort((a, b) => b.share - a.share); // the longest are not among the last
  const atOnce = Math.min(AT_ONCE, queue.length);
  const worker = async () => {
    for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
      const budget = { seconds: (seconds * atOnce * part.share) / shares, seed, isLong };
      const { passed, failed, skipped } = await runPart(part.file, budget);
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  console.log(
    `${chosen.length} parts in ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${seed}`,
  );
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
}

await main();
