// What is wrong with a request before any row is read: an unknown dataset, a column or a hyperparameter that isn't there.
//
// Such a mistake is the caller's, who asks again: it leaves neither an experiment nor a failed run. What only the
// rows can tell and is still a mistyped word leaves none either (error.ts, refuse).

import { CLASSIFICATION } from '../model/algorithm';
import { Statement } from '../sql';
import { columnNamed } from '../table/column_names';
import { Table } from '../table/table';
import { featureColumns, splitColumnOf } from './columns';
import { checkPasses } from './passed_fit';
import { Preprocess } from './preprocess';
import { Request } from './request';
import { checkSearch } from './search';
import { askTypes } from './types';

/** Fails when the request can't be followed whatever the rows are; `open` opens the dataset. */
export function checkRequest(request: Request, open: (dataset: string) => Statement): void {
  const source = open(request.dataset);
  const names: string[] = [];
  for (let c = 0; c < source.columns; c++) names.push(source.columnName(c));
  source.close();
  const target = columnNamed(request.target, names, 'target column');
  askTypes(new Table(names, target, request.predictionType == CLASSIFICATION), request.options.json('types'));
  const columns = featureColumns(names, target, request, splitColumnOf(names, request));
  const features: string[] = [];
  for (let j = 0; j < columns.length; j++) features.push(names[columns[j]]);
  const preprocess = new Preprocess(request.options.json('preprocess'), features, request.traits);
  if (request.isPassing) checkPasses(request, preprocess, features);
  checkSearch(request);
}
