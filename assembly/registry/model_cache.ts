// Models in memory, for the connection: read once, used by all statements until larger or newer ones take their place.
//
// What counts is bytes: all together the kept models have MOST_BYTES at most as they are stored, but for one that is
// larger alone. The one that was asked for least lately goes first. In memory a model takes one to some times its bytes.

import { collectSoon } from '../call';
import { keepBytes, memorySize } from '../memory/footprint';
import { FeatureReader } from '../model/features';
import { Pipeline } from '../model/pipeline';

/** Bytes of kept models, as they are stored. */
const MOST_BYTES: i64 = 512 << 20;
/** Models at most: they are looked for one by one. */
const MOST_MODELS: i32 = 64;

/** A model in memory. */
export class KeptModel {
  features: FeatureReader;

  constructor(
    public id: i64,
    public digest: string,
    /** What the host remembers: a number that no other kept model of this instance has had. */
    public serial: i32,
    public pipeline: Pipeline,
    /** As it is stored. */
    public bytes: i64,
    /** What memory grew by when it was read. */
    public growth: i64,
  ) {
    this.features = new FeatureReader(pipeline.encoding);
  }
}

/** Most recently asked for first. */
const kept: KeptModel[] = [];
let keptBytes: i64 = 0;
let lastSerial: i32 = 0;

/** How many models are in memory, and their bytes as they are stored. */
export function countKept(): i32 {
  return kept.length;
}
export function bytesKept(): i64 {
  return keptBytes;
}

/** The kept model with this id and digest; an id alone may come back with other bytes after a ROLLBACK. */
export function findKept(id: i64, digest: string): KeptModel | null {
  for (let i = 0; i < kept.length; i++) {
    const model = kept[i];
    if (model.id != id || model.digest != digest) continue;
    for (let j = i; j > 0; j--) kept[j] = kept[j - 1];
    kept[0] = model;
    return model;
  }
  return null;
}

/** The kept model with this serial. */
export function keptBySerial(serial: i32): KeptModel | null {
  for (let i = 0; i < kept.length; i++) if (kept[i].serial == serial) return kept[i];
  return null;
}

/** Keeps a model that was just read; `before` is memorySize before it was. Others may go. */
export function keep(id: i64, digest: string, pipeline: Pipeline, bytes: i64, before: u64): KeptModel {
  const growth = <i64>(memorySize() - before);
  const model = new KeptModel(id, digest, lastSerial + 1, pipeline, bytes, growth);
  lastSerial++;
  while (kept.length > 0 && (keptBytes + bytes > MOST_BYTES || kept.length == MOST_MODELS)) drop();
  kept.unshift(model);
  keptBytes += bytes;
  keepBytes(growth);
  collectSoon();
  return model;
}

/** The model has other bytes from now on: a statement that is running looks for it again. */
export function forget(id: i64): void {
  for (let i = kept.length - 1; i >= 0; i--) {
    if (kept[i].id != id) continue;
    const model = kept[i];
    kept.splice(i, 1);
    keptBytes -= model.bytes;
    keepBytes(-model.growth);
  }
}

/** Lets the last one go. */
function drop(): void {
  const model = kept.pop();
  keptBytes -= model.bytes;
  keepBytes(-model.growth);
}
