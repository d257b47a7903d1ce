// The npm packages: made as for publishing, installed into an empty project, and used from there as CommonJS,
// as ESM, with types, out of an Electron archive. test/install.test.ts is about compiling instead.

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import test from 'tape';
import { makeMain, makePlatform, ownFiles, pack } from '../lib/build/package.ts';
import { PLATFORMS, thisPlatform } from '../lib/build/platforms.ts';
import { libraryName, platformName } from '../lib/loadable.cts';
import { built } from './host/built.ts';
import { path } from './host/index.ts';
import {
  folder,
  IMPORTED,
  isBuilt,
  MODELLED,
  node,
  output,
  project,
  REQUIRED,
  testBuilt,
  used,
} from './npm/project.ts';

const run = promisify(execFile);
const BETTER_SQLITE3 = path('node_modules/better-sqlite3');
const platformPackage = `sqml-${platformName()}`;
const archives = isBuilt
  ? {
      main: pack(makeMain(folder)).file,
      platform: pack(makePlatform(thisPlatform(), ownFiles(), folder)).file,
    }
  : { main: '', platform: '' };

testBuilt('the main package and the one of this platform install into an empty project', (t) => {
  const where = project('both', [archives.main, archives.platform]);
  t.deepEqual(
    readdirSync(join(where, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['sqml', platformPackage],
    'they bring no dependencies',
  );
  t.notOk(existsSync(join(where, 'node_modules/sqml/build')), 'nothing is compiled');
  t.equal(used(where), `${platformPackage}/${libraryName()}`, 'CommonJS');
  t.equal(used(where, 'use.mjs', IMPORTED), `${platformPackage}/${libraryName()}`, 'ESM');
  if (existsSync(path('dist/sqml.node'))) t.equal(output(where, '-e', MODELLED), 'low high', 'sqml/model');

  symlinkSync(path('node_modules/@types'), join(where, 'node_modules/@types'));
  writeFileSync(
    join(where, 'use.mts'),
    `import Database from 'better-sqlite3';
import { getLoadablePath, load } from 'sqml';
export const file: string = getLoadablePath();
export const nothing: undefined = load(new Database(file)) as undefined;
declare const inBackground: import('node:events').EventEmitter & {
  loadExtension(file: string, callback?: (error: Error | null) => void): object;
};
export const promised: Promise<void> = load(inBackground);
// @ts-expect-error
load({});
`,
  );
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', 'node'];
  const types = node(where, [path('node_modules/typescript/bin/tsc'), ...options, 'use.mts']);
  t.equal(types.stdout, '', 'its types are found and fit');
});

/** Answers as a registry that has the packages whose archives these are; its address. */
async function registry(archives: string[]): Promise<{ url: string; close(): void }> {
  const served = new Map<string, string | Buffer>();
  const server = createServer((request, response) => {
    const body = served.get(decodeURIComponent(request.url ?? ''));
    response.writeHead(body === undefined ? 404 : 200).end(body ?? '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const archive of archives) {
    const manifest = JSON.parse(
      execFileSync('tar', ['-xzOf', archive, 'package/package.json'], { encoding: 'utf8' }),
    );
    const { name, version } = manifest;
    const bytes = readFileSync(archive);
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const dist = { tarball: `${url}/${basename(archive)}`, integrity };
    const versions = { [version]: { ...manifest, dist } };
    served.set(`/${basename(archive)}`, bytes);
    served.set(`/${name}`, JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
  }
  return { url, close: () => server.close() };
}

testBuilt('npm install sqml takes the package of the platform, and no other', async (t) => {
  const others = PLATFORMS.filter(({ name }) => name !== platformName());
  const empty = others.map((platform) => pack(makePlatform(platform, [], folder)).file);
  const { url, close } = await registry([archives.main, archives.platform, ...empty]);
  const install = async (name: string, ...options: string[]) => {
    const where = join(folder, name);
    mkdirSync(where);
    writeFileSync(join(where, 'package.json'), '{"private": true}');
    const quiet = ['--no-audit', '--no-fund', '--cache', join(folder, 'cache')];
    await run('npm', ['install', 'sqml', '--registry', url, ...quiet, ...options], { cwd: where });
    return readdirSync(join(where, 'node_modules')).filter((entry) => !entry.startsWith('.'));
  };
  try {
    t.deepEqual(await install('from-registry'), ['sqml', platformPackage]);
    t.equal(used(join(folder, 'from-registry')), `${platformPackage}/${libraryName()}`, 'and it loads');
    for (const { name, os, cpu, libc } of others) {
      const as = ['--os', os, '--cpu', cpu, ...(libc ? ['--libc', libc] : []), '--ignore-scripts'];
      t.deepEqual(await install(`as-${name}`, ...as), ['sqml', `sqml-${name}`], `so on ${name}`);
    }
  } finally {
    close();
  }
});

testBuilt('the main package holds no compiled file, no source of the engine and no build step', (t) => {
  const listed = execFileSync('tar', ['-tzf', archives.main], { encoding: 'utf8' }).trim().split('\n');
  const odd = listed
    .map((name) => name.replace(/^package\//, ''))
    .filter(
      (name) =>
        !/^(dist|binding)\/|^datasets\/penguins\.|^(CMakeLists\.txt|LICENSE|[A-Z]+\.md|package\.json)$/.test(
          name,
        ),
    );
  t.deepEqual(odd, []);
  t.deepEqual(
    listed.filter((name) => /\.(so|dylib|dll|node|whl|tgz)$|\.db/.test(name)),
    [],
  );
  const { scripts, optionalDependencies, devDependencies, version } = JSON.parse(
    readFileSync(join(folder, 'sqml/package.json'), 'utf8'),
  );
  t.deepEqual(Object.keys(scripts), ['install']);
  t.equal(devDependencies, undefined);
  t.deepEqual(
    optionalDependencies,
    Object.fromEntries(PLATFORMS.map(({ name }) => [`sqml-${name}`, version])),
    'every platform in the same version',
  );
});

testBuilt('npm pack in the project itself gives a package that loads on this machine', (t) => {
  const where = join(folder, 'npm-pack');
  mkdirSync(where);
  execFileSync('npm', ['pack', '--pack-destination', where], { cwd: path(''), stdio: 'pipe' });
  const [archive, ...others] = readdirSync(where);
  t.match(archive, /^sqml-\d+\.\d+\.\d+\.tgz$/, 'an archive, named by its version');
  t.deepEqual(others, [], 'and no other');
  t.equal(used(project('own', [join(where, archive)])), `sqml/dist/${libraryName()}`);
});

testBuilt("inside Electron's archive the path is the unpacked file's", (t) => {
  // In Electron app.asar is one file that fs shows as a folder. Here it is a folder, and the library in it
  // is what it is there: listed, and of no use.
  const where = project('electron', [archives.main, archives.platform]);
  const archive = join(where, 'app.asar');
  const unpacked = join(where, 'app.asar.unpacked');
  mkdirSync(archive);
  cpSync(join(where, 'node_modules'), join(archive, 'node_modules'), { recursive: true });
  const library = join('node_modules', platformPackage, libraryName());
  writeFileSync(join(archive, library), '');
  writeFileSync(join(archive, 'main.cjs'), REQUIRED);
  symlinkSync(BETTER_SQLITE3, join(archive, 'node_modules', 'better-sqlite3'));

  const packed = node(archive, ['main.cjs']);
  t.match(packed.stderr, /asarUnpack/, 'what is not unpacked is an error that says how to unpack it');

  mkdirSync(dirname(join(unpacked, library)), { recursive: true });
  cpSync(join(where, library), join(unpacked, library));
  t.equal(output(archive, 'main.cjs'), `1 ${join(unpacked, library)}`, 'and the unpacked one loads');
});

test('load gives a promise for node-sqlite3, which loads in the background', async (t) => {
  const require = createRequire(import.meta.url);
  const name = process.env.SQML_NODE_SQLITE3 ?? built.nodeSqlite3;
  if (!isBuilt) return t.skip('npm run build makes the extension');
  try {
    require.resolve(name);
  } catch {
    return t.skip('the package sqlite3 is not there; npm run hosts, or name its folder in SQML_NODE_SQLITE3');
  }
  const { load } = require(path('dist/index.cjs'));
  const { Database } = require(name);
  const db = new Database(':memory:');
  await load(db);
  const sql = "SELECT sqml_load_dataset('iris') IS NOT NULL AS loaded";
  const row = await new Promise((resolve, reject) => {
    db.get(sql, (error: Error | null, got: unknown) => (error ? reject(error) : resolve(got)));
  });
  t.deepEqual(row, { loaded: 1 });
  await new Promise((resolve) => db.close(resolve));
  const refused = await load(db).catch((error: Error) => error.message);
  t.match(refused, /SQLITE_MISUSE/, 'a connection that refuses is a rejection');
});
