// sqml_predict_batch(experiment_name, features): predictions for a JSON array of rows, as a JSON list in
// the same order.

import { begin, beginText, collectSoon, endText } from '../call';
import { JsonReader, writeJsonNumber } from '../codec/json';
import { fail } from '../error';
import { tick } from '../progress';
import { modelOfStatement, startOnFeatures } from './predict';

/** What reading a feature as JSON costs, for the polls. */
const READING: f64 = 100;
/** A comma and a space. */
const COMMA: u16 = 0x202c;

export function sqml_predict_batch(argc: i32): usize {
  begin('sqml_predict_batch', argc);
  const model = modelOfStatement();
  const pipeline = model.pipeline;
  const cost = pipeline.cost + READING * <f64>pipeline.encoding.d;
  const json = new JsonReader(0, 0, 'features');
  startOnFeatures(json, 'json_group_array(json_object(...))');
  if (json.peek() != 0x5b)
    fail(`features must be a JSON array of rows, got ${json.at < json.end ? json.excerpt() : "''"}`);
  json.at++;

  const out = beginText();
  out.u8(0x5b);
  if (!json.took(0x5d)) {
    let row = 0;
    do {
      json.row = row;
      model.features.read(json);
      const value = pipeline.predict(model.features.raw);
      if (row > 0) out.u16(COMMA);
      if (pipeline.isClassification) pipeline.labelBytes.writeJson(<i32>value, out);
      else writeJsonNumber(out, value);
      row++;
      tick(cost);
    } while (json.took(0x2c));
    json.expect(0x5d);
  }
  json.row = -1;
  json.finish();
  out.u8(0x5d);
  collectSoon();
  return endText();
}
