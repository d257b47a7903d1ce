// sqml_algorithms(): every algorithm and its own options, from their declarations. What all trainings can be
// told besides (training/request.ts) is not repeated for each; an algorithm without options has one row of NULLs.

import { begin, beginRows, endRows } from '../call';
import { Algorithm, algorithms, PREDICTION_TYPES } from '../model/algorithm';
import { Kind, Option, OptionSpec } from '../option/option';
import { expectation } from '../option/parse';
import { RowWriter } from '../rows';

export function sqml_algorithms(argc: i32): usize {
  begin('sqml_algorithms', argc);
  const rows = beginRows();
  for (let i = 0; i < algorithms.length; i++) {
    const algorithm = algorithms[i];
    const spec = new OptionSpec();
    algorithm.declare(spec);
    for (let j = 0; j < spec.list.length; j++) {
      const option = spec.list[j];
      begun(rows, algorithm);
      rows.text(option.name);
      rows.text(typeName(option.kind));
      writeDefault(rows, option);
      rows.text(expectation(option));
    }
    if (spec.list.length == 0) {
      begun(rows, algorithm);
      for (let j = 0; j < 4; j++) rows.null();
    }
  }
  return endRows();
}

function begun(rows: RowWriter, algorithm: Algorithm): void {
  rows.text(PREDICTION_TYPES[algorithm.predictionType]);
  rows.text(algorithm.name);
}

/** The JSON type that the option is given as. */
function typeName(kind: Kind): string {
  if (kind == Kind.REAL) return 'number';
  if (kind == Kind.INTEGER) return 'integer';
  if (kind == Kind.FLAG) return 'boolean';
  if (kind == Kind.CHOICE_OR_POSITIVE) return 'string or number';
  if (kind == Kind.CLASS_WEIGHT) return 'string or object';
  if (kind == Kind.NAMES) return 'array';
  return kind == Kind.OBJECT ? 'object' : 'string';
}

/** A number, or a word as it stands in JSON but for the quotes; NULL is null or nothing. */
function writeDefault(rows: RowWriter, option: Option): void {
  const kind = option.kind;
  if (kind == Kind.REAL) rows.real(option.number);
  else if (kind == Kind.INTEGER) rows.integer(<i64>option.number);
  else if (kind == Kind.FLAG) rows.text(option.number != 0 ? 'true' : 'false');
  else if (option.word.length > 0) rows.text(option.word);
  else if (kind == Kind.CHOICE_OR_POSITIVE) rows.real(option.number);
  else rows.null();
}
