// The local server of the dashboard: the page's files, and JSON for who has the token.
//
//   1  It listens on the loopback interface alone.
//   2  Every request names this server as its Host: a page of another site, whose name was made to lead here (DNS
//      rebinding), doesn't.
//   3  All but the page's own files, in which there is nothing of the user's, needs the token, in a header: no other
//      page can send it, and no cookie carries it to another port.
//   4  An Origin, where the browser sends one, is this server's; the body is JSON, which no form can send.
//   5  What the page may load and run is its own two files (Content-Security-Policy); nobody frames it.
//   6  A question is a SELECT on a read-only connection. What writes is named, from the list that the page has, too.

import { timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HEADERS as PAGE_HEADERS } from '../../dashboard/page.ts';
import { callText } from '../../dashboard/query.ts';
import { RIGHTS } from '../../dashboard/rights.ts';
import { progressOf, type State } from '../../dashboard/transport.ts';
import { fromSent, toAnswer } from '../../dashboard/wire.ts';
import type { Row, Value } from '../../sqlite.ts';
import type { Readers } from './readers.ts';
import type { Writer } from './writer.ts';

/** The largest body: a CSV's rows, or a model. */
const MOST_BYTES = 256 << 20;

const FILES: Record<string, [name: string, type: string]> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/dashboard.js': ['dashboard.js', 'text/javascript; charset=utf-8'],
  '/dashboard.css': ['dashboard.css', 'text/css; charset=utf-8'],
};

const HEADERS = {
  ...PAGE_HEADERS,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** An answer that is no success. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export interface Options {
  /** What the database is called. */
  name: string;
  readers: Readers;
  /** Null: nothing is written. */
  writer: Writer | null;
  token: string;
  version: string;
  /** 0: any that is free. */
  port: number;
  /** Where dashboard.js is. */
  folder: URL;
}

export class DashboardServer {
  readonly #options: Options;
  readonly #server: Server;
  #running: { text: string; since: number } | null = null;

  private constructor(options: Options) {
    this.#options = options;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  static async start(options: Options): Promise<DashboardServer> {
    const started = new DashboardServer(options);
    await new Promise<void>((resolve, reject) => {
      started.#server.once('error', reject);
      started.#server.listen(options.port, '127.0.0.1', resolve);
    });
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Whoever has it may do all that the dashboard can. */
  get address(): string {
    return `http://127.0.0.1:${this.port}/#token=${this.#options.token}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      this.#checkHost(request);
      const path = (request.url ?? '/').split('?')[0];
      const file = FILES[path];
      if (file !== undefined && (request.method === 'GET' || request.method === 'HEAD')) {
        response.writeHead(200, { ...HEADERS, 'Content-Type': file[1] });
        response.end(request.method === 'HEAD' ? '' : readFileSync(new URL(file[0], this.#options.folder)));
        return;
      }
      if (!path.startsWith('/api/')) throw new Refusal(404, 'not here');
      this.#checkCaller(request);
      const body = await bodyOf(request);
      const answer = this.#answer(path.slice('/api/'.length), body);
      // What SQLite refuses is an answer, too.
      const said = (thrown: Error) => {
        if (thrown instanceof Refusal) throw thrown;
        return { error: thrown.message };
      };
      send(response, 200, await answer.catch(said));
    } catch (thrown) {
      const status = thrown instanceof Refusal ? thrown.status : 400;
      response.setHeader('Connection', 'close');
      if (!response.headersSent) send(response, status, { error: (thrown as Error).message });
      // What is still coming is read and dropped, so that the answer arrives; a body that is too large is not.
      if (status === 413) response.once('finish', () => request.destroy());
      else request.resume();
    }
  }

  #checkHost({ headers }: IncomingMessage): void {
    const own = [`127.0.0.1:${this.port}`, `localhost:${this.port}`];
    if (!own.includes(headers.host ?? '')) throw new Refusal(403, 'this server answers as 127.0.0.1 alone');
  }

  #checkCaller({ headers, method }: IncomingMessage): void {
    const { origin, authorization = '' } = headers;
    if (method !== 'POST') throw new Refusal(405, 'POST a JSON object');
    if (origin !== undefined && origin !== `http://${headers.host}`) {
      throw new Refusal(403, 'a page of another site may not ask');
    }
    if (!isSame(authorization, `Bearer ${this.#options.token}`)) {
      throw new Refusal(
        401,
        'open the address that sqml dashboard has printed: the token in it is missing here',
      );
    }
    if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
      throw new Refusal(415, 'the content type must be application/json');
    }
  }

  async #answer(what: string, body: Record<string, unknown>): Promise<object> {
    if (what === 'state') return this.#state();
    if (what === 'query') return this.#query(body);
    if (what === 'run') return this.#run(body);
    if (what === 'cancel') {
      this.#options.writer?.cancel();
      return {};
    }
    throw new Refusal(404, `there is no '${what}'`);
  }

  async #state(): Promise<State> {
    const { name, version, writer } = this.#options;
    const running = this.#running;
    return {
      database: name,
      version,
      rights: writer === null ? [] : [...new Set(Object.values(RIGHTS))],
      running: running && {
        text: running.text,
        seconds: (Date.now() - running.since) / 1000,
        progress: progressOf((await writer?.progress()) ?? null),
      },
    };
  }

  async #query({ sql, params }: Record<string, unknown>): Promise<object> {
    if (typeof sql !== 'string') throw new Error('sql must be text');
    const rows = await this.#options.readers.rows(sql, valuesOf(params));
    const columns = Object.keys(rows[0] ?? {});
    return { columns, rows: rows.map((row: Row) => columns.map((column) => toAnswer(row[column]))) };
  }

  async #run({ name, args }: Record<string, unknown>): Promise<object> {
    const { writer } = this.#options;
    if (typeof name !== 'string' || !Object.hasOwn(RIGHTS, name)) {
      throw new Refusal(400, `name must be one of ${Object.keys(RIGHTS).join(', ')}`);
    }
    if (writer === null) throw new Refusal(403, 'this dashboard is read-only');
    if (this.#running !== null) throw new Refusal(409, `${this.#running.text} still runs`);
    const values = valuesOf(args);
    this.#running = { text: callText(name, values), since: Date.now() };
    try {
      const [row] = await writer.rows(`SELECT ${name}(${values.map(() => '?').join(', ')}) AS value`, values);
      return { value: toAnswer(row.value) };
    } finally {
      this.#running = null;
    }
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { ...HEADERS, 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Takes the same time wherever two texts differ. */
function isSame(a: string, b: string): boolean {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  return x.length === y.length && timingSafeEqual(x, y);
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MOST_BYTES) throw new Refusal(413, `a body has at most ${MOST_BYTES >> 20} MiB`);
    parts.push(part);
  }
  const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8') || '{}');
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new Error('the body must be a JSON object');
  return body as Record<string, unknown>;
}

function valuesOf(list: unknown): Value[] {
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw new Error('parameters must be an array');
  return list.map(fromSent);
}
