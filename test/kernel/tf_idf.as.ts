// What tf_idf.test.ts calls: the terms of texts, and the rows that they make.

import { utf8 } from '../../assembly/codec/text';
import { reals } from '../../assembly/memory/block';
import { ENTRY, TermOptions, TfIdf } from '../../assembly/model/tf_idf';

let options: TermOptions = new TermOptions();
let texts: string[] = [];
let terms: TfIdf = new TfIdf(options);
let trouble: ArrayBuffer = new ArrayBuffer(0);
let term: ArrayBuffer = new ArrayBuffer(0);

/** n f64 for bytes. */
export function room(n: i32): usize {
  return reals(n);
}

export function begin(
  isLowered: bool,
  leastWords: i32,
  mostWords: i32,
  minRows: f64,
  maxRows: f64,
  mostTerms: i32,
): void {
  options = new TermOptions();
  options.isLowered = isLowered;
  options.leastWords = leastWords;
  options.mostWords = mostWords;
  options.minRows = minRows;
  options.maxRows = maxRows;
  options.mostTerms = mostTerms;
  texts = [];
}

export function weigh(isSublinear: bool, hasIdf: bool, isSmooth: bool, norm: u8): void {
  options.isSublinear = isSublinear;
  options.hasIdf = hasIdf;
  options.isSmooth = isSmooth;
  options.norm = norm;
}

export function addText(start: usize, length: i32): void {
  texts.push(utf8(start, length));
}

/** Fits to the first n texts; the number of terms, 0 when there is trouble. */
export function fit(n: i32): i32 {
  const rows = new StaticArray<i32>(texts.length);
  for (let t = 0; t < n; t++) rows[t] = 1;
  terms = new TfIdf(options);
  trouble = String.UTF8.encode(terms.fit(texts, rows, '', 0));
  return trouble.byteLength > 0 ? 0 : terms.size;
}

export function troubleStart(): usize {
  return changetype<usize>(trouble);
}

export function troubleLength(): i32 {
  return trouble.byteLength;
}

export function termStart(c: i32): usize {
  term = String.UTF8.encode(terms.term(c));
  return changetype<usize>(term);
}

export function termLength(): i32 {
  return term.byteLength;
}

/** The number of entries of text t, which is added alone. */
export function entries(t: i32): i32 {
  terms.forget();
  const i = terms.add(texts[t]);
  return <i32>((terms.end(i) - terms.first(i)) / ENTRY);
}

export function column(e: i32): i32 {
  return load<i32>(terms.first(1) + <usize>e * ENTRY);
}

export function value(e: i32): f64 {
  return load<f64>(terms.first(1) + <usize>e * ENTRY, 4);
}

/** Text t as a row of numbers, which `encode` writes. */
export function encode(t: i32, out: usize): void {
  terms.forget();
  terms.encode(terms.add(texts[t]), out);
}
