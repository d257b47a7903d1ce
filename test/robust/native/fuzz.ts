// libFuzzer over untrusted bytes and text: models, features as JSON, options, preprocessing, the rows of the sqml_
// tables. Findings stay in build/fuzz/findings/<target>/; what a run begins with besides its seeds, and where mended
// findings go, is corpus/ (corpus.ts).
//
// An input again: build/fuzz/fuzz --target=build/fuzz/targets/<target> --findings=<folder> <file>

import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { path, root } from '../../../lib/build/stage.ts';
import type { Budget, Tally } from '../part.ts';
import { readCorpus } from './corpus.ts';
import { buildPrograms } from './programs.ts';
import { type Target, targets } from './targets.ts';

/** An input that takes this long hangs: what fuzz.c asks ends by itself long before. */
const HANGS_AFTER = 60;
const MEGABYTES = 3000;

export async function run(budget: Budget): Promise<Tally> {
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  const { fuzzer: program } = await buildPrograms();
  if (program === undefined) {
    console.log('skipped: clang with libFuzzer is not on this machine');
    return { ...tally, skipped: 1 };
  }
  const all = targets();
  const until = performance.now() + budget.seconds * 1000;
  for (const [i, target] of all.entries()) {
    const seconds = Math.max(1, (until - performance.now()) / 1000 / (all.length - i));
    const failed = await fuzz(program, target, seconds, budget.seed);
    tally[failed > 0 ? 'failed' : 'passed']++;
  }
  return tally;
}

/** Fuzzes one target; how many findings. */
async function fuzz(program: string, target: Target, seconds: number, seed: number): Promise<number> {
  const { name, seeds, words, longest } = target;
  const folder = (kind: string) => path('build', 'fuzz', kind, name);
  const [findings, corpus] = [folder('findings'), folder('corpus')];
  for (const each of [findings, corpus]) {
    rmSync(each, { recursive: true, force: true });
    mkdirSync(each, { recursive: true });
  }
  const all = [...seeds, ...readCorpus(name)];
  for (const [i, bytes] of all.entries()) writeFileSync(join(corpus, `seed-${i}`), bytes);
  const file = write(target);
  const args = [`--target=${file}`, `--findings=${findings}`, `-seed=${seed}`, `-max_len=${longest}`];
  args.push(`-max_total_time=${Math.ceil(seconds)}`, `-timeout=${HANGS_AFTER}`, `-rss_limit_mb=${MEGABYTES}`);
  args.push(`-artifact_prefix=${findings}/`, '-print_final_stats=1', '-reload=0', '-len_control=0');
  if (words !== undefined) args.push(`-dict=${dictionary(name, words)}`);
  const { output, end } = await libFuzzer(program, [...args, corpus], seconds);

  // What fuzz.c finds goes on; a hang is the end of the run.
  const found = output.split('\n').filter((line) => /^FINDING |ERROR: libFuzzer: timeout/.test(line));
  const hangs = found.some((line) => line.includes('libFuzzer: timeout'));
  for (const line of found) console.log(`not ok [${name}] ${line.replace(root, '')}`);
  let failed = found.length;
  if (end !== '0' && !hangs) {
    failed++;
    const at = output.search(/^(==\d+== ?ERROR|==\d+==ERROR|SUMMARY|.*runtime error)/m);
    console.log(
      `not ok [${name}] libFuzzer ended with ${end}\n${output.slice(at < 0 ? -3000 : at).slice(0, 6000)}`,
    );
  }
  const runs = /stat::number_of_executed_units: (\d+)/.exec(output)?.[1] ?? '?';
  const covered = output.match(/cov: \d+/g)?.at(-1) ?? '';
  const kinds = readdirSync(corpus).length;
  console.log(
    `${failed > 0 ? 'not ok' : 'ok'} fuzz ${name}: ${runs} inputs from ${all.length} seeds, ${covered}, ` +
      `${kinds} kept, seed ${seed}, ${failed} findings in ${relative(root, findings)}`,
  );
  return failed;
}

/** The target as fuzz.c reads it. */
function write(target: Target): string {
  const { name, input, setup, edits, dos, ones, asks, somes, nevers } = target;
  const statements = { setup, edit: edits, do: dos, one: ones, ask: asks, some: somes, never: nevers };
  const records = Object.entries(statements).flatMap(([word, all = []]) =>
    all.map((sql) => `${word} ${sql}`),
  );
  records.unshift(`input ${input}`);
  const file = path('build', 'fuzz', 'targets', name);
  mkdirSync(path('build', 'fuzz', 'targets'), { recursive: true });
  writeFileSync(file, records.map((record) => `${record}\x1e`).join(''));
  return file;
}

function dictionary(name: string, words: string[]): string {
  const file = path('build', 'fuzz', 'targets', `${basename(name)}.dict`);
  const escaped = (word: string) => word.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  writeFileSync(file, words.map((word) => `"${escaped(word)}"\n`).join(''));
  return file;
}

function libFuzzer(
  program: string,
  args: string[],
  seconds: number,
): Promise<{ output: string; end: string }> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data) => {
      output += data;
    });
  }
  const timeout = setTimeout(() => child.kill('SIGKILL'), (seconds + 2 * HANGS_AFTER) * 1000);
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      clearTimeout(timeout);
      resolve({ output, end: signal ?? String(code) });
    });
  });
}
