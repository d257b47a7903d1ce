// How a column that is to be predicted goes with each of the others, before anything is trained.

import { useState } from 'preact/hooks';
import { Bars, Shares } from '../chart.tsx';
import { Choices } from '../choices.tsx';
import { count, label, number, percent } from '../format.ts';
import { typeFor } from '../models.ts';
import { Panel } from '../panel.tsx';
import { sql } from '../query.ts';
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
  const query = sql`SELECT feature, explained, bin, low, high, value, rows, class, target
FROM sqml_target_by_feature(${type}, ${table}, ${target})`;
  return (
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
              <OneFeature rows={own} target={target} feature={shown} isClasses={type === 'classification'} />
            </div>
          </div>
        );
      }}
    </Panel>
  );
}

function OneFeature(props: { rows: Row[]; target: string; feature: string; isClasses: boolean }) {
  const { rows, target, feature, isClasses } = props;
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

function binName(row: Row): string {
  if (row.bin === 'value') return String(row.value);
  if (row.bin !== 'range') return `(${row.bin})`;
  return row.low === row.high ? number(row.low) : `${number(row.low)} – ${number(row.high)}`;
}
