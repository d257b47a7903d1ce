// Why a model answers as it does: what weighs, what matters, and what each feature adds for one row.

import { useState } from 'preact/hooks';
import { Bars, Lines, SERIES, Waterfall } from '../chart.tsx';
import { Choice } from '../choices.tsx';
import { day, label, number, shown } from '../format.ts';
import { isImported, useDates } from '../models.ts';
import { Code, Panel, Section } from '../panel.tsx';
import { int, name, sql } from '../query.ts';
import { useRows } from '../session.ts';
import type { Row } from '../transport.ts';

/** Bars that a person still reads. */
const MOST_BARS = 25;
/** Rows over which a partial dependence is averaged. */
const DEPENDENCE_ROWS = 300;

export function Why({ model }: { model: Row }) {
  const id = Number(model.model_id);
  // Of a training, that importance and explanations ask about.
  const hasRows = model.began_empty !== 1 && !isImported(model);
  return (
    <div class="panels">
      {hasRows && <Importance id={id} />}
      <Weights id={id} />
      {hasRows && <Dependence model={model} />}
      {hasRows && <OneRow model={model} />}
      {isImported(model) && (
        <Section title="Importance, partial dependence, one row" isWide>
          <div class="empty">
            <p>
              This model was imported, and the rows of its training stayed where it was trained. In SQL each
              of these takes a table of yours:
            </p>
          </div>
          <Code
            text={`SELECT * FROM sqml_feature_importance(${id}, 'your_table');
SELECT * FROM sqml_partial_dependence(${id}, 'a_feature', 'your_table');
SELECT * FROM sqml_explain(${id}, 'your_table');`}
            what="the statements"
          />
        </Section>
      )}
    </div>
  );
}

function Importance({ id }: { id: number }) {
  return (
    <Panel
      title="Importance"
      query={sql`SELECT feature, importance, deviation FROM sqml_feature_importance(${int(id)}) ORDER BY importance DESC`}
      about="How much the score falls on the test part when a feature is shuffled."
      empty={<p>No feature, no importance.</p>}
    >
      {(rows) => (
        <Bars
          label={`Importance of ${rows.length} features; most: ${rows[0].feature}, ${number(rows[0].importance)}`}
          x="fall of the score"
          bars={rows.slice(0, MOST_BARS).map((row) => ({
            name: String(row.feature),
            value: Number(row.importance),
            title: `${row.feature}: ${number(row.importance)} ± ${number(row.deviation)}`,
          }))}
        />
      )}
    </Panel>
  );
}

function Weights({ id }: { id: number }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const query = sql`SELECT feature, weight, standardised, class, std_error, p FROM sqml_weights(${int(id)})
ORDER BY abs(standardised) DESC`;
  return (
    <Panel
      title="Weights"
      query={query}
      about="Of a linear model, with every feature on the same scale: what pushes the answer up or down."
      empty={<p>This model has no weights.</p>}
    >
      {(rows) => {
        const classes = [...new Set(rows.map((row) => row.class))];
        const chosen = classes.find((value) => String(value) === wanted) ?? classes[0];
        const bars = rows
          .filter((row) => row.class === chosen && row.standardised !== null)
          .slice(0, MOST_BARS);
        return (
          <>
            {classes.length > 1 && (
              <Choice title="Class" values={classes} value={chosen} choose={setWanted} />
            )}
            <Bars
              label={`Standardised weights of ${bars.length} columns${chosen === null ? '' : ` for class ${label(chosen)}`}`}
              x="standardised weight"
              bars={bars.map((row) => ({ name: String(row.feature), value: Number(row.standardised) }))}
            />
          </>
        );
      }}
    </Panel>
  );
}

/** What the model answers on average as one feature changes. */
function Dependence({ model }: { model: Row }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const [wantedClass, setWantedClass] = useState<string | null>(null);
  const dates = useDates(model);
  const id = int(Number(model.model_id));
  const features = useRows(sql`SELECT DISTINCT feature FROM sqml_feature_profile(${id})`).map(
    (row) => row.feature,
  );
  const chosen = features.find((value) => value === wanted) ?? features[0] ?? null;
  const rows = `SELECT * FROM ${useFrom(String(model.dataset))} LIMIT ${DEPENDENCE_ROWS}`;
  if (chosen === null) return null;
  const about = `What is answered on average when all have the same value, over ${DEPENDENCE_ROWS} rows of the dataset.`;
  return (
    <Panel
      title="Partial dependence"
      isWide
      query={sql`SELECT value, class, answer FROM sqml_partial_dependence(${id}, ${chosen}, ${rows})`}
      about={
        <>
          {about} <Choice title="Feature" values={features} value={chosen} choose={setWanted} />
        </>
      }
      empty={<p>The dataset has no rows.</p>}
    >
      {(all) => {
        const classes = [...new Set(all.map((row) => row.class))];
        const isMany = classes.length > SERIES.length;
        const one = classes.find((value) => String(value) === wantedClass) ?? classes.at(-1) ?? null;
        const found = isMany ? all.filter((row) => row.class === one) : all;
        const isText = found.some((row) => typeof row.value === 'string');
        const what = found[0].class === null ? String(model.target) : 'probability';
        const title = `${what} by ${chosen}, from ${number(found[0].answer)} to ${number(found.at(-1)?.answer ?? null)}`;
        const points = found.map((row) => ({
          x: Number(row.value),
          y: Number(row.answer),
          series: row.class === null ? '' : label(row.class),
        }));
        return (
          <>
            {isMany && <Choice title="Class" values={classes} value={one} choose={setWantedClass} />}
            {isText ? (
              <div class="pair">
                {[...new Set(found.map((row) => row.class))].map((value) => (
                  <Bars
                    key={String(value)}
                    label={title}
                    x={value === null ? what : `probability of ${label(value)}`}
                    bars={found
                      .filter((row) => row.class === value)
                      .map((row) => ({ name: String(row.value), value: Number(row.answer) }))}
                  />
                ))}
              </div>
            ) : (
              <Lines
                label={title}
                x={String(chosen)}
                y={what}
                points={points}
                withDots={found.length < 30}
                isDateX={dates.has(String(chosen))}
              />
            )}
          </>
        );
      }}
    </Panel>
  );
}

/** A run's dataset as FROM has it. */
function useFrom(dataset: string): string {
  const found = useRows(
    sql`SELECT 1 FROM sqlite_master WHERE name = ${dataset} AND type IN ('table', 'view')`,
  );
  return found.length > 0 ? sql`${name(dataset)}`.text : `(${dataset})`;
}

/** One row's answer, taken apart feature by feature. */
function OneRow({ model }: { model: Row }) {
  const [at, setAt] = useState(1);
  const [wanted, setWanted] = useState<string | null>(null);
  const dataset = String(model.dataset);
  const from = useFrom(dataset);
  const dates = useDates(model);
  const row = `SELECT * FROM ${from} LIMIT 1 OFFSET ${at - 1}`;
  const id = int(Number(model.model_id));
  return (
    <Panel
      title="One row"
      isWide
      query={sql`SELECT key, class, feature, value, contribution, base FROM sqml_explain(${id}, ${row})`}
      about={
        <label class="inline">
          Row{' '}
          <input
            type="number"
            min={1}
            value={at}
            onChange={(event) => setAt(Math.max(1, Math.floor(Number(event.currentTarget.value)) || 1))}
          />{' '}
          of <code>{dataset}</code>
        </label>
      }
      empty={<p>The dataset has fewer than {at.toLocaleString('en')} rows.</p>}
    >
      {(rows) => {
        const classes = [...new Set(rows.map((each) => each.class))];
        const answers = classes.map((value) => ({
          value,
          sum: sumOf(rows.filter((each) => each.class === value)),
        }));
        const top = answers.reduce((a, b) => (b.sum > a.sum ? b : a)).value;
        const chosen = classes.find((value) => String(value) === wanted) ?? top;
        const own = rows.filter((each) => each.class === chosen);
        const sorted = [...own].sort(
          (a, b) => Math.abs(Number(b.contribution)) - Math.abs(Number(a.contribution)),
        );
        const steps = sorted.slice(0, MOST_BARS).map((each) => ({
          name: `${each.feature} = ${valueText(each, dates)}`,
          value: Number(each.contribution),
        }));
        const rest = sorted.slice(MOST_BARS).reduce((sum, each) => sum + Number(each.contribution), 0);
        if (sorted.length > MOST_BARS)
          steps.push({ name: `${sorted.length - MOST_BARS} others`, value: rest });
        return (
          <>
            {classes.length > 1 && (
              <Choice title="Class" values={classes} value={chosen} choose={setWanted} />
            )}
            <Waterfall
              label={`From ${number(own[0].base)}, what is answered on average, to ${number(sumOf(own))} for this row; most by ${steps[0]?.name}`}
              x={chosen === null ? 'answer' : `score of ${label(chosen)}`}
              base={Number(own[0].base)}
              steps={steps}
            />
          </>
        );
      }}
    </Panel>
  );
}

function valueText({ feature, value }: Row, dates: Set<string>): string {
  if (typeof value !== 'number') return shown(value);
  return dates.has(String(feature)) ? day(value) : number(value);
}

function sumOf(rows: Row[]): number {
  return rows.reduce((sum, row) => sum + Number(row.contribution), Number(rows[0].base));
}
