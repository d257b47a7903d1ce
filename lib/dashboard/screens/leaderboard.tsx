// The models of an experiment by a metric of the reader's choice; two or more can be compared, one deployed or dropped.

import { useState } from 'preact/hooks';
import { Choices } from '../choices.tsx';
import { saveFile } from '../file.ts';
import { parsed, real, time } from '../format.ts';
import { type Column, Grid } from '../grid.tsx';
import { isSmallerBetter, METRICS, titleOf } from '../metrics.ts';
import { Panel } from '../panel.tsx';
import { int, raw, sql } from '../query.ts';
import { href, withParams } from '../route.ts';
import { useRows, useSession } from '../session.ts';
import type { Row } from '../transport.ts';

/** Shown beside the chosen one. */
const BESIDE: Record<string, string[]> = {
  classification: ['accuracy', 'f1', 'roc_auc', 'log_loss'],
  regression: ['r2', 'mae', 'rmse'],
};

export function Leaderboard({ experiment, type }: { experiment: string; type: string }) {
  const { may, run, say, transport } = useSession();
  const [metric, setMetric] = useState('score');
  const [algorithm, setAlgorithm] = useState('');
  const [ticked, setTicked] = useState<number[]>([]);
  const names = useRows(
    sql`SELECT DISTINCT s.name FROM sqml_metrics s JOIN sqml_models m ON m.id = s.model_id JOIN sqml_runs r ON r.id = m.run_id
JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = ${experiment}`,
  ).map((row) => String(row.name));
  const known = Object.keys(METRICS).filter((name) => names.includes(name));
  const query = sql`SELECT m.id AS model_id, r.id AS run_id, r.algorithm, r.options, r.created_at, r.row_count,
  (SELECT json_group_object(name, value) FROM sqml_metrics WHERE model_id = m.id) AS metrics,
  EXISTS (SELECT 1 FROM sqml_deployments d WHERE d.model_id = m.id AND d.active) AS serves
FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id JOIN sqml_experiments e ON e.id = r.experiment_id
LEFT JOIN sqml_metrics s ON s.model_id = m.id AND s.name = ${metric}
WHERE e.name = ${experiment} AND (${algorithm} = '' OR r.algorithm = ${algorithm})
ORDER BY s.value IS NULL, s.value ${raw(isSmallerBetter(metric) ? 'ASC' : 'DESC')}, m.id`;
  const algorithms =
    useRows(sql`SELECT DISTINCT r.algorithm FROM sqml_runs r JOIN sqml_experiments e ON e.id = r.experiment_id
WHERE e.name = ${experiment} ORDER BY 1`).map((row) => String(row.algorithm));

  const deploy = (row: Row) =>
    run('sqml_deploy', [experiment, int(Number(row.model_id))]).then(
      () => say(`Model ${row.model_id} serves now.`),
      () => {},
    );
  const drop = (row: Row) =>
    confirm(`Delete model ${row.model_id} with its metrics? This can't be undone.`) &&
    run('sqml_drop_model', [int(Number(row.model_id))]).then(
      () => say(`Model ${row.model_id} is dropped.`),
      () => {},
    );
  const report = async () => {
    try {
      const { rows } = await transport.query(sql`SELECT sqml_report(${experiment}) AS report`);
      saveFile(`${experiment.replaceAll(/[^\w-]+/g, '_')}.html`, String(rows[0].report));
    } catch (thrown) {
      say((thrown as Error).message, true);
    }
  };
  const tick = (id: number) =>
    setTicked(ticked.includes(id) ? ticked.filter((other) => other !== id) : [...ticked, id]);

  const columns = (): Column[] => [
    {
      name: 'tick',
      title: 'Compare',
      isNumber: false,
      cell: (row) => (
        <input
          type="checkbox"
          aria-label={`compare model ${row.model_id}`}
          checked={ticked.includes(Number(row.model_id))}
          onChange={() => tick(Number(row.model_id))}
        />
      ),
    },
    {
      name: 'model_id',
      title: 'Model',
      isNumber: false,
      cell: (row) => (
        <>
          <a href={href('model', Number(row.model_id))}>{String(row.model_id)}</a>{' '}
          {row.serves === 1 && <span class="badge good">serves</span>}
        </>
      ),
    },
    { name: 'algorithm', title: 'Algorithm' },
    ...[metric, ...(BESIDE[type] ?? []).filter((name) => name !== metric && known.includes(name))].map(
      (name): Column => ({
        name: `metric ${name}`,
        title: `${titleOf(name)} ${isSmallerBetter(name) ? '↓' : '↑'}`,
        isNumber: true,
        cell: (row) => real(metricOf(row, name)),
      }),
    ),
    {
      name: 'options',
      title: 'Options',
      cell: (row) => <code class="long">{String(row.options ?? '')}</code>,
    },
    { name: 'created_at', title: 'Trained', cell: (row) => time(row.created_at) },
    ...(may('deploy') || may('drop')
      ? [
          {
            name: 'actions',
            title: 'Actions',
            isNumber: false,
            cell: (row: Row) => (
              <span class="buttons">
                {may('deploy') && row.serves !== 1 && (
                  <button type="button" onClick={() => deploy(row)}>
                    Deploy<span class="unseen"> model {String(row.model_id)}</span>
                  </button>
                )}
                {may('drop') && row.serves !== 1 && (
                  <button type="button" class="quiet" onClick={() => drop(row)}>
                    Drop<span class="unseen"> model {String(row.model_id)}</span>
                  </button>
                )}
              </span>
            ),
          },
        ]
      : []),
  ];

  return (
    <>
      <div class="controls">
        <label>
          By metric
          <select value={metric} onChange={(event) => setMetric(event.currentTarget.value)}>
            {(known.length > 0 ? known : ['score']).map((name) => (
              <option key={name} value={name}>
                {titleOf(name)} {isSmallerBetter(name) ? '(less is better)' : '(more is better)'}
              </option>
            ))}
          </select>
        </label>
        <label>
          Algorithm
          <select value={algorithm} onChange={(event) => setAlgorithm(event.currentTarget.value)}>
            <option value="">all</option>
            <Choices of={algorithms} />
          </select>
        </label>
        {ticked.length > 1 && (
          <a
            class="button"
            href={withParams(href('experiment', experiment, 'compare'), { models: ticked.join(',') })}
          >
            Compare {ticked.length} models
          </a>
        )}
        <button type="button" onClick={report}>
          Save a report
        </button>
      </div>
      <Panel
        title="Leaderboard"
        query={query}
        isWide
        about={METRICS[metric]?.meaning}
        empty={
          <p>
            No model yet: the runs failed. The <a href={href()}>overview</a> says why.
          </p>
        }
      >
        {(rows) => <Grid label="Leaderboard" rows={rows} columns={columns()} most={100} />}
      </Panel>
    </>
  );
}

function metricOf(row: Row, name: string): number | null {
  return parsed<Record<string, number | null>>(row.metrics, {})[name] ?? null;
}
