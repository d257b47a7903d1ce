// How far newer rows are from those that a model was trained on, feature by feature, and how good the model is on them.

import { useState } from 'preact/hooks';
import { Bars } from '../chart.tsx';
import { Choices } from '../choices.tsx';
import { day, number, percent, real } from '../format.ts';
import { Grid } from '../grid.tsx';
import { METRICS, titleOf } from '../metrics.ts';
import { tablesWith, useDates, useFeatures } from '../models.ts';
import { Panel, Section } from '../panel.tsx';
import { int, sql } from '../query.ts';
import { rowsOf, useQuery, useRows } from '../session.ts';
import type { Row } from '../transport.ts';

/** The usual reading of the index. */
const SOME = 0.1;
const MUCH = 0.25;

export function Drift({ model }: { model: Row }) {
  const features = useFeatures(model);
  const answer = useQuery(tablesWith(features));
  const tables = rowsOf(answer).map((row) => String(row.name));
  const trained = String(model.dataset);
  const [table, setTable] = useState(tables.includes(trained) ? trained : '');
  const [condition, setCondition] = useState('');
  const [asked, setAsked] = useState('');
  const from = table !== '' ? table : tables.includes(trained) ? trained : (tables[0] ?? trained);
  const quoted = `"${from.replaceAll('"', '""')}"`;
  const dataset = asked.trim() === '' ? from : `SELECT * FROM ${quoted} WHERE ${asked}`;
  const id = int(Number(model.model_id));
  const dates = useDates(model);
  if (answer.status === 'loading') return <p class="loading">Reading …</p>;
  if (tables.length === 0) {
    return (
      <Section title="No rows to compare" isWide>
        <div class="empty">
          <p>No table or view has all of the features that this model wants: {features.join(', ')}.</p>
          <p>Bring newer rows in a table with these columns, and they are compared here.</p>
        </div>
      </Section>
    );
  }
  return (
    <>
      <form
        class="controls"
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(condition);
        }}
      >
        <label>
          Compare the rows of
          <select value={from} onChange={(event) => setTable(event.currentTarget.value)}>
            <Choices of={tables} />
          </select>
        </label>
        <label>
          where
          <input
            type="text"
            placeholder="all rows, or SQL: year > 2008"
            value={condition}
            onInput={(event) => setCondition(event.currentTarget.value)}
          />
        </label>
        <button type="submit">Compare</button>
      </form>
      <div class="panels">
        <Panel
          title="Features"
          isWide
          query={sql`SELECT feature, psi, distance, missing, missing_then, unseen, mean, mean_then FROM sqml_drift(${id}, ${dataset})
ORDER BY psi DESC`}
          about="The population stability index: under 0.1 little has changed, over 0.25 much. The distance is Kolmogorov-Smirnov's for numbers, half the difference of the shares for text."
          empty={<p>The model has no features.</p>}
        >
          {(rows) => (
            <>
              <Bars
                label={`Stability index by feature; the most: ${rows[0].feature}, ${number(rows[0].psi)}`}
                x="population stability index"
                reach={MUCH}
                bars={rows
                  .filter((row) => row.psi !== null)
                  .slice(0, 25)
                  .map((row) => ({ name: String(row.feature), value: Number(row.psi) }))}
              />
              <Grid
                label="Features"
                rows={rows}
                columns={[
                  { name: 'feature', title: 'Feature' },
                  { name: 'psi', title: 'PSI', isNumber: true, cell: verdict },
                  { name: 'distance', title: 'Distance', isNumber: true },
                  {
                    name: 'missing',
                    title: 'Missing',
                    isNumber: true,
                    cell: (row) => pair(row.missing, row.missing_then, percent),
                  },
                  { name: 'unseen', title: 'Unseen', isNumber: true, cell: (row) => percent(row.unseen) },
                  {
                    name: 'mean',
                    title: 'Mean',
                    isNumber: true,
                    cell: (row) =>
                      pair(row.mean, row.mean_then, dates.has(String(row.feature)) ? dayOf : number),
                  },
                ]}
              />
            </>
          )}
        </Panel>
        <Panel
          title="The model on these rows"
          query={sql`SELECT metric, value FROM sqml_evaluate(${id}, ${dataset}, ${String(model.target)})`}
          about="Where the rows have the column that is predicted."
          empty={<p>No row has a truth to compare with.</p>}
        >
          {(rows) => <OnRows rows={rows} id={Number(model.model_id)} />}
        </Panel>
      </div>
    </>
  );
}

function verdict(row: Row) {
  const psi = Number(row.psi ?? 0);
  const text = real(row.psi);
  if (psi < SOME) return text;
  return <b class={psi < MUCH ? '' : 'bad'}>{text}</b>;
}

function dayOf(value: Row[string]): string {
  return typeof value === 'number' ? day(value) : number(value);
}

/** Now, and then where it differs. */
function pair(now: Row[string], then: Row[string], text: (value: Row[string]) => string) {
  if (now === null && then === null) return '–';
  return (
    <>
      {text(now)} <span class="muted">was {text(then)}</span>
    </>
  );
}

function OnRows({ rows, id }: { rows: Row[]; id: number }) {
  const then = useRows(sql`SELECT metric, value FROM sqml_evaluate(${int(id)})`);
  const known = rows.filter((row) => String(row.metric) in METRICS && !String(row.metric).endsWith('_time'));
  return (
    <Grid
      label="The model on these rows"
      rows={known}
      columns={[
        { name: 'metric', title: 'Metric', cell: (row) => titleOf(String(row.metric)) },
        { name: 'value', title: 'On these rows', isNumber: true, cell: (row) => real(row.value) },
        {
          name: 'then',
          title: 'On the test part',
          isNumber: true,
          cell: (row) => real(then.find((each) => each.metric === row.metric)?.value ?? null),
        },
      ]}
    />
  );
}
