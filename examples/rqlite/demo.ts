// The sqml tutorial on three rqlite nodes: the same model on every node, also after the leader is killed.
//
//   npm run build && npx tsx examples/rqlite/demo.ts               # rqlited from PATH
//   npm run build && npx tsx examples/rqlite/demo.ts ./rqlited     # this one
//
// docs/cluster.md says why it holds. Everything runs on loopback, in a folder that is gone afterwards.

import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Cluster } from './cluster.ts';

/** The time of a request: rqlite writes a literal into its log in place of 'now'. */
const CLOCK = "SELECT sqml_clock(datetime('now'))";
const FLOWER = '[5.9, 3.0, 5.1, 1.8]';

function training(algorithm: string): string {
  return `SELECT sqml_train('Iris', 'classification', '${algorithm}', 'dataset_iris', 'target')`;
}

/** Plays the story on a cluster of three new nodes and tells it to `say`; fails when two nodes differ. */
export async function play(cluster: Cluster, say: (line: string) => void): Promise<void> {
  say('Three nodes, one leader. Each has loaded sqml:');
  for (const node of cluster.nodes) {
    const [[sqml, sqlite]] = await cluster.query(node, 'SELECT sqml_version(), sqlite_version()');
    say(`  node ${node.id}  ${node.url}  sqml ${sqml}, SQLite ${sqlite}`);
  }

  say('A dataset and a training, through /db/execute of the leader:');
  await cluster.execute([CLOCK, "SELECT sqml_load_dataset('iris')"]);
  await cluster.execute([training('logistic_regression')]);
  await show(cluster, say);

  const leader = await cluster.leader();
  await cluster.end(leader, 'SIGKILL');
  say(`kill -9 of node ${leader.id}, the leader. The others elect a new one, and it trains:`);
  const next = await cluster.leader();
  say(`  node ${next.id} leads`);
  await cluster.execute([CLOCK, training('svc')]);
  await show(cluster, say);

  cluster.resume(leader);
  say(`Node ${leader.id} comes back and catches up:`);
  await show(cluster, say);

  const late = await cluster.add();
  say(`Node ${late.id} joins, and trains what the log says:`);
  await show(cluster, say);
}

/** Compares the nodes' copies and shows what each has and predicts. */
async function show(cluster: Cluster, say: (line: string) => void): Promise<void> {
  const copy = await cluster.same();
  for (const node of cluster.running) {
    const [[model, algorithm, score, digest, prediction]] = await cluster.query(
      node,
      `SELECT d.model_id, d.algorithm, round(d.score, 4), m.digest, sqml_predict('Iris', '${FLOWER}')
       FROM sqml_deployed_models d JOIN sqml_models m ON m.id = d.model_id`,
    );
    say(`  node ${node.id}  model ${model} ${algorithm} ${score}  digest ${digest}  predicts ${prediction}`);
  }
  const sum = createHash('sha256').update(copy).digest('hex').slice(0, 16);
  say(`  all ${cluster.running.length} hold the same ${copy.length} characters, SHA-256 ${sum}...`);
}

async function main(): Promise<void> {
  const { getLoadablePath } = createRequire(import.meta.url)('../../dist/index.cjs');
  const [, , given] = process.argv;
  const rqlited = given === undefined ? 'rqlited' : resolve(given);
  const cluster = await Cluster.start(3, rqlited, getLoadablePath());
  try {
    await play(cluster, console.log);
  } finally {
    await cluster.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch(({ message }: Error) => {
    console.error(message);
    process.exitCode = 1;
  });
}
