// What sqml_train was asked for: its arguments and options, checked before any row is read.

import { argument, describe, isGiven, textArgument } from '../call';
import { suggestion } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { metricNames } from '../metric/table';
import {
  Algorithm,
  algorithmNamed,
  algorithmNames,
  CLASSIFICATION,
  PREDICTION_TYPES,
  Traits,
} from '../model/algorithm';
import { Options, OptionSpec } from '../option/option';
import { givenOptions, parseOptions, parseText } from '../option/parse';
import { predictionTypeOf, targetOf } from '../registry/experiment';

/** At this random_state the tutorial on Iris gives the scores that sqlite-ml published. */
const DEFAULT_RANDOM_STATE: u32 = 53;
const DEFAULT_TEST_SIZE: f64 = 0.25;
const SPLIT_STRATEGIES: string[] = ['shuffle', 'stratified', 'sequential', 'column'];

export class Request {
  constructor(
    public experiment: string,
    public predictionType: i32,
    public algorithm: Algorithm,
    public dataset: string,
    public target: string,
    public options: Options,
  ) {}

  get testSize(): f64 {
    return this.options.real('test_size');
  }

  get splitStrategy(): string {
    return this.options.word('split_strategy');
  }

  /** What is compared. It is declared last: an algorithm may have an option of that name for itself, which can't be told apart. */
  get metric(): string {
    const list = this.options.spec.list;
    for (let i = list.length - 1; i >= 0; i--) if (list[i].name == 'metric') return list[i].word;
    throw new Error('option read but not declared: metric');
  }

  get randomState(): u32 {
    return this.options.seed('random_state');
  }

  /** These options, and those of a JSON object, which win. */
  optionsWith(json: string): Options {
    const options = optionsOf(this.algorithm, json);
    const list = options.spec.list;
    const mine = this.options.spec.list;
    for (let i = 0; i < list.length; i++) if (list[i].given.length == 0) list[i] = mine[i];
    options.check();
    return options;
  }

  get traits(): Traits {
    return this.algorithm.traitsOf(this.options);
  }

  get typeName(): string {
    return PREDICTION_TYPES[this.predictionType];
  }

  /** Rows are read in passes and not held. */
  get isPassing(): bool {
    const passes = this.options.find('passes');
    return passes != null && passes.number != 0;
  }

  /** The options that were given, as JSON: enough to give them again. */
  get optionsText(): string {
    return givenOptions(this.options.spec);
  }
}

/** The running call's arguments. */
export function readRequest(): Request {
  const experiment = textArgument(0, 'experiment_name');
  const predictionType = predictionTypeArgument(1, 'prediction_type');
  const algorithm = algorithmArgument(2, predictionType);
  const dataset = textArgument(3, 'dataset');
  const target = textArgument(4, 'target');
  const options = readOptions(algorithm);
  const request = new Request(experiment, predictionType, algorithm, dataset, target, options);

  const existing = predictionTypeOf(experiment);
  if (existing.length > 0 && existing != request.typeName) {
    fail(
      `experiment '${experiment}' is a ${existing}; a ${request.typeName} needs an experiment of another name`,
    );
  }
  const before = targetOf(experiment);
  if (before.length > 0 && before.toLowerCase() != target.toLowerCase()) {
    fail(
      `experiment '${experiment}' predicts '${before}'; a model of '${target}' needs an experiment of another name`,
    );
  }
  return request;
}

/** The arguments of a call without SQL: type, algorithm, target, options. */
export function readProgramRequest(): Request {
  const predictionType = predictionTypeArgument(0, 'type');
  const algorithm = algorithmArgument(1, predictionType);
  const target = textArgument(2, 'targetName');
  const options = new Options(declared(algorithm));
  readObject(argument(3), options.spec, algorithm);
  options.check();
  if (options.isGiven('deploy'))
    fail('option deploy is for sqml_train; sqml_import_model and sqml_deploy make a model serve a database');
  if (options.find('passes') != null && options.isGiven('passes'))
    fail('option passes is for sqml_train; these rows are in memory already');
  return new Request('', predictionType, algorithm, '', target, options);
}

/** The arguments of sqml_check: type, algorithm, dataset, target, options. */
export function readCheckRequest(): Request {
  const predictionType = predictionTypeArgument(0, 'prediction_type');
  const algorithm = algorithmArgument(1, predictionType);
  const dataset = textArgument(2, 'dataset');
  const target = textArgument(3, 'target');
  const options = new Options(declared(algorithm));
  if (isGiven(4)) readObject(argument(4), options.spec, algorithm);
  return new Request('', predictionType, algorithm, dataset, target, options);
}

/** Arguments 5 to 7: test_size or the options, split_strategy, options. */
function readOptions(algorithm: Algorithm): Options {
  const options = new Options(declared(algorithm));
  const spec = options.spec;

  const isObject = load<u8>(argument(5)) == host.TEXT;
  if (isObject && isGiven(7)) fail('the options are given twice, as the sixth argument and the eighth');
  readObject(argument(isObject ? 5 : 7), spec, algorithm);
  options.check();

  if (isGiven(5) && !isObject) {
    const size = argument(5);
    const type = load<u8>(size);
    let value = NaN;
    if (type == host.REAL) value = load<f64>(size, 1);
    else if (type == host.INTEGER) value = <f64>load<i64>(size, 1);
    if (!(value > 0 && value < 1)) fail(`test_size must be a number between 0 and 1, got ${describe(size)}`);
    options.of('test_size').number = value;
  }
  if (isGiven(6)) {
    const strategy = textArgument(6, 'split_strategy');
    if (!SPLIT_STRATEGIES.includes(strategy)) {
      const known = `there are: ${SPLIT_STRATEGIES.join(', ')}`;
      fail(`unknown split_strategy '${strategy}'${suggestion(strategy, SPLIT_STRATEGIES, known)}`);
    }
    options.of('split_strategy').word = strategy;
  }
  return options;
}

/** The options of a JSON object, or none of NULL. */
function readObject(cell: usize, spec: OptionSpec, algorithm: Algorithm): void {
  if (load<u8>(cell) == host.TEXT) parseOptions(cell + 5, load<i32>(cell, 1), spec, algorithm.name);
  else if (load<u8>(cell) != host.NULL) fail(`options must be a JSON object, got ${describe(cell)}`);
}

/** Argument i; `role` words the error. */
export function predictionTypeArgument(i: i32, role: string): i32 {
  const name = textArgument(i, role);
  const type = PREDICTION_TYPES.indexOf(name);
  if (type < 0) {
    const known = `there are: ${PREDICTION_TYPES.join(', ')}`;
    fail(`unknown ${role} '${name}'${suggestion(name, PREDICTION_TYPES, known)}`);
  }
  return type;
}

export function algorithmArgument(i: i32, predictionType: i32): Algorithm {
  const name = textArgument(i, 'algorithm');
  const found = algorithmNamed(name, predictionType);
  if (found != null) return found;
  const names = algorithmNames(predictionType);
  const type = PREDICTION_TYPES[predictionType];
  const other = PREDICTION_TYPES[1 - predictionType];
  const known = `${type} has: ${names.join(', ')}`;
  if (algorithmNamed(name, 1 - predictionType) != null) fail(`'${name}' is for ${other}; ${known}`);
  fail(`unknown algorithm '${name}'${suggestion(name, names, known)}`);
  throw new Error('unreachable');
}

/** The algorithm's options from a JSON object. */
export function optionsOf(algorithm: Algorithm, json: string): Options {
  const options = new Options(declared(algorithm));
  parseText(json, options.spec, algorithm.name);
  return options;
}

/** What a training of the algorithm can be told. */
export function declared(algorithm: Algorithm): OptionSpec {
  const spec = new OptionSpec();
  algorithm.declare(spec);
  declareShared(spec, algorithm.predictionType, algorithm.traits);
  return spec;
}

/** What every training can be told: but for cv where the algorithm has it of its own, and passes only where it takes them. */
export function declareShared(spec: OptionSpec, predictionType: i32, traits: Traits): void {
  spec.seed('random_state', DEFAULT_RANDOM_STATE);
  spec.between('test_size', DEFAULT_TEST_SIZE, 0, 1);
  spec.choice('split_strategy', SPLIT_STRATEGIES[0], SPLIT_STRATEGIES);
  spec.name('split_column');
  spec.names('features');
  spec.names('exclude');
  spec.object('types');
  spec.object('preprocess');
  if (!traits.hasOwnFolds) spec.integer('cv', 0, 2, 1000);
  spec.choice('search', '', ['grid', 'random']);
  spec.object('params');
  spec.integer('n_iter', 10, 1, 10000);
  spec.choice('deploy', 'auto', ['auto', 'true', 'false']);
  spec.choice('metric', 'score', metricNames(predictionType));
  if (predictionType == CLASSIFICATION) spec.scalar('positive');
  if (traits.takesPasses) spec.flag('passes', false);
}
