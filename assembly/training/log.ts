// What a solver noted while it ran, as the run keeps it: a JSON list of [machine, iteration, objective, gap].
//
// A machine is one of several problems of a training: a class of linear_svc, a pair of svc; 0 otherwise.

import { ByteWriter } from '../codec/bytes';
import { writeJsonNumber } from '../codec/json';
import { utf8 } from '../codec/text';
import { History } from '../solver/history';

/** The JSON of a history; '' of an empty one. */
export function logText(history: History): string {
  if (history.length == 0) return '';
  const out = new ByteWriter();
  for (let e = 0; e < history.length; e++) {
    out.characters(e == 0 ? '[[' : ', [');
    out.characters(`${history.machineOf(e)}, ${history.iterationOf(e)}, `);
    writeJsonNumber(out, history.objectiveOf(e));
    out.characters(', ');
    writeJsonNumber(out, history.gapOf(e));
    out.u8(0x5d);
  }
  out.u8(0x5d);
  return utf8(out.pointer, out.length);
}
