// A host that is a program of its own, driven through its standard input and output line by line.

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { atEnd } from './cleanup.ts';

/** A statement of the tests takes seconds at most. */
const TIMEOUT_MS = 120_000;

/** Programs that a failed test left behind would keep this process waiting. */
const running = new Set<ChildProcessWithoutNullStreams>();
atEnd(() => {
  for (const child of running) child.kill('SIGKILL');
});

export class LineProcess {
  readonly child: ChildProcessWithoutNullStreams;
  #text = '';
  #errors = '';
  #wake: () => void = () => {};
  #isOver = false;

  constructor(command: string, args: string[]) {
    this.child = spawn(command, args, { stdio: 'pipe' });
    this.child.stdout.setEncoding('utf8').on('data', (data) => {
      this.#text += data;
      this.#wake();
    });
    this.child.stderr.setEncoding('utf8').on('data', (data) => {
      this.#errors += data;
    });
    this.child.stdin.on('error', () => {});
    running.add(this.child);
    this.child.on('close', () => {
      running.delete(this.child);
      this.#isOver = true;
      this.#wake();
    });
  }

  send(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** What the program writes until the line `marker`, which is taken away. */
  async until(marker: string): Promise<string> {
    const end = `${marker}\n`;
    const deadline = setTimeout(() => this.child.kill('SIGKILL'), TIMEOUT_MS);
    try {
      for (;;) {
        const at = this.#text.startsWith(end) ? 0 : this.#text.indexOf(`\n${end}`) + 1;
        if (at > 0 || this.#text.startsWith(end)) {
          const got = this.#text.slice(0, at);
          this.#text = this.#text.slice(at + end.length);
          return got;
        }
        if (this.#isOver) throw new Error(`${this.child.spawnfile} ended: ${this.#text}${this.#errors}`);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Ends its input and waits for its end. */
  async end(): Promise<void> {
    const closed = new Promise((resolve) => this.child.on('close', resolve));
    this.child.stdin.end();
    if (!this.#isOver) await closed;
  }
}
