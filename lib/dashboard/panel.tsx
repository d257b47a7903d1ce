// A panel: what one query answers, drawn by the screen; with the query to read and copy, its rows as CSV, what went
// wrong where something did, and the next step where there are no rows.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { csv } from './format.ts';
import type { Query } from './query.ts';
import { type Answer, useQuery, useSession } from './session.ts';
import type { Row, Table } from './transport.ts';

interface Props {
  title: string;
  query: Query;
  /** What to do when there are no rows. */
  empty: ComponentChildren;
  /** A line under the title. */
  about?: ComponentChildren;
  /** Takes the whole width. */
  isWide?: boolean;
  children: (rows: Row[], table: Table) => ComponentChildren;
}

export function Panel({ title, query, empty, about, isWide, children }: Props) {
  const answer = useQuery(query);
  return (
    <Section title={title} isWide={isWide} query={query} answer={answer}>
      {about && <p class="about">{about}</p>}
      {answer.status === 'loading' && (
        <p class="loading" role="status">
          Reading …
        </p>
      )}
      {answer.status === 'failed' && <p class="note">{answer.message}</p>}
      {answer.status === 'ready' && answer.table.rows.length === 0 && <div class="empty">{empty}</div>}
      {answer.status === 'ready' && answer.table.rows.length > 0 && children(answer.table.rows, answer.table)}
    </Section>
  );
}

/** A panel's frame, also for what isn't the answer to one query: `query` is what it is made of, where there is one. */
export function Section(props: {
  title: string;
  isWide?: boolean;
  query?: Query;
  /** Of `query`, whose rows can be copied then. */
  answer?: Answer;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { title, query, answer } = props;
  const [isSqlShown, setSqlShown] = useState(false);
  return (
    <section class={props.isWide ? 'panel wide' : 'panel'} aria-label={title}>
      <header>
        <h2>{title}</h2>
        <div class="actions">
          {props.actions}
          {query !== undefined && (
            <button
              type="button"
              class="quiet"
              aria-expanded={isSqlShown}
              onClick={() => setSqlShown(!isSqlShown)}
            >
              SQL<span class="unseen"> of {title}</span>
            </button>
          )}
          {answer?.status === 'ready' && answer.table.rows.length > 0 && (
            <CopyButton what={`${title} as CSV`} text={() => csv(answer.table)}>
              CSV
            </CopyButton>
          )}
        </div>
      </header>
      {isSqlShown && query !== undefined && <Code text={`${query.text};`} what={`SQL of ${title}`} />}
      {props.children}
    </section>
  );
}

/** Text of a program, that can be copied. */
export function Code({ text, what }: { text: string; what: string }) {
  return (
    <div class="code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre tabIndex={0} role="group" aria-label={what}>
        {text}
      </pre>
      <CopyButton what={what} text={() => text}>
        Copy
      </CopyButton>
    </div>
  );
}

export function CopyButton(props: { what: string; text: () => string; children: ComponentChildren }) {
  const { say } = useSession();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text());
      say(`Copied: ${props.what}`);
    } catch {
      say('the browser does not let this page copy; select the text instead', true);
    }
  };
  return (
    <button type="button" class="quiet" onClick={copy}>
      {props.children}
      <span class="unseen"> copies {props.what}</span>
    </button>
  );
}
