// Inputs that fuzzing is worth beginning with: corpus/<target>.json, a list of base64. What a long run has found of new
// ways through the engine, as few inputs as show them, and findings that are mended:
//
//   npx tsx test/robust/native/corpus.ts json               keeps what build/fuzz/corpus/json shows anew
//   npx tsx test/robust/native/corpus.ts json FILE ...      adds the files
//
// Models and rows have none: their seeds are made by training, since layouts change and old bytes would lead nowhere.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { run } from '../../../lib/build/compile.ts';
import { path } from '../../../lib/build/stage.ts';

function file(target: string): string {
  return path('test', 'robust', 'native', 'corpus', `${target}.json`);
}

/** The inputs kept for a target. */
export function readCorpus(target: string): Uint8Array[] {
  if (!existsSync(file(target))) return [];
  return (JSON.parse(readFileSync(file(target), 'utf8')) as string[]).map((text) =>
    Buffer.from(text, 'base64'),
  );
}

function writeCorpus(target: string, inputs: Uint8Array[]): void {
  const texts = [...new Set(inputs.map((bytes) => Buffer.from(bytes).toString('base64')))].sort();
  mkdirSync(path('test', 'robust', 'native', 'corpus'), { recursive: true });
  writeFileSync(file(target), `${JSON.stringify(texts, null, 2)}\n`);
  console.log(`${texts.length} inputs for ${target}`);
}

/** The smallest set of the last run's inputs that goes where all of them do. */
function merged(target: string): Uint8Array[] {
  const folder = path('build', 'fuzz', 'merged', target);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const names = {
    target: path('build', 'fuzz', 'targets', target),
    findings: path('build', 'fuzz', 'findings', target),
  };
  const args = Object.entries(names).map(([name, value]) => `--${name}=${value}`);
  run(path('build', 'fuzz', 'fuzz'), ['-merge=1', ...args, folder, path('build', 'fuzz', 'corpus', target)]);
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [target, ...added] = process.argv.slice(2);
  if (added.length > 0)
    writeCorpus(target, [...readCorpus(target), ...added.map((name) => readFileSync(name))]);
  else writeCorpus(target, merged(target));
}
