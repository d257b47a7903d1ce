// What all screens share: the transport, what this visitor may do, and when the database was last written.

import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { callText, type Query, type Value } from './query.ts';
import { RIGHTS, type Right } from './rights.ts';
import type { State, Table, Transport } from './transport.ts';

export interface Session {
  transport: Transport;
  state: State;
  /** Grows with every write: what was read before is read again. */
  version: number;
  /** What this page has running. */
  running: { text: string; since: number } | null;
  /** The last thing that was done or went wrong, for a person. */
  notice: { text: string; isError: boolean } | null;
  say(text: string, isError?: boolean): void;
  may(right: Right): boolean;
  /** Runs a function that writes, and says what it answered; rejects after saying what went wrong. */
  run(name: string, args: Value[]): Promise<Value>;
  cancel(): Promise<void>;
  /** Reads everything again, for what was changed otherwise. */
  refresh(): Promise<void>;
}

export const SessionContext = createContext<Session>(null as unknown as Session);

export function useSession(): Session {
  return useContext(SessionContext);
}

/** The session of the page; `state` is what the transport said first. */
export function useNewSession(transport: Transport, first: State): Session {
  const [state, setState] = useState(first);
  const [version, setVersion] = useState(0);
  const [running, setRunning] = useState<Session['running']>(null);
  const [notice, setNotice] = useState<Session['notice']>(null);
  const say = (text: string, isError = false) => setNotice(text === '' ? null : { text, isError });
  return {
    transport,
    state,
    version,
    running,
    notice,
    say,
    may: (right) => state.rights.includes(right),
    async run(call, args) {
      if (!state.rights.includes(RIGHTS[call])) throw new Error(`you may not ${RIGHTS[call]} here`);
      setRunning({ text: callText(call, args), since: Date.now() });
      try {
        const value = await transport.run(call, args);
        setState(await transport.state());
        return value;
      } catch (thrown) {
        say((thrown as Error).message, true);
        throw thrown;
      } finally {
        setRunning(null);
        setVersion((before) => before + 1); // a run that failed is written, too
      }
    },
    cancel: () => transport.cancel(),
    async refresh() {
      setState(await transport.state());
      setVersion((before) => before + 1);
    },
  };
}

export type Answer =
  | { status: 'loading' }
  | { status: 'failed'; message: string }
  | { status: 'ready'; table: Table };

/** The rows of a query, read again when it or the database changes; null reads nothing. */
export function useQuery(query: Query | null): Answer {
  const { transport, version } = useSession();
  const [answer, setAnswer] = useState<Answer & { of?: string }>({ status: 'loading' });
  const text = query?.text;
  useEffect(() => {
    if (query === null) return;
    let isCurrent = true;
    const set = (found: Answer) => isCurrent && setAnswer({ ...found, of: text });
    transport.query(query).then(
      (table) => set({ status: 'ready', table }),
      (thrown) => set({ status: 'failed', message: thrown.message }),
    );
    return () => {
      isCurrent = false;
    };
  }, [text, version, transport]);
  return answer.of === text && text !== undefined ? answer : { status: 'loading' };
}

/** The rows of a query, or none while there are none. */
export function useRows(query: Query | null): Table['rows'] {
  return rowsOf(useQuery(query));
}

export function rowsOf(answer: Answer): Table['rows'] {
  return answer.status === 'ready' ? answer.table.rows : NONE;
}

const NONE: Table['rows'] = [];
