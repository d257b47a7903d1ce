// A cluster of rqlite nodes on loopback with sqml in each: started, asked, killed and compared.
//
// A node is one rqlited with ports and a folder of its own; processes and folders are gone when the cluster is
// closed or this process ends, by a failure or a signal too (kill -9 apart).

import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An election takes a second or two; a machine may be busy. */
const PATIENCE_MS = 60_000;
const POLL_MS = 100;

export type Value = string | number | null;
/** What rqlite answers for one statement. */
interface Result {
  error?: string;
  columns?: string[];
  values?: Value[][];
}

export interface Node {
  id: string;
  /** Its HTTP address, which SQL goes to. */
  url: string;
  raft: string;
  folder: string;
  /** The options of its program, beside those that every node has. */
  options: string[];
  process: ChildProcess | null;
  /** Why its program could not be started. */
  failure: string;
}

/** The nodes, in the order in which they were started. */
export class Cluster {
  readonly nodes: Node[] = [];
  readonly #home = mkdtempSync(join(tmpdir(), 'sqml-rqlite-'));
  readonly #leave = () => this.#end();
  readonly #stop = () => process.exit(1);

  /** `rqlited` is rqlite's program, `extension` the file of sqml, whose base name must be sqml.so. */
  private constructor(
    readonly rqlited: string,
    readonly extension: string,
  ) {
    process.on('exit', this.#leave);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, this.#stop);
  }

  /** A cluster of `size` new nodes, all ready. */
  static async start(size: number, rqlited: string, extension: string): Promise<Cluster> {
    const cluster = new Cluster(rqlited, extension);
    try {
      for (let i = 0; i < size; i++) await cluster.#place();
      const all = cluster.nodes.map(({ raft }) => raft).join(',');
      for (const node of cluster.nodes) {
        node.options = ['-bootstrap-expect', `${size}`, '-join', all];
        cluster.resume(node);
      }
      await cluster.#until('every node to be ready', async () => {
        const asked = await Promise.all(cluster.nodes.map(({ url }) => fetch(`${url}/readyz`)));
        return asked.every(({ ok }) => ok) || null;
      });
      return cluster;
    } catch (thrown) {
      await cluster.close();
      throw thrown;
    }
  }

  /** One more node, which gets all that was written from the others. */
  async add(): Promise<Node> {
    const others = this.nodes.map(({ raft }) => raft).join(',');
    const node = await this.#place();
    node.options = ['-join', others];
    this.resume(node);
    return node;
  }

  async #place(): Promise<Node> {
    const id = `${this.nodes.length + 1}`;
    const [http, raft] = await freePorts();
    const folder = join(this.#home, id);
    const url = `http://127.0.0.1:${http}`;
    const node: Node = {
      id,
      url,
      raft: `127.0.0.1:${raft}`,
      folder,
      options: [],
      process: null,
      failure: '',
    };
    this.nodes.push(node);
    return node;
  }

  /** Starts the node on what its folder holds. */
  resume(node: Node): void {
    const address = ['-node-id', node.id, '-http-addr', new URL(node.url).host, '-raft-addr', node.raft];
    const options = ['-extensions-path', this.extension, ...address, ...node.options, node.folder];
    const log = openSync(`${node.folder}.log`, 'a');
    const child = spawn(this.rqlited, options, { stdio: ['ignore', log, log] });
    closeSync(log);
    child.on('error', ({ message }) => {
      node.failure = message;
    });
    node.process = child;
    node.failure = '';
  }

  /** Ends the node: SIGKILL as a crash does, SIGTERM as an operator does. */
  async end(node: Node, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = node.process;
    if (child === null) return;
    node.process = null;
    const over = new Promise((resolve) => child.on('close', resolve));
    if (child.kill(signal)) await over;
  }

  /** The nodes that were started and not ended. */
  get running(): Node[] {
    return this.nodes.filter((node) => node.process !== null);
  }

  /** The node that leads and says so itself. */
  async leader(): Promise<Node> {
    return this.#until('a leader', async () => {
      for (const node of this.running) {
        const known = (await (await fetch(`${node.url}/nodes`)).json()) as Record<
          string,
          { leader: boolean }
        >;
        if (known[node.id]?.leader) return node;
      }
      return null;
    });
  }

  /** Runs the statements as one entry of the log, on every node; rows are those of a RETURNING. */
  async execute(statements: string[], node?: Node): Promise<Value[][]> {
    return this.#ask(node ?? (await this.leader()), '/db/execute', statements);
  }

  /** Rows from the node's own copy, as it is now. */
  async query(node: Node, sql: string): Promise<Value[][]> {
    return this.#ask(node, '/db/query?level=none', [sql]);
  }

  async #ask(node: Node, route: string, statements: string[]): Promise<Value[][]> {
    const { results } = await this.post(node, route, statements);
    const failed = results.find(({ error }) => error !== undefined);
    if (failed) throw new Error(failed.error);
    return results.at(-1)?.values ?? [];
  }

  /** What a route of rqlite's HTTP interface answers to the statements, errors of theirs among it. */
  async post(node: Node, route: string, statements: string[]): Promise<{ results: Result[] }> {
    const response = await fetch(node.url + route, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(statements),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`node ${node.id}: ${text.trim()}`);
    const body = JSON.parse(text);
    if (body.error !== undefined) throw new Error(body.error);
    return body;
  }

  /** Everything that a node's copy holds: the schema, then every row of every table with its exact values. */
  async copy(node: Node): Promise<string> {
    const entries =
      "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1, 2";
    const schema = await this.query(node, entries);
    const lines = schema.map((entry) => entry.join(' '));
    for (const [type, name] of schema) {
      if (type !== 'table') continue;
      const columns = await this.query(node, `SELECT name FROM pragma_table_info('${name}')`);
      const cells = columns.map(([column]) => `quote("${column}")`).join(` || ' ' || `);
      const rows = await this.query(node, `SELECT ${cells} FROM "${name}"`);
      lines.push(...rows.map(([row]) => `${name}: ${row}`));
    }
    return lines.join('\n');
  }

  /**
   * Waits until every running node holds what the leader holds, and gives it; fails with the first difference.
   * `held` says what of a node counts: all of its copy when left out.
   */
  async same(held = (node: Node) => this.copy(node)): Promise<string> {
    let difference = '';
    const agreed = async () => {
      const copies: string[] = [];
      for (const node of [await this.leader(), ...this.running]) copies.push(await held(node));
      const other = copies.findIndex((copy) => copy !== copies[0]);
      if (other < 0) return copies[0];
      difference = firstDifference(copies[0], copies[other]);
      return null;
    };
    return this.#until('the same on every node', agreed, () => difference);
  }

  /** Waits until `find` finds something; what it throws, as a node that is starting does, counts as nothing. */
  async #until<T>(what: string, find: () => Promise<T | null>, detail = () => ''): Promise<T> {
    const deadline = performance.now() + PATIENCE_MS;
    let reason = '';
    while (performance.now() < deadline) {
      const found = await find().catch((thrown: Error) => {
        reason = thrown.message;
        return null;
      });
      if (found !== null) return found;
      const dead = this.running.find(
        ({ process: child }) => child?.pid === undefined || child.exitCode !== null,
      );
      if (dead) {
        reason = `node ${dead.id} has ended ${dead.failure}`;
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`waited for ${what}: ${detail() || reason}\n${this.#logs()}`);
  }

  /** The ends of the nodes' logs. */
  #logs(): string {
    return this.nodes
      .map(({ id, folder }) => `node ${id}: ${readFileSync(`${folder}.log`, 'utf8').slice(-600)}`)
      .join('\n');
  }

  /** Ends the nodes and takes their folders away. */
  async close(): Promise<void> {
    for (const node of this.running) await this.end(node, 'SIGKILL');
    this.#end();
    process.off('exit', this.#leave);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, this.#stop);
  }

  #end(): void {
    for (const { process: child } of this.nodes) child?.kill('SIGKILL');
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }
}

function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split('\n'), b.split('\n')];
  const at = left.findIndex((line, i) => line !== right[i]);
  const shown = (lines: string[]) => (at < 0 ? 'more' : (lines[at] ?? 'nothing')).slice(0, 300);
  return `\n  ${shown(left)}\n  ${shown(right)}`;
}

/** Two ports that nothing listens on. */
async function freePorts(): Promise<number[]> {
  const servers = [createServer(), createServer()];
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push((server.address() as { port: number }).port);
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}
