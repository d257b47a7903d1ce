// One model: how good, from what, how it was found, and how a program uses it.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Lines } from '../chart.tsx';
import { label, number, parsed, percent, real, seconds, time } from '../format.ts';
import { isSmallerBetter, METRICS, titleOf } from '../metrics.ts';
import { modelQuery, useFeatures } from '../models.ts';
import { Code, Panel, Section } from '../panel.tsx';
import { int, literal, sql } from '../query.ts';
import { href } from '../route.ts';
import { useQuery } from '../session.ts';
import type { Row } from '../transport.ts';
import { ModelActions } from './model_actions.tsx';

export function Model({ model }: { model: Row }) {
  const id = int(Number(model.model_id));
  return (
    <>
      <ModelActions model={model} />
      <div class="panels">
        <Panel
          title="Metrics"
          query={sql`SELECT metric, value, reason FROM sqml_evaluate(${id})`}
          empty={
            model.learns === 1 ? (
              <p>
                This model learns row by row: how it does is under{' '}
                <a href={href('model', Number(model.model_id), 'online')}>Online</a>.
              </p>
            ) : (
              <p>This model came without metrics, as an imported one does.</p>
            )
          }
          about="On the test part, which training has not seen."
        >
          {(rows) => (
            <dl class="metrics">
              {rows.map((row) => (
                <MetricLine key={String(row.metric)} row={row} />
              ))}
            </dl>
          )}
        </Panel>
        <About model={model} />
        {model.began_empty !== 1 && <Curve model={model} />}
        <Snippets model={model} />
      </div>
    </>
  );
}

function MetricLine({ row }: { row: Row }) {
  const metric = String(row.metric);
  const isTime = metric.endsWith('_time');
  const value = isTime && typeof row.value === 'number' ? seconds(row.value) : real(row.value);
  return (
    <div>
      <dt>
        {titleOf(metric).replace(' (s)', '')} {!isTime && (isSmallerBetter(metric) ? '↓' : '↑')}
      </dt>
      <dd>
        <b>{value}</b>
        <span class="muted">{row.reason === null ? METRICS[metric]?.meaning : String(row.reason)}</span>
      </dd>
    </div>
  );
}

function About({ model }: { model: Row }) {
  const query = modelQuery(Number(model.model_id));
  const options = Object.entries(parsed<Record<string, unknown>>(model.options, {}));
  const facts: [string, ComponentChildren][] = [
    ['Algorithm', String(model.algorithm)],
    ['Predicts', `${model.target} (${model.prediction_type})`],
    ...(model.began_empty === 1 ? [] : trainingFacts(model)),
    ['Features', number(model.feature_count)],
    ['Random state', label(model.random_state)],
    [model.began_empty === 1 ? 'Declared' : 'Trained', time(model.created_at)],
    ['Digest', <code key="g">{String(model.digest)}</code>],
    ['Size', `${number(model.bytes)} bytes, sqml ${model.engine ?? '?'}`],
  ];
  return (
    <Section title="What it is" query={query} answer={useQuery(query)}>
      <dl class="facts">
        {facts.map(([term, fact]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
      </dl>
      <h3>Options that were given</h3>
      {options.length === 0 ? (
        <p class="about">None: all are at their defaults.</p>
      ) : (
        <dl class="facts">
          {options.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{JSON.stringify(value)}</code>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {model.message !== null && <p class="note">{String(model.message)}</p>}
    </Section>
  );
}

/** What a model that began with no row has not. */
function trainingFacts(model: Row): [string, ComponentChildren][] {
  const skipped = model.rows_skipped ? `, ${number(model.rows_skipped)} without a label left out` : '';
  return [
    ['Dataset', <code key="d">{String(model.dataset)}</code>],
    ['Rows', `${number(model.row_count)}${skipped}`],
    ['Test part', `${percent(model.test_size)}, ${model.split_strategy}`],
  ];
}

/** How the solver came to its end; not every algorithm keeps that. */
function Curve({ model }: { model: Row }) {
  const query = sql`SELECT machine, iteration, objective, gap FROM sqml_training_info(${int(Number(model.run_id))})`;
  return (
    <Panel
      title="Training curve"
      query={query}
      empty={<p>This algorithm keeps no record of its iterations: it has none, or fits in one step.</p>}
    >
      {(rows) => (
        <Lines
          label={`The objective over ${rows.length} recorded iterations, ending at ${number(rows.at(-1)?.objective ?? null)}`}
          x="iteration"
          y="objective"
          withDots={rows.length < 60}
          points={rows.map((row) => ({
            x: Number(row.iteration),
            y: Number(row.objective),
            series: `machine ${row.machine}`,
          }))}
        />
      )}
    </Panel>
  );
}

type Language = 'SQL' | 'Python' | 'Node' | 'curl';

function Snippets({ model }: { model: Row }) {
  const [language, setLanguage] = useState<Language>('SQL');
  const features = useFeatures(model);
  const dataset = String(model.dataset || 'your_table');
  const shownFeatures = features.length > 0 ? features.slice(0, 4) : ['feature'];
  const json = JSON.stringify(Object.fromEntries(shownFeatures.map((name) => [name, 0])));
  const experiment = String(model.experiment);
  const texts: Record<Language, string> = {
    SQL: `SELECT sqml_predict(${literal(experiment)}, json_object(
  ${features.map((name) => `${literal(name)}, "${name.replaceAll('"', '""')}"`).join(',\n  ')}))
FROM ${dataset};

-- every row of a table, without JSON
SELECT key, prediction FROM sqml_predictions(${literal(experiment)}, ${literal(dataset)});`,
    Python: `import sqlite3, sqml   # pip install sqml

conn = sqlite3.connect("data.db")
sqml.load(conn)
conn.execute("SELECT sqml_predict(?, ?)", (${JSON.stringify(experiment)}, ${JSON.stringify(json)})).fetchone()`,
    Node: `import { load } from 'sqml';              // npm install sqml better-sqlite3
import Database from 'better-sqlite3';

const db = new Database('data.db');
load(db);
db.prepare('SELECT sqml_predict(?, ?)').pluck().get(${JSON.stringify(experiment)}, ${JSON.stringify(json)});`,
    curl: `# with Datasette and the sqml plugin: datasette data.db
curl --get http://127.0.0.1:8001/data.json --data-urlencode \\
  "sql=SELECT sqml_predict(:experiment, :row) AS prediction" \\
  --data-urlencode ${shellText(`experiment=${experiment}`)} --data-urlencode ${shellText(`row=${json}`)}`,
  };
  return (
    <Section title="Use it">
      <div class="choices" role="group" aria-label="Language">
        {(Object.keys(texts) as Language[]).map((name) => (
          <button
            key={name}
            type="button"
            class="quiet"
            aria-pressed={name === language}
            onClick={() => setLanguage(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <Code text={texts[language]} what={`how to predict in ${language}`} />
      {features.length > 4 && language !== 'SQL' && (
        <p class="about">
          All {features.length} features must be there; the{' '}
          <a href={href('model', Number(model.model_id), 'predict')}>form</a> lists them.
        </p>
      )}
    </Section>
  );
}

function shellText(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
