// How a column that is to be predicted goes with each of the others, before anything is trained.

import { useState } from 'preact/hooks';
import { Bars, Shares } from '../chart.tsx';
import { Choices } from '../choices.tsx';
import { count, day, label, number, percent } from '../format.ts';
import { Grid } from '../grid.tsx';
import { typeFor } from '../models.ts';
import { Panel } from '../panel.tsx';
import { sql, type Value } from '../query.ts';
import { href, withParams } from '../route.ts';
import { useRows } from '../session.ts';
import type { Row } from '../transport.ts';

/** Features that a person looks through. */
const MOST_FEATURES = 20;

export function DataTarget({ table }: { table: string }) {
  const columns = useRows(sql`SELECT feature, type, distinct_values FROM sqml_feature_info(${table})`);
  const [wanted, setWanted] = useState('');
  const [feature, setFeature] = useState<string | null>(null);
  if (columns.length < 2) return null;
  const chosen = columns.find((row) => row.feature === wanted) ?? (columns.at(-1) as Row);
  const target = String(chosen.feature);
  const type = typeFor(chosen);
  const dates = new Set(columns.filter((row) => row.type === 'date').map((row) => String(row.feature)));
  const query = sql`SELECT feature, explained, bin, low, high, value, rows, class, target
FROM sqml_target_by_feature(${type}, ${table}, ${target})`;
  return (
    <>
      <Problems table={table} target={target} type={type} />
      <Panel
        title="Target by feature"
        isWide
        query={query}
        about={
          <>
            How a column that is to be predicted goes with each of the others, by itself.{' '}
            <span class="controls">
              <label>
                Target
                <select value={target} onChange={(event) => setWanted(event.currentTarget.value)}>
                  <Choices of={columns.map((row) => String(row.feature))} />
                </select>
              </label>
            </span>
          </>
        }
        empty={<p>No other column can be a feature as it is; under Train it is said why.</p>}
      >
        {(rows) => {
          const strengths = new Map(rows.map((row) => [String(row.feature), Number(row.explained ?? 0)]));
          const ranked = [...strengths].sort(([, a], [, b]) => b - a);
          const shown = feature !== null && strengths.has(feature) ? feature : ranked[0][0];
          const own = rows.filter((row) => row.feature === shown);
          return (
            <div class="pair">
              <div>
                <h3>What each explains of {target}</h3>
                <Bars
                  label={`What each of ${count(ranked.length, 'feature')} explains of ${target}; the most: ${ranked[0][0]}, ${percent(ranked[0][1])}`}
                  x={type === 'regression' ? 'part of the variance' : 'part of the impurity'}
                  isShare
                  bars={ranked.slice(0, MOST_FEATURES).map(([name, value]) => ({ name, value }))}
                />
              </div>
              <div>
                <h3>
                  <label>
                    {target} by{' '}
                    <select value={shown} onChange={(event) => setFeature(event.currentTarget.value)}>
                      <Choices of={ranked.map(([name]) => name)} />
                    </select>
                  </label>
                </h3>
                <OneFeature
                  rows={own}
                  target={target}
                  feature={shown}
                  isClasses={type === 'classification'}
                  text={dates.has(shown) ? (value) => day(Number(value)) : number}
                />
              </div>
            </div>
          );
        }}
      </Panel>
    </>
  );
}

/** What a training would meet; trees and others take more than these, which Train says of each. */
const CHECKED: Record<string, string> = { classification: 'logistic_regression', regression: 'ridge' };

function Problems({ table, target, type }: { table: string; target: string; type: string }) {
  return (
    <Panel
      title="In the way of a training"
      isWide
      query={sql`SELECT name, problem, advice, example FROM sqml_check(${type}, ${CHECKED[type]}, ${table}, ${target})`}
      about={`What ${CHECKED[type]} would refuse when ${target} is predicted, and what does away with it; Train has each as a choice.`}
      empty={
        <p>
          Nothing: <a href={withParams(href('train'), { table })}>choose what to train</a>.
        </p>
      }
    >
      {(rows) => (
        <Grid
          label="In the way of a training"
          rows={rows}
          most={10}
          columns={[
            { name: 'name', title: 'Column', cell: (row) => String(row.name ?? 'the table') },
            {
              name: 'problem',
              title: 'Problem',
              cell: (row) => <span class="long">{String(row.problem)}</span>,
            },
            {
              name: 'advice',
              title: 'Advice',
              cell: (row) => <span class="long">{String(row.advice ?? '–')}</span>,
            },
            {
              name: 'example',
              title: 'Option',
              cell: (row) => <code class="long">{String(row.example ?? '–')}</code>,
            },
          ]}
        />
      )}
    </Panel>
  );
}

function OneFeature(props: {
  rows: Row[];
  target: string;
  feature: string;
  isClasses: boolean;
  text(value: Value): string;
}) {
  const { rows, target, feature, isClasses } = props;
  const binName = (row: Row) => nameOf(row, props.text);
  if (!isClasses) {
    const bars = rows.map((row) => ({
      name: binName(row),
      value: Number(row.target),
      title: `${binName(row)}: ${number(row.target)} on average of ${count(Number(row.rows), 'row')}`,
    }));
    const text = `Mean of ${target} by ${feature}, from ${number(bars[0].value)} to ${number(bars.at(-1)?.value ?? null)}`;
    return <Bars label={text} x={`mean of ${target}`} bars={bars} />;
  }
  return (
    <Shares
      label={`Shares of the classes of ${target} by ${feature}`}
      parts={rows.map((row) => ({
        name: binName(row),
        series: label(row.class),
        share: Number(row.target),
        title: `${binName(row)}: ${percent(row.target)} of ${count(Number(row.rows), 'row')} are ${label(row.class)}`,
      }))}
    />
  );
}

function nameOf(row: Row, text: (value: Value) => string): string {
  if (row.bin === 'value') return String(row.value);
  if (row.bin !== 'range') return `(${row.bin})`;
  return row.low === row.high ? text(row.low) : `${text(row.low)} – ${text(row.high)}`;
}
