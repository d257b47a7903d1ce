// sqml_options(): what every training can be told besides its algorithm's own options, which sqml_algorithms() lists.

import { begin, beginRows, endRows } from '../call';
import { metricNames } from '../metric/table';
import { CLASSIFICATION, REGRESSION, Traits } from '../model/algorithm';
import { OptionSpec } from '../option/option';
import { declareShared } from '../training/request';

/** Name, what it does. */
const MEANINGS: string[][] = [
  ['random_state', 'the seed of everything that is drawn: one number, one model'],
  ['test_size', 'the share of the rows that judges the model'],
  [
    'split_strategy',
    'how those rows are chosen: drawn, drawn with the shares of the labels kept, the last ones, or by a column',
  ],
  ['split_column', 'of split_strategy column: 1 in the rows that judge'],
  ['features', 'the columns to learn from; all others are left out'],
  ['exclude', 'the columns to leave out'],
  [
    'types',
    'what columns are read as, by name: number, text, date, or unixepoch or julianday for dates that are such numbers',
  ],
  ['preprocess', 'impute, encode, scale and more, for all columns or by name'],
  ['cv', 'folds inside the training part whose mean score is stored besides'],
  ['search', 'which of the values in params are tried: every combination, or n_iter drawn ones'],
  ['params', 'lists of values by option'],
  ['n_iter', 'of search random: how many combinations'],
  ['deploy', 'whether the model serves: when it is better, always, never'],
  ['metric', 'what search and deployment compare'],
  ['positive', 'of two classes the one that is looked for'],
  [
    'passes',
    'of sgd and gaussian_nb: rows are read again in every pass instead of being held, for tables larger than memory',
  ],
];

export function sqml_options(argc: i32): usize {
  begin('sqml_options', argc);
  const rows = beginRows();
  const spec = new OptionSpec();
  declareShared(spec, CLASSIFICATION, new Traits().inPasses());
  for (let i = 0; i < spec.list.length; i++) {
    const option = spec.list[i];
    rows.text(option.name);
    rows.text(option.typeName);
    option.writeDefault(rows);
    if (option.name == 'metric') rows.text(metricsOfBoth());
    else rows.text(option.expectation);
    rows.text(meaningOf(option.name));
  }
  return endRows();
}

function metricsOfBoth(): string {
  return `classification: ${metricNames(CLASSIFICATION).join(', ')}; regression: ${metricNames(REGRESSION).join(', ')}`;
}

function meaningOf(name: string): string {
  for (let i = 0; i < MEANINGS.length; i++) if (MEANINGS[i][0] == name) return MEANINGS[i][1];
  return '';
}
