// The install script of the package on npm: compiles the extension where no compiled package fits the platform.
//
//   node node_modules/sqml/dist/install.js      the same by hand
//
// Where there is a binary it looks at the disk and ends; it brings no dependencies either way. Else cmake-js
// compiles (npm fetches it for that one run) when cmake is there, or the C compiler alone, with the same flags.
// A failure is told and never breaks an npm install; getLoadablePath then says what to do.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ADDON_NAME, compileByCmake, compileDirectly, compiler, hasCmake, hasCxx } from './build/compile.ts';
import { path } from './build/stage.ts';
import { compiledFolder, findCompiled, libraryName, platformName } from './loadable.cts';

/** The ways to compile, the better one first; each throws when it fails. */
const WAYS: [string, (folder: string) => void][] = [
  [
    'cmake-js',
    (folder) => {
      if (!hasCmake()) throw new Error('cmake is not on the PATH');
      compileByCmake(folder);
    },
  ],
  [`the C compiler (${compiler()}; $CC names another)`, compileDirectly],
];

/** Compiles; what it made and how, or undefined when it couldn't. Tells what failed. */
function compile(): string | undefined {
  for (const [name, way] of WAYS) {
    try {
      way(compiledFolder());
    } catch (error) {
      console.error(`sqml: compiling by ${name}: ${(error as Error).message}`);
    }
    for (const leftover of ['cmake', 'native']) {
      rmSync(join(path('build'), leftover), { recursive: true, force: true });
    }
    const file = findCompiled(libraryName());
    if (file === undefined) continue;
    const isWithAddon = findCompiled(ADDON_NAME) !== undefined;
    return `${file} by ${name}${isWithAddon ? '' : '; without the addon, which needs a C++ compiler'}`;
  }
  console.error(`sqml: there is no compiled package for ${platformName()}, and it could not be compiled here.
What it takes: apt-get install gcc libc6-dev, apk add gcc musl-dev, xcode-select --install.`);
  return undefined;
}

/** The addon needs a C++ compiler besides, and is left out where there is none. */
function isComplete(): boolean {
  const isMissing = (name: string) => findCompiled(name) === undefined;
  return !isMissing(libraryName()) && !(isMissing(ADDON_NAME) && hasCxx());
}

if (!isComplete()) {
  const made = compile();
  if (made !== undefined) console.log(`sqml: compiled ${made}`);
  else if (process.env.npm_lifecycle_event !== 'install') process.exitCode = 1;
}
