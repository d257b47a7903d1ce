// The files that are written from the catalog, the package's version and datasets/. Never edit those.

import {
  isServing,
  least,
  most,
  type ProgramFunction,
  type SqlFunction,
  schema,
  sqliteFlags,
  usage,
} from '../catalog.ts';
import type { Limit } from '../host/limits.ts';

function header(comment: string, source: string): string {
  return `${comment} Written by lib/build/generate.ts from ${source}: edit that, then npm run build.\n`;
}

/** assembly/generated/functions.ts: the arities and usage lines that the engine checks and shows. */
export function signatures(catalog: SqlFunction[], programs: ProgramFunction[]): string {
  const cases = [...catalog, ...programs].map((f) => {
    const isTable = 'columns' in f;
    const fields = [least(f), most(f), quoted(usage(f)), isTable].join(', ');
    return `  if (name == ${quoted(f.name)}) return new Signature(name, ${fields});\n`;
  });
  return `${header('//', 'lib/catalog.ts')}
/** How a function is called. */
export class Signature {
  constructor(
    public name: string,
    /** The fewest and the most arguments. */
    public least: i32,
    public most: i32,
    public usage: string,
    /** Whether it gives rows. */
    public isTable: bool,
  ) {}
}

/** Those that were asked for, by the address of the name: a constant of the engine's. */
const known = new StaticArray<Signature | null>(64);

/** The signature of a function of the catalog; the same one for the same name. */
export function signature(name: string): Signature {
  const slot = <i32>((changetype<usize>(name) >> 4) & 63);
  const last = unchecked(known[slot]);
  if (last != null && changetype<usize>(last.name) == changetype<usize>(name)) return last;
  const made = newSignature(name);
  unchecked((known[slot] = made));
  return made;
}

function newSignature(name: string): Signature {
${cases.join('')}  return new Signature(name, 0, 127, name + '(...)', false);
}
`;
}

/** assembly/generated/version.ts */
export function version(of: string): string {
  return `${header('//', 'package.json')}
export const VERSION = ${quoted(of)};
`;
}

/** binding/generated/functions.h: what sqlite3_sqml_init registers. */
export function registrations(catalog: SqlFunction[]): string {
  const rows = catalog.map((f) => {
    const flags = `0x${sqliteFlags(f).toString(16)}`;
    const table = f.columns
      ? [JSON.stringify(schema(f)), f.columns.length, most(f), least(f)]
      : ['NULL', 0, 0, 0];
    const traits = [f.instance === 'own', f.flags === 'pure', isServing(f)];
    const fields = [`"${f.name}"`, flags, ...traits, `w2c_sqml_${f.name}`];
    return `  {${[...fields, ...table].join(', ')}},\n`;
  });
  return `${header('//', 'lib/catalog.ts')}
static const Function FUNCTIONS[] = {
${rows.join('')}};
`;
}

/** binding/generated/host_limits.h: the numbers that C and JavaScript share. */
export function limitsHeader(limits: Limit[]): string {
  const lines = limits.map(({ name, value, doc }) => `#define SQML_${name} ${value} /* ${doc} */\n`);
  return `${header('//', 'lib/host/limits.ts')}
${lines.join('')}`;
}

/** binding/generated/programs.h: what binding/program.c can call. */
export function programTable(programs: ProgramFunction[]): string {
  const rows = programs.map(({ name }) => `  {"${name}", w2c_sqml_${name}},\n`);
  return `${header('//', 'lib/catalog.ts')}
static const ProgramFunction PROGRAMS[] = {
${rows.join('')}};
`;
}

/** binding/generated/datasets.h: the example datasets as one block of read-only bytes. */
export function embedded(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let i = 0; i < bytes.length; i += 32) lines.push(`  ${bytes.subarray(i, i + 32).join(',')},\n`);
  return `${header('//', 'datasets/')}
#define SQML_DATASETS_SIZE ${bytes.length}u

static const unsigned char sqml_datasets[] = {
${lines.join('') || '  0,\n'}};
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
