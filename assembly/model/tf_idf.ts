// Columns of the words of texts, as scikit-learn's TfidfVectorizer makes them: which terms there are, and how much of each a text has.
//
//   terms     of the training part: words (codec/words.ts), or leastWords to mostWords of them in a row; those of at least minRows and at most
//             maxRows rows, at most mostTerms of them, the most frequent; their columns are in the order of code points
//   tf_tc     how often text t has term c; with isSublinear 1 + ln of it
//   idf_c     1 + ln((n + s) / (n_c + s)), n rows, n_c of them with the term, s = 1 with isSmooth, else 0; 1 without hasIdf
//   x_tc      tf_tc idf_c, over the text's norm: l2, l1 or none. A text without any of the terms is all zero
//
// What differs: of equally frequent terms at the limit the first in order stay, where NumPy's sort leaves it open. Left out: stop_words,
// strip_accents, analyzer, token_pattern, binary.
//
// A text is its number among those that were added (`add`), since a raw row has one f64 a feature: its entries are kept until
// `forget`. Number 0 stands for NULL and blank text, and stays.
//
//   entries   by text, ascending by column: column i32 · value f64
//   bytes     bits u8 (1 lower case, 2 sublinear, 4 has idf, 8 smooth) · norm u8 (0 none, 1 l1, 2 l2) · leastWords i32 · mostWords i32
//             · text that stands for NULL · n i32 · number of terms i32 · terms, texts, ascending by their bytes · n_c, i32 each, when hasIdf
//
// Cost: of a text its bytes and a look into the table of terms for each of its words. Memory: 12 bytes an entry, and the terms.

import { ByteReader, ByteWriter } from '../codec/bytes';
import { TextPool } from '../codec/text_pool';
import { Words } from '../codec/words';
import { put } from '../math/vector';
import { tick } from '../progress';

export const NO_NORM: u8 = 0;
export const L1: u8 = 1;
export const L2: u8 = 2;
/** The norms by name, in that order. */
export const NORMS: string[] = ['', 'l1', 'l2'];

/** Terms that a feature may have. */
export const MOST_TERMS: i32 = 1 << 20;
/** Words of a term. */
export const MOST_WORDS: i32 = 16;

const IS_LOWERED: u8 = 1;
const IS_SUBLINEAR: u8 = 2;
const HAS_IDF: u8 = 4;
const IS_SMOOTH: u8 = 8;

/** Operations that a word costs, for polls. */
const WORD_COST: f64 = 100;

/** Bytes of an entry. */
export const ENTRY: usize = 12;

/** How texts become columns: TfidfVectorizer's parameters, with its defaults. */
export class TermOptions {
  isLowered: bool = true;
  leastWords: i32 = 1;
  mostWords: i32 = 1;
  /** Rows that a term needs and may have; below 1 their share, and a most of 1 is all of them. */
  minRows: f64 = 1;
  maxRows: f64 = 1;
  /** 0: any number. */
  mostTerms: i32 = 0;
  isSublinear: bool = false;
  hasIdf: bool = true;
  isSmooth: bool = true;
  norm: u8 = L2;

  copy(): TermOptions {
    const options = new TermOptions();
    options.isLowered = this.isLowered;
    options.leastWords = this.leastWords;
    options.mostWords = this.mostWords;
    options.minRows = this.minRows;
    options.maxRows = this.maxRows;
    options.mostTerms = this.mostTerms;
    options.isSublinear = this.isSublinear;
    options.hasIdf = this.hasIdf;
    options.isSmooth = this.isSmooth;
    options.norm = this.norm;
    return options;
  }
}

export class TfIdf {
  /** The terms, whose number is their column. */
  private terms: TextPool = new TextPool();
  /** Rows, and those that have each term. */
  private n: i32 = 0;
  private rowsOf: StaticArray<i32> = new StaticArray<i32>(0);
  private idf: StaticArray<f64> = new StaticArray<f64>(0);
  private words: Words;
  /** What stands for NULL and blank text. */
  private standIn: string = '';
  private entries: ByteWriter = new ByteWriter();
  /** Where the entries of each text begin; one more than there are texts. */
  private starts: i32[] = [0];
  /** Of the text that is added: its terms, and how often it has each. */
  private found: i32[] = [];
  private counts: StaticArray<i32> = new StaticArray<i32>(0);

  constructor(private options: TermOptions) {
    this.words = new Words(options.isLowered);
  }

  get size(): i32 {
    return this.terms.count;
  }

  term(c: i32): string {
    return this.terms.text(c);
  }

  /** The text that stands for NULL; '' for one without words. */
  get forNull(): string {
    return this.standIn;
  }

  /**
   * Takes the terms of the texts, of which `rows` says how many rows have each; `standIn` stands in the `missing` others. Says what is
   * wrong when no term is left, or more than there may be; '' when nothing is.
   */
  fit(texts: string[], rows: StaticArray<i32>, standIn: string, missing: i32): string {
    const all = new TextPool();
    const rowsOf: i32[] = [];
    const times: f64[] = [];
    const last: i32[] = [];
    this.standIn = standIn;
    this.n = missing;
    for (let t = 0; t <= texts.length; t++) {
      const count = t < texts.length ? rows[t] : missing;
      if (count == 0) continue;
      if (t < texts.length) this.n += count;
      const words = this.words;
      words.read(t < texts.length ? texts[t] : standIn);
      tick(WORD_COST * <f64>words.count);
      for (let size = this.options.leastWords; size <= this.options.mostWords; size++) {
        for (let i = 0; i + size <= words.count; i++) {
          words.ask(i, size);
          const term = all.add(words.start, words.length, i32.MAX_VALUE);
          if (term == rowsOf.length) {
            rowsOf.push(0);
            times.push(0);
            last.push(-1);
          }
          if (last[term] != t) rowsOf[term] += count;
          last[term] = t;
          times[term] += count;
        }
      }
    }
    if (all.count == 0) return 'no text has a word of two or more letters or digits';
    return this.choose(all, rowsOf, times);
  }

  /** Keeps those that are neither too rare nor too frequent, the most frequent of them, in order. */
  private choose(all: TextPool, rowsOf: i32[], times: f64[]): string {
    const options = this.options;
    const n = <f64>this.n;
    const least = options.minRows < 1 ? options.minRows * n : options.minRows;
    const most = options.maxRows <= 1 ? options.maxRows * n : options.maxRows;
    if (most < least)
      return `max_df allows ${<i64>Math.floor(most)} of ${this.n} rows, min_df asks for ${<i64>Math.ceil(least)}`;
    const kept: i32[] = [];
    for (let c = 0; c < all.count; c++) if (<f64>rowsOf[c] >= least && <f64>rowsOf[c] <= most) kept.push(c);
    if (kept.length == 0) return `none of its ${all.count} terms is left; lower min_df or raise max_df`;
    sortedPool = all;
    sortedTimes = times;
    if (options.mostTerms > 0 && kept.length > options.mostTerms) {
      kept.sort((a, b) => {
        const more = sortedTimes[b] - sortedTimes[a];
        return more != 0 ? (more > 0 ? 1 : -1) : sortedPool.compare(a, b);
      });
      kept.length = options.mostTerms;
    }
    if (kept.length > MOST_TERMS)
      return `it has ${kept.length} terms, more than the ${MOST_TERMS} that a feature may have; max_features keeps the most frequent ones`;
    kept.sort((a, b) => sortedPool.compare(a, b));
    const counts = new StaticArray<i32>(kept.length);
    for (let c = 0; c < kept.length; c++) {
      this.terms.add(all.start(kept[c]), all.length(kept[c]), MOST_TERMS);
      counts[c] = rowsOf[kept[c]];
    }
    this.rowsOf = counts;
    sortedPool = new TextPool();
    sortedTimes = [];
    this.begin();
    return '';
  }

  /** Of the terms that are there. */
  private begin(): void {
    const d = this.terms.count;
    this.idf = new StaticArray<f64>(d);
    const more: f64 = this.options.isSmooth ? 1 : 0;
    for (let c = 0; c < d; c++)
      this.idf[c] = this.options.hasIdf ? 1 + Math.log((this.n + more) / (this.rowsOf[c] + more)) : 1;
    this.counts = new StaticArray<i32>(d);
    this.add(this.standIn);
  }

  /** Leaves the entries of all texts but number 0. */
  forget(): void {
    this.starts.length = 2;
    this.entries.length = this.starts[1];
  }

  /** The number of the text, whose entries are kept. */
  add(text: string): i32 {
    const words = this.words;
    const terms = this.terms;
    const counts = this.counts;
    const options = this.options;
    const found = this.found;
    // A text before it may have failed half-way.
    for (let f = 0; f < found.length; f++) counts[found[f]] = 0;
    found.length = 0;
    words.read(text);
    tick(WORD_COST * <f64>words.count);
    for (let size = options.leastWords; size <= options.mostWords; size++) {
      for (let i = 0; i + size <= words.count; i++) {
        words.ask(i, size);
        const c = terms.add(words.start, words.length, terms.count);
        if (c >= 0 && unchecked(counts[c]++) == 0) found.push(c);
      }
    }
    found.sort((a, b) => a - b);
    const from = this.entries.length;
    let sum: f64 = 0;
    for (let f = 0; f < found.length; f++) {
      const c = found[f];
      const times = <f64>counts[c];
      counts[c] = 0;
      const value = (options.isSublinear ? 1 + Math.log(times) : times) * this.idf[c];
      sum += options.norm == L2 ? value * value : value;
      const entry = this.entries.extend(<i32>ENTRY);
      store<i32>(entry, c);
      store<f64>(entry, value, 4);
    }
    if (options.norm != NO_NORM && found.length > 0) {
      const norm = options.norm == L2 ? Math.sqrt(sum) : sum;
      const end = this.entries.pointer + this.entries.length;
      for (let entry = this.entries.pointer + from; entry < end; entry += ENTRY)
        store<f64>(entry, load<f64>(entry, 4) / norm, 4);
    }
    this.starts.push(this.entries.length);
    return this.starts.length - 2;
  }

  /** The entries of text i, up to `end(i)`; valid until another text is added. */
  first(i: i32): usize {
    return this.entries.pointer + this.starts[i];
  }

  end(i: i32): usize {
    return this.entries.pointer + this.starts[i + 1];
  }

  /** Writes the row of text i. */
  encode(i: i32, out: usize): void {
    memory.fill(out, 0, (<usize>this.size) << 3);
    const end = this.end(i);
    for (let entry = this.first(i); entry < end; entry += ENTRY)
      put(out, load<i32>(entry), load<f64>(entry, 4));
  }

  write(out: ByteWriter): void {
    const options = this.options;
    out.u8(
      (options.isLowered ? IS_LOWERED : 0) |
        (options.isSublinear ? IS_SUBLINEAR : 0) |
        (options.hasIdf ? HAS_IDF : 0) |
        (options.isSmooth ? IS_SMOOTH : 0),
    );
    out.u8(options.norm);
    out.i32(options.leastWords);
    out.i32(options.mostWords);
    out.text(this.standIn);
    out.i32(this.n);
    out.i32(this.size);
    for (let c = 0; c < this.size; c++) {
      out.i32(this.terms.length(c));
      out.raw(this.terms.start(c), this.terms.length(c));
    }
    if (!options.hasIdf) return;
    for (let c = 0; c < this.size; c++) out.i32(this.rowsOf[c]);
  }

  /** `name` is the feature's. */
  static read(bytes: ByteReader, name: string): TfIdf {
    const options = new TermOptions();
    const bits = bytes.u8In(0, IS_LOWERED | IS_SUBLINEAR | HAS_IDF | IS_SMOOTH, `the flags of '${name}'`);
    options.isLowered = (bits & IS_LOWERED) != 0;
    options.isSublinear = (bits & IS_SUBLINEAR) != 0;
    options.hasIdf = (bits & HAS_IDF) != 0;
    options.isSmooth = (bits & IS_SMOOTH) != 0;
    options.norm = bytes.u8In(NO_NORM, L2, `the norm of '${name}'`);
    options.leastWords = bytes.i32In(1, MOST_WORDS, `the least words of a term of '${name}'`);
    options.mostWords = bytes.i32In(options.leastWords, MOST_WORDS, `the most words of a term of '${name}'`);
    const read = new TfIdf(options);
    read.standIn = bytes.text();
    read.n = bytes.i32In(1, i32.MAX_VALUE, `the rows of '${name}'`);
    const d = bytes.i32In(1, MOST_TERMS, `the number of terms of '${name}'`);
    const terms = read.terms;
    for (let c = 0; c < d; c++) {
      const length = bytes.i32();
      terms.add(bytes.take(length), length, MOST_TERMS);
      if (terms.count <= c || (c > 0 && terms.compare(c - 1, c) >= 0))
        bytes.damaged(`the terms of '${name}' are not in order`);
    }
    read.rowsOf = new StaticArray<i32>(options.hasIdf ? d : 0);
    for (let c = 0; c < read.rowsOf.length; c++)
      read.rowsOf[c] = bytes.i32In(1, read.n, `the rows with a term of '${name}'`);
    read.begin();
    return read;
  }
}

/** What `choose` sorts by. */
let sortedPool: TextPool = new TextPool();
let sortedTimes: f64[] = [];
