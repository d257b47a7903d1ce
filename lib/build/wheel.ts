// From dist/sqml.* and lib/python/ to a wheel that pip installs: no Python is needed to make it.
//
//   npm run wheel                   dist/sqml-<version>-py3-none-<platform>.whl, of what npm run build made
//   npm run wheel -- linux-arm64    dist/wheels/, of these platforms, cross-compiled (lib/build/cross.ts)
//   npm run wheel -- --all          of all of lib/build/platforms.ts
//
// A wheel is a zip with a record of its files (PEP 427). The same inputs give the same bytes. It is for any
// Python 3.8 or newer of the platform: the extension is SQLite's, not Python's.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HEADERS } from '../dashboard/page.ts';
import { RIGHTS } from '../dashboard/rights.ts';
import { libraryName } from '../loadable.cts';
import { compileFor, requireZig } from './cross.ts';
import { type Platform, platformsOf } from './platforms.ts';
import { files, path, write } from './stage.ts';
import { type Entry, zip } from './zip.ts';

const ENTRY_POINTS = `[datasette]
sqml = sqml.datasette_plugin

[sqlite_utils]
sqml = sqml.sqlite_utils_plugin
`;

/** As PyPI lists them; `twine check --strict` in .ci/run reads the rest. */
const CLASSIFIERS = [
  'Development Status :: 4 - Beta',
  'Framework :: Datasette',
  'Intended Audience :: Developers',
  'Intended Audience :: Science/Research',
  'License :: OSI Approved :: Apache Software License',
  'Operating System :: MacOS',
  'Operating System :: Microsoft :: Windows',
  'Operating System :: POSIX :: Linux',
  'Programming Language :: C',
  'Programming Language :: Python :: 3',
  'Programming Language :: SQL',
  'Topic :: Database',
  'Topic :: Scientific/Engineering :: Artificial Intelligence',
  'Typing :: Typed',
];

/** What /-/ml serves. */
const DASHBOARD = ['index.html', 'dashboard.js', 'dashboard.css'];

const MACHINES: Record<string, Partial<Record<NodeJS.Architecture, string>>> = {
  linux: { x64: 'x86_64', arm64: 'aarch64', arm: 'armv7l', ia32: 'i686', ppc64: 'ppc64le', s390x: 's390x' },
  darwin: { x64: 'x86_64', arm64: 'arm64' },
  win32: { x64: 'amd64', arm64: 'arm64' },
};

export interface Wheel {
  /** Its file name, which tells pip where it can be installed. */
  name: string;
  data: Uint8Array;
}

/** The wheel of a built extension; the defaults are this machine's, whose tag is read from the file. */
export function makeWheel(library = path('dist', libraryName()), platform?: Platform): Wheel {
  if (!existsSync(library)) throw new Error(`${library} is not there; npm run build makes it`);
  const extension = readFileSync(library);
  const { name, version, description, keywords, license, author } = JSON.parse(
    readFileSync(path('package.json'), 'utf8'),
  );
  const tag = `py3-none-${platform?.wheel ?? platformTag(extension)}`;
  const info = `${name}-${version}.dist-info`;
  const text = (file: string, contents: string): Entry => ({ name: file, data: Buffer.from(contents) });

  const metadata = `Metadata-Version: 2.1
Name: ${name}
Version: ${version}
Summary: ${description}
Author: ${author}
License: ${license}
Keywords: ${keywords.join(',')}
${CLASSIFIERS.map((classifier) => `Classifier: ${classifier}\n`).join('')}Requires-Python: >=3.8
Description-Content-Type: text/markdown

${readFileSync(path('lib', 'python', 'README.md'), 'utf8')}`;
  const entries: Entry[] = [
    ...sources(path('lib', 'python', 'sqml'), name),
    { name: `${name}/${basename(library)}`, data: extension },
    ...DASHBOARD.map((file) => ({
      name: `${name}/dashboard/${file}`,
      data: readFileSync(path('dist', 'dashboard', file)),
    })),
    text(`${name}/rights.json`, JSON.stringify(RIGHTS)),
    text(`${name}/headers.json`, JSON.stringify(HEADERS)),
    { name: `${info}/LICENSE`, data: readFileSync(path('LICENSE')) },
    text(`${info}/METADATA`, metadata),
    text(`${info}/WHEEL`, `Wheel-Version: 1.0\nGenerator: ${name}\nRoot-Is-Purelib: false\nTag: ${tag}\n`),
    text(`${info}/entry_points.txt`, ENTRY_POINTS),
  ];
  entries.push(text(`${info}/RECORD`, record(entries, `${info}/RECORD`)));
  return { name: `${name}-${version}-${tag}.whl`, data: zip(entries) };
}

/** The package's own files; what Python leaves behind is not among them. */
function sources(folder: string, name: string): Entry[] {
  return files(folder, ['.py', '.typed']).map((file) => ({
    name: `${name}/${relative(folder, file).replaceAll('\\', '/')}`,
    data: readFileSync(file),
  }));
}

/** A line a file: its path, hash and size; the record's own line has neither. */
function record(entries: Entry[], self: string): string {
  const lines = entries.map(({ name, data }) => {
    const hash = createHash('sha256').update(data).digest('base64url');
    return `${name},sha256=${hash},${data.length}\n`;
  });
  return `${lines.join('')}${self},,\n`;
}

/**
 * Where the extension runs, as pip names it, read from the file itself: the newest glibc version among its
 * symbols gives manylinux_2_N (PEP 600) if it needs no library but glibc's own; else it is plain linux.
 */
export function platformTag(extension: Uint8Array, platform: string = process.platform): string {
  const machine = MACHINES[platform]?.[process.arch];
  if (machine === undefined) throw new Error(`no wheel is known for ${platform} on ${process.arch}`);
  if (platform === 'win32') return machine === 'amd64' ? 'win_amd64' : 'win_arm64';
  if (platform === 'darwin') {
    const target = process.env.MACOSX_DEPLOYMENT_TARGET;
    if (!target) throw new Error('MACOSX_DEPLOYMENT_TARGET must say which macOS it was built for, as 11.0');
    const [major, minor = '0'] = target.split('.');
    return `macosx_${major}_${minor}_${machine}`;
  }
  const bytes = Buffer.from(extension).toString('latin1');
  const libraries = new Set(bytes.match(/\b(?:lib[\w.+-]+|ld-[\w.+-]+)\.so\.[\d.]+(?=\0)/g));
  const isGlibc = [...libraries].every((file) => /^(lib(c|m|dl|pthread)|ld-linux[\w-]*)\.so\.\d$/.test(file));
  const minors = [...bytes.matchAll(/\0GLIBC_2\.(\d+)/g)].map(([, minor]) => Number(minor));
  if (!isGlibc || minors.length === 0) return `linux_${machine}`;
  return `manylinux_2_${Math.max(OLDEST_GLIBC_MINOR, ...minors)}_${machine}`;
}

/** glibc 2.17, of 2012: no pip that reads these tags runs on an older one. */
const OLDEST_GLIBC_MINOR = 17;

/** Writes the wheel to dist/, where no other is left: pip install dist/*.whl must name one. */
function writeOwn(): void {
  const { name, data } = makeWheel();
  for (const file of readdirSync(path('dist'))) {
    if (file.endsWith('.whl') && file !== name) rmSync(path('dist', file));
  }
  write(path('dist', name), data);
  console.log(`dist/${name}  ${data.length} bytes`);
}

async function writeFor(platforms: Platform[]): Promise<void> {
  rmSync(path('dist', 'wheels'), { recursive: true, force: true });
  for (const platform of platforms) {
    const { name, data } = makeWheel(await compileFor(platform, requireZig()), platform);
    write(path('dist', 'wheels', name), data);
    console.log(`dist/wheels/${name}  ${data.length} bytes`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const platforms = platformsOf(process.argv.slice(2));
    if (platforms.length === 0) writeOwn();
    else await writeFor(platforms);
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
