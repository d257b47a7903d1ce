// lib/train_options.cts: the options of each algorithm as TypeScript types, from what sqml_algorithms() and sqml_options() say.

import { type Database, type Row, rowsOf } from '../sqlite.ts';

const HEAD = `// Written by npm run documents from sqml_algorithms() and sqml_options(): the options of each algorithm, and of all trainings.
// biome-ignore-all format: lines are as long as what they say
`;

/** Options of sqml_train alone. */
const OF_SQL = ['deploy'];

/** The file, by the engine that `db` has. */
export function optionTypes(db: Database): string {
  const shared = rowsOf(db, 'SELECT * FROM sqml_options()').filter(
    (row) => !OF_SQL.includes(String(row.option)),
  );
  const parts = [HEAD, `export interface SharedOptions {\n${members(shared, '  ')}}\n`];
  const all = rowsOf(db, 'SELECT * FROM sqml_algorithms()');
  for (const [type, name] of [
    ['classification', 'ClassificationOptions'],
    ['regression', 'RegressionOptions'],
  ]) {
    const own = all.filter(({ prediction_type }) => prediction_type === type);
    const algorithms = [...new Set(own.map(({ algorithm }) => String(algorithm)))];
    const types = algorithms.map((algorithm) => {
      const options = members(
        own.filter((row) => row.algorithm === algorithm && row.option !== null),
        '    ',
      );
      return `  ${algorithm}: {\n${options}  };\n`;
    });
    parts.push(`export interface ${name} {\n${types.join('')}}\n`);
  }
  return parts.join('\n');
}

function members(rows: Row[], indent: string): string {
  return rows
    .map((row) => `${indent}/** ${comment(row)} */\n${indent}${row.option}?: ${typeOf(row)};\n`)
    .join('');
}

/** What it does, where that is said, what it takes, and its default. */
function comment({ meaning, accepts, default_value }: Row): string {
  const taken = String(accepts);
  const said = meaning === undefined ? taken : `${meaning}: ${taken}`;
  return default_value === null ? said : `${said}; ${default_value}`;
}

function typeOf({ type, accepts, option }: Row): string {
  const taken = String(accepts);
  const words = [...taken.matchAll(/'(\w+)'/g)].map(([, word]) => `'${word}'`);
  const found = String(type)
    .split(' or ')
    .flatMap((kind) => {
      if (kind === 'number' || kind === 'integer') return ['number'];
      if (kind === 'boolean') return ['boolean'];
      if (kind === 'object') return ['object'];
      if (kind === 'array') return [/names/.test(taken) ? namesOf(taken) : 'readonly number[]'];
      // A text is free where no words are listed, and where labels are meant.
      if (option === 'metric' && words.length === 0) return metricsOf(taken);
      return words.length > 0 ? words : ['string'];
    });
  const none = /^null\b/.test(taken) ? ['null'] : [];
  return [...new Set([...found, ...none])].join(' | ');
}

function namesOf(taken: string): string {
  return taken.includes('[[') ? 'readonly (readonly string[])[]' : 'readonly string[]';
}

/** `classification: score, accuracy; regression: score, r2` */
function metricsOf(taken: string): string[] {
  const names = taken.split('; ').flatMap((part) => part.replace(/^\w+: /, '').split(', '));
  return names.map((name) => `'${name}'`);
}
