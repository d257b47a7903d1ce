// Storing what a model has learned: its new bytes in place of those that it went on from.
//
// The database alone is the truth. The bytes before are named by their digest, so a write finds out whether anything has
// come between: another connection that learned, a ROLLBACK, a model that was dropped. Then it writes nothing, and the caller reads again and learns again. So no row is lost and none is learned twice.
//
// Most rows cost one UPDATE; a row at which a point of the learning curve is due goes through the journal with it, in one
// statement. A failed write gives its statement back when the call ends.

import { ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import * as host from '../host';
import { lastMessage, Statement } from '../sql';
import { failWith } from './failure';
import { Journal } from './journal';
import { Patience } from './lock';
import { JOURNAL, LOOK_AGAIN, WITHHELD } from './schema';

const WHAT = 'cannot store what was learned';
/** So often others may come between. */
const MOST_ATTEMPTS: i32 = 1000;

const UPDATE = String.UTF8.encode(
  'UPDATE main.sqml_models SET digest = ?1, data = ?2 WHERE id = ?3 AND digest = ?4',
);
const BY_NAME = String.UTF8.encode(
  'SELECT m.id, m.digest FROM main.sqml_experiments e ' +
    'JOIN main.sqml_deployments d ON d.experiment_id = e.id AND d.active ' +
    'JOIN main.sqml_models m ON m.id = d.model_id WHERE e.name = ?1',
);
const BY_ID = String.UTF8.encode('SELECT id, digest FROM main.sqml_models WHERE id = ?1');
/** What the journal is told of one row and one point; compiling all of its triggers takes a millisecond, so it is kept. */
const WITH_POINT = String.UTF8.encode(
  `INSERT INTO main.${JOURNAL}(kind, model_id, expected, digest, data, row_count, value, deviation) VALUES ` +
    "('learned', ?1, ?2, ?3, ?4, NULL, NULL, NULL), ('point', ?1, NULL, NULL, NULL, ?5, ?6, ?7)",
);

/** A point of the learning curve. */
export class Point {
  constructor(
    public rows: i64,
    public value: f64,
    public recent: f64,
  ) {}
}

/** Attempts in vain since the last write. */
let attempts: i32 = 0;

/** Whether `name`, a call's argument, still names model `id`, and that with this digest. */
export function isCurrent(name: usize, id: i64, digest: string): bool {
  const statement = Statement.tryPrepareKept(load<u8>(name) == host.TEXT ? BY_NAME : BY_ID);
  if (statement == null) return false;
  statement.cellAt(name).bound();
  const is = statement.next() && statement.integerCell() == id && statement.textCell() == digest;
  statement.close();
  return is;
}

/** Replaces the bytes of model `id`, which had the digest `before`. False when they are others by now. */
export function storeLearned(
  id: i64,
  before: string,
  digest: string,
  bytes: ByteWriter,
  points: Point[],
): bool {
  let isStored: bool;
  if (points.length == 0) isStored = update(id, before, digest, bytes);
  else if (points.length == 1) isStored = writeOne(id, before, digest, bytes, points[0]);
  else isStored = writeAll(id, before, digest, bytes, points);
  if (isStored) attempts = 0;
  else if (++attempts > MOST_ATTEMPTS) {
    attempts = 0;
    fail(`${WHAT}: ${WITHHELD}`);
  }
  return isStored;
}

function update(id: i64, before: string, digest: string, bytes: ByteWriter): bool {
  const statement = Statement.prepareKept(UPDATE);
  statement.text(digest).blob(bytes.pointer, bytes.length).integer(id).text(before);
  let code = statement.attemptBind();
  if (code == 0) code = statement.attemptRun();
  if (code != 0) failWith(WHAT, code, lastMessage());
  statement.close();
  return host.changes() > 0;
}

function writeOne(id: i64, before: string, digest: string, bytes: ByteWriter, point: Point): bool {
  const statement = Statement.tryPrepareKept(WITH_POINT);
  // The view may be gone since.
  if (statement == null) return writeAll(id, before, digest, bytes, [point]);
  statement.integer(id).text(before).text(digest).blob(bytes.pointer, bytes.length);
  statement.integer(point.rows).real(point.value).real(point.recent);
  let code = statement.attemptBind();
  if (code == 0) code = statement.attemptRun();
  if (code == host.SQLITE_CONSTRAINT && lastMessage() == LOOK_AGAIN) return false;
  if (code != 0) failWith(WHAT, code, lastMessage());
  statement.close();
  return true;
}

function writeAll(id: i64, before: string, digest: string, bytes: ByteWriter, points: Point[]): bool {
  const journal = new Journal()
    .row('learned')
    .integer('model_id', id)
    .text('digest', digest)
    .blob('data', bytes.pointer, bytes.length);
  for (let i = 0; i < points.length; i++) {
    journal
      .row('point')
      .integer('model_id', id)
      .integer('row_count', points[i].rows)
      .real('value', points[i].value)
      .real('deviation', points[i].recent);
  }
  return journal.expect(before).tryWrite(WHAT, new Patience(0));
}

/** The points that are stored of a model, in order. */
export function learningCurve(id: i64): Point[] {
  const points: Point[] = [];
  const found = Statement.tryPrepare(
    'SELECT rows, value, recent FROM main.sqml_learning WHERE model_id = ? ORDER BY rows',
  );
  if (found == null) return points;
  found.integer(id).bound();
  while (found.next()) points.push(new Point(found.integerCell(), found.realCell(), found.realCell()));
  found.close();
  return points;
}
