// What is said to a person: messages and progress on standard error, and results written at the pace of who
// reads them.

import { once } from 'node:events';

export function say(message: string): void {
  process.stderr.write(`${message}\n`);
}

/** Writes to standard output; waits while its buffer is full. */
export async function print(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

let timer: NodeJS.Timeout | undefined;

/** Shows `what` and the seconds since until `work` is done: on a terminal, from the first second on. */
export async function withProgress<T>(what: () => string, work: Promise<T>): Promise<T> {
  if (process.stderr.isTTY) {
    const started = performance.now();
    timer = setInterval(() => {
      const seconds = Math.round((performance.now() - started) / 1000);
      process.stderr.write(`\r\x1b[K${what()} ${seconds} s`);
    }, 1000);
  }
  try {
    return await work;
  } finally {
    clearProgress();
  }
}

/** Takes the line of progress away. */
export function clearProgress(): void {
  if (timer === undefined) return;
  clearInterval(timer);
  timer = undefined;
  process.stderr.write('\r\x1b[K');
}
