// Two models or more side by side: which options differ, how good each is, and whether that can be compared at all.

import type { JSX } from 'preact';
import { Lines, type Point } from '../chart.tsx';
import { label, parsed, real } from '../format.ts';
import { Scroll } from '../grid.tsx';
import { isSmallerBetter, METRICS, titleOf } from '../metrics.ts';
import { Panel, Section } from '../panel.tsx';
import { int, type Query, raw, sql } from '../query.ts';
import { href, withParams } from '../route.ts';
import { useRows } from '../session.ts';
import type { Row } from '../transport.ts';

/** Lines that a person still tells apart. */
const MOST = 8;

export function Compare({ experiment, params }: { experiment: string; params: URLSearchParams }) {
  const ids = (params.get('models') ?? '')
    .split(',')
    .filter((id) => /^\d+$/.test(id))
    .map(Number)
    .slice(0, MOST);
  if (ids.length < 2) return <Choice experiment={experiment} />;
  const list = raw(ids.join(', '));
  const query = sql`SELECT m.id AS model_id, r.algorithm, r.dataset, r.target, r.test_size, r.split_strategy, r.random_state, r.row_count,
  r.options, e.prediction_type, (SELECT json_group_object(name, value) FROM sqml_metrics WHERE model_id = m.id) AS metrics
FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id JOIN sqml_experiments e ON e.id = r.experiment_id
WHERE m.id IN (${list}) AND e.name = ${experiment} ORDER BY m.id`;
  return (
    <Panel title="Side by side" query={query} isWide empty={<p>None of these models is there any more.</p>}>
      {(rows) => (
        <>
          <SameRows rows={rows} />
          <Options rows={rows} />
          <Metrics rows={rows} />
          {rows[0].prediction_type === 'classification' && <Curves rows={rows} />}
        </>
      )}
    </Panel>
  );
}

/** The newest models of the experiment to choose from. */
function Choice({ experiment }: { experiment: string }) {
  const query = sql`SELECT m.id AS model_id FROM sqml_models m JOIN sqml_runs r ON r.id = m.run_id
JOIN sqml_experiments e ON e.id = r.experiment_id WHERE e.name = ${experiment} ORDER BY m.id DESC LIMIT 4`;
  const models = useRows(query);
  const ids = models.map((row) => Number(row.model_id)).reverse();
  return (
    <Section title="Which models?" isWide query={query}>
      <div class="empty">
        <p>
          Tick two or more on the <a href={href('experiment', experiment, 'runs')}>leaderboard</a>
          {ids.length > 1 && (
            <>
              {' '}
              or{' '}
              <a href={withParams(href('experiment', experiment, 'compare'), { models: ids.join(',') })}>
                compare the newest {ids.length}
              </a>
            </>
          )}
          .
        </p>
        {ids.length < 2 && (
          <p>
            There {ids.length === 1 ? 'is one model only' : 'is no model yet'};{' '}
            <a href={href('train')}>train another</a> for something to compare.
          </p>
        )}
      </div>
    </Section>
  );
}

/** Scores are of the same rows when all that decides the split is the same. */
function SameRows({ rows }: { rows: Row[] }) {
  const split = (row: Row) =>
    [row.dataset, row.target, row.row_count, row.test_size, row.split_strategy, row.random_state].join('\n');
  if (rows.every((row) => split(row) === split(rows[0]))) {
    return <p class="about">All were tested on the same rows.</p>;
  }
  return (
    <p class="note">
      These models were tested on different rows: another dataset, number of rows, split or random state. A
      difference of their scores may be the rows'.
    </p>
  );
}

function Options({ rows }: { rows: Row[] }) {
  const facts: [string, (row: Row) => string][] = [
    ['algorithm', (row) => String(row.algorithm)],
    ['dataset', (row) => String(row.dataset)],
    ['rows', (row) => String(row.row_count)],
    ['random_state', (row) => String(row.random_state)],
  ];
  const options = rows.map((row) => parsed<Record<string, unknown>>(row.options, {}));
  for (const name of [...new Set(options.flatMap(Object.keys))].filter((each) => each !== 'random_state')) {
    facts.push([name, (row) => JSON.stringify(options[rows.indexOf(row)][name]) ?? 'default']);
  }
  const differing = facts.filter(([, of]) => rows.some((row) => of(row) !== of(rows[0])));
  return (
    <>
      <h3>What differs</h3>
      {differing.length === 0 ? (
        <p class="about">Nothing that was asked for.</p>
      ) : (
        <Sides
          label="Options that differ"
          rows={rows}
          lines={differing.map(([name, of]) => [name, rows.map(of)])}
        />
      )}
    </>
  );
}

function Metrics({ rows }: { rows: Row[] }) {
  const values = rows.map((row) => parsed<Record<string, number | null>>(row.metrics, {}));
  const names = Object.keys(METRICS).filter((name) => values.some((own) => name in own));
  const best = (name: string) => {
    const known = values
      .map((own) => own[name])
      .filter((value): value is number => typeof value === 'number');
    return isSmallerBetter(name) ? Math.min(...known) : Math.max(...known);
  };
  return (
    <>
      <h3>Metrics</h3>
      <Sides
        label="Metrics"
        rows={rows}
        isNumber
        lines={names.map((name) => [
          `${titleOf(name)} ${isSmallerBetter(name) ? '↓' : '↑'}`,
          values.map((own) =>
            own[name] === best(name) && !name.endsWith('_time') ? (
              <b>{real(own[name])} ★</b>
            ) : (
              real(own[name] ?? null)
            ),
          ),
        ])}
      />
    </>
  );
}

/** A line a fact, a column a model. */
function Sides(props: {
  label: string;
  rows: Row[];
  lines: [string, (string | JSX.Element)[]][];
  isNumber?: boolean;
}) {
  const cell = props.isNumber ? 'number' : '';
  return (
    <Scroll label={props.label}>
      <table>
        <thead>
          <tr>
            <td />
            {props.rows.map((row) => (
              <th key={String(row.model_id)} scope="col" class={cell}>
                <a href={href('model', Number(row.model_id))}>Model {String(row.model_id)}</a>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.lines.map(([name, cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((value, c) => (
                <td key={c} class={cell}>
                  {typeof value === 'string' && !props.isNumber ? <code class="long">{value}</code> : value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The ROC curves of one class, one over the other. */
function Curves({ rows }: { rows: Row[] }) {
  const ids = rows.map((row) => Number(row.model_id));
  const one = (id: number) =>
    sql`SELECT ${int(id)} AS model_id, class, fpr, tpr FROM sqml_roc_curve(${int(id)})`;
  const all = ids.slice(1).reduce<Query>((query, id) => sql`${query}\nUNION ALL ${one(id)}`, one(ids[0]));
  return (
    <>
      <h3>ROC curves</h3>
      <Overlaid rows={useRows(all)} />
    </>
  );
}

function Overlaid({ rows }: { rows: Row[] }) {
  if (rows.length === 0) return <p class="about">None of these models has a curve.</p>;
  const last = rows.at(-1)?.class ?? null;
  const points: Point[] = rows
    .filter((row) => row.class === last)
    .map((row) => ({ x: Number(row.fpr), y: Number(row.tpr), series: `model ${row.model_id}` }));
  return (
    <Lines
      label={`ROC curves of class ${label(last)}, one for each model`}
      x={`false positive rate of class ${label(last)}`}
      y="true positive rate"
      points={points}
      isUnitSquare
      withDiagonal
    />
  );
}
