// A stage of the build: runs when what it reads has changed, and says so in one line.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A path inside the project. */
export function path(...parts: string[]): string {
  return join(root, ...parts);
}

/** All files below a folder, or the file itself, sorted. */
export function files(where: string, suffixes: string[] = []): string[] {
  if (!existsSync(where)) return [];
  if (statSync(where).isFile()) return [where];
  return readdirSync(where, { recursive: true, encoding: 'utf8' })
    .map((name) => join(where, name))
    .filter((file) => statSync(file).isFile())
    .filter((file) => suffixes.length === 0 || suffixes.some((suffix) => file.endsWith(suffix)))
    .sort();
}

/** Writes a file at once, or not at all when it has these contents already. */
export function write(file: string, contents: string | Uint8Array): void {
  const bytes = Buffer.from(contents as string);
  if (existsSync(file) && readFileSync(file).equals(bytes)) return;
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, bytes);
  renameSync(draft, file);
}

export interface Stage {
  name: string;
  /** Files and folders that it reads. */
  inputs: string[];
  /** Anything else that its result depends on. */
  settings?: unknown;
  /** Files that it writes. */
  outputs: string[];
  run(): void | Promise<void>;
}

/** Runs the stage unless its inputs are those of the last time. */
export async function stage({ name, inputs, settings, outputs, run }: Stage): Promise<void> {
  const started = performance.now();
  const key = fingerprint(inputs, settings);
  const record = path('build', 'stages', name);
  const current = existsSync(record) && readFileSync(record, 'utf8') === key && outputs.every(existsSync);
  if (!current) {
    await run();
    write(record, key);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(2);
  const what = outputs.map((file) => relative(root, file)).join(', ');
  console.log(`${name.padEnd(9)} ${current ? 'unchanged' : `${seconds.padStart(7)} s`}  ${what}`);
}

function fingerprint(inputs: string[], settings: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(settings ?? null));
  for (const input of inputs) {
    for (const file of files(input)) hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
