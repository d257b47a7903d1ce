// From rows and a request to data: the rows read, their features chosen and checked, what trains and what tests.

import { CLASSIFICATION } from '../model/algorithm';
import { Split } from '../split/shuffle';
import { Statement } from '../sql';
import { readTable } from '../table/table';
import { featureColumns, splitColumnOf } from './columns';
import { Data } from './data';
import { positivePlace } from './positive';
import { Preprocess } from './preprocess';
import { Request } from './request';
import { splitRows } from './split_rows';

export class Prepared {
  constructor(
    public data: Data,
    public split: Split,
  ) {}
}

/** Reads `source` to its end and closes it. */
export function prepare(source: Statement, request: Request): Prepared {
  const isClassification = request.predictionType == CLASSIFICATION;
  const table = readTable(source, request.target, isClassification);
  const names = table.columnNames;
  const splitColumn = splitColumnOf(names, request);
  const columns = featureColumns(names, table.target, request, splitColumn);
  const features: string[] = [];
  for (let j = 0; j < columns.length; j++) features.push(names[columns[j]]);
  const preprocess = new Preprocess(request.options.json('preprocess'), features, request.algorithm.traits);
  const data = new Data(table, columns, preprocess, isClassification);
  if (isClassification) data.positive = positivePlace(data.labels, request);
  data.features.check(table.n);
  return new Prepared(data, splitRows(data, request, splitColumn));
}
