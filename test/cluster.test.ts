// sqml in every node of an rqlite cluster (docs/cluster.md): what is written is the same on all of them, and the
// same as on one machine.

import test, { type Test } from 'tape';
import { Cluster, type Node, type Value } from '../examples/rqlite/cluster.ts';
import { play } from '../examples/rqlite/demo.ts';
import { hosts, path, run, value } from './host/index.ts';
import { findRqlited, HOW_TO_INSTALL } from './host/rqlite.ts';

const rqlited = findRqlited();
const CLOCK = "SELECT sqml_clock('2001-02-03 04:05:06')";
const LOADING = "SELECT sqml_load_dataset('iris')";
const TRAINING = "SELECT sqml_train('e', 'classification', 'svc', 'dataset_iris', 'target')";
const MODELS = 'SELECT hex(data) FROM sqml_models ORDER BY id';
const REFUSED = 'attempt to change database via query operation';

if (rqlited === null) {
  test('rqlite: these tests run on it', (t) => {
    t.skip(HOW_TO_INSTALL);
    t.end();
  });
}

function onCluster(title: string, size: number, body: (t: Test, cluster: Cluster) => Promise<void>): void {
  if (rqlited === null) return;
  test(`rqlite: ${title}`, async (t) => {
    const cluster = await Cluster.start(size, rqlited, path('dist/sqml.so'));
    try {
      await body(t, cluster);
    } finally {
      await cluster.close();
    }
  });
}

/** The message of what is refused. */
async function refusal(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    () => 'no error',
    ({ message }: Error) => message,
  );
}

/** What every node answers. */
async function everywhere(cluster: Cluster, sql: string): Promise<Value[][][]> {
  return Promise.all(cluster.running.map((node) => cluster.query(node, sql)));
}

onCluster('the demo: a leader is killed, a node comes back, another joins', 3, async (t, cluster) => {
  const said: string[] = [];
  await play(cluster, (line) => said.push(line));
  t.equal(said.filter((line) => line.includes('logistic_regression 0.9474')).length, 3, 'the first model');
  t.equal(said.filter((line) => line.includes('svc 0.9737')).length, 2 + 3 + 4, 'the better one');
  const ends = said.filter((line) => line.startsWith('  all '));
  t.deepEqual(
    ends.map((line) => Number(line.split(' ')[3])),
    [3, 2, 3, 4],
    'how many nodes held the same',
  );
});

onCluster('every node holds the bytes that one machine makes', 3, async (t, cluster) => {
  const statements = [LOADING, TRAINING, TRAINING.replace('svc', 'logistic_regression')];
  await cluster.execute([CLOCK, ...statements]);
  await cluster.same();
  const alone = await hosts[0].open();
  await run(alone, CLOCK, ...statements);
  const expected = (await alone.rows(MODELS)).map((row) => Object.values(row));
  const ask = "SELECT sqml_predict('e', '[5.1, 3.5, 1.4, 0.2]')";
  for (const models of await everywhere(cluster, MODELS)) t.deepEqual(models, expected);
  for (const [[answer]] of await everywhere(cluster, ask)) t.equal(answer, await value(alone, ask));
  const bytes = await value(alone, "SELECT hex(sqml_export_model('e'))");
  await alone.close();
  await cluster.execute([`SELECT sqml_import_model('copy', x'${bytes}')`]);
  await cluster.same();
  const imported = "SELECT hex(sqml_export_model('copy')), sqml_predict('copy', '[5.1, 3.5, 1.4, 0.2]')";
  for (const [[model, answer]] of await everywhere(cluster, imported))
    t.deepEqual([model, answer], [bytes, 0]);
});

onCluster('what writes goes through the log alone; its answer too can be had', 2, async (t, cluster) => {
  const leader = await cluster.leader();
  const follower = cluster.nodes.find((node) => node !== leader) as Node;
  await cluster.execute([CLOCK, LOADING, 'CREATE TABLE answers (answer)'], follower);
  const whole = await cluster.same();
  for (const node of [leader, follower]) {
    for (const route of ['/db/query?level=none', '/db/query?level=strong', '/db/request']) {
      const { results } = await cluster.post(node, route, [TRAINING]);
      t.equal(results[0].error, REFUSED, `${route} of node ${node.id}`);
    }
  }
  t.equal(await cluster.same(), whole, 'and nothing is written');

  const [[answer]] = await cluster.execute([`INSERT INTO answers ${TRAINING} RETURNING answer`], follower);
  t.equal(JSON.parse(answer as string).deployed, true, 'RETURNING gives the answer');
  await cluster.same();
  for (const models of await everywhere(cluster, MODELS)) t.equal(models.length, 1);
});

onCluster('a training that fails leaves the same failed run on every node', 2, async (t, cluster) => {
  const bad = "SELECT sqml_train('e', 'classification', 'svc', 'SELECT 1 AS x, 2 AS y', 'y')";
  const message = 'test_size 0.25 of 1 rows leaves the training part empty';
  t.equal(await refusal(cluster.execute([CLOCK, bad])), `sqml_train: ${message}`);
  await cluster.same();
  const runs = 'SELECT id, status, message FROM sqml_runs';
  for (const rows of await everywhere(cluster, runs)) t.deepEqual(rows, [[1, 'failed', message]]);
});

onCluster('a node that stopped in between comes back, by its snapshot and the log', 3, async (t, cluster) => {
  await cluster.execute([CLOCK, LOADING, TRAINING]);
  await cluster.same();
  const stopped = await cluster.leader();
  await cluster.end(stopped, 'SIGTERM');
  await cluster.execute([TRAINING, "SELECT sqml_deploy('e', 2)"], await cluster.leader());
  const whole = await cluster.same();
  cluster.resume(stopped);
  t.equal(await cluster.same(), whole);
  t.equal(cluster.running.length, 3);
});

onCluster('without sqml_clock the models are the same, and times differ', 3, async (t, cluster) => {
  await cluster.execute([LOADING, TRAINING]);
  const rowsOf = async (node: Node, sql: string) => JSON.stringify(await cluster.query(node, sql));
  const models = await cluster.same((node) => rowsOf(node, MODELS));
  t.equal(JSON.parse(models).length, 1);
  const copies = await Promise.all(cluster.nodes.map((node) => cluster.copy(node)));
  t.ok(new Set(copies).size > 1, 'the copies are not the same');
  const untimed = copies.map((copy) =>
    copy
      .split('\n')
      .filter((line) => !/'(fit|score)_time'/.test(line))
      .join('\n')
      .replace(/'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'/g, 'a time'),
  );
  t.equal(new Set(untimed).size, 1, 'durations and times are all that differs');
});

onCluster('ORDER BY settles what each planner would choose for itself', 2, async (t, cluster) => {
  const numbers = (n: number) =>
    `WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < ${n})`;
  await cluster.execute([
    CLOCK,
    'CREATE TABLE few (k INTEGER PRIMARY KEY, x REAL)',
    'CREATE TABLE many (id INTEGER PRIMARY KEY, k INTEGER, label INTEGER)',
    'CREATE INDEX many_k ON many(k)',
    `${numbers(20)} INSERT INTO few SELECT n, n * 1.5 FROM i`,
    `${numbers(4000)} INSERT INTO many SELECT n, n * 7919 % 400, n * 7919 % 400 > 10 FROM i`,
  ]);
  await cluster.same();
  // rqlite runs PRAGMA optimize on each node by that node's own clock, when it takes a snapshot.
  const [node, other] = cluster.nodes;
  await cluster.end(node, 'SIGTERM');
  node.options.push('-auto-optimize-int', '1s');
  cluster.resume(node);
  await cluster.same();
  const statistics = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'";
  for (let found = 0; found === 0; ) {
    await cluster.execute(['UPDATE few SET x = x']);
    await cluster.same();
    await fetch(`${node.url}/snapshot`, { method: 'POST' });
    found = (await cluster.query(node, statistics))[0][0] as number;
  }
  t.deepEqual(await cluster.query(other, statistics), [[0]], 'one node has statistics, the other has none');

  const join = 'SELECT f.x, m.id % 17 AS q, m.label AS label FROM many m JOIN few f ON f.k = m.k';
  const plan = async (asked: Node) => String(await cluster.query(asked, `EXPLAIN QUERY PLAN ${join}`));
  t.notEqual(await plan(node), await plan(other), 'they would walk the join in different orders');
  const ordered = `${join} ORDER BY m.id`;
  await cluster.execute([
    `SELECT sqml_train('e', 'classification', 'logistic_regression', '${ordered}', 'label')`,
  ]);
  t.equal((await cluster.same()).split('sqml_models: ').length, 2, 'and hold the same model');
});
