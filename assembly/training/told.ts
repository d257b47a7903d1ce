// What a stored model's training, or its declaration, was told: every option with its value, given or default.

import { ByteWriter } from '../codec/bytes';
import { jsonNumber } from '../codec/json';
import { jsonQuoted, utf8 } from '../codec/text';
import { fail } from '../error';
import * as host from '../host';
import { algorithmNamed, PREDICTION_TYPES } from '../model/algorithm';
import { onlineOptions } from '../online/declare';
import { Option } from '../option/base';
import { Options } from '../option/option';
import { About } from '../registry/about';
import { RowWriter } from '../rows';
import { requestOfRun } from './run';
import { optionsOf } from './request';

/** The options of a model. */
export function toldOptions(about: About): Options {
  if (about.dataset.length > 0 && about.status == 'success') return requestOfRun(about.runId).options;
  const algorithm = algorithmNamed(about.algorithm, PREDICTION_TYPES.indexOf(about.predictionType));
  if (algorithm == null) {
    fail(`model ${about.modelId} was made by '${about.algorithm}', which this sqml does not have`);
    throw new Error('unreachable');
  }
  if (about.status == 'online') return onlineOptions(algorithm, about.options);
  return optionsOf(algorithm, about.options.length > 0 ? about.options : '{}');
}

/** The value of an option as JSON: as it was given, else its default. */
export function optionJson(option: Option): string {
  if (option.given.length > 0) return option.given;
  const cell = new ByteWriter();
  option.writeDefault(new RowWriter(cell));
  const type = load<u8>(cell.pointer);
  if (type == host.NULL) return 'null';
  if (type == host.INTEGER) return load<i64>(cell.pointer, 1).toString();
  if (type == host.REAL) return jsonNumber(load<f64>(cell.pointer, 1));
  const text = utf8(cell.pointer + 5, load<i32>(cell.pointer, 1));
  const kind = option.typeName;
  const isJson = (kind.endsWith('array') && text.startsWith('[')) || (kind == 'boolean' && text.length > 0);
  return isJson ? text : jsonQuoted(text);
}
