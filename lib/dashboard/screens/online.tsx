// A model that learns row by row: how it did on rows that it had not learned yet, and how it is taught.

import { useEffect, useState } from 'preact/hooks';
import { Lines } from '../chart.tsx';
import { Choices } from '../choices.tsx';
import { count, number, parsed, real } from '../format.ts';
import { isSmallerBetter, titleOf } from '../metrics.ts';
import { tablesWith, useFeatures } from '../models.ts';
import { Code, Panel, Section } from '../panel.tsx';
import { int, literal, name, sql } from '../query.ts';
import { useRows, useSession } from '../session.ts';
import type { Row } from '../transport.ts';

/** How often the page looks whether the model has learned more: triggers teach it without a word to anybody. */
const LOOK_MS = 5000;

export function Online({ model }: { model: Row }) {
  return (
    <div class="panels">
      {model.learns === 1 ? <Progress model={model} /> : <NotYet />}
      <Teach model={model} />
    </div>
  );
}

function NotYet() {
  return (
    <Section title="Progressive curve" isWide>
      <div class="empty">
        <p>
          This model has not learned row by row: it is as its training left it. Where its algorithm can, it
          goes on from there when a row or a table is taught to it, as shown below; then its curve is here.{' '}
          <code>sqml_online</code> makes a model that begins with no row.
        </p>
      </div>
    </Section>
  );
}

function Progress({ model }: { model: Row }) {
  const { refresh, running } = useSession();
  useEffect(() => {
    if (running !== null) return;
    const look = () => document.visibilityState === 'visible' && refresh().catch(() => {});
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, [refresh, running]);
  return (
    <Panel
      title="Progressive curve"
      isWide
      query={sql`SELECT rows, metric, value, recent FROM sqml_learning_curve(${int(Number(model.model_id))})`}
      about="Each row was predicted before it was learned, so this is honest without a test part."
      empty={
        <p>
          No row was learned yet. The trigger below teaches each one that is inserted; the page looks for news
          by itself.
        </p>
      }
    >
      {(rows) => <Curve rows={rows} />}
    </Panel>
  );
}

function Curve({ rows }: { rows: Row[] }) {
  const now = rows.at(-1) as Row;
  const metric = now.metric === 'mean_absolute_error' ? 'mae' : String(now.metric);
  const isSmaller = isSmallerBetter(metric);
  const isBetter = (a: Row, b: Row) =>
    isSmaller ? Number(a.recent) < Number(b.recent) : Number(a.recent) > Number(b.recent);
  const best = rows.reduce((a, b) => (isBetter(b, a) ? b : a));
  const title = titleOf(metric);
  const facts: [string, string][] = [
    ['Rows learned', number(now.rows)],
    [`${title}, all of them`, real(now.value)],
    [`${title}, the last 1,000`, real(now.recent)],
    ['At its best', `${real(best.recent)}, at row ${number(best.rows)}`],
  ];
  return (
    <>
      <dl class="figures-row">
        {facts.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      <Lines
        label={`${title} over ${count(Number(now.rows), 'row')}: ${real(now.value)} of all, ${real(now.recent)} of the last thousand; ${isSmaller ? 'less' : 'more'} is better`}
        x="rows learned"
        y={`${title} ${isSmaller ? '(less is better)' : '(more is better)'}`}
        withDots={rows.length < 60}
        points={['all rows', 'the last 1,000'].flatMap((series, i) =>
          rows.map((row) => {
            const y = Number(i === 0 ? row.value : row.recent);
            return {
              x: Number(row.rows),
              y,
              series,
              title: `row ${number(row.rows)}, ${series}: ${real(y)}`,
            };
          }),
        )}
      />
    </>
  );
}

/** The trigger for rows to come, and a table at once. */
function Teach({ model }: { model: Row }) {
  const { may, run, say } = useSession();
  const columns = [...useFeatures(model), String(model.target || 'target')];
  const tables = useRows(tablesWith(columns)).map((row) => String(row.name));
  const [wanted, setWanted] = useState('');
  const from = String(model.dataset ?? '');
  const table = [wanted, from].find((each) => tables.includes(each)) ?? tables[0] ?? 'your_table';
  // The experiment's name stands for the model that serves.
  const named = model.serves === 1 ? String(model.experiment) : int(Number(model.model_id));
  const quoted = (text: string) => name(text).text;
  const trigger = `CREATE TRIGGER ${quoted(`${table}_teach`)} AFTER INSERT ON ${quoted(table)} BEGIN
  SELECT sqml_partial_fit(${literal(named)}, ${columns.map((column) => `NEW.${quoted(column)}`).join(', ')});
END;`;
  const learn = () => {
    const what = model.learns === 1 ? '' : ' Its bytes of before are gone then; Export keeps them.';
    if (!confirm(`Teach model ${model.model_id} the rows of ${table}?${what}`)) return;
    run('sqml_partial_fit', [named, table]).then(
      (answer) => {
        const { rows = 0 } = parsed<{ rows?: number }>(answer, {});
        say(`Model ${model.model_id} has learned ${count(rows, 'row')} of ${table}.`);
      },
      () => {},
    );
  };
  return (
    <Section title="Teach it" isWide>
      {tables.length === 0 && (
        <p class="about">
          No table has all of the columns that it learns from: {columns.join(', ')}. Make one, and it is here.
        </p>
      )}
      {tables.length > 0 && (
        <div class="controls">
          <label>
            Table or view
            <select value={table} onChange={(event) => setWanted(event.currentTarget.value)}>
              <Choices of={tables} />
            </select>
          </label>
          {may('train') && (
            <button type="button" onClick={learn}>
              Learn its rows
            </button>
          )}
        </div>
      )}
      <p class="about">
        Every row that is inserted from now on, by a trigger, in the transaction that brings it:
      </p>
      <Code text={trigger} what="the trigger" />
      <p class="about">The rows that are there, in their order:</p>
      <Code text={`SELECT sqml_partial_fit(${literal(named)}, ${literal(table)});`} what="the statement" />
    </Section>
  );
}
