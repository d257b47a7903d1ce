#!/usr/bin/env node
// npx sqml: the command line. Becomes dist/cli.js, one file that brings what it uses.
//
//   1  A command moves values between files and SQL; what is right or wrong about them the engine says.
//   2  Exit codes: 0 done, 1 an error (on standard error), 2 the command line itself was wrong.
//   3  Results go to standard output; what is said about them, and progress, to standard error.
//   4  Ctrl-C ends it at once, also in the midst of a training: SQLite works in a thread of its own
//      (worker.ts), and a process that dies leaves a database as it was before.
//   5  What takes long and must be ended while the command goes on runs in a process of its own (dashboard/writer.ts).

import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { closest, distance } from 'fastest-levenshtein';
import { check } from './check.ts';
import { type Command, UsageError } from './command.ts';
import { WRITER } from './dashboard/writer.ts';
import { dashboard } from './dashboard.ts';
import { judging } from './judge.ts';
import { life } from './life.ts';
import { models } from './models.ts';
import { path } from './path.ts';
import { predict } from './predict.ts';
import { report } from './report.ts';
import { clearProgress, say } from './terminal.ts';
import { train } from './train.ts';
import { tutorial } from './tutorial.ts';
import { serve, serveProcess } from './worker.ts';

const commands: Command[] = [
  tutorial,
  check,
  train,
  predict,
  models,
  ...judging,
  report,
  ...life,
  dashboard,
  path,
];

const USAGE = `sqml: machine learning inside SQLite

Usage: sqml COMMAND ...

${commands.map(({ name, title }) => `  ${name.padEnd(12)}${title}`).join('\n')}

  sqml COMMAND --help   says what a command takes
  sqml --version

For example:

  sqml train penguins.csv --target species --type classification --algorithm svc
  sqml predict penguins.species new.csv
`;

function commandNamed(name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = commands.map((command) => command.name);
  throw new UsageError(
    `unknown command '${name}'${didYouMean(name, names) || ';'} there are: ${names.join(', ')}`,
  );
}

/** What a mistyped word probably was, for a message; '' when nothing is near. */
function didYouMean(word: string, words: string[]): string {
  const near = closest(word, words);
  return distance(word, near) <= Math.ceil(word.length / 3) ? `; did you mean '${near}'?` : '';
}

/** The message about an option that the command doesn't have names the one that was meant. */
function withSuggestion(message: string, command: Command | undefined): string {
  const [, given] = /^Unknown option '(--[^']+)'/.exec(message) ?? [];
  if (given === undefined || command === undefined) return message;
  const known = [...new Set(command.usage.match(/--[a-z][a-z-]*/g))];
  return `unknown option '${given}'${didYouMean(given, known) || `; there are: ${known.join(', ')}`}`;
}

/** Runs the command line; gives the exit code. */
async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined) {
    say(USAGE.trimEnd());
    return 2;
  }
  let who = 'sqml';
  try {
    if (name === '--help' || name === '-h' || name === 'help') {
      process.stdout.write(args.length > 0 ? commandNamed(args[0]).usage : USAGE);
      return 0;
    }
    if (name === '--version') {
      const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
      process.stdout.write(`${version}\n`);
      return 0;
    }
    const command = commandNamed(name);
    who = `sqml ${command.name}`;
    const optionsEnd = args.indexOf('--');
    const options = optionsEnd < 0 ? args : args.slice(0, optionsEnd);
    if (options.includes('--help') || options.includes('-h')) {
      process.stdout.write(command.usage);
      return 0;
    }
    return await command.run(args);
  } catch (thrown) {
    const { message, code } = thrown as NodeJS.ErrnoException;
    if (thrown instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS')) {
      const command = commands.find((one) => one.name === name);
      say(`${who}: ${withSuggestion(message, command)}\n${who} --help says more`);
      return 2;
    }
    say(/^sqml_\w+: /.test(message) ? message : `${who}: ${message}`);
    return 1;
  }
}

if (!isMainThread) {
  serve();
} else if (process.argv[2] === WRITER && process.send !== undefined) {
  serveProcess();
} else {
  process.once('SIGINT', () => {
    clearProgress();
    say('sqml: interrupted');
    process.kill(process.pid, 'SIGINT'); // the handler is gone: this ends the process, and says by what
  });
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0); // whoever reads has seen enough
    say(`sqml: cannot write: ${error.message}`);
    process.exit(1);
  });
  process.exitCode = await main(process.argv.slice(2));
  process.stdin.destroy(); // a command that failed doesn't wait for the rest of its input
}
