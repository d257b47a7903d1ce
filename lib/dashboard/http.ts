// The transport of a page that a server gave: npx sqml dashboard (lib/cli/dashboard) or the Datasette plugin.
//
// The local server wants its token with every request. It comes in the address's fragment, which browsers send to
// nobody, and is kept for this tab.

import type { Query, Value } from './query.ts';
import type { Row, State, Table, Transport } from './transport.ts';
import { fromSent, type Sent, toSent } from './wire.ts';

const TOKEN = 'sqml-token';

/** The token of this tab; '' when there is none. */
export function takeToken(): string {
  const given = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (given !== undefined) {
    sessionStorage.setItem(TOKEN, given);
    history.replaceState(null, '', '#/');
  }
  return sessionStorage.getItem(TOKEN) ?? '';
}

export class Http implements Transport {
  readonly #base: string;
  readonly #token: string;

  constructor(base: string, token: string) {
    this.#base = base;
    this.#token = token;
  }

  async #ask(name: string, body: object = {}): Promise<unknown> {
    let response: Response;
    try {
      response = await fetch(`${this.#base}${name}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(this.#token === '' ? {} : { authorization: `Bearer ${this.#token}` }),
        },
        body: JSON.stringify(body),
      });
    } catch {
      throw new Error('the server does not answer; is it still running?');
    }
    const answer = await response.json().catch(() => ({ error: `the server answers ${response.status}` }));
    if (!response.ok || answer.error !== undefined)
      throw new Error(answer.error ?? `the server answers ${response.status}`);
    return answer;
  }

  async state(): Promise<State> {
    return (await this.#ask('state')) as State;
  }

  async query({ sql, params }: Query): Promise<Table> {
    const { columns, rows } = (await this.#ask('query', { sql, params: params.map(toSent) })) as {
      columns: string[];
      rows: Sent[][];
    };
    const row = (cells: Sent[]): Row => {
      const found: Row = {};
      for (const [c, column] of columns.entries()) found[column] = fromSent(cells[c]);
      return found;
    };
    return { columns, rows: rows.map(row) };
  }

  async run(name: string, args: Value[]): Promise<Value> {
    const { value } = (await this.#ask('run', { name, args: args.map(toSent) })) as { value: Sent };
    return fromSent(value);
  }

  async cancel(): Promise<void> {
    await this.#ask('cancel');
  }
}
