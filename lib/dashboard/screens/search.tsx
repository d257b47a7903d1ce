// What a search tried: how good each value of a parameter was, and all trials, best first.

import { useState } from 'preact/hooks';
import { Scatter } from '../chart.tsx';
import { Choices } from '../choices.tsx';
import { number, parsed, real } from '../format.ts';
import { Grid } from '../grid.tsx';
import { isSmallerBetter, titleOf } from '../metrics.ts';
import { Panel } from '../panel.tsx';
import { int, raw, sql } from '../query.ts';
import { href } from '../route.ts';
import { useQuery } from '../session.ts';
import type { Row } from '../transport.ts';

export function Search({ experiment }: { experiment: string }) {
  const [wanted, setWanted] = useState<number | null>(null);
  const searches = sql`SELECT r.id AS run_id, m.id AS model_id, r.algorithm, e.prediction_type, json_extract(r.options, '$.metric') AS metric,
  (SELECT count(*) FROM sqml_trials WHERE run_id = r.id) AS trials
FROM sqml_runs r JOIN sqml_experiments e ON e.id = r.experiment_id LEFT JOIN sqml_models m ON m.run_id = r.id
WHERE e.name = ${experiment} AND EXISTS (SELECT 1 FROM sqml_trials WHERE run_id = r.id) ORDER BY r.id DESC`;
  const answer = useQuery(searches);
  const rows = answer.status === 'ready' ? answer.table.rows : [];
  const run = rows.find((row) => row.run_id === wanted) ?? rows[0];
  return (
    <div class="panels">
      <Panel
        title="Searches"
        isWide
        query={searches}
        empty={
          <p>
            Nothing was searched for yet: a training with the option <code>search</code> tries several values
            of an option and keeps the best. <a href={href('train')}>Train</a> has it under Options.
          </p>
        }
      >
        {(found) => (
          <Grid
            label="Searches"
            rows={found}
            columns={[
              {
                name: 'run_id',
                title: 'Run',
                isNumber: false,
                cell: (row) => (
                  <button
                    type="button"
                    class="link"
                    aria-pressed={row === run}
                    onClick={() => setWanted(Number(row.run_id))}
                  >
                    Run {String(row.run_id)}
                  </button>
                ),
              },
              { name: 'algorithm', title: 'Algorithm' },
              { name: 'trials', title: 'Trials' },
              {
                name: 'model_id',
                title: 'Model',
                isNumber: false,
                cell: (row) =>
                  row.model_id === null ? (
                    '–'
                  ) : (
                    <a href={href('model', Number(row.model_id))}>{String(row.model_id)}</a>
                  ),
              },
            ]}
          />
        )}
      </Panel>
      {run !== undefined && <Trials key={String(run.run_id)} run={run} />}
    </div>
  );
}

function Trials({ run }: { run: Row }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const metric = metricOf(run);
  const better = isSmallerBetter(metric) ? 'ASC' : 'DESC';
  const query = sql`SELECT options, mean, deviation FROM sqml_trials WHERE run_id = ${int(Number(run.run_id))}
ORDER BY mean IS NULL, mean ${raw(better)}, id`;
  const title = `Trials of run ${run.run_id}`;
  return (
    <Panel
      title={title}
      query={query}
      isWide
      about={`The mean of ${titleOf(metric)} over the folds; ${isSmallerBetter(metric) ? 'less' : 'more'} is better.`}
      empty=""
    >
      {(rows) => {
        const options = rows.map((row) => parsed<Record<string, unknown>>(row.options, {}));
        const names = [...new Set(options.flatMap(Object.keys))];
        const chosen = wanted ?? names[0];
        const values = [...new Set(options.map((own) => String(own[chosen])))];
        const areNumbers = options.every((own) => typeof own[chosen] === 'number');
        const points = rows.flatMap((row, i) =>
          row.mean === null
            ? []
            : [
                {
                  x: areNumbers ? Number(options[i][chosen]) : values.indexOf(String(options[i][chosen])),
                  y: Number(row.mean),
                  series: seriesOf(options[i], chosen),
                  title: `${row.options}: ${number(row.mean)} ± ${number(row.deviation)}`,
                },
              ],
        );
        return (
          <>
            <div class="controls">
              <label>
                Parameter
                <select value={chosen} onChange={(event) => setWanted(event.currentTarget.value)}>
                  <Choices of={names} />
                </select>
              </label>
            </div>
            {points.length > 0 && (
              <Scatter
                label={`${titleOf(metric)} of ${points.length} trials by ${chosen}; the best: ${rows[0].options}`}
                x={chosen}
                words={areNumbers ? undefined : values}
                y={titleOf(metric)}
                isLogX={areNumbers && isWide(points.map(({ x }) => x))}
                points={points}
              />
            )}
            <Grid
              label={title}
              rows={rows}
              most={20}
              columns={[
                { name: 'options', title: 'Options', cell: (row) => <code>{String(row.options)}</code> },
                { name: 'mean', title: 'Mean', cell: (row) => real(row.mean) },
                { name: 'deviation', title: 'Deviation', cell: (row) => real(row.deviation) },
              ]}
            />
          </>
        );
      }}
    </Panel>
  );
}

function metricOf(run: Row): string {
  if (typeof run.metric === 'string' && run.metric !== 'score') return run.metric;
  return run.prediction_type === 'classification' ? 'accuracy' : 'r2';
}

/** What else differs between the trials that have one value. */
function seriesOf(options: Record<string, unknown>, but: string): string {
  const others = Object.entries(options).filter(([name]) => name !== but);
  return others.map(([name, value]) => `${name} ${String(value)}`).join(', ');
}

/** Positive values over more than one power of ten are read by their powers. */
function isWide(values: number[]): boolean {
  return Math.min(...values) > 0 && Math.max(...values) > 10 * Math.min(...values);
}
