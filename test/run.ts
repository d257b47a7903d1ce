// npm test: every test/**/*.test.ts in a process of its own, two at a time; what fails is shown whole.
//
//   tsx test/run.ts            all
//   tsx test/run.ts errors     those whose path contains one of the words
//
// Builds nothing. Ends with the line `N passed, N failed, N skipped`, and with code 1 when something failed.

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const AT_ONCE = 2;
/** No file needs nearly as long; one that hangs must not hang the suite. */
const TIMEOUT_MS = 600_000;
const root = fileURLToPath(new URL('..', import.meta.url));

interface Result {
  passed: number;
  failed: number;
  skips: string[];
  output: string;
}

/** Runs one file and counts its TAP lines. A file that ends badly, or without its plan, has failed. */
async function runFile(file: string): Promise<Result> {
  const child = spawn(process.execPath, ['--import', 'tsx', file], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (data) => {
      output += data;
    });
  }
  const timeout = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  const end = await new Promise<string>((resolve) => {
    child.on('close', (code, signal) => resolve(signal ?? String(code)));
  });
  clearTimeout(timeout);
  const lines = output.split('\n');
  const skips = lines.filter((line) => /^ok .*# SKIP/.test(line));
  // A test that was skipped whole counts as no assertion: `# SKIP` and its title, which says why.
  const skippedTests = lines.filter((line) => line.startsWith('# SKIP '));
  const passed = lines.filter((line) => line.startsWith('ok ')).length - skips.length;
  let failed = lines.filter((line) => line.startsWith('not ok ')).length;
  const planned = lines.find((line) => /^1\.\.\d+$/.test(line));
  const isWhole = planned !== undefined && Number(planned.slice(3)) === passed + failed + skips.length;
  if (failed === 0 && (end !== '0' || !isWhole)) {
    failed = 1;
    output += `\n${file} ended with ${end}, after ${passed} passed assertions, plan ${planned ?? 'none'}\n`;
  }
  return { passed, failed, skips: [...skips, ...skippedTests].map(reason), output };
}

/** What a line about something skipped says. */
function reason(line: string): string {
  return line.replace(/^ok \d+ |^# SKIP /g, '').replace(/ # SKIP$/, '');
}

/** The failed assertions with what they say, and what went wrong outside of them. */
function failures(output: string): string {
  return output
    .split(/^(?=ok |not ok |# )/m)
    .filter((part) => !part.startsWith('ok '))
    .join('');
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const files = readdirSync(`${root}test`, { recursive: true, encoding: 'utf8' })
    .map((name) => `test/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => words.length === 0 || words.some((word) => name.includes(word)))
    .sort()
    .reverse(); // the longest are not among the last
  const total = { passed: 0, failed: 0, skipped: 0 };
  const started = performance.now();
  const queue = [...files];
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const begun = performance.now();
      const { passed, failed, skips, output } = await runFile(file);
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.log(
        `${failed === 0 ? 'ok    ' : 'FAILED'} ${file.padEnd(40)} ${passed} passed, ${failed} failed, ${seconds} s`,
      );
      for (const skip of skips) console.log(`       skipped: ${skip}`);
      if (failed > 0) console.log(failures(output));
      total.passed += passed;
      total.failed += failed;
      total.skipped += skips.length;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (files.length === 0) {
    console.log(`no test file has ${words.join(' or ')} in its path`);
    total.failed++;
  }
  console.log(`${files.length} files in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed > 0 ? 1 : 0;
}

await main();
