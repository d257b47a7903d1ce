// Every experiment: its type, what serves and how well, how its runs went, and what failed.

import { Sparkline } from '../chart.tsx';
import { count, number, parsed, real, time } from '../format.ts';
import { Grid } from '../grid.tsx';
import { direction, titleOf } from '../metrics.ts';
import { Panel, Section } from '../panel.tsx';
import { sql } from '../query.ts';
import { href } from '../route.ts';
import { useQuery, useSession } from '../session.ts';
import type { Row } from '../transport.ts';

/** The newest runs that a sparkline has. */
const EXPERIMENTS = sql`WITH scored AS (
  SELECT r.id, r.experiment_id, r.status, r.created_at, s.value AS score,
    row_number() OVER (PARTITION BY r.experiment_id ORDER BY r.id DESC) AS age
  FROM sqml_runs r LEFT JOIN sqml_models m ON m.run_id = r.id
  LEFT JOIN sqml_metrics s ON s.model_id = m.id AND s.name = 'score')
SELECT e.name AS experiment, e.prediction_type, d.model_id, d.algorithm, d.score, json_extract(d.options, '$.metric') AS metric,
  (SELECT value FROM sqml_metrics WHERE model_id = d.model_id AND name = json_extract(d.options, '$.metric')) AS metric_value,
  (SELECT r.status FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id WHERE m.id = d.model_id) = 'online' AS began_empty,
  (SELECT count(*) FROM scored WHERE experiment_id = e.id) AS runs,
  (SELECT count(*) FROM scored WHERE experiment_id = e.id AND status = 'failed') AS failures,
  (SELECT max(created_at) FROM scored WHERE experiment_id = e.id) AS last_run,
  (SELECT json_group_array(score) FROM (SELECT score FROM scored
    WHERE experiment_id = e.id AND score IS NOT NULL AND age <= 40 ORDER BY id)) AS scores
FROM sqml_experiments e LEFT JOIN sqml_deployed_models d ON d.experiment = e.name
ORDER BY last_run DESC, e.id DESC`;

const FAILURES = sql`SELECT r.id AS run_id, e.name AS experiment, r.algorithm, r.created_at, r.message
FROM sqml_runs r JOIN sqml_experiments e ON e.id = r.experiment_id
WHERE r.status = 'failed' ORDER BY r.id DESC LIMIT 20`;

export function Overview() {
  const has = useQuery(sql`SELECT count(*) AS n FROM sqlite_master WHERE name = 'sqml_runs'`);
  if (has.status === 'failed') return <p class="note">{has.message}</p>;
  if (has.status === 'loading') return <p class="loading">Reading …</p>;
  return (
    <>
      <div class="heading">
        <h1>Experiments</h1>
      </div>
      {has.table.rows[0].n === 0 ? <Welcome /> : <Experiments />}
    </>
  );
}

function Welcome() {
  const { may } = useSession();
  return (
    <Section title="Nothing is trained yet" isWide>
      <div class="empty">
        <p>
          A model is trained from a table of this database: <a href={href('data')}>look at the tables</a>
          {may('train') && (
            <>
              {' '}
              or <a href={href('train')}>train the first one</a>
            </>
          )}
          .
        </p>
      </div>
    </Section>
  );
}

function Experiments() {
  return (
    <div class="panels">
      <Panel
        title="All experiments"
        query={EXPERIMENTS}
        isWide
        empty={
          <p>
            No experiment yet. <a href={href('train')}>Train a model</a>.
          </p>
        }
      >
        {(rows) => (
          <Grid
            label="All experiments"
            rows={rows}
            columns={[
              {
                name: 'experiment',
                title: 'Experiment',
                cell: (row) => (
                  <a class="long" href={href('experiment', String(row.experiment), 'runs')}>
                    {String(row.experiment)}
                  </a>
                ),
              },
              { name: 'prediction_type', title: 'Type' },
              {
                name: 'algorithm',
                title: 'Serves',
                isNumber: false,
                cell: (row) =>
                  row.model_id === null ? (
                    <span class="null">nothing</span>
                  ) : (
                    <a href={href('model', Number(row.model_id))}>
                      {String(row.algorithm)} <span class="muted">model {String(row.model_id)}</span>
                    </a>
                  ),
              },
              { name: 'score', title: 'Metric', isNumber: true, cell: (row) => <Metric row={row} /> },
              { name: 'scores', title: 'Scores of the runs', isNumber: false, cell: sparkline },
              { name: 'runs', title: 'Runs' },
              {
                name: 'failures',
                title: 'Failed',
                cell: (row) => (row.failures === 0 ? '0' : <b class="bad">{String(row.failures)}</b>),
              },
              { name: 'last_run', title: 'Last run', cell: (row) => time(row.last_run) },
            ]}
          />
        )}
      </Panel>
      <Failures />
    </div>
  );
}

function Metric({ row }: { row: Row }) {
  if (row.model_id === null) return <>–</>;
  if (row.began_empty === 1)
    return <a href={href('model', Number(row.model_id), 'online')}>learns row by row</a>;
  const metric = row.metric_value === null ? defaultMetric(row) : String(row.metric);
  return (
    <span title={direction(metric)}>
      {real(row.metric_value ?? row.score)} <span class="muted">{titleOf(metric)}</span>
    </span>
  );
}

function defaultMetric(row: Row): string {
  return row.prediction_type === 'classification' ? 'accuracy' : 'r2';
}

function sparkline(row: Row) {
  const scores = parsed<number[]>(row.scores, []);
  if (scores.length === 0) return <span class="null">–</span>;
  const metric = titleOf(defaultMetric(row));
  return (
    <Sparkline
      values={scores}
      label={`${metric} of the last ${count(scores.length, 'run')}: from ${number(scores[0])} to ${number(scores.at(-1) as number)}`}
    />
  );
}

function Failures() {
  const { may, run, say } = useSession();
  const answer = useQuery(FAILURES);
  if (answer.status !== 'ready' || answer.table.rows.length === 0) return null;
  const drop = async (row: Row) => {
    await run('sqml_drop_run', [BigInt(Number(row.run_id))]).then(
      () => say(`Run ${row.run_id} is dropped.`),
      () => {},
    );
  };
  return (
    <Panel title="Failed runs" query={FAILURES} isWide empty="">
      {(rows) => (
        <Grid
          label="Failed runs"
          rows={rows}
          most={5}
          columns={[
            { name: 'run_id', title: 'Run' },
            {
              name: 'experiment',
              title: 'Experiment',
              cell: (row) => <span class="long">{String(row.experiment)}</span>,
            },
            { name: 'algorithm', title: 'Algorithm' },
            { name: 'created_at', title: 'When', cell: (row) => time(row.created_at) },
            { name: 'message', title: 'Why', cell: (row) => <span class="long">{String(row.message)}</span> },
            ...(may('drop')
              ? [
                  {
                    name: 'drop',
                    title: 'Action',
                    isNumber: false,
                    cell: (row: Row) => (
                      <button type="button" class="quiet" onClick={() => drop(row)}>
                        Drop<span class="unseen"> run {String(row.run_id)}</span>
                      </button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </Panel>
  );
}
