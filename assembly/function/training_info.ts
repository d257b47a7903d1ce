// sqml_training_info(run_id): how the solver of a run came to its end, an entry an iteration (at most 1000,
// evenly thinned).
//
//   machine    which of several problems: the class of linear_svc, the pair of svc; 0 otherwise
//   iteration, objective; gap is what the solver's stopping rule measures, NULL where it has none

import { argument, begin, beginRows, describe, endRows, isWhole, wholeOf } from '../call';
import { JsonReader } from '../codec/json';
import { fail } from '../error';
import * as host from '../host';
import { Statement } from '../sql';

export function sqml_training_info(argc: i32): usize {
  begin('sqml_training_info', argc);
  const cell = argument(0);
  if (!isWhole(cell)) fail(`run_id must be an INTEGER, got ${describe(cell)}`);
  const id = wholeOf(cell);
  const found = Statement.ifThere('SELECT log FROM main.sqml_runs WHERE id = ?');
  if (found == null) {
    fail(`unknown run ${id}: this database has no runs of sqml yet`);
    throw new Error('unreachable');
  }
  found.integer(id).bound();
  if (!found.next()) fail(`unknown run ${id}; SELECT * FROM sqml_runs shows the runs there are`);
  const rows = beginRows();
  if (found.type == host.TEXT) {
    const text = found.cell();
    const json = new JsonReader(text + 5, load<i32>(text, 1), `the log of run ${id}`);
    json.expect(0x5b);
    do {
      json.expect(0x5b);
      rows.integer(countOf(json, id));
      json.expect(0x2c);
      rows.integer(countOf(json, id));
      for (let i = 0; i < 2; i++) {
        json.expect(0x2c);
        if (json.tookWord('null')) rows.null();
        else rows.real(json.number());
      }
      json.expect(0x5d);
    } while (json.took(0x2c));
  }
  found.close();
  return endRows();
}

/** The whole number that comes next. */
function countOf(json: JsonReader, id: i64): i64 {
  const count = json.number();
  if (!(count >= 0 && count <= <f64>i32.MAX_VALUE))
    fail(`the log of run ${id} is damaged: it has ${count} as a count`);
  return <i64>count;
}
