// docs/algorithms.md: every algorithm with its options, from what sqml_algorithms() says.

import { type Database, numberText, type Row, rowsOf, type Value } from '../sqlite.ts';

const HEAD = `# Algorithms

Names, options, defaults and objectives are scikit-learn 1.9.1's; [preprocessing](preprocessing.md) comes first, and numbers are
standardised on the training part where scale matters. Options are one JSON object, the eighth argument of \`sqml_train\`, or the sixth
instead of \`test_size\`: \`'{"C": 10, "random_state": 7}'\`. \`random_state\` (53) is an option of every training, as are those under
[options of every training](../README.md#options-of-every-training).

- A number that may be a count or a share is a share when it is written with a point: \`"min_samples_leaf": 0.02\`.
- \`class_weight\` is \`"balanced"\` or weights by label, \`{"yes": 3, "no": 1}\`.
- Trees are scikit-learn's own, node by node, for every \`random_state\`; they take columns unscaled, and decision trees, forests and
  \`hist_gradient_boosting\` NULL as it is.
- \`svc\` has probabilities with \`probability: true\`, \`sgd\` with the loss 'log_loss' or 'modified_huber'.
- \`hist_gradient_boosting\` is for many rows: it puts each column into at most 255 bins once. TEXT is one column of categories to it
  (\`categorical_features\` names others, \`[]\` none), of which a split sends any set to one side; a category that is new goes where NULL
  goes. \`monotonic_cst\` is \`{"age": 1, "price": -1}\`: the answer rises with the one and falls with the other; \`interaction_cst\` has
  lists of columns that may stand on one path. It stops early by itself from 10,001 rows on.
- \`mlp\` wants its columns standardised, which they are by default, and a target of moderate size. \`batch_size\` null is 200, or all rows.
- What a \`_cv\` algorithm chose is \`best_params\` in the answer of \`sqml_train\`.
- Left out: \`monotonic_cst\` of other trees, \`init\` of gradient boosting but \`'zero'\`, and what SQL has no word for (callables, \`n_jobs\`, \`verbose\`,
  \`warm_start\`).
`;

interface Option {
  accepts: string;
  /** By prediction type. */
  defaults: Map<string, Value>;
}

/** The page, by the engine that `db` has. */
export function algorithmsPage(db: Database): string {
  const rows = rowsOf(db, 'SELECT * FROM sqml_algorithms()');
  const names = [...new Set(rows.map(({ algorithm }) => String(algorithm)))];
  const contents = names.map((name) => `[\`${name}\`](#${name})`).join(', ');
  const sections = names.map((name) =>
    section(
      name,
      rows.filter(({ algorithm }) => algorithm === name),
    ),
  );
  return [HEAD, `${contents}.\n`, ...sections].join('\n');
}

function section(name: string, rows: Row[]): string {
  const types = [...new Set(rows.map(({ prediction_type }) => String(prediction_type)))];
  const options = new Map<string, Option>();
  for (const row of rows) {
    if (row.option === null) continue;
    const option = options.get(String(row.option)) ?? { accepts: '', defaults: new Map<string, Value>() };
    option.defaults.set(String(row.prediction_type), row.default_value);
    // What one type takes less is said by its error.
    const accepts = String(row.accepts);
    if (accepts.length > option.accepts.length) option.accepts = accepts;
    options.set(String(row.option), option);
  }
  const lines = [...options].map(([option, { accepts, defaults }]) => {
    const given = types.map((type) =>
      defaults.has(type) ? shown(defaults.get(type) ?? null) : 'not an option',
    );
    const isOne = given.every((text) => text === given[0]);
    const value = isOne ? given[0] : given.map((text, i) => `${types[i]}: ${text}`).join('; ');
    return `| \`${option}\` | ${value} | ${accepts} |\n`;
  });
  const table = lines.length > 0 ? `\n| option | default | takes |\n|---|---|---|\n${lines.join('')}` : '';
  return `## ${name}\n\nFor ${types.join(' and ')}.\n${table}`;
}

function shown(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? '' : numberText(value);
}
