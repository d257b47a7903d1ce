// The deployed model of an experiment, read once and kept for the connection (model_cache.ts).
//
// Which model is deployed is asked once per statement (the host remembers the answer for the
// statement), so a model that another connection deployed serves the next statement.

import { fail } from '../error';
import * as host from '../host';
import { memorySize } from '../memory/footprint';
import { digestText, Pipeline } from '../model/pipeline';
import { lastMessage, Statement } from '../sql';
import { describe, isWhole, textOf, wholeOf } from '../call';
import { unknownExperiment } from './experiment';
import { unknownModel } from './lookup';
import { findKept, keep, keptBySerial, KeptModel } from './model_cache';
import { hasColumn } from './schema';

/** A model that a call names, as it is stored. */
export class NamedModel {
  constructor(
    public id: i64,
    public digest: string,
  ) {}
}

/** The model that a call names: TEXT is an experiment, whose deployed model serves; INTEGER a model's id. */
export function modelOf(cell: usize): KeptModel {
  return keptModel(modelNamed(cell));
}

/** The same as it is stored, unread. */
export function modelNamed(cell: usize): NamedModel {
  if (isWhole(cell)) {
    const id = wholeOf(cell);
    return ours(lookUpModel(id), `model ${id}`);
  }
  if (load<u8>(cell) != host.TEXT) {
    fail(`experiment_name must be TEXT, or the INTEGER id of a model, got ${describe(cell)}`);
  }
  const experiment = textOf(cell, 'experiment_name');
  const found = lookUpDeployed(experiment);
  if (found.type != host.INTEGER)
    fail(`experiment '${experiment}' has no deployed model; train it with sqml_train`);
  return ours(found, deployedModel(experiment));
}

/** The model that serves an experiment, which is there; null when none does. */
export function tryDeployed(experiment: string): KeptModel | null {
  const found = lookUpDeployed(experiment);
  if (found.type == host.INTEGER) return keptModel(ours(found, deployedModel(experiment)));
  found.close();
  return null;
}

function deployedModel(experiment: string): string {
  return `the deployed model of '${experiment}'`;
}

/** The model of a row with id, library and digest, which must be one of ours; `what` names it in messages. */
function ours(found: Statement, what: string): NamedModel {
  const id = found.integerCell();
  const library = found.textCell();
  const digest = found.textCell();
  found.close();
  if (library != 'sqml') {
    fail(
      `${what} was made by ${library} (the Python sqlite-ml), whose pickles are not read; ` +
        'its history stays; train the experiment again with sqml_train',
    );
  }
  return new NamedModel(id, digest);
}

function keptModel(named: NamedModel): KeptModel {
  const known = findKept(named.id, named.digest);
  return known != null ? known : readModel(named.id, named.digest);
}

/** The kept model that the host remembered for the running statement; null when it is none of these. */
export function rememberedModel(): KeptModel | null {
  const serial = host.remembered();
  return serial == 0 ? null : keptBySerial(serial);
}

/** A row with id, library and digest of the deployed model; of NULLs when none is. */
function lookUpDeployed(experiment: string): Statement {
  const digest = 'm.digest';
  let found = Statement.ifThere(query(digest));
  if (found == null && !hasColumn('sqml_models', 'digest')) {
    if (!hasColumn('sqml_models', 'data')) unknownExperiment(experiment);
    found = Statement.ifThere(query('NULL'));
  }
  if (found == null) {
    fail(lastMessage());
    throw new Error('unreachable');
  }
  found.text(experiment).bound();
  if (!found.next()) unknownExperiment(experiment);
  return found;
}

/** A row with id, library and digest of the model. */
function lookUpModel(id: i64): Statement {
  const digest = hasColumn('sqml_models', 'digest') ? 'digest' : 'NULL';
  const found = Statement.ifThere(`SELECT id, library, ${digest} FROM main.sqml_models WHERE id = ?`);
  if (found == null) {
    fail(`unknown model ${id}: this database has none yet; sqml_train makes one`);
    throw new Error('unreachable');
  }
  found.integer(id).bound();
  if (!found.next()) unknownModel(id);
  return found;
}

function query(digest: string): string {
  return (
    `SELECT m.id, m.library, ${digest} FROM main.sqml_experiments e ` +
    'LEFT JOIN main.sqml_deployments d ON d.experiment_id = e.id AND d.active ' +
    'LEFT JOIN main.sqml_models m ON m.id = d.model_id WHERE e.name = ? ORDER BY d.id DESC LIMIT 1'
  );
}

function readModel(id: i64, digest: string): KeptModel {
  const before = memorySize();
  const row = storedModel(id);
  const cell = row.cell();
  const length = load<i32>(cell, 1);
  const pipeline = Pipeline.read(cell + 5, length, `model ${id}`);
  // What another process taught it since it was found is in the bytes: they are kept by their own digest.
  const own = digest.length > 0 ? digestText(cell + 5) : digest;
  row.close();
  return keep(id, own, pipeline, length, before);
}

/** A row with the bytes of a model, a BLOB, as they are stored. */
export function storedModel(id: i64): Statement {
  const row = Statement.prepare('SELECT data FROM main.sqml_models WHERE id = ?').integer(id).bound();
  if (!row.next()) unknownModel(id);
  if (row.type != host.BLOB) fail(`model ${id} holds no model bytes; train it again`);
  return row;
}
