// The options of a training as fields: those that every algorithm has, then those of the chosen ones.

import { Choices } from '../choices.tsx';
import { shown } from '../format.ts';
import { Section } from '../panel.tsx';
import type { Query } from '../query.ts';
import type { Row } from '../transport.ts';

interface Common {
  title: string;
  /** Words to choose from; none: text. */
  words?: string[];
  placeholder?: string;
}

/** Options of every algorithm, and what they are by default. */
export const COMMON: Record<string, Common> = {
  test_size: { title: 'Test part, from 0 to 1', placeholder: '0.25' },
  split_strategy: { title: 'Split', words: ['shuffle', 'stratified', 'sequential'] },
  random_state: { title: 'Random state', placeholder: '53' },
  cv: { title: 'Cross-validation folds', placeholder: 'none' },
  search: { title: 'Search', words: ['', 'grid', 'random'] },
  params: { title: 'Search among (JSON)', placeholder: '{"C": [0.1, 1, 10]}' },
};

interface Props {
  query: Query;
  known: Row[];
  algorithms: string[];
  values: Record<string, string>;
  change(values: Record<string, string>): void;
}

export function OptionFields({ query, known, algorithms, values, change }: Props) {
  const set = (name: string, value: string) => change({ ...values, [name]: value });
  const own = known.filter((row) => algorithms.includes(String(row.algorithm)));
  const byName = [...new Map(own.map((row) => [String(row.option), row])).values()];
  return (
    <Section title="Options" isWide query={query}>
      <div class="fields">
        {Object.entries(COMMON).map(([name, common]) => (
          <Field
            key={name}
            title={common.title}
            words={common.words}
            placeholder={common.placeholder}
            value={values[name] ?? ''}
            set={(value) => set(name, value)}
          />
        ))}
      </div>
      <details>
        <summary>
          {byName.length} options of {algorithms.join(', ')}
        </summary>
        <div class="fields">
          {byName.map((row) => {
            const name = String(row.option);
            const accepts = String(row.accepts);
            return (
              <Field
                key={name}
                title={name}
                about={accepts}
                words={wordsOf(accepts)}
                placeholder={shown(row.default_value)}
                value={values[name] ?? ''}
                set={(value) => set(name, value)}
              />
            );
          })}
        </div>
      </details>
    </Section>
  );
}

function Field(props: {
  title: string;
  about?: string;
  words?: string[];
  placeholder?: string;
  value: string;
  set(value: string): void;
}) {
  const { words = [], placeholder = '' } = props;
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: one of the two controls is in it
    <label class="field" title={props.about}>
      <span>{props.title}</span>
      {words.length > 0 ? (
        <select value={props.value} onChange={(event) => props.set(event.currentTarget.value)}>
          <option value="">
            {placeholder === '' || placeholder === 'NULL' ? 'default' : `default: ${placeholder}`}
          </option>
          <Choices of={words.filter((word) => word !== '')} />
        </select>
      ) : (
        <input
          type="text"
          value={props.value}
          placeholder={placeholder === 'NULL' ? 'none' : placeholder}
          onInput={(event) => props.set(event.currentTarget.value)}
        />
      )}
    </label>
  );
}

/** The words of `one of 'a', 'b'` and of `true or false`; none where other values are right, too. */
function wordsOf(accepts: string): string[] {
  if (accepts === 'true or false') return ['true', 'false'];
  if (!accepts.startsWith('one of ')) return [];
  return [...accepts.matchAll(/'([^']*)'/g)].map(([, word]) => word);
}
