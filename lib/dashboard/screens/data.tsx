// What a table holds, column by column, and how they go together, before anything is trained on it.

import { useState } from 'preact/hooks';
import { Bars, Histogram } from '../chart.tsx';
import { Choices } from '../choices.tsx';
import { count, day, number, percent } from '../format.ts';
import { Grid } from '../grid.tsx';
import { TABLES } from '../models.ts';
import { Panel, Section } from '../panel.tsx';
import { name, sql, type Value } from '../query.ts';
import { href, withParams } from '../route.ts';
import { useQuery, useRows, useSession } from '../session.ts';
import type { Row } from '../transport.ts';
import { DataTarget } from './data_target.tsx';

/** Pairs of features that a person looks through. */
const MOST_PAIRS = 15;

export function Data({ table }: { table: string | null }) {
  const tables = useQuery(TABLES);
  const { may } = useSession();
  if (tables.status === 'loading') return <p class="loading">Reading …</p>;
  if (tables.status === 'failed') return <p class="note">{tables.message}</p>;
  const names = tables.table.rows.map((row) => String(row.name));
  const shown = table ?? names[0] ?? null;
  if (table !== null && !names.some((each) => each.toLowerCase() === table.toLowerCase())) {
    return (
      <div class="empty">
        <h1>Not found</h1>
        <p>There is no table or view '{table}' in this database.</p>
        <p>
          <a href={href('data')}>All tables</a>
        </p>
      </div>
    );
  }
  return (
    <>
      <div class="heading">
        <h1>{shown === null ? 'Data' : shown}</h1>
      </div>
      {shown === null ? (
        <NoTables />
      ) : (
        <>
          <div class="controls">
            <label>
              Table or view
              <select
                value={shown}
                onChange={(event) => {
                  location.hash = href('data', event.currentTarget.value);
                }}
              >
                <Choices of={names} />
              </select>
            </label>
            {may('train') && (
              <a class="button primary" href={withParams(href('train'), { table: shown })}>
                Train on it
              </a>
            )}
          </div>
          <Columns key={shown} table={shown} />
        </>
      )}
      {may('train') && <Examples />}
    </>
  );
}

function NoTables() {
  return (
    <Section title="No tables" isWide>
      <div class="empty">
        <p>
          This database has no table yet. Load one of the example datasets below, or make a table of your own.
        </p>
      </div>
    </Section>
  );
}

function Columns({ table }: { table: string }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const total = useRows(sql`SELECT count(*) AS n FROM ${name(table)}`)[0]?.n;
  const rows = typeof total === 'number' ? total : 0;
  return (
    <div class="panels">
      <Panel
        title="Columns"
        isWide
        query={sql`SELECT * FROM sqml_feature_info(${table})`}
        about={
          typeof total === 'number'
            ? `${count(total, 'row')}. Press a column to see how its values are spread.`
            : ''
        }
        empty={<p>The table has no columns.</p>}
      >
        {(found) => (
          <Grid
            label="Columns"
            rows={found}
            most={200}
            rowClass={(row) => (row.feature === wanted ? 'chosen' : '')}
            columns={[
              {
                name: 'feature',
                title: 'Column',
                cell: (row) => (
                  <button
                    type="button"
                    class="link"
                    aria-pressed={row.feature === wanted}
                    onClick={() => setWanted(String(row.feature))}
                  >
                    {String(row.feature)}
                  </button>
                ),
              },
              { name: 'type', title: 'Type', cell: typeOf },
              {
                name: 'missing',
                title: 'Missing',
                cell: (row) =>
                  row.missing === 0
                    ? '0'
                    : `${number(row.missing)} (${percent(Number(row.missing) / Math.max(1, rows))})`,
              },
              { name: 'distinct_values', title: 'Distinct' },
              ...QUANTITIES.map(([name, title]) => ({
                name,
                title,
                isNumber: true,
                cell: (row: Row) => quantity(row, name),
              })),
              { name: 'deviation', title: 'Deviation', isNumber: true },
            ]}
          />
        )}
      </Panel>
      <Spread table={table} column={wanted} />
      <Panel
        title="Correlations"
        query={sql`SELECT feature, other, correlation, rows FROM sqml_correlations(${table})
WHERE correlation IS NOT NULL ORDER BY abs(correlation) DESC LIMIT ${MOST_PAIRS}`}
        about={`The ${MOST_PAIRS} pairs of number columns that go together most.`}
        empty={<p>There are no two columns of numbers.</p>}
      >
        {(found) => (
          <Bars
            label={`Correlations; the strongest: ${found[0].feature} and ${found[0].other}, ${number(found[0].correlation)}`}
            x="correlation"
            bars={found.map((row) => ({
              name: `${row.feature} · ${row.other}`,
              value: Number(row.correlation),
            }))}
          />
        )}
      </Panel>
      <DataTarget table={table} />
      <Panel
        title="First rows"
        isWide
        query={sql`SELECT * FROM ${name(table)} LIMIT 20`}
        empty={<p>The table has no rows yet.</p>}
      >
        {(found, { columns }) => (
          <Grid label="First rows" rows={found} most={10} columns={columns.map((each) => ({ name: each }))} />
        )}
      </Panel>
    </div>
  );
}

const QUANTITIES: [name: string, title: string][] = [
  ['min', 'Least'],
  ['q25', '25 %'],
  ['median', 'Median'],
  ['q75', '75 %'],
  ['max', 'Greatest'],
  ['mean', 'Mean'],
];

function quantity(row: Row, name: string): string {
  const value = row[name];
  return row.type === 'date' && typeof value === 'number' ? day(value) : number(value);
}

function typeOf(row: Row) {
  return row.type === 'mixed' ? <b class="bad">mixed: a training refuses it</b> : String(row.type);
}

function Spread({ table, column }: { table: string; column: string | null }) {
  const columns = useRows(sql`SELECT feature, type FROM sqml_feature_info(${table})`);
  const first = columns[0]?.feature;
  const shown = column ?? (first === undefined ? null : String(first));
  const isDate = columns.some((row) => row.feature === shown && row.type === 'date');
  const text = isDate ? (value: Value) => day(Number(value)) : number;
  if (shown === null) return null;
  return (
    <Panel
      title={`Values of ${shown}`}
      query={sql`SELECT low, high, value, count FROM sqml_histogram(${table}, ${shown})`}
      empty={<p>The column has no values.</p>}
    >
      {(rows) =>
        rows[0].value === null ? (
          <Histogram
            label={`Histogram of ${shown}, from ${text(rows[0].low)} to ${text(rows.at(-1)?.high ?? null)}`}
            x={shown}
            isDateX={isDate}
            height={260}
            bins={rows.map((row) => ({
              from: Number(row.low),
              to: Number(row.high),
              count: Number(row.count),
            }))}
          />
        ) : (
          <Bars
            label={`The most frequent values of ${shown}: ${rows[0].value}, ${number(rows[0].count)} rows, first`}
            x="rows"
            bars={rows.map((row) => ({ name: String(row.value), value: Number(row.count) }))}
          />
        )
      }
    </Panel>
  );
}

/** Loads one of the bundled datasets. */
function Examples() {
  const { run, say } = useSession();
  const load = (dataset: string) =>
    run('sqml_load_dataset', [dataset]).then(
      () => {
        say(`dataset_${dataset} is loaded.`);
        location.hash = href('data', `dataset_${dataset}`);
      },
      () => {},
    );
  return (
    <Panel
      title="Example datasets"
      isWide
      query={sql`SELECT name, task, rows, features, classes FROM sqml_datasets()`}
      empty=""
    >
      {(rows) => (
        <Grid
          label="Example datasets"
          rows={rows}
          columns={[
            { name: 'name', title: 'Name' },
            { name: 'task', title: 'Task' },
            { name: 'rows', title: 'Rows' },
            { name: 'features', title: 'Features' },
            { name: 'classes', title: 'Classes' },
            {
              name: 'load',
              title: 'Action',
              isNumber: false,
              cell: (row) => (
                <button type="button" class="quiet" onClick={() => load(String(row.name))}>
                  Load<span class="unseen"> {String(row.name)}</span>
                </button>
              ),
            },
          ]}
        />
      )}
    </Panel>
  );
}
