// Of a report, why the model answers as it does: what weighs in a linear one, what trees took from the impurity.

import { Pipeline } from '../model/pipeline';
import { bars } from './chart';
import { Html } from './html';

/** Bars that a person still reads. */
const MOST_BARS: i32 = 20;

export function writeWhy(html: Html, pipeline: Pipeline): void {
  const linear = pipeline.model.linear;
  const importances = pipeline.model.importances;
  const names: string[] = [];
  const values: f64[] = [];
  let title = '';
  let note = '';
  if (linear != null) {
    const isOne = linear.outputs == 1;
    title = 'Weights';
    note = isOne
      ? 'Of each column, on one scale for all: what pushes the answer up or down.'
      : 'Of each column, on one scale for all: how large they are, on average over the classes.';
    const columns = pipeline.encoding.columnNames;
    for (let j = 0; j < columns.length; j++) {
      let sum: f64 = 0;
      for (let c = 0; c < linear.outputs; c++)
        sum += isOne ? linear.weight(c, j) : Math.abs(linear.weight(c, j));
      names.push(columns[j]);
      values.push(sum / <f64>linear.outputs);
    }
  } else if (importances != null) {
    title = 'Importances';
    note = 'How much each feature took of the impurity while the trees grew, as parts of 1.';
    const encoders = pipeline.encoding.encoders;
    let column = 0;
    for (let j = 0; j < encoders.length; j++) {
      let sum: f64 = 0;
      for (let end = column + encoders[j].width; column < end; column++) sum += importances[column];
      names.push(encoders[j].name);
      values.push(sum);
    }
  }
  if (names.length == 0) return;
  const order = largest(values);
  const shownNames: string[] = [];
  const shownValues: f64[] = [];
  for (let i = 0; i < order.length && i < MOST_BARS; i++) {
    shownNames.push(names[order[i]]);
    shownValues.push(values[order[i]]);
  }
  html.beginSection(title);
  html.note(names.length > MOST_BARS ? `${note} The ${MOST_BARS} largest of ${names.length}.` : note);
  bars(html, `${title}; the largest: ${shownNames[0]}`, shownNames, shownValues);
  html.endSection();
}

/** What is being ordered; functions without capture find it here. */
let sizes: f64[] = [];

/** The places of the values, the largest in size first, equal ones in their order. */
function largest(values: f64[]): i32[] {
  sizes = values;
  const order: i32[] = [];
  for (let i = 0; i < values.length; i++) order.push(i);
  order.sort((a: i32, b: i32): i32 => {
    const x = Math.abs(sizes[a]);
    const y = Math.abs(sizes[b]);
    return x > y ? -1 : x < y ? 1 : a - b;
  });
  return order;
}
