// sqml_setup(): makes the sqml_ tables and views; training does so by itself.

import { begin, beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { ensureSchema } from '../registry/schema';

export function sqml_setup(argc: i32): usize {
  begin('sqml_setup', argc);
  const isNew = ensureSchema();
  const json = new JsonObject(beginText());
  json.flag('changed', isNew);
  json.end();
  return endText();
}
