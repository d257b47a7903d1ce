// Learners of stored models, kept in the connection's instance so that a row does not read its model again.
//
// A kept learner is looked at once per statement (the host remembers it with the statement, as for a prediction): is it
// still what its name stands for? Within the statement it is a guess, and writing what it learned finds out whether its
// model is still what it went on from (registry/learned.ts). Whoever takes one out takes it for himself, and puts it back when all went well; so one that failed
// half-way, an interrupt included, is gone, and the next call reads the model as it is stored.

import { cellEnd } from '../call';
import { ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import * as host from '../host';
import { ensureSchema } from '../registry/schema';
import { modelNamed, storedModel } from '../registry/deployed';
import { forget } from '../registry/model_cache';
import { isCurrent, Point, storeLearned } from '../registry/learned';
import { algorithmNamed } from '../model/algorithm';
import { Online } from '../model/online';
import { digestText, Pipeline } from '../model/pipeline';
import { Options } from '../option/option';
import { parseText } from '../option/parse';
import { Statement } from '../sql';
import { declared } from '../training/request';
import { checkGoesOn } from './declare';
import { Learner } from './learner';

/** Learners kept for a connection: a trigger may teach several models. */
const KEPT: i32 = 8;

export class StoredLearner {
  private bytes: ByteWriter = new ByteWriter();
  private headLength: i32 = 0;
  private classes: i32 = -1;
  /** What the host remembers: a number that no other learner of this instance has had. */
  readonly serial: i32 = ++lastSerial;

  constructor(
    /** The argument that named it, a cell. */
    private name: ByteWriter,
    private id: i64,
    private digest: string,
    public learner: Learner,
  ) {}

  /** The database has what it went on from. */
  get isCurrent(): bool {
    return isCurrent(this.name.pointer, this.id, this.digest);
  }

  isNamed(cell: usize): bool {
    const length = <i32>(cellEnd(cell) - cell);
    return length == this.name.length && memory.compare(this.name.pointer, cell, length) == 0;
  }

  /**
   * Stores what it has learned, and `points` of its curve, and keeps it. False when it went on from what is not stored any
   * more: then take a new one and learn again.
   */
  store(points: Point[]): bool {
    const pipeline = this.learner.pipeline;
    const bytes = this.bytes;
    if (this.classes != pipeline.labels.length) {
      this.classes = pipeline.labels.length;
      bytes.length = 0;
      pipeline.writeHead(bytes);
      this.headLength = bytes.length;
    }
    bytes.length = this.headLength;
    pipeline.writeBody(bytes);
    const digest = digestText(bytes.pointer);
    if (!storeLearned(this.id, this.digest, digest, bytes, points)) {
      this.learner.release();
      return false;
    }
    this.digest = digest;
    forget(this.id);
    this.keep();
    return true;
  }

  /** Puts it back: it is as it was taken, or stored. */
  keep(): void {
    if (kept.length == KEPT) kept.shift().learner.release();
    kept.push(this);
  }
}

let lastSerial: i32 = 0;
/** Most recently used last: what is taken row after row moves nothing. */
const kept: StoredLearner[] = [];
/** The one that was taken last; what it holds is given back when it did not come back. */
let taken: StoredLearner | null = null;

/** The learner of the model that the argument names, taken out. */
export function takeLearner(name: usize): StoredLearner {
  const lost = taken;
  if (lost != null && !kept.includes(lost)) lost.learner.release();
  taken = null;
  for (let i = kept.length - 1; i >= 0; i--) {
    if (!kept[i].isNamed(name)) continue;
    const found = kept[i];
    for (let later = i + 1; later < kept.length; later++) kept[later - 1] = kept[later];
    kept.pop();
    taken = found;
    if (host.remembered() == found.serial) return found;
    if (!found.isCurrent) {
      found.learner.release();
      break;
    }
    host.remember(found.serial);
    return found;
  }
  const read = readLearner(name);
  taken = read;
  host.remember(read.serial);
  return read;
}

function readLearner(name: usize): StoredLearner {
  ensureSchema();
  let named = modelNamed(name);
  let row = storedModel(named.id);
  let cell = row.cell();
  while (digestText(cell + 5) != named.digest) {
    // Another process may have taught it, or made another one serve, since it was found.
    row.close();
    const now = modelNamed(name);
    if (now.id == named.id && now.digest == named.digest)
      fail(`the digest of model ${named.id} is not that of its bytes; export it and import it again`);
    named = now;
    row = storedModel(named.id);
    cell = row.cell();
  }
  const digest = named.digest;
  const pipeline = Pipeline.read(cell + 5, load<i32>(cell, 1), `model ${named.id}`);
  row.close();
  const algorithm = algorithmNamed(pipeline.algorithm, pipeline.predictionType)!;
  let online = pipeline.online;
  if (online == null) {
    online = trainedBefore(named.id);
    pipeline.online = online;
  }
  const options = readOptions(online.options, pipeline);
  checkGoesOn(algorithm, options);
  const cellName = new ByteWriter();
  cellName.raw(name, <i32>(cellEnd(name) - name));
  const learner = new Learner(pipeline, options, options.seed('random_state'));
  return new StoredLearner(cellName, named.id, digest, learner);
}

/** The options of a model that was declared, or trained. */
function readOptions(text: string, pipeline: Pipeline): Options {
  const algorithm = algorithmNamed(pipeline.algorithm, pipeline.predictionType)!;
  const spec = declared(algorithm);
  spec.name('target');
  spec.scalars('classes');
  if (text.length > 0) parseText(text, spec, algorithm.name);
  return new Options(spec);
}

/** A trained model has learned no row by itself; how it was trained stands with its run. */
function trainedBefore(id: i64): Online {
  const run = Statement.prepare(
    'SELECT r.options, r.target FROM main.sqml_models m JOIN main.sqml_runs r ON r.id = m.run_id WHERE m.id = ?',
  )
    .integer(id)
    .bound();
  const isThere = run.next();
  const online = isThere ? new Online(run.textCell(), run.textCell()) : new Online('', '');
  run.close();
  return online;
}
