// options.search: the best of several combinations of hyperparameters, by cross-validated mean score.
//
//   {"search": "grid", "params": {"C": [0.1, 1, 10], "kernel": ["linear", "rbf"]}, "cv": 5}
//   {"search": "random", "params": {...}, "n_iter": 10}
//
// `grid` tries the product of the lists, the last name fastest; `random` tries n_iter different members of
// it, drawn by random_state. The best mean wins (of the metric; of equals the first), never a lucky fold.

import { JsonReader } from '../codec/json';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import { Random } from '../math/random';
import { isSmallerBetter } from '../metric/table';
import { OptionSpec } from '../option/option';
import { givenOptions } from '../option/parse';
import { Trial } from '../registry/record';
import { crossValidate, CrossValidation } from './cross_validate';
import { Request } from './request';
import { Part, Task } from './task';

/** Combinations that a search may try. */
const MOST_TRIALS: i32 = 10000;

/** Lists of values, as JSON, by name. */
class Space {
  names: string[] = [];
  lists: string[][] = [];

  constructor(text: string) {
    const bytes = String.UTF8.encode(text);
    const json = new JsonReader(changetype<usize>(bytes), bytes.byteLength, 'params');
    json.expect(0x7b);
    if (!json.took(0x7d)) this.read(json);
  }

  private read(json: JsonReader): void {
    do {
      json.string();
      const name = json.text;
      json.expect(0x3a);
      if (json.peek() != 0x5b)
        fail(`params: '${name}' must be a list of values to try, got ${json.excerpt()}`);
      json.at++;
      const list: string[] = [];
      if (!json.took(0x5d)) {
        do list.push(json.raw());
        while (json.took(0x2c));
        json.expect(0x5d);
      }
      if (list.length == 0) fail(`params: '${name}' must be a list of values to try, got []`);
      this.names.push(name);
      this.lists.push(list);
    } while (json.took(0x2c));
  }

  get size(): f64 {
    let size: f64 = 1;
    for (let i = 0; i < this.lists.length; i++) size *= this.lists[i].length;
    return size;
  }

  /** Member `index` of the product, as the text of a JSON object. */
  member(index: i32): string {
    let text = '';
    for (let i = this.names.length - 1; i >= 0; i--) {
      const list = this.lists[i];
      const value = list[index % list.length];
      index /= list.length;
      text = `"${this.names[i]}": ${value}${text.length > 0 ? ', ' + text : ''}`;
    }
    return '{' + text + '}';
  }
}

/** What a search found; the request then has the best options. */
export class Search {
  trials: Trial[] = [];
  best: i32 = 0;
  validation: CrossValidation | null = null;
}

/** Fails when the options ask for a search that can't be made, or name params without one. */
export function checkSearch(request: Request): void {
  const given = request.options;
  if (given.word('search').length == 0) {
    if (given.isGiven('params')) fail("params need search: 'grid' or 'random'");
    return;
  }
  const space = spaceOf(request);
  for (let i = 0; i < space.names.length; i++)
    for (let v = 0; v < space.lists[i].length; v++)
      request.optionsWith(`{"${space.names[i]}": ${space.lists[i][v]}}`);
}

function spaceOf(request: Request): Space {
  const given = request.options;
  const needed =
    'search needs params: an object from option to a list of values to try, such as {"C": [0.1, 1, 10]}';
  if (!given.isGiven('params')) fail(needed);
  const space = new Space(given.json('params'));
  if (space.names.length == 0) fail(needed);
  checkNames(space, request);
  if (space.size > <f64>MOST_TRIALS)
    fail(`params make ${space.size} combinations; a search takes ${MOST_TRIALS} at most`);
  return space;
}

/** Tries the combinations, and leaves the best in `request`. */
export function search(task: Task, part: Part, k: i32, request: Request): Search {
  const given = request.options;
  const space = spaceOf(request);
  const size = <i32>space.size;
  const isRandom = given.word('search') == 'random';
  const count = isRandom ? min(size, given.integer('n_iter')) : size;
  const order = isRandom ? new Random(request.randomState).permutation(size) : null;

  const smaller = isSmallerBetter(request.metric);
  const result = new Search();
  const members: string[] = [];
  const options: string[] = [];
  for (let t = 0; t < count; t++) {
    members.push(space.member(order == null ? t : order[t]));
    // Without the lists themselves, which would make the text of all grow with the square of their number.
    options.push(givenOptions(request.optionsWith(members[t]).spec, 'params'));
  }
  const validations = crossValidate(task, part, k, request, options);
  for (let t = 0; t < count; t++) {
    const validation = validations[t];
    result.trials.push(new Trial(members[t], validation.mean, validation.deviation));
    const best = result.validation;
    if (best == null || isBetter(validation.mean, best.mean, smaller)) {
      result.best = t;
      result.validation = validation;
    }
  }
  request.options = request.optionsWith(members[result.best]);
  return result;
}

/** Fails unless every name is a hyperparameter: an option of the algorithm itself, which its fit reads. */
function checkNames(space: Space, request: Request): void {
  const own = new OptionSpec();
  request.algorithm.declare(own);
  const known: string[] = [];
  for (let i = 0; i < own.list.length; i++) known.push(own.list[i].name);
  for (let i = 0; i < space.names.length; i++) {
    const name = space.names[i];
    if (known.includes(name)) continue;
    const advice = suggestion(name, known, 'there are: ' + known.join(', '));
    fail(`params: '${name}' is no hyperparameter of ${request.algorithm.name}${advice}`);
  }
}

/** a beats b; a number beats NaN. */
function isBetter(a: f64, b: f64, smaller: bool): bool {
  if (isNaN(b)) return !isNaN(a);
  return smaller ? a < b : a > b;
}
