// sqml_predictions(experiment_name, dataset [, options]): a prediction for every row of a table, a view or one SELECT,
// without JSON.
//
//   key            what table/keys.ts says: the column that options.key names, else the rowid, else the primary key,
//                  else NULL
//   prediction     the label as it went into training, or the number
//   probabilities  a JSON object from class to probability, with {"probabilities": true}, for which 1 stands
//   problem        with {"problems": true}: why the row has no prediction, NULL where it has one. Without it such a row
//                  is an error of the whole

import { argument, begin, beginRows, cellEnd, endRows, isWhole, textArgument, wholeOf } from '../call';
import { ByteWriter } from '../codec/bytes';
import { fail } from '../error';
import { at } from '../math/vector';
import { reals } from '../memory/block';
import { checkProbabilities, NOT_FINITE, Pipeline } from '../model/pipeline';
import { Options, OptionSpec } from '../option/option';
import { modelOf } from '../registry/deployed';
import { RowWriter } from '../rows';
import { readKeys } from '../table/keys';
import { openDataset } from '../table/source';
import { Answers, Besides } from '../training/answers';
import { Evaluation } from '../training/evaluation';
import { LenientRows } from '../training/lenient_rows';
import { writeByClass } from './by_class';
import { optionsArgument } from './options_argument';

export function sqml_predictions(argc: i32): usize {
  begin('sqml_predictions', argc);
  const pipeline = modelOf(argument(0)).pipeline;
  const dataset = textArgument(1, 'dataset');
  const flag = argument(2);
  const isFlag = isWhole(flag);
  const options = isFlag
    ? new Options(declared())
    : optionsArgument(2, declared(), 'sqml_predictions', EXAMPLE);
  const isWithProbabilities = isFlag ? wholeOf(flag) != 0 : options.flag('probabilities');
  if (isWithProbabilities) checkProbabilities(pipeline);
  const key = options.word('key');
  return options.flag('problems')
    ? leniently(pipeline, dataset, key, isWithProbabilities)
    : strictly(pipeline, dataset, key, isWithProbabilities);
}

const EXAMPLE = '{"key": "id"}, or 1 for probabilities';

function declared(): OptionSpec {
  const spec = new OptionSpec();
  spec.name('key');
  spec.flag('probabilities', false);
  spec.flag('problems', false);
  return spec;
}

/** All rows at once; one that can't be predicted is an error. */
function strictly(pipeline: Pipeline, dataset: string, key: string, isWithProbabilities: bool): usize {
  const evaluation = new Evaluation(pipeline, openDataset(dataset), '', '', key);
  const part = evaluation.part();
  const keys = readKeys(dataset, evaluation.table);
  const answers = new Answers(pipeline, part, isWithProbabilities ? Besides.PROBABILITIES : Besides.NOTHING);
  const k = pipeline.labels.length;
  const rows = beginRows();
  const json = new ByteWriter();
  for (let i = 0; i < part.n; i++) {
    keys.write(i, rows);
    const value = at(answers.predicted, i);
    if (!pipeline.isClassification && !isFinite(value)) fail(NOT_FINITE);
    writePrediction(rows, pipeline, value);
    if (isWithProbabilities)
      writeByClass(rows, json, pipeline.labels, answers.probabilities + ((<usize>i * k) << 3));
    else rows.null();
    rows.null();
  }
  return endRows();
}

/** Row by row, each with its problem. */
function leniently(pipeline: Pipeline, dataset: string, key: string, isWithProbabilities: bool): usize {
  const asked = new LenientRows(pipeline, dataset, openDataset(dataset), key);
  const shares = isWithProbabilities ? reals(pipeline.labels.length) : 0;
  const rows = beginRows();
  const json = new ByteWriter();
  while (asked.next()) {
    if (asked.key) rows.cell(asked.key, <i32>(cellEnd(asked.key) - asked.key));
    else rows.null();
    if (asked.problem.length > 0) {
      rows.null();
      rows.null();
      rows.text(asked.problem);
      continue;
    }
    writePrediction(rows, pipeline, pipeline.model.answer(asked.output));
    if (isWithProbabilities) {
      pipeline.classifier.probabilities(asked.output, shares);
      writeByClass(rows, json, pipeline.labels, shares);
    } else rows.null();
    rows.null();
  }
  return endRows();
}

function writePrediction(rows: RowWriter, pipeline: Pipeline, value: f64): void {
  if (pipeline.isClassification) pipeline.labelBytes.writeCell(<i32>value, rows.out);
  else rows.real(value);
}
