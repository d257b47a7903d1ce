// Every algorithm with every option, as sqml itself lists them: what is new is in the harness by itself.

import type { Subject } from './subject.ts';
import { trainSql } from './subject.ts';

export interface Option {
  name: string;
  /** The words with which sqml refuses another value: `a number greater than 0`. */
  accepts: string;
}

export interface Algorithm {
  type: 'classification' | 'regression';
  name: string;
  options: Option[];
  /** Those that every training takes. */
  shared: Option[];
}

/** All of them, by sqml_algorithms() and by what an unknown option is answered; ALGORITHM=svc leaves one. */
export async function algorithmsOf(subject: Subject): Promise<Algorithm[]> {
  const rows = await subject.rows(
    'SELECT prediction_type, algorithm, option, accepts FROM sqml_algorithms()',
  );
  const list: Algorithm[] = [];
  const only = process.env.ALGORITHM;
  for (const { prediction_type: type, algorithm: name, option, accepts } of rows) {
    if (only !== undefined && name !== only) continue;
    let found = list.find((each) => each.type === type && each.name === name);
    if (found === undefined) {
      found = { type: type as Algorithm['type'], name: name as string, options: [], shared: [] };
      list.push(found);
    }
    if (option !== null) found.options.push({ name: option as string, accepts: accepts as string });
  }
  for (const algorithm of list) algorithm.shared = await sharedOptions(subject, algorithm);
  return list;
}

async function sharedOptions(subject: Subject, { type, name, options }: Algorithm): Promise<Option[]> {
  const refused = async (given: object) => {
    const asked = { experiment: 'none', type, algorithm: name, dataset: 'SELECT 1', options: given };
    return (await subject.ask(trainSql(asked))).error ?? '';
  };
  const listed = / has: (.*)$/.exec(await refused({ 'no such option': 1 }))?.[1];
  if (listed === undefined) throw new Error(`${name} does not list its options`);
  const own = new Set(options.map((option) => option.name));
  const shared: Option[] = [];
  for (const option of listed.split(', ').filter((each) => !own.has(each))) {
    shared.push({ name: option, accepts: await acceptsOf(option, refused) });
  }
  return shared;
}

/** Asks with values of other types until one is refused. */
async function acceptsOf(option: string, refused: (given: object) => Promise<string>): Promise<string> {
  for (const value of [[], {}, -0.5, '\u0001']) {
    const accepts = /^sqml_train: (\w+) must be (.*), got /.exec(await refused({ [option]: value }));
    if (accepts?.[1] === option) return accepts[2];
  }
  throw new Error(`option ${option} does not say what it takes`);
}
