// sqml_debug(): what a report of a defect should contain, as JSON.

import { begin, beginText, endText } from '../call';
import { JsonObject } from '../codec/json';
import { VERSION } from '../generated/version';
import { memorySize } from '../memory/footprint';
import { bytesKept, countKept } from '../registry/model_cache';
import { areErrorsJson } from '../settings';
import { Statement } from '../sql';

export function sqml_debug(argc: i32): usize {
  begin('sqml_debug', argc);
  const sqlite = Statement.prepare('SELECT sqlite_version()');
  sqlite.next();
  const version = sqlite.textCell();
  sqlite.close();
  const json = new JsonObject(beginText());
  json.text('sqml', VERSION);
  json.text('sqlite', version);
  json.text('errors', areErrorsJson() ? 'json' : 'sql');
  json.integer('memory_bytes', <i64>memorySize());
  json.integer('kept_models', countKept());
  json.integer('kept_bytes', bytesKept());
  json.end();
  return endText();
}
