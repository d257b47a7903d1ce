// What happens to each column before a model sees it: left out, filled, encoded, scaled.

import { Choices } from '../choices.tsx';
import { number } from '../format.ts';
import { Scroll } from '../grid.tsx';
import { Section } from '../panel.tsx';
import type { Query } from '../query.ts';
import type { Row } from '../transport.ts';

/** What was chosen for a column; '' is the default. */
export interface Steps {
  isLeftOut: boolean;
  impute: string;
  encode: string;
  scale: string;
}

const NONE: Steps = { isLeftOut: false, impute: '', encode: '', scale: '' };
const IMPUTE = { number: ['mean', 'median', 'most_frequent', 'indicator'], text: ['most_frequent'] };
const ENCODE = ['one_hot', 'ordinal', 'hash', 'tf_idf'];
const SCALE = ['standard', 'min_max', 'max_abs', 'robust', 'none'];

/** The options `exclude` and `preprocess` that these steps are. */
export function preprocessOf(steps: Record<string, Steps>, target: string): Record<string, unknown> {
  const entries = Object.entries(steps).filter(([column]) => column !== target);
  const exclude = entries.filter(([, { isLeftOut }]) => isLeftOut).map(([column]) => column);
  const preprocess: Record<string, Record<string, string>> = {};
  for (const [column, { isLeftOut, ...given }] of entries) {
    const chosen = Object.entries(given).filter(([, word]) => word !== '');
    if (!isLeftOut && chosen.length > 0) preprocess[column] = Object.fromEntries(chosen);
  }
  return {
    ...(exclude.length > 0 ? { exclude } : {}),
    ...(Object.keys(preprocess).length > 0 ? { preprocess } : {}),
  };
}

export function Preprocess(props: {
  query: Query | null;
  columns: Row[];
  target: string;
  steps: Record<string, Steps>;
  change(steps: Record<string, Steps>): void;
}) {
  const { columns, target, steps, change } = props;
  const features = columns.filter((row) => row.feature !== target);
  const set = (column: string, given: Partial<Steps>) =>
    change({ ...steps, [column]: { ...(steps[column] ?? NONE), ...given } });
  const incomplete = features.filter((row) => Number(row.missing) > 0 && !steps[String(row.feature)]?.impute);
  const fillAll = () => {
    const filled = incomplete.map((row) => {
      const impute = row.type === 'text' ? 'most_frequent' : 'median';
      return [String(row.feature), { ...(steps[String(row.feature)] ?? NONE), impute }];
    });
    change({ ...steps, ...Object.fromEntries(filled) });
  };
  return (
    <Section title="Columns" isWide query={props.query ?? undefined}>
      {incomplete.length > 0 && (
        <p class="note">
          Cells are missing in {incomplete.map((row) => String(row.feature)).join(', ')}. Most algorithms want
          to know what stands for them.{' '}
          <button type="button" onClick={fillAll}>
            Fill all by the median, or the most frequent
          </button>
        </p>
      )}
      <Scroll label="Columns and what happens to them">
        <table>
          <thead>
            <tr>
              {['Use', 'Column', 'Type', 'Missing', 'Fill', 'Encode', 'Scale'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {features.map((row) => {
              const column = String(row.feature);
              const own = steps[column] ?? NONE;
              const isText = row.type === 'text';
              return (
                <tr key={column} class={own.isLeftOut ? 'left-out' : ''}>
                  <td>
                    <input
                      type="checkbox"
                      aria-label={`use ${column}`}
                      checked={!own.isLeftOut}
                      onChange={() => set(column, { isLeftOut: !own.isLeftOut })}
                    />
                  </td>
                  <th scope="row">{column}</th>
                  <td>{String(row.type)}</td>
                  <td class="number">{number(row.missing)}</td>
                  <td>
                    <Words
                      label={`fill ${column}`}
                      words={isText ? IMPUTE.text : IMPUTE.number}
                      value={own.impute}
                      set={(impute) => set(column, { impute })}
                    />
                  </td>
                  <td>
                    {isText ? (
                      <Words
                        label={`encode ${column}`}
                        words={ENCODE}
                        value={own.encode}
                        set={(encode) => set(column, { encode })}
                      />
                    ) : (
                      <span class="null">–</span>
                    )}
                  </td>
                  <td>
                    {isText ? (
                      <span class="null">–</span>
                    ) : (
                      <Words
                        label={`scale ${column}`}
                        words={SCALE}
                        value={own.scale}
                        set={(scale) => set(column, { scale })}
                      />
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
    </Section>
  );
}

function Words(props: { label: string; words: string[]; value: string; set(word: string): void }) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.set(event.currentTarget.value)}
    >
      <option value="">default</option>
      <Choices of={props.words} />
    </select>
  );
}
