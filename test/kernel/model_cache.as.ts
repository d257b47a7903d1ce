// Entry for model_cache.test.ts: models without content, of sizes as the test says.

import '../../assembly/error';
import { ByteReader, ByteWriter } from '../../assembly/codec/bytes';
import { Matrix } from '../../assembly/math/matrix';
import { memorySize } from '../../assembly/memory/footprint';
import { REGRESSION } from '../../assembly/model/algorithm';
import { Encoding } from '../../assembly/model/encoding';
import { Regressor } from '../../assembly/model/model';
import { Pipeline } from '../../assembly/model/pipeline';
import { Scaler } from '../../assembly/model/scaler';
import { Training } from '../../assembly/model/training';
import { bytesKept, countKept, findKept, keep, keptBySerial } from '../../assembly/registry/model_cache';

class Nothing extends Regressor {
  fit(training: Training): void {}
  outputsOf(X: Matrix, out: usize): void {}
  get cost(): f64 {
    return 0;
  }
  write(out: ByteWriter): void {}
  read(bytes: ByteReader, features: i32, classes: i32): void {}
}

/** Keeps a model with this id, of so many bytes; its serial. */
export function keepModel(id: i32, bytes: f64): i32 {
  const scaler = new Scaler(new StaticArray<f64>(0), new StaticArray<f64>(0), 0);
  const pipeline = new Pipeline(REGRESSION, 'nothing', new Encoding([]), [], scaler, new Nothing());
  return keep(id, 'digest', pipeline, <i64>bytes, memorySize()).serial;
}

/** The serial of the kept model with this id; 0 when it is gone. */
export function serialOf(id: i32): i32 {
  const model = findKept(id, 'digest');
  return model == null ? 0 : model.serial;
}

/** The id of the kept model with this serial; -1 when it is gone. */
export function idOf(serial: i32): i32 {
  const model = keptBySerial(serial);
  return model == null ? -1 : <i32>model.id;
}

export function count(): i32 {
  return countKept();
}

export function bytes(): f64 {
  return <f64>bytesKept();
}
