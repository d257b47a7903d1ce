// Of a report, the data that the model learned from: each feature of its training part, as stored with it.

import { FeatureProfile, Profile, QUANTILES } from '../judgement/profile';
import { Encoding } from '../model/encoding';
import { shares, strip } from './chart';
import { counted, countText, Html, numberText, percentText } from './html';

const MOST_FEATURES: i32 = 200;
/** Categories of a feature that are named. */
const NAMED: i32 = 4;

export function writeData(html: Html, profile: Profile, encoding: Encoding): void {
  const features = profile.features;
  html.raw('<section class="wide long">').element('h2', 'Data');
  const cut =
    features.length > MOST_FEATURES ? `; the first ${MOST_FEATURES} features of ${features.length}` : '';
  html.note(
    `The training part, ${counted(profile.rows, 'row')}${cut}. A strip goes from the least to the greatest value, its box has the middle half, its mark is the median; of categories it has their shares.`,
  );
  html.beginTable('Features of the training part', [
    'Feature',
    'Becomes',
    '#Missing',
    'Spread',
    '#Least',
    '#Median',
    '#Greatest',
    '#Mean',
    '#Deviation',
    'Categories',
  ]);
  for (let j = 0; j < features.length && j < MOST_FEATURES; j++) {
    const feature = features[j];
    html.raw('<tr>').element('th', feature.name, ' scope="row"').cell(encoding.encoders[j].kindName);
    html.figure(
      feature.missing == 0
        ? '0'
        : `${countText(feature.missing)} (${percentText(<f64>feature.missing / <f64>profile.rows)})`,
    );
    if (feature.isText) writeCategories(html, feature, profile.rows);
    else writeNumbers(html, feature);
    html.raw('</tr>');
  }
  html.endTable().endSection();
}

function writeNumbers(html: Html, feature: FeatureProfile): void {
  if (feature.quantiles.length == 0) {
    for (let i = 0; i < 7; i++) html.cell('');
    return;
  }
  const low = quantileOf(feature, 0);
  const median = quantileOf(feature, 50);
  const high = quantileOf(feature, 100);
  html.raw('<td>');
  const label = `${feature.name}: from ${numberText(low)} to ${numberText(high)}, median ${numberText(median)}`;
  strip(html, label, low, quantileOf(feature, 25), median, quantileOf(feature, 75), high);
  html.raw('</td>').figure(numberText(low)).figure(numberText(median)).figure(numberText(high));
  html.figure(numberText(feature.mean)).figure(numberText(feature.deviation)).cell('');
}

function quantileOf(feature: FeatureProfile, percent: i32): f64 {
  return feature.quantiles[QUANTILES.indexOf(percent)];
}

function writeCategories(html: Html, feature: FeatureProfile, rows: i32): void {
  const parts: f64[] = [];
  const named: string[] = [];
  for (let i = 0; i < feature.counts.length; i++) {
    parts.push(<f64>feature.counts[i] / <f64>rows);
    if (i < NAMED) named.push(`${feature.categories[i]} ${percentText(parts[i])}`);
  }
  html.raw('<td>');
  const most = named.length > 0 ? `, most often ${named[0]}` : '';
  shares(html, `${feature.name}: ${counted(feature.distinct, 'value')}${most}`, parts);
  html.raw('</td>');
  for (let i = 0; i < 5; i++) html.cell('');
  const more =
    feature.distinct > named.length ? `, and ${countText(feature.distinct - named.length)} more` : '';
  html.cell(named.join(', ') + more);
}
