// sqml_algorithms(): every algorithm and its own options, from their declarations. What all trainings can be
// told besides (training/request.ts) is not repeated for each; an algorithm without options has one row of NULLs.

import { begin, beginRows, endRows } from '../call';
import { Algorithm, algorithms, PREDICTION_TYPES } from '../model/algorithm';
import { OptionSpec } from '../option/option';
import { RowWriter } from '../rows';

export function sqml_algorithms(argc: i32): usize {
  begin('sqml_algorithms', argc);
  const rows = beginRows();
  const all = algorithms();
  for (let i = 0; i < all.length; i++) {
    const algorithm = all[i];
    const spec = new OptionSpec();
    algorithm.declare(spec);
    for (let j = 0; j < spec.list.length; j++) {
      const option = spec.list[j];
      begun(rows, algorithm);
      rows.text(option.name);
      rows.text(option.typeName);
      option.writeDefault(rows);
      rows.text(option.expectation);
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
