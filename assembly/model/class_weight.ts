// class_weight: 'balanced', or weights by label.

import { JsonReader } from '../codec/json';
import { refuse } from '../error';
import { at, put } from '../math/vector';
import { reals } from '../memory/block';
import { Option } from '../option/base';
import { Label, labelNamed } from './label';

/**
 * k weights, one a class: all 1, 'balanced' (n / (k count)), or the ones that the option gives by label.
 * y has n class indices. null: the algorithm has no such option.
 * 0 for a regression, which has no labels.
 */
export function classWeights(labels: Label[], y: usize, n: i32, option: Option | null): usize {
  const k = labels.length;
  if (k == 0) return 0;
  const weights = reals(k);
  for (let c = 0; c < k; c++) put(weights, c, 1);
  if (option == null || option.given.length == 0 || option.given == 'null') return weights;
  if (option.word == 'balanced') {
    const counts = new StaticArray<i32>(k);
    for (let i = 0; i < n; i++) counts[<i32>at(y, i)]++;
    for (let c = 0; c < k; c++) put(weights, c, <f64>n / (<f64>k * <f64>counts[c]));
  } else if (option.word.length == 0) readWeights(option.given, labels, weights);
  return weights;
}

function readWeights(text: string, labels: Label[], weights: usize): void {
  const bytes = String.UTF8.encode(text);
  const json = new JsonReader(changetype<usize>(bytes), bytes.byteLength, 'class_weight');
  json.expect(0x7b);
  if (json.took(0x7d)) return;
  do {
    json.string();
    const label = json.text;
    const c = labelNamed(label, labels, 'class_weight');
    json.expect(0x3a);
    if (!json.isNumber)
      refuse(`class_weight of '${label}' must be a number greater than 0, got ${json.excerpt()}`);
    const from = json.at;
    const weight = json.number();
    if (!(weight > 0) || !isFinite(weight)) {
      json.at = from;
      refuse(`class_weight of '${label}' must be a number greater than 0, got ${json.excerpt()}`);
    }
    put(weights, c, weight);
  } while (json.took(0x2c));
}
