// The connection that writes, in a process of its own: a training runs in SQLite's own code, which no thread can be
// asked to leave, but a process can be ended at any moment, and the database is then as it was before (point 4 of
// index.ts). The next request begins a new process.

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Row, Value } from '../../sqlite.ts';
import type { Answer, Request } from '../worker.ts';

/** The first argument of such a process; no command is named so. */
export const WRITER = '--writer';

interface Told {
  progress: Row | null;
}

export class Writer {
  readonly #file: string;
  #process: ChildProcess | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** The rows of one statement; one at a time. Rejects with `what is said` when it is cancelled. */
  async rows(sql: string, parameters: Value[]): Promise<Row[]> {
    const child = await this.#opened();
    return this.#ask(child, { kind: 'rows', sql, parameters });
  }

  /** How far what runs is, as sqml_progress() has it; null when that is not known. */
  async progress(): Promise<Row | null> {
    const child = this.#process;
    if (child === null) return null;
    return new Promise((resolve) => {
      const done = (row: Row | null) => {
        child.off('message', told);
        child.off('exit', ended);
        resolve(row);
      };
      const ended = () => done(null);
      const told = (said: Answer | Told) => 'progress' in said && done(said.progress);
      child.on('message', told);
      child.once('exit', ended);
      child.send({ kind: 'progress' });
    });
  }

  /** Ends what runs; what the database needs then, SQLite does when it is opened again. */
  cancel(): void {
    this.#process?.kill('SIGKILL');
  }

  async #opened(): Promise<ChildProcess> {
    if (this.#process !== null) return this.#process;
    const child = fork(fileURLToPath(import.meta.url), [WRITER], { serialization: 'advanced' });
    this.#process = child;
    child.once('exit', () => {
      if (this.#process === child) this.#process = null;
    });
    try {
      await this.#ask(child, { kind: 'open', file: this.#file, isReadonly: false });
    } catch (thrown) {
      child.kill('SIGKILL');
      throw thrown;
    }
    return child;
  }

  #ask(child: ChildProcess, request: Request): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null, signal: string | null) => {
        child.off('message', answered);
        reject(
          new Error(
            signal === 'SIGKILL' ? 'cancelled; the database is as it was before' : `ended: ${signal ?? code}`,
          ),
        );
      };
      const answered = (answer: Answer | Told) => {
        if ('progress' in answer) return;
        child.off('message', answered);
        child.off('exit', ended);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.result);
      };
      child.once('exit', ended);
      child.on('message', answered);
      child.send(request);
    });
  }
}
