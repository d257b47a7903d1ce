// sqml_feature_profile(experiment_name): what the features were in the training part of a model
// (judgement/profile.ts), as stored then: what new rows can be compared with.
//
//   rows, missing           rows of the training part, and those whose cell is NULL
//   mean, deviation         of numbers; the deviation is the population's
//   min, q1, q5 ... max     of numbers, quantiles in percent
//   categories, share       of TEXT: how many there are; of the most frequent, the part of the rows, by category

import { argument, begin, beginRows, endRows } from '../call';
import { FeatureProfile, Profile, QUANTILES } from '../judgement/profile';
import { modelOf } from '../registry/deployed';
import { judgementOf } from '../registry/judgements';
import { RowWriter } from '../rows';

export function sqml_feature_profile(argc: i32): usize {
  begin('sqml_feature_profile', argc);
  const profile = judgementOf(modelOf(argument(0)), 'sqml_feature_info describes a dataset as it is').profile;
  const rows = beginRows();
  for (let j = 0; j < profile.features.length; j++) {
    const feature = profile.features[j];
    write(rows, feature.name, 'rows', profile.rows);
    write(rows, feature.name, 'missing', feature.missing);
    if (feature.isText) writeTexts(rows, feature, profile);
    else writeNumbers(rows, feature);
  }
  return endRows();
}

function writeNumbers(rows: RowWriter, feature: FeatureProfile): void {
  write(rows, feature.name, 'mean', feature.mean);
  write(rows, feature.name, 'deviation', feature.deviation);
  for (let q = 0; q < feature.quantiles.length; q++) {
    const percent = QUANTILES[q];
    const name = percent == 0 ? 'min' : percent == 100 ? 'max' : `q${percent}`;
    write(rows, feature.name, name, feature.quantiles[q]);
  }
}

function writeTexts(rows: RowWriter, feature: FeatureProfile, profile: Profile): void {
  write(rows, feature.name, 'categories', feature.distinct);
  for (let i = 0; i < feature.categories.length; i++) {
    rows.text(feature.name);
    rows.text('share');
    rows.text(feature.categories[i]);
    rows.real(<f64>feature.counts[i] / profile.rows);
  }
}

function write(rows: RowWriter, feature: string, statistic: string, value: f64): void {
  rows.text(feature);
  rows.text(statistic);
  rows.null();
  rows.real(value);
}
