// What a model says of rows that are typed in, moved about with sliders, or brought in a CSV.

import { useEffect, useMemo, useState } from 'preact/hooks';
import { Bars } from '../chart.tsx';
import { Choices } from '../choices.tsx';
import { parseCsv, saveFile } from '../file.ts';
import { csv, day, label, number, parsed } from '../format.ts';
import { Grid } from '../grid.tsx';
import { featuresQuery, isImported, useFeatures } from '../models.ts';
import { Section } from '../panel.tsx';
import { int, type Query, sql, type Value } from '../query.ts';
import { rowsOf, useQuery, useSession } from '../session.ts';
import type { Row, Table } from '../transport.ts';

/** Rows of a CSV that are predicted by one statement. */
const BATCH = 1000;
/** Typing is waited for so long. */
const PAUSE_MS = 120;
/** Probabilities that a person still reads. */
const MOST_BARS = 25;
const DAY_MS = 86_400_000;

interface Field {
  name: string;
  /** Of text. */
  categories: string[] | null;
  min: number;
  max: number;
  middle: number;
  /** Min, max and middle are days since 1970; the model wants text. */
  isDate: boolean;
  /** Any text is one; `categories` are some that training had. */
  isFree: boolean;
}

export function Predict({ model }: { model: Row }) {
  const id = Number(model.model_id);
  const query = sql`SELECT feature, statistic, category, value FROM sqml_feature_profile(${int(id)})`;
  const profile = useQuery(query);
  const features = useQuery(featuresQuery(id));
  const declared = useFeatures(model);
  if (profile.status === 'loading' || features.status === 'loading') return <p class="loading">Reading …</p>;
  const told = rowsOf(features).map(toldField);
  const profiled = profile.status === 'ready' ? fieldsOf(profile.table.rows, told) : [];
  const known = profiled.length > 0 ? profiled : told;
  const fields = known.length > 0 ? known : declared.map(fieldOf);
  return (
    <div class="panels">
      {fields.length > 0 ? (
        <Form model={model} fields={fields} query={query} />
      ) : (
        <Section title="One row">
          <p class="note">
            This model came without a profile of its features, so there is no form. Bring its rows as a CSV,
            with a column for each feature.
          </p>
        </Section>
      )}
      <Files id={id} isClassification={model.prediction_type === 'classification'} />
    </div>
  );
}

/** Of an imported model, which has no profile of its rows. */
function toldField({ feature, is_date, is_free, categories }: Row): Field {
  const words = parsed<string[] | null>(categories, null);
  return { ...fieldOf(String(feature)), categories: words, isDate: is_date === 1, isFree: is_free === 1 };
}

/** A feature of which only the name is known: a number. */
function fieldOf(name: string): Field {
  return { name, categories: null, min: 0, max: 0, middle: 0, isDate: false, isFree: false };
}

function fieldsOf(rows: Row[], told: Field[]): Field[] {
  const fields = new Map<string, Field>();
  for (const { feature, statistic, category, value } of rows) {
    const key = String(feature);
    const field = fields.get(key) ?? { ...(told.find(({ name }) => name === key) ?? fieldOf(key)) };
    fields.set(key, field);
    if (statistic === 'categories') field.categories = [];
    else if (statistic === 'share') field.categories?.push(String(category));
    else if (statistic === 'min') field.min = Number(value);
    else if (statistic === 'max') field.max = Number(value);
    else if (statistic === 'q50') field.middle = Number(value);
  }
  return [...fields.values()];
}

type Values = Record<string, number | string | null>;

function Form({ model, fields, query }: { model: Row; fields: Field[]; query: Query }) {
  const first = useMemo(
    () =>
      Object.fromEntries(
        fields.map((field) => [
          field.name,
          field.categories?.[0] ?? (field.isFree ? null : field.isDate ? day(field.middle) : field.middle),
        ]),
      ) as Values,
    [fields],
  );
  const [values, setValues] = useState<Values>(first);
  const asked = useDelayed(JSON.stringify(values), PAUSE_MS);
  const set = (field: string, value: number | string | null) => setValues({ ...values, [field]: value });
  return (
    <>
      <Section
        title="One row"
        query={query}
        actions={
          <button type="button" class="quiet" onClick={() => setValues(first)}>
            Back to the middle
          </button>
        }
      >
        <p class="about">
          {model.began_empty === 1 || isImported(model)
            ? 'Begins at zero'
            : 'Begins in the middle of the training part'}
          . Move a value and see what changes.
        </p>
        <div class="fields">
          {fields.map((field) => (
            <FieldInput
              key={field.name}
              field={field}
              value={values[field.name]}
              set={(value) => set(field.name, value)}
            />
          ))}
        </div>
      </Section>
      <Prediction model={model} asked={asked} />
    </>
  );
}

function FieldInput(props: {
  field: Field;
  value: number | string | null;
  set(value: number | string | null): void;
}) {
  const { field, value, set } = props;
  if (field.isFree) return <TextInput field={field} value={value} set={set} />;
  if (field.categories !== null) {
    return (
      <label class="field">
        <span>{field.name}</span>
        <select
          value={value === null ? '' : String(value)}
          onChange={(event) => set(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        >
          <Choices of={field.categories} />
          <option value="">missing (NULL)</option>
        </select>
      </label>
    );
  }
  if (field.isDate) return <DateInput field={field} value={value} set={set} />;
  const step = (field.max - field.min) / 100 || 1;
  return (
    <div class="field">
      <label>
        <span>{field.name}</span>
        <input
          type="number"
          step="any"
          value={value ?? ''}
          placeholder="missing"
          onInput={(event) =>
            set(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
          }
        />
      </label>
      {field.max > field.min && (
        <input
          type="range"
          aria-label={`${field.name}, from ${number(field.min)} to ${number(field.max)}`}
          min={field.min}
          max={field.max}
          step={step}
          value={value ?? field.middle}
          onInput={(event) => set(round(Number(event.currentTarget.value), step))}
        />
      )}
    </div>
  );
}

function TextInput(props: { field: Field; value: number | string | null; set(value: string | null): void }) {
  const { field, value, set } = props;
  return (
    <label class="field">
      <span>{field.name}</span>
      <textarea
        rows={3}
        placeholder="missing"
        value={value ?? ''}
        onInput={(event) => set(event.currentTarget.value === '' ? null : event.currentTarget.value)}
      />
    </label>
  );
}

function DateInput(props: { field: Field; value: number | string | null; set(value: string | null): void }) {
  const { field, value, set } = props;
  const at = typeof value === 'string' ? Date.parse(value) / DAY_MS : Number.NaN;
  return (
    <div class="field">
      <label>
        <span>{field.name}</span>
        <input
          type="date"
          value={value ?? ''}
          onInput={(event) => set(event.currentTarget.value === '' ? null : event.currentTarget.value)}
        />
      </label>
      {field.max > field.min && (
        <input
          type="range"
          aria-label={`${field.name}, from ${day(field.min)} to ${day(field.max)}`}
          min={Math.floor(field.min)}
          max={Math.floor(field.max)}
          value={Number.isNaN(at) ? field.middle : at}
          onInput={(event) => set(day(Number(event.currentTarget.value)))}
        />
      )}
    </div>
  );
}

/** Without the digits that a slider's step doesn't mean. */
function round(value: number, step: number): number {
  const digits = Math.max(0, 1 - Math.floor(Math.log10(step)));
  return Number(value.toFixed(Math.min(digits, 12)));
}

function Prediction({ model, asked }: { model: Row; asked: string }) {
  const id = int(Number(model.model_id));
  const isClassification = model.prediction_type === 'classification';
  const query = sql`SELECT sqml_predict(${id}, ${asked}) AS prediction`;
  const answer = useQuery(query);
  const shares = useQuery(
    isClassification ? sql`SELECT sqml_predict_proba(${id}, ${asked}) AS shares` : null,
  );
  const last = useLast(answer.status === 'ready' ? answer.table.rows[0].prediction : undefined);
  const lastShares = useLast(shares.status === 'ready' ? shares.table.rows[0].shares : undefined);
  const all = Object.entries(parsed<Record<string, number>>(lastShares ?? null, {}));
  const bars = all.length <= MOST_BARS ? all : all.sort(([, a], [, b]) => b - a).slice(0, MOST_BARS);
  return (
    <Section title="Prediction" query={query} answer={answer}>
      {answer.status === 'failed' ? (
        <p class="note">{answer.message}</p>
      ) : (
        <p class="prediction" aria-live="polite">
          <span class="muted">{String(model.target)}</span>
          <output>{last === undefined ? '…' : isClassification ? label(last) : number(last)}</output>
        </p>
      )}
      {answer.status !== 'failed' && shares.status !== 'failed' && bars.length > 0 && (
        <Bars
          label={`Probabilities: ${bars.map(([name, share]) => `${label(name)} ${number(share)}`).join(', ')}`}
          x="probability"
          isShare
          bars={bars.map(([name, value]) => ({ name: label(name), value }))}
        />
      )}
      {bars.length < all.length && (
        <p class="about">
          The {MOST_BARS} most probable of {all.length.toLocaleString('en')} classes.
        </p>
      )}
      {answer.status === 'ready' && shares.status === 'failed' && bars.length === 0 && (
        <p class="about">{shares.message}</p>
      )}
    </Section>
  );
}

/** Rows from a CSV, with their predictions, and out again. */
function Files({ id, isClassification }: { id: number; isClassification: boolean }) {
  const { transport, say } = useSession();
  const [result, setResult] = useState<{ name: string; table: Table } | null>(null);
  const [progress, setProgress] = useState<string | null>(null);
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    setResult(null);
    try {
      const given = parseCsv(await file.text());
      const predictions: Value[] = [];
      for (let from = 0; from < given.rows.length; from += BATCH) {
        setProgress(`${from.toLocaleString('en')} of ${given.rows.length.toLocaleString('en')} rows`);
        const json = JSON.stringify(given.rows.slice(from, from + BATCH));
        const { rows } = await transport.query(
          sql`SELECT sqml_predict_batch(${int(id)}, ${json}) AS predictions`,
        );
        predictions.push(...parsed<Value[]>(rows[0].predictions, []));
      }
      const rows = given.rows.map((row, i) => ({ ...row, prediction: predictions[i] }));
      setResult({ name: file.name, table: { columns: [...given.columns, 'prediction'], rows } });
    } catch (thrown) {
      say(`${file.name}: ${(thrown as Error).message}`, true);
    } finally {
      setProgress(null);
    }
  };
  return (
    <Section
      title="Many rows"
      isWide
      query={sql`SELECT sqml_predict_batch(${int(id)}, ${'[{"feature": 1}, ...]'}) AS predictions`}
    >
      <p class="about">
        A CSV with names in its first line and a column for each feature comes back with a column{' '}
        <code>prediction</code>.
      </p>
      <div class="controls">
        <label class="file">
          CSV of rows
          <input
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => {
              read(event.currentTarget.files?.[0]);
            }}
          />
        </label>
        {progress !== null && <span role="status">{progress}</span>}
        {result !== null && (
          <button
            type="button"
            class="primary"
            onClick={() => saveFile(`predicted-${result.name}`, csv(result.table), 'text/csv')}
          >
            Save as CSV
          </button>
        )}
      </div>
      {result !== null && (
        <Grid
          label="Rows with predictions"
          rows={result.table.rows}
          most={10}
          columns={['prediction', ...result.table.columns.slice(0, -1)].map((column) => ({
            name: column,
            ...(column === 'prediction' && isClassification
              ? { cell: (row: Row) => <b>{label(row.prediction)}</b> }
              : {}),
          }))}
        />
      )}
    </Section>
  );
}

/** The value once it has been the same for a while. */
function useDelayed<T>(value: T, ms: number): T {
  const [kept, setKept] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setKept(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return kept;
}

/** The last value that was there, so that nothing flickers while the next one is computed. */
function useLast<T>(value: T | undefined): T | undefined {
  const [kept, setKept] = useState(value);
  useEffect(() => {
    if (value !== undefined) setKept(() => value);
  }, [value]);
  return value ?? kept;
}
