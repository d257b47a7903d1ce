// How a classification did on its test part: which labels were taken for which, class by class, by threshold, and
// whether its probabilities can be taken at their word.

import { useState } from 'preact/hooks';
import { Histogram, Lines, type Point, SERIES } from '../chart.tsx';
import { Choice, Choices } from '../choices.tsx';
import { label, number, parsed, percent, real } from '../format.ts';
import { Grid, Scroll } from '../grid.tsx';
import { Panel } from '../panel.tsx';
import { int, sql, type Value } from '../query.ts';
import { useRows } from '../session.ts';
import type { Row } from '../transport.ts';

export function Classification({ id }: { id: number }) {
  const [cell, setCell] = useState<{ actual: Value; predicted: Value } | null>(null);
  const model = int(id);
  return (
    <div class="panels">
      <Panel
        title="Confusion matrix"
        query={sql`SELECT actual, predicted, count FROM sqml_confusion_matrix(${model}) WHERE count > 0 OR actual = predicted`}
        about="Rows of the test part. Press a count to see its rows."
        empty={<p>This model came without its test part; sqml_confusion_matrix takes a dataset, too.</p>}
      >
        {(rows) =>
          labelsOf(rows).length > MOST_LABELS ? (
            <Confusions rows={rows} choose={setCell} />
          ) : (
            <Matrix rows={rows} chosen={cell} choose={setCell} />
          )
        }
      </Panel>
      <Panel
        title="By class"
        query={sql`SELECT label, precision, recall, f1, support FROM sqml_classification_report(${model})`}
        empty={<p>This model came without its test part.</p>}
      >
        {(rows) => (
          <Grid
            label="By class"
            rows={rows}
            columns={[
              { name: 'label', title: 'Class', isNumber: false, cell: (row) => label(row.label) },
              { name: 'precision', title: 'Precision', cell: (row) => real(row.precision) },
              { name: 'recall', title: 'Recall', cell: (row) => real(row.recall) },
              { name: 'f1', title: 'F1', cell: (row) => real(row.f1) },
              { name: 'support', title: 'Rows' },
            ]}
          />
        )}
      </Panel>
      {cell !== null && <Judged id={id} cell={cell} close={() => setCell(null)} />}
      <Thresholds id={id} />
      <Calibration id={id} />
      <Sureness id={id} />
    </div>
  );
}

function Calibration({ id }: { id: number }) {
  const [wanted, setWanted] = useState<string | null>(null);
  return (
    <Panel
      title="Calibration"
      query={sql`SELECT class, predicted, observed, count FROM sqml_calibration(${int(id)})`}
      about="Of the rows that were given a probability, how many were so? On the dashed line the model can be taken at its word."
      empty={<p>No row has a probability.</p>}
    >
      {(rows) => {
        const classes = [...new Set(rows.map((row) => row.class))];
        const isMany = classes.length > SERIES.length;
        const one = classes.find((value) => String(value) === wanted) ?? classes.at(-1) ?? null;
        const found = isMany ? rows.filter((row) => row.class === one) : rows;
        return (
          <>
            {isMany && <Choice title="Class" values={classes} value={one} choose={setWanted} />}
            <Lines
              label={`Calibration: ${found.length} steps of probability, with the share that was observed`}
              x="predicted probability"
              y="observed share"
              isUnitSquare
              withDiagonal
              withDots
              points={found.map((row) => ({
                x: Number(row.predicted),
                y: Number(row.observed),
                series: label(row.class),
                title: `${label(row.class)}: ${number(row.count)} rows at ${percent(row.predicted)}, ${percent(row.observed)} observed`,
              }))}
            />
          </>
        );
      }}
    </Panel>
  );
}

/** Steps of probability that sqml_calibration counts rows in. */
const STEPS = 10;

function Sureness({ id }: { id: number }) {
  const [wanted, setWanted] = useState<string | null>(null);
  return (
    <Panel
      title="How sure it is"
      query={sql`SELECT class, predicted, count FROM sqml_calibration(${int(id)})`}
      about="How many rows of the test part were given which probability of a class. A sure model has few in the middle."
      empty={<p>No row has a probability.</p>}
    >
      {(rows) => {
        const classes = [...new Set(rows.map((row) => row.class))];
        const one = classes.find((value) => String(value) === wanted) ?? classes.at(-1) ?? null;
        const counts = Array<number>(STEPS).fill(0);
        for (const row of rows) {
          if (row.class !== one) continue;
          counts[Math.min(STEPS - 1, Math.floor(Number(row.predicted) * STEPS))] += Number(row.count);
        }
        return (
          <>
            {classes.length > 1 && <Choice title="Class" values={classes} value={one} choose={setWanted} />}
            <Histogram
              label={`Rows by the predicted probability of ${label(one)}: ${counts.map((count, i) => `${percent(i / STEPS)} ${count}`).join(', ')}`}
              x={`predicted probability of ${label(one)}`}
              bins={counts.map((count, i) => ({ from: i / STEPS, to: (i + 1) / STEPS, count }))}
            />
          </>
        );
      }}
    </Panel>
  );
}

/** A matrix of more is no picture any more, and of a thousand no page. */
const MOST_LABELS = 40;

/** Every label has its place on the diagonal. */
function labelsOf(rows: Row[]): Value[] {
  return [...new Map(rows.map((row) => [String(row.actual), row.actual])).values()];
}

/** Of many classes: what was taken for what, the most frequent first. */
function Confusions(props: { rows: Row[]; choose(cell: { actual: Value; predicted: Value }): void }) {
  const labels = labelsOf(props.rows);
  const wrong = props.rows
    .filter((row) => row.actual !== row.predicted)
    .sort((a, b) => Number(b.count) - Number(a.count));
  if (wrong.length === 0)
    return <p class="about">No row of the {labels.length} classes was taken for another.</p>;
  return (
    <>
      <p class="about">
        {labels.length.toLocaleString('en')} classes: what was taken for another, the most frequent first.
      </p>
      <Grid
        label="Confusion matrix"
        rows={wrong}
        most={12}
        columns={[
          { name: 'actual', title: 'Actual', cell: (row) => label(row.actual) },
          { name: 'predicted', title: 'Predicted', cell: (row) => label(row.predicted) },
          {
            name: 'count',
            title: 'Rows',
            isNumber: true,
            cell: (row) => (
              <button
                type="button"
                class="link"
                aria-label={`${row.count} rows of ${label(row.actual)} predicted as ${label(row.predicted)}`}
                onClick={() => props.choose({ actual: row.actual, predicted: row.predicted })}
              >
                {number(row.count)}
              </button>
            ),
          },
        ]}
      />
    </>
  );
}

/** Counts as a table whose shade is the share of the actual class; each a button. */
function Matrix(props: {
  rows: Row[];
  chosen: { actual: Value; predicted: Value } | null;
  choose(cell: { actual: Value; predicted: Value }): void;
}) {
  const { rows, chosen, choose } = props;
  const labels = labelsOf(rows);
  const counts = new Map(rows.map((row) => [`${row.actual} ${row.predicted}`, Number(row.count)]));
  const totals = labels.map((actual) =>
    labels.reduce((sum: number, predicted) => sum + (counts.get(`${actual} ${predicted}`) ?? 0), 0),
  );
  return (
    <Scroll label="Confusion matrix">
      <table class={labels.length > 6 ? 'matrix small' : 'matrix'}>
        <thead>
          <tr>
            <th scope="col">
              actual <span aria-hidden="true">↓</span> predicted <span aria-hidden="true">→</span>
            </th>
            {labels.map((predicted) => (
              <th key={String(predicted)} scope="col">
                {label(predicted)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {labels.map((actual, a) => (
            <tr key={String(actual)}>
              <th scope="row">{label(actual)}</th>
              {labels.map((predicted) => {
                const count = counts.get(`${actual} ${predicted}`) ?? 0;
                const share = totals[a] === 0 ? 0 : count / totals[a];
                const isChosen = chosen?.actual === actual && chosen?.predicted === predicted;
                return (
                  <td key={String(predicted)}>
                    <button
                      type="button"
                      class={`cell ${actual === predicted ? 'right' : 'wrong'}`}
                      data-share={Math.ceil(share * 5)}
                      aria-pressed={isChosen}
                      aria-label={`${count} rows of ${label(actual)} predicted as ${label(predicted)}`}
                      onClick={() => choose({ actual, predicted })}
                    >
                      {count}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Judged(props: { id: number; cell: { actual: Value; predicted: Value }; close(): void }) {
  const { actual, predicted } = props.cell;
  return (
    <Panel
      title={`Rows of ${label(actual)} predicted as ${label(predicted)}`}
      isWide
      query={sql`SELECT actual, predicted, score, probabilities FROM sqml_judged_rows(${int(props.id)})
WHERE actual IS ${actual} AND predicted IS ${predicted}`}
      about={
        <button type="button" class="quiet" onClick={props.close}>
          Close these rows
        </button>
      }
      empty={<p>None among the thousand rows that are kept with a model.</p>}
    >
      {(rows) => (
        <Grid
          label="Rows of the cell"
          rows={rows}
          most={10}
          columns={[
            { name: 'actual', title: 'Actual', cell: (row) => label(row.actual) },
            { name: 'predicted', title: 'Predicted', cell: (row) => label(row.predicted) },
            {
              name: 'probabilities',
              title: 'Probabilities',
              cell: (row) => shares(row.probabilities ?? row.score),
            },
          ]}
        />
      )}
    </Panel>
  );
}

function shares(value: Value): string {
  const known = parsed<Record<string, number> | number>(value, {});
  if (typeof known === 'number' || typeof value === 'number') return number(value);
  return Object.entries(known)
    .map(([name, share]) => `${label(name)} ${number(share)}`)
    .join(', ');
}

/** ROC and precision-recall of one class, with a threshold that walks along both. */
function Thresholds({ id }: { id: number }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const [step, setStep] = useState<number | null>(null);
  const all = useRows(sql`SELECT DISTINCT class FROM sqml_roc_curve(${int(id)})`).map((row) => row.class);
  const supports = useRows(sql`SELECT label, support FROM sqml_classification_report(${int(id)})`);
  const chosen = all.find((value) => String(value) === wanted) ?? all.at(-1) ?? null;
  const support = (of: Value) => Number(supports.find((row) => label(row.label) === label(of))?.support ?? 0);
  const total = Number(supports.find((row) => row.label === 'accuracy')?.support ?? 0);
  const query = sql`SELECT threshold, fpr, tpr FROM sqml_roc_curve(${int(id)}) WHERE class IS ${chosen}`;
  const about = 'What each threshold catches (recall, the true positive rate) and what it costs.';
  return (
    <Panel
      title="ROC and precision-recall"
      query={query}
      isWide
      about={about}
      empty={<p>There is no curve: the test part has rows of one class only.</p>}
    >
      {(rows) => {
        const positives = support(chosen);
        const isUnseen = total > 0 && positives === 0;
        const at = Math.min(step ?? nearestTo(rows), rows.length - 1);
        const { roc, precisionRecall } = curves(rows, positives, total - positives);
        const here = rows[at];
        const marked = { x: Number(here.fpr), y: Number(here.tpr) };
        const precision = precisionOf(here, positives, total - positives);
        return (
          <>
            <div class="controls">
              <label>
                Class
                <select value={String(chosen)} onChange={(event) => setWanted(event.currentTarget.value)}>
                  <Choices of={all.map(String)} shown={all.map(label)} />
                </select>
              </label>
              <label class="slider">
                Threshold {here.threshold === null ? 'above every score' : number(here.threshold)}
                <input
                  type="range"
                  min={0}
                  max={rows.length - 1}
                  value={at}
                  onInput={(event) => setStep(Number(event.currentTarget.value))}
                />
              </label>
              {!isUnseen && (
                <p class="figures" aria-live="polite">
                  recall <b>{percent(here.tpr)}</b> · precision <b>{percent(precision)}</b> · false positives{' '}
                  <b>{percent(here.fpr)}</b>
                </p>
              )}
            </div>
            {isUnseen && (
              <p class="empty">
                No row of the test part is of {label(chosen)}: there is nothing to catch. Choose another
                class.
              </p>
            )}
            {!isUnseen && (
              <div class="pair">
                <Lines
                  label={`ROC curve of ${label(chosen)}: at this threshold ${percent(here.tpr)} true positives for ${percent(here.fpr)} false positives`}
                  x="false positive rate"
                  y="true positive rate"
                  isUnitSquare
                  withDiagonal
                  points={roc}
                  marked={marked}
                />
                <Lines
                  label={`Precision-recall curve of ${label(chosen)}: at this threshold precision ${percent(precision)}, recall ${percent(here.tpr)}`}
                  x="recall"
                  y="precision"
                  isUnitSquare
                  points={precisionRecall}
                  marked={precision === null ? undefined : { x: Number(here.tpr), y: precision }}
                />
              </div>
            )}
          </>
        );
      }}
    </Panel>
  );
}

function curves(
  rows: Row[],
  positives: number,
  negatives: number,
): { roc: Point[]; precisionRecall: Point[] } {
  const roc = rows.map((row) => ({ x: Number(row.fpr), y: Number(row.tpr) }));
  const precisionRecall = rows.flatMap((row) => {
    const precision = precisionOf(row, positives, negatives);
    return precision === null ? [] : [{ x: Number(row.tpr), y: precision }];
  });
  return { roc, precisionRecall };
}

/** Of what is above the threshold, the share that is of the class; null when nothing is above. */
function precisionOf(row: Row, positives: number, negatives: number): number | null {
  const right = Number(row.tpr) * positives;
  const wrong = Number(row.fpr) * negatives;
  return right + wrong === 0 ? null : right / (right + wrong);
}

/** The point nearest to the upper left corner. */
function nearestTo(rows: Row[]): number {
  const distance = (row: Row) => Number(row.fpr) ** 2 + (1 - Number(row.tpr)) ** 2;
  let best = 0;
  for (const [i, row] of rows.entries()) if (distance(row) < distance(rows[best])) best = i;
  return best;
}
