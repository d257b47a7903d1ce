// How a regression did on its test part: predicted against actual, what is left, and where it is most wrong.

import { Histogram, Scatter } from '../chart.tsx';
import { count, number } from '../format.ts';
import { Grid } from '../grid.tsx';
import { Panel } from '../panel.tsx';
import { int, sql } from '../query.ts';

const NO_ROWS = <p>This model came without its test part; sqml_evaluate takes a dataset, too.</p>;

export function Regression({ id }: { id: number }) {
  const rows = sql`SELECT actual, predicted, residual FROM sqml_judged_rows(${int(id)})`;
  return (
    <div class="panels">
      <Panel
        title="Predicted against actual"
        query={rows}
        about="On the dashed line a prediction is exact."
        empty={NO_ROWS}
      >
        {(found) => (
          <Scatter
            label={`Predicted against actual values of ${count(found.length, 'row')}`}
            x="actual"
            y="predicted"
            reference="equal"
            points={found.map((row) => ({
              x: Number(row.actual),
              y: Number(row.predicted),
              title: `actual ${number(row.actual)}, predicted ${number(row.predicted)}`,
            }))}
          />
        )}
      </Panel>
      <Panel
        title="Residuals"
        query={rows}
        about="Actual minus predicted. A shape here is something that the model has not seen."
        empty={NO_ROWS}
      >
        {(found) => (
          <Scatter
            label={`Residuals over predictions of ${count(found.length, 'row')}`}
            x="predicted"
            y="residual"
            reference="zero"
            points={found.map((row) => ({
              x: Number(row.predicted),
              y: Number(row.residual),
              title: `predicted ${number(row.predicted)}, residual ${number(row.residual)}`,
            }))}
          />
        )}
      </Panel>
      <Panel title="How the residuals are spread" query={rows} empty={NO_ROWS}>
        {(found) => (
          <Histogram
            label={`How many of ${count(found.length, 'row')} have which residual`}
            x="residual"
            height={220}
            bins={binned(found.map((row) => Number(row.residual)))}
          />
        )}
      </Panel>
      <Panel
        title="Worst rows"
        query={sql`${rows} ORDER BY abs(residual) DESC LIMIT 20`}
        about="Of the test part's rows, or of a thousand drawn from them."
        empty={NO_ROWS}
      >
        {(found) => (
          <Grid
            label="Worst rows"
            rows={found}
            most={8}
            columns={[
              { name: 'actual', title: 'Actual' },
              { name: 'predicted', title: 'Predicted' },
              { name: 'residual', title: 'Residual' },
            ]}
          />
        )}
      </Panel>
    </div>
  );
}

/** Bins of equal width, as many as Sturges's rule says. */
function binned(values: number[]): { from: number; to: number; count: number }[] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  if (low === high) return [{ from: low - 0.5, to: low + 0.5, count: values.length }];
  const bins = Math.ceil(Math.log2(values.length)) + 1;
  const width = (high - low) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - low) / width))]++;
  return counts.map((n, i) => ({ from: low + i * width, to: low + (i + 1) * width, count: n }));
}
