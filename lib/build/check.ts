// The part of npm run check that is about C and C++: clang-format on binding/ and gcc's and clang's warnings as
// errors on its own files. TypeScript and AssemblyScript are Biome's.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { compileAddon, compileObjects } from './compile.ts';
import { files, path } from './stage.ts';

/** The formatter that npm brings. */
const CLANG_FORMAT = path('node_modules', '.bin', 'clang-format');

function sources(): string[] {
  const folders = [
    path('binding'),
    path('test', 'native'),
    path('test', 'robust'),
    path('test', 'host'),
    path('examples', 'static'),
  ];
  return folders
    .flatMap((folder) => files(folder, ['.c', '.cc', '.h']))
    .filter((file) => !file.includes(join('binding', 'generated')));
}

function isFormatted(): boolean {
  const { status, stderr } = spawnSync(CLANG_FORMAT, ['--dry-run', '--Werror', ...sources()], {
    encoding: 'utf8',
  });
  if (status !== 0) console.error(stderr);
  return status === 0;
}

function compilesWithoutWarnings(cc: string, cxx: string): boolean {
  if (spawnSync(cc, ['--version']).error) {
    console.log(`skipped: ${cc} is not installed`);
    return true;
  }
  try {
    const folder = path('build', `check-${cc}`);
    const target = { folder, generated: path('binding', 'generated'), cc, extra: ['-Werror', '-O1'] };
    compileObjects(target);
    if (spawnSync(cxx, ['--version']).error) console.log(`skipped: ${cxx} is not installed`);
    else compileAddon(target, cxx);
    return true;
  } catch (error) {
    console.error((error as Error).message);
    return false;
  }
}

const results = [
  isFormatted(),
  compilesWithoutWarnings('gcc', 'g++'),
  compilesWithoutWarnings('clang', 'clang++'),
];
if (results.includes(false)) process.exitCode = 1;
else console.log(`C: ${sources().length} files formatted, no warnings`);
