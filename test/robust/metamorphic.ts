// What must not change an answer doesn't, and what must change it does: pairs of trainings of every algorithm on tables
// that differ in one way. The test part is fixed by a column, so that the same rows train in both.
//
//   what differs                              then
//   nothing (again, from a view, a SELECT,    the same bytes
//     by sqml_retrain, in another process)
//   rows without a label; excluded columns;   the same bytes: they train nothing
//     the features of test rows
//   names of columns                          other bytes, the same answers
//   order of rows; order of columns           answers near; how near, traits.ts says
//   names of labels, in their order           the same scores
//   names of labels, in another order         scores near, by label
//   a feature times a power of two            the same answers, where it is standardised: each step is exact
//   rows twice, or class_weight 2             answers near
//   all rows twice, or C doubled              answers near
//   one label, one value, all signs, C        other bytes
//   asked one by one, as a batch, as a table  the same answers
//   exported and imported                     the same bytes, the same answers

import { quoted, type Row, text, type Value } from '../host/host.ts';
import { Draws } from '../random.ts';
import { type Algorithm, algorithmsOf } from './algorithms.ts';
import { Checks } from './checks.ts';
import type { Budget, Tally } from './part.ts';
import { Subject, trainSql } from './subject.ts';
import { type Traits, traitsOf } from './traits.ts';

const PATIENCE_MS = 60_000;
/** Of the rows: so many may stand so near a border that another order of sums puts them on its other side. */
const AT_BORDER = 0.02;
/** Rows are enough when an algorithm has something to choose; few are quick. */
const MOST_ROWS = 160;
/** Members of an ensemble: what holds for a few holds for a hundred. */
const MEMBERS = 10;

interface Data {
  name: string;
  type: Algorithm['type'];
  /** Of the bundled table. */
  features: string[];
}

const DATA: Data[] = [
  {
    name: 'iris',
    type: 'classification',
    features: ['sepal length (cm)', 'sepal width (cm)', 'petal length (cm)', 'petal width (cm)'],
  },
  {
    name: 'breast_cancer',
    type: 'classification',
    features: ['mean radius', 'mean texture', 'mean smoothness', 'mean symmetry', 'worst area'],
  },
  { name: 'diabetes', type: 'regression', features: ['age', 'bmi', 'bp', 's1', 's5', 's6'] },
];

/** The columns of the tables that the relations are tried on. */
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

/** One trained model, and how it came. */
interface Trained {
  experiment: string;
  digest: string;
  sql: string[];
}

/** What a model says of the rows of a table, by key. */
interface Answers {
  labels: Map<string, Value>;
  /** Scores, probabilities or the value; none when the algorithm has labels alone. */
  scores: Map<string, Map<string, number>>;
}

export async function run(budget: Budget): Promise<Tally> {
  const checks = new Checks('metamorphic', budget);
  const subject = new Subject(PATIENCE_MS);
  const algorithms = await algorithmsOf(subject);
  for (let round = 0; round === 0 || (budget.isLong && !checks.isLate()); round++) {
    for (const data of DATA) {
      for (const algorithm of algorithms.filter(({ type }) => type === data.type)) {
        if (checks.isLate(round === 0 ? 2 : 1)) {
          if (round === 0) checks.skip(`no time for ${algorithm.name} on ${data.name}`);
          continue;
        }
        await new Relations(checks, subject, algorithm, data, budget.seed + round, round).all();
      }
    }
  }
  await subject.close();
  checks.say(`${algorithms.length} algorithms, ${DATA.length} tables`);
  return checks.tally;
}

class Relations {
  readonly #traits: Traits;
  readonly #names: string[];
  readonly #setup: string[] = [];
  #experiments = 0;

  constructor(
    readonly checks: Checks,
    readonly subject: Subject,
    readonly algorithm: Algorithm,
    readonly data: Data,
    readonly seed: number,
    readonly round: number,
  ) {
    this.#traits = traitsOf(algorithm);
    this.#names = NAMES.slice(0, data.features.length);
  }

  async all(): Promise<void> {
    await this.subject.renew();
    await this.#prepare();
    const base = await this.#train('base');
    await this.#sameBytes(base);
    await this.#otherBytes(base);
    await this.#names_(base);
    await this.#order(base);
    await this.#scaled(base);
    if (this.algorithm.type === 'classification') await this.#labels(base);
    await this.#weights(base);
    await this.#ways(base);
    await this.#moved(base);
  }

  /** The table `base`: key, features, target, is_test; a drawn part of the rows after the first round. */
  async #prepare(): Promise<void> {
    const { name, features } = this.data;
    const draws = new Draws(this.seed);
    const [step, start] = this.round === 0 ? [7, 3] : [draws.one([7, 11, 13, 17]), draws.below(100)];
    const columns = features.map((feature, i) => `${quoted(feature)} AS ${NAMES[i]}`);
    this.#setup.push(
      `SELECT sqml_load_dataset('${name}')`,
      `CREATE TABLE base AS SELECT rowid AS key, ${columns.join(', ')}, target, rowid % 4 = 1 AS is_test FROM dataset_${name}
       WHERE (rowid * ${step} + ${start}) % (SELECT count(*) FROM dataset_${name}) < ${MOST_ROWS}`,
      'CREATE VIEW base_view AS SELECT * FROM base',
    );
    await this.subject.prepare(...this.#setup);
  }

  #has(option: string): boolean {
    return this.algorithm.options.some(({ name }) => name === option);
  }

  get #columns(): string {
    return this.#names.join(', ');
  }

  /** A SELECT of the base table with other columns, or from elsewhere. */
  #select(columns = this.#columns, from = 'base', target = 'target'): string {
    return `SELECT ${columns}, ${target} AS target, is_test FROM ${from}`;
  }

  async #train(dataset: string, more: object = {}, target = 'target'): Promise<Trained> {
    const experiment = `m${++this.#experiments}`;
    const options = { split_strategy: 'column', split_column: 'is_test', exclude: ['key'] };
    if (this.#has('n_estimators')) Object.assign(options, { n_estimators: MEMBERS });
    if (/^SELECT/.test(dataset)) Object.assign(options, { exclude: [] });
    const { type, name } = this.algorithm;
    const sql = trainSql({
      experiment,
      type,
      algorithm: name,
      dataset,
      target,
      options: { ...options, ...more },
    });
    await this.subject.rows(sql);
    return { experiment, digest: await this.#digest(experiment), sql: [sql] };
  }

  async #digest(experiment: string): Promise<string> {
    const model = `SELECT model_id FROM sqml_deployed_models WHERE experiment = ${text(experiment)}`;
    return (await this.subject.value(`SELECT digest FROM sqml_models WHERE id = (${model})`)) as string;
  }

  /** What a model says of the rows of a SELECT whose first column is `key` and whose others are its features. */
  async #answers({ experiment }: Trained, select: string, features = this.#names): Promise<Answers> {
    const object = `json_object(${features.map((name) => `${text(name)}, ${quoted(name)}`).join(', ')})`;
    const labels = new Map<string, Value>();
    const ask = (f: string) => `SELECT key, ${f}(${text(experiment)}, ${object}) AS answer FROM (${select})`;
    for (const { key, answer } of await this.subject.rows(ask('sqml_predict')))
      labels.set(String(key), answer);
    const scores = new Map<string, Map<string, number>>();
    if (this.algorithm.type === 'regression') {
      for (const [key, value] of labels) scores.set(key, new Map([['', Number(value)]]));
      labels.clear();
      return { labels, scores };
    }
    for (const f of ['sqml_decision_function', 'sqml_predict_proba']) {
      const { rows, error } = await this.subject.ask(ask(f));
      if (error !== null) continue;
      for (const { key, answer } of rows) scores.set(String(key), scoresOf(answer));
      break;
    }
    return { labels, scores };
  }

  #holds(isRight: boolean, what: string, ...trained: Trained[]): void {
    const statements = [...this.#setup, ...trained.flatMap(({ sql }) => sql)];
    this.checks.holds(isRight, `${this.algorithm.name} on ${this.data.name}: ${what}`, statements);
  }

  #same(what: string, a: Answers, b: Answers, ...trained: Trained[]): void {
    const difference = differenceOf(a, b, 0, 0);
    this.#holds(difference === null, `${what}: ${difference}`, ...trained);
  }

  #near(what: string, a: Answers, b: Answers, tolerance: number | null, ...trained: Trained[]): void {
    if (tolerance === null) return;
    const difference = differenceOf(a, b, tolerance, AT_BORDER);
    this.#holds(difference === null, `${what}: ${difference}`, ...trained);
  }

  async #sameBytes(base: Trained): Promise<void> {
    const same = async (what: string, trained: Trained) =>
      this.#holds(trained.digest === base.digest, `${what} gives the same bytes`, base, trained);
    await same('the same again', await this.#train('base'));
    await same('a view', await this.#train('base_view'));
    await same('a SELECT', await this.#train(this.#select()));
    await same(
      'a column more, excluded',
      await this.#train(this.#select(`${this.#columns}, key * 7 AS more`), { exclude: ['more'] }),
    );
    await same('the features by name', await this.#train('base', { features: this.#names, exclude: [] }));
    await same(
      'rows without a label',
      await this.#train(`${this.#select()} UNION ALL SELECT ${this.#names.map(() => '1.5')}, NULL, 0`),
    );
    const inTests = this.#names.map((name) => `iif(is_test, ${name} * 3 + 1, ${name}) AS ${name}`);
    await same('other features of test rows', await this.#train(this.#select(inTests.join(', '))));
    const run = `(SELECT max(id) FROM sqml_runs WHERE dataset = 'base')`;
    const retrain = `SELECT sqml_retrain(${run})`;
    const report = JSON.parse((await this.subject.value(retrain)) as string);
    const model = report.model_id ?? '(SELECT max(id) FROM sqml_models)';
    const digest = (await this.subject.value(`SELECT digest FROM sqml_models WHERE id = ${model}`)) as string;
    await same('sqml_retrain', { experiment: '', digest, sql: [retrain] });
    const other = new Subject(PATIENCE_MS);
    for (const sql of [...this.#setup, ...base.sql]) await other.rows(sql);
    const elsewhere = (await other.value('SELECT digest FROM sqml_models')) as string;
    await other.close();
    await same('another process', { experiment: '', digest: elsewhere, sql: [] });
  }

  async #otherBytes(base: Trained): Promise<void> {
    const other = async (what: string, trained: Trained) =>
      this.#holds(trained.digest !== base.digest, `${what} gives other bytes`, base, trained);
    const [first] = this.#names;
    const isFirst = '(SELECT min(key) FROM base WHERE NOT is_test)';
    const changed = this.#columns.replace(first, `iif(key = ${isFirst}, ${first} + 1, ${first}) AS ${first}`);
    const { keepsEachValue, looksAtFeatures, isDrawn } = this.#traits;
    if (keepsEachValue) await other('one value of a training row', await this.#train(this.#select(changed)));
    if (looksAtFeatures) {
      const negated = this.#names.map((name) => `-${name} AS ${name}`).join(', ');
      await other('features negated', await this.#train(this.#select(negated)));
    }
    await other('a column less', await this.#train('base', { exclude: ['key', first] }));
    await other(
      'another test part',
      await this.#train(this.#select().replace('is_test', 'key % 5 = 0 AS is_test')),
    );
    if (this.#has('C')) await other('another C', await this.#train('base', { C: 0.37 }));
    const labels = `iif(key % 3 = 0, (SELECT target FROM base WHERE key = ${isFirst}), target)`;
    await other('other labels', await this.#train(this.#select(this.#columns, 'base', labels)));
    if (isDrawn) await other('another random_state', await this.#train('base', { random_state: 7 }));
    if (isDrawn === false) {
      const again = await this.#train('base', { random_state: 7 });
      this.#holds(again.digest === base.digest, 'random_state draws nothing but the split', base, again);
    }
  }

  async #names_(base: Trained): Promise<void> {
    const renamed = this.#names.map((_, i) => `column ${i} "😀"`);
    const columns = this.#names.map((name, i) => `${name} AS ${quoted(renamed[i])}`).join(', ');
    const trained = await this.#train(this.#select(columns));
    this.#holds(trained.digest !== base.digest, 'other names give other bytes', base, trained);
    const mine = await this.#answers(base, 'SELECT * FROM base');
    const theirs = await this.#answers(trained, `SELECT key, ${columns} FROM base`, renamed);
    this.#same('columns renamed', mine, theirs, base, trained);
  }

  async #order(base: Trained): Promise<void> {
    const mine = await this.#answers(base, 'SELECT * FROM base');
    for (const order of ['key DESC', `(key * 37 + ${this.seed}) % 211, key`]) {
      const rows = await this.#train(`${this.#select()} ORDER BY ${order}`);
      const theirs = await this.#answers(rows, 'SELECT * FROM base');
      this.#near(`rows by ${order}`, mine, theirs, this.#traits.rowOrder, base, rows);
    }
    const columns = await this.#train(this.#select([...this.#names].reverse().join(', ')));
    const theirs = await this.#answers(columns, 'SELECT * FROM base');
    this.#near('columns reversed', mine, theirs, this.#traits.columnOrder, base, columns);
  }

  /** Standardising a feature times 2^k is exact: mean and deviation are 2^k times as large, too; so is comparing. */
  async #scaled(base: Trained): Promise<void> {
    if (!this.#traits.isScaled) return;
    const mine = await this.#answers(base, 'SELECT * FROM base');
    for (const factor of this.#traits.isSinglePrecision ? [1024, 1 / 16] : [1024, 2 ** -20]) {
      const columns = this.#names
        .map((name, i) => (i === 1 ? `${name} * ${factor} AS ${name}` : name))
        .join(', ');
      const trained = await this.#train(this.#select(columns));
      const theirs = await this.#answers(trained, `SELECT key, ${columns} FROM base`);
      this.#same(`a feature times ${factor}`, mine, theirs, base, trained);
    }
  }

  async #labels(base: Trained): Promise<void> {
    const mine = await this.#answers(base, 'SELECT * FROM base');
    const inOrder = `'class ' || CAST(target AS INTEGER)`;
    const ordered = await this.#train(this.#select(this.#columns, 'base', inOrder));
    const theirs = await this.#answers(ordered, 'SELECT * FROM base');
    const back = (label: string) => (label === '' ? '' : String(Number(label.replace('class ', ''))));
    this.#same('labels renamed in their order', mine, renamed(theirs, back), base, ordered);
    const reversed = await this.#train(this.#select(this.#columns, 'base', '10 - target'));
    const others = await this.#answers(reversed, 'SELECT * FROM base');
    const isBinary = [...mine.scores.values()].some((scores) => scores.has(''));
    const turned = renamed(others, (label) => (label === '' ? '' : String(10 - Number(label))));
    if (isBinary) for (const scores of turned.scores.values()) scores.set('', -(scores.get('') as number));
    this.#near('labels in the other order', mine, turned, this.#traits.rowOrder, base, reversed);
  }

  /** Scaled by minimum and maximum, and with a gamma of its own: rows that are twice there move means and variances. */
  async #weights(base: Trained): Promise<void> {
    const plain = { preprocess: { scale: 'min_max' }, ...(this.#has('gamma') ? { gamma: 0.5 } : {}) };
    const twice = (which: string) =>
      `(SELECT * FROM base UNION ALL SELECT * FROM base WHERE NOT is_test AND ${which})`;
    const isOfRows = this.#traits.isWeightOfRows || this.data.name !== 'iris';
    if (this.#has('class_weight') && isOfRows) {
      const doubled = await this.#train(this.#select(this.#columns, twice('target = 1')), plain);
      const weighted = await this.#train('base', { ...plain, class_weight: { '1': 2 } });
      const mine = await this.#answers(doubled, 'SELECT * FROM base');
      const theirs = await this.#answers(weighted, 'SELECT * FROM base');
      this.#near(
        'rows of a class twice, or its weight 2',
        mine,
        theirs,
        this.#traits.weights,
        doubled,
        weighted,
      );
      const light = await this.#train('base', plain);
      this.#holds(light.digest !== weighted.digest, 'class_weight gives other bytes', light, weighted);
      // A bootstrap draws rows by their weights, where there are any: other draws, as in scikit-learn.
      if (!this.#has('bootstrap')) {
        const one = await this.#train('base', { ...plain, class_weight: { '1': 1 } });
        this.#holds(light.digest === one.digest, 'a class_weight of 1 gives the same bytes', light, one);
      }
    }
    if (this.#has('C')) {
      const doubled = await this.#train(this.#select(this.#columns, twice('1')), { C: 0.5 });
      const mine = await this.#answers(doubled, 'SELECT * FROM base');
      const theirs = await this.#answers(base, 'SELECT * FROM base');
      this.#near('all rows twice at half of C', mine, theirs, this.#traits.weights, doubled, base);
    }
  }

  /** One by one, by position, as a batch, as a table. */
  async #ways(base: Trained): Promise<void> {
    const { experiment } = base;
    const name = text(experiment);
    const object = `json_object(${this.#names.map((each) => `'${each}', ${each}`).join(', ')})`;
    const one = `SELECT key, sqml_predict(${name}, ${object}) AS answer FROM base ORDER BY key`;
    const ways: Record<string, string> = {
      'an array': `SELECT key, sqml_predict(${name}, json_array(${this.#columns})) AS answer FROM base ORDER BY key`,
      values: `SELECT key, sqml_predict(${name}, ${this.#columns}) AS answer FROM base ORDER BY key`,
      'its id': `SELECT key, sqml_predict((SELECT model_id FROM sqml_deployed_models WHERE experiment = ${name}), ${object}) AS answer FROM base ORDER BY key`,
      'a table': `SELECT b.key, p.prediction AS answer FROM base b JOIN sqml_predictions(${name}, 'base') p ON p.key = b.rowid ORDER BY b.key`,
    };
    const expected = await this.subject.rows(one);
    for (const [way, sql] of Object.entries(ways)) {
      const got = await this.subject.rows(sql);
      this.#holds(
        isEqual(got, expected),
        `rows by ${way} are answered as one by one`,
        base,
        said(one),
        said(sql),
      );
    }
    const order = 'FROM (SELECT * FROM base ORDER BY key)';
    const batch = `SELECT sqml_predict_batch(${name}, json_group_array(json(${object}))) ${order}`;
    const together = JSON.parse((await this.subject.value(batch)) as string) as unknown[];
    const isSame =
      together.length === expected.length && together.every((answer, i) => isAs(answer, expected[i].answer));
    this.#holds(isSame, 'a batch is answered as one by one', base, said(one), said(batch));
  }

  async #moved(base: Trained): Promise<void> {
    const copy = `SELECT sqml_import_model('copy', sqml_export_model(${text(base.experiment)}))`;
    await this.subject.rows(copy);
    const trained = { experiment: 'copy', digest: await this.#digest('copy'), sql: [copy] };
    this.#holds(trained.digest === base.digest, 'an import has the same bytes', base, trained);
    const mine = await this.#answers(base, 'SELECT * FROM base');
    this.#same('imported', mine, await this.#answers(trained, 'SELECT * FROM base'), base, trained);
  }
}

/** A query among the statements of a failure. */
function said(sql: string): Trained {
  return { experiment: '', digest: '', sql: [sql] };
}

/** An answer of sqml_decision_function or sqml_predict_proba; '' stands for the score of two classes. */
function scoresOf(answer: Value): Map<string, number> {
  if (typeof answer !== 'string') return new Map([['', Number(answer)]]);
  const scores = Object.entries(JSON.parse(answer) as Record<string, number>);
  return new Map(scores.map(([label, score]) => [labelText(label), score]));
}

/** 1 and 1.0 are one label. */
function labelText(label: unknown): string {
  const shown = String(label);
  return shown !== '' && Number.isFinite(Number(shown)) ? String(Number(shown)) : shown;
}

function renamed({ labels, scores }: Answers, name: (label: string) => string): Answers {
  return {
    labels: new Map([...labels].map(([key, label]) => [key, name(labelText(label))])),
    scores: new Map(
      [...scores].map(([key, row]) => [key, new Map([...row].map(([label, score]) => [name(label), score]))]),
    ),
  };
}

/**
 * Null, or where two sets of answers differ: a score by more than `tolerance` times the largest, or a label; in more
 * than `share` of the rows.
 */
function differenceOf(a: Answers, b: Answers, tolerance: number, share: number): string | null {
  const keys = new Set([...a.labels.keys(), ...a.scores.keys()]);
  if (keys.size === 0 || b.labels.size !== a.labels.size || b.scores.size !== a.scores.size)
    return `${a.labels.size} and ${b.labels.size} labels, ${a.scores.size} and ${b.scores.size} scores`;
  const largest = Math.max(...[...a.scores.values()].flatMap((row) => [...row.values()].map(Math.abs)), 0);
  let worst = '';
  let most = 0;
  let off = 0;
  for (const key of keys) {
    let isOff = labelText(a.labels.get(key)) !== labelText(b.labels.get(key));
    if (isOff && worst === '') worst = `row ${key} is ${a.labels.get(key)} and ${b.labels.get(key)}`;
    for (const [label, score] of a.scores.get(key) ?? []) {
      const distance = Math.abs(score - (b.scores.get(key)?.get(label) ?? Number.NaN));
      if (distance <= tolerance * largest) continue;
      isOff = true;
      if (distance > most || Number.isNaN(distance)) {
        most = distance;
        worst = `row ${key} ${label} has ${score} and ${b.scores.get(key)?.get(label)}, largest ${largest}`;
      }
    }
    if (isOff) off++;
  }
  return off > share * keys.size ? `${off} of ${keys.size} rows differ, ${worst}` : null;
}

function isEqual(a: Row[], b: Row[]): boolean {
  return (
    a.length === b.length && a.every((row, i) => row.key === b[i].key && Object.is(row.answer, b[i].answer))
  );
}

/** A value out of JSON is the one of SQL. */
function isAs(json: unknown, value: Value): boolean {
  return typeof value === 'string' ? json === value : json === Number(value);
}
