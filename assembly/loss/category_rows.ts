// Rows of a design whose one-hot columns are indices, and whose columns of words are entries (math/design.ts): scores are gathered,
// gradients scattered.
//
// With u_ij = 1 where row i has column j of a group, or its entry, and m, s its centre and scale:
//
//   scores    sum of w_j (u_ij - m_j) / s_j  =  (sum of v_j u_ij) - sum of v_j m_j,   v_j = w_j / s_j, once a pass
//   gradient  sum of z_i (u_ij - m_j) / s_j  =  (sum of z_i u_ij - m_j sum of z_i) / s_j
//   Hessian   sum of h_i (u_ij - m_j) (u_il - m_l) / (s_j s_l)  =  (R_jl - m_j r_l - m_l r_j + m_j m_l sum of h_i) / (s_j s_l)
//             where R = sum of h_i u_i u_i', which has g (g + 1) / 2 entries of a row with g groups and entries, and r = sum of
//             h_i u_i, in a group R's diagonal
//
// so a pass over a row costs its numbers, its groups and its entries, whatever the number of columns. Numbers and the
// intercept stay dense (math/panel.ts). Columns keep their places, the intercept's comes last.
//
// Cost: 2 k (numbers + groups + entries) a row and pass; the square of that, once, a row of the Hessian.

import { Design } from '../math/design';
import { Entries } from '../math/entries';
import { Matrix, strideOf } from '../math/matrix';
import { accumulate, gram, multiply } from '../math/panel';
import { at, put } from '../math/vector';
import { integers, reals, release } from '../memory/block';
import { MOST_ROWS } from './loss';
import { addSquares, Rows, withConstant } from './rows';

export class CategoryRows extends Rows {
  /** Numbers and the constant, filled up to a multiple of 4 rows. */
  private numbers: Matrix;
  /** The column of each of these. */
  private places: StaticArray<i32>;
  private groups: i32;
  /** n x groups: the byte offset of the row's column; that of `stride`, a column of nobody, for none. */
  private offsets: usize;
  private centre: StaticArray<f64>;
  private scale: StaticArray<f64>;
  /** The k that there is room for. */
  private room: i32 = 0;
  /** k x pitch of folded weights, or of sums by column; pitch = stride + 2. */
  private folded: usize = 0;
  private sums: usize = 0;
  /** k x numbers.stride, of the numbers. */
  private ofNumbers: usize = 0;
  private sumsOfNumbers: usize = 0;
  /** k: what the centres take away from the scores, and sums over all rows. */
  private shifts: usize = 0;
  private totals: usize = 0;
  /** The Hessian of numbers by numbers, of columns by numbers, and by itself: what h, times numbers, sums to. */
  private gramOfNumbers: usize = 0;
  private crossed: usize = 0;
  private weighted: usize = 0;
  private weight: f64 = 0;
  private entries: Entries | null;
  /** By column, of entries: what h times them sums to; 0 without entries. */
  private ofEntries: usize = 0;
  private isEntry: StaticArray<bool> = new StaticArray<bool>(0);

  constructor(
    private design: Design,
    private intercept: f64,
    /** The design's entries go with these rows. */
    private ownsEntries: bool = false,
  ) {
    const d = design.d;
    const cols = intercept != 0 ? d + 1 : d;
    const numbers = withConstant(design.numbers, intercept);
    super(numbers.rows, cols, strideOf(cols), MOST_ROWS);
    this.numbers = numbers;
    const places = new StaticArray<i32>(numbers.cols);
    for (let j = 0; j < numbers.cols; j++) places[j] = j < design.places.length ? design.places[j] : d;
    this.places = places;
    const groups = design.groups;
    this.groups = groups;
    this.centre = design.centre;
    this.scale = design.scale;
    this.entries = design.entries;
    const none = this.stride;
    this.offsets = integers(<i64>this.n * groups);
    for (let i = 0; i < this.n; i++) {
      for (let g = 0; g < groups; g++) {
        const place = (<usize>i * groups + g) << 2;
        const column = i < design.n ? load<i32>(design.columns + place) : d;
        store<u32>(this.offsets + place, (column < d ? column : none) << 3);
      }
    }
  }

  pick(features: i32[]): Rows {
    const picked = this.design.pick(features);
    const rows = new CategoryRows(picked, this.intercept, true);
    picked.releaseRows();
    return rows;
  }

  free(): void {
    const entries = this.entries;
    if (entries != null && this.ownsEntries) entries.release();
    release(this.ofEntries);
    release(this.numbers.data);
    release(this.offsets);
    release(this.folded);
    release(this.sums);
    release(this.ofNumbers);
    release(this.sumsOfNumbers);
    release(this.shifts);
    release(this.totals);
    release(this.gramOfNumbers);
    release(this.crossed);
    release(this.weighted);
  }

  private get pitch(): i32 {
    return this.stride + 2;
  }

  get width(): i32 {
    return this.numbers.stride + 2 * (this.groups + this.entriesOfRow);
  }

  /** On average. */
  private get entriesOfRow(): i32 {
    const entries = this.entries;
    return entries == null ? 0 : <i32>(entries.room / max(1, entries.rows));
  }

  /** As many operations as dense rows take. */
  every(size: i32): i32 {
    const entries = <f64>(this.numbers.stride + this.groups + this.entriesOfRow);
    const cheaper = max(1.0, (<f64>size * <f64>size) / (4 * entries * entries));
    return max(1, <i32>(<f64>super.every(size) / cheaper));
  }

  private makeRoom(k: i32): void {
    if (k <= this.room) return;
    this.room = k;
    const width = this.numbers.stride;
    this.folded = reals(<i64>k * this.pitch);
    this.sums = reals(<i64>k * this.pitch);
    this.ofNumbers = reals(<i64>k * width);
    this.sumsOfNumbers = reals(<i64>k * width);
    this.shifts = reals(k);
    this.totals = reals(k);
  }

  /** Folds the weights of all columns; nobody asks for those of numbers. */
  prepare(w: usize, k: i32): void {
    this.makeRoom(k);
    const d = this.centre.length;
    const places = this.places;
    for (let c = 0; c < k; c++) {
      const from = w + ((<usize>c * this.stride) << 3);
      const folded = this.folded + ((<usize>c * this.pitch) << 3);
      let shift: f64 = 0;
      for (let j = 0; j < d; j++) {
        const weight = at(from, j) / unchecked(this.scale[j]);
        put(folded, j, weight);
        shift -= weight * unchecked(this.centre[j]);
      }
      put(this.shifts, c, shift);
      const numbers = this.ofNumbers + ((<usize>c * this.numbers.stride) << 3);
      for (let j = 0; j < places.length; j++) put(numbers, j, at(from, places[j]));
    }
  }

  /** Pointer to the offsets of block b. */
  private offsetsOf(b: i32): usize {
    return this.offsets + ((<usize>b * this.perBlock * this.groups) << 2);
  }

  private numbersOf(b: i32): usize {
    return this.numbers.row(b * this.perBlock);
  }

  multiply(b: i32, w: usize, k: i32, z: usize): void {
    const count = this.rowsOf(b);
    multiply(this.numbersOf(b), count, this.numbers.stride, this.ofNumbers, k, z, this.perBlock);
    const step = (<usize>this.groups) << 2;
    for (let c = 0; c < k; c++) {
      const folded = this.folded + ((<usize>c * this.pitch) << 3);
      const shift = at(this.shifts, c);
      let to = z + ((<usize>c * this.perBlock) << 3);
      let from = this.offsetsOf(b);
      for (let r = 0; r < count; r++, to += 8) {
        let sum = shift;
        for (const end = from + step; from < end; from += 4) sum += load<f64>(folded + load<u32>(from));
        store<f64>(to, load<f64>(to) + sum);
      }
      const entries = this.entries;
      if (entries != null)
        entries.multiply(b * this.perBlock, count, folded, z + ((<usize>c * this.perBlock) << 3));
    }
  }

  accumulate(b: i32, z: usize, k: i32, w: usize): void {
    const count = this.rowsOf(b);
    accumulate(this.numbersOf(b), count, this.numbers.stride, z, k, this.perBlock, this.sumsOfNumbers);
    const step = (<usize>this.groups) << 2;
    for (let c = 0; c < k; c++) {
      const sums = this.sums + ((<usize>c * this.pitch) << 3);
      let value = z + ((<usize>c * this.perBlock) << 3);
      let from = this.offsetsOf(b);
      let total: f64 = 0;
      for (let r = 0; r < count; r++, value += 8) {
        const derivative = load<f64>(value);
        total += derivative;
        for (const end = from + step; from < end; from += 4) {
          const sum = sums + load<u32>(from);
          store<f64>(sum, load<f64>(sum) + derivative);
        }
      }
      put(this.totals, c, at(this.totals, c) + total);
      const entries = this.entries;
      if (entries != null)
        entries.accumulate(b * this.perBlock, count, z + ((<usize>c * this.perBlock) << 3), sums);
    }
  }

  finish(w: usize, k: i32): void {
    const d = this.centre.length;
    const places = this.places;
    for (let c = 0; c < k; c++) {
      const to = w + ((<usize>c * this.stride) << 3);
      const sums = this.sums + ((<usize>c * this.pitch) << 3);
      const total = at(this.totals, c);
      // Columns of numbers have sums, centres and so terms of 0.
      for (let j = 0; j < d; j++)
        put(to, j, at(to, j) + (at(sums, j) - unchecked(this.centre[j]) * total) / unchecked(this.scale[j]));
      const numbers = this.sumsOfNumbers + ((<usize>c * this.numbers.stride) << 3);
      for (let j = 0; j < places.length; j++) put(to, places[j], at(to, places[j]) + at(numbers, j));
    }
    memory.fill(this.sums, 0, (<usize>k * this.pitch) << 3);
    memory.fill(this.sumsOfNumbers, 0, (<usize>k * this.numbers.stride) << 3);
    memory.fill(this.totals, 0, (<usize>k) << 3);
  }

  gram(b: i32, h: usize, matrix: usize, pitch: i32): void {
    const count = this.rowsOf(b);
    const width = this.numbers.stride;
    if (!this.weighted) {
      this.gramOfNumbers = reals(<i64>(width + 2) * width);
      this.crossed = reals(<i64>this.pitch * width);
      this.weighted = reals(width);
    }
    gram(this.numbersOf(b), count, width, h, this.gramOfNumbers, width);
    const none = (<u32>this.stride) << 3;
    const skip = (<usize>pitch) << 3;
    const bytes = (<usize>width) << 3;
    let from = this.offsetsOf(b);
    let row = this.numbersOf(b);
    const step = (<usize>this.groups) << 2;
    for (let r = 0; r < count; r++, row += bytes, from += step) {
      const weight = at(h, r);
      this.weight += weight;
      addTimes(weight, row, this.weighted, width);
      for (let g: usize = 0; g < step; g += 4) {
        const place = load<u32>(from + g);
        if (place == none) continue;
        const line = matrix + (<usize>place >> 3) * skip;
        for (let e: usize = 0; e <= g; e += 4) {
          const other = load<u32>(from + e);
          if (other == none) continue;
          // Columns that were picked may stand in any order.
          const entry = other <= place ? line + other : matrix + (<usize>other >> 3) * skip + place;
          store<f64>(entry, load<f64>(entry) + weight);
        }
        addTimes(weight, row, this.crossed + (<usize>place >> 3) * bytes, width);
      }
    }
    if (this.entries != null) this.gramOfEntries(b, h, matrix, pitch);
  }

  /** What entries add: by each other, by the row's columns of groups and by its numbers. */
  private gramOfEntries(b: i32, h: usize, matrix: usize, pitch: i32): void {
    const entries = this.entries!;
    const sums = this.sumsOfEntries();
    const first = b * this.perBlock;
    const count = this.rowsOf(b);
    const width = this.numbers.stride;
    const bytes = (<usize>width) << 3;
    entries.accumulate(first, count, h, sums);
    let row = this.numbersOf(b);
    let groups = this.offsetsOf(b);
    for (let r = 0; r < count; r++, row += bytes, groups += (<usize>this.groups) << 2) {
      const begin = entries.first(first + r);
      const end = entries.first(first + r + 1);
      for (let e = begin; e < end; e++) {
        const column = entries.column(e);
        const weight = at(h, r) * entries.value(e);
        for (let f = begin; f <= e; f++)
          addTo(matrix, pitch, column, entries.column(f), weight * entries.value(f));
        for (let g = 0; g < this.groups; g++) {
          const other = <i32>(load<u32>(groups + ((<usize>g) << 2)) >> 3);
          if (other < this.stride) addTo(matrix, pitch, column, other, weight);
        }
        addTimes(weight, row, this.crossed + <usize>column * bytes, width);
      }
    }
  }

  private sumsOfEntries(): usize {
    const entries = this.entries!;
    if (!this.ofEntries) {
      this.ofEntries = reals(this.pitch);
      this.isEntry = new StaticArray<bool>(this.centre.length);
      for (let e = 0; e < entries.room; e++) this.isEntry[entries.column(e)] = true;
    }
    return this.ofEntries;
  }

  /** What h times the columns sums to, of groups and entries, where `squares` are the sums of h times their squares; 0 of numbers. */
  private sumsBeside(squares: StaticArray<f64>): StaticArray<f64> {
    if (!this.ofEntries) return squares;
    const sums = new StaticArray<f64>(squares.length);
    for (let j = 0; j < sums.length; j++) sums[j] = this.isEntry[j] ? at(this.ofEntries, j) : squares[j];
    memory.fill(this.ofEntries, 0, (<usize>this.pitch) << 3);
    return sums;
  }

  finishGram(matrix: usize, pitch: i32): void {
    const d = this.centre.length;
    const places = this.places;
    const skip = (<usize>pitch) << 3;
    const width = this.numbers.stride;
    const isNumber = new StaticArray<bool>(this.cols);
    for (let j = 0; j < places.length; j++) isNumber[places[j]] = true;
    const squares = new StaticArray<f64>(d);
    for (let j = 0; j < d; j++) squares[j] = at(matrix + <usize>j * skip, j);
    const alone = this.sumsBeside(squares);
    for (let j = 0; j < d; j++) {
      if (isNumber[j]) continue;
      const line = matrix + <usize>j * skip;
      const m = this.centre[j];
      for (let l = 0; l <= j; l++) {
        if (isNumber[l]) continue;
        const other = this.centre[l];
        const centred = at(line, l) - m * alone[l] - other * alone[j] + m * other * this.weight;
        put(line, l, centred / (this.scale[j] * this.scale[l]));
      }
      const crossed = this.crossed + ((<usize>j * width) << 3);
      for (let p = 0; p < places.length; p++) {
        const value = (at(crossed, p) - m * at(this.weighted, p)) / this.scale[j];
        const l = places[p];
        put(matrix + <usize>max(j, l) * skip, min(j, l), value);
      }
    }
    for (let p = 0; p < places.length; p++) {
      for (let q = 0; q <= p; q++) {
        const value = at(this.gramOfNumbers + ((<usize>p * width) << 3), q);
        put(matrix + <usize>max(places[p], places[q]) * skip, min(places[p], places[q]), value);
      }
    }
    memory.fill(this.gramOfNumbers, 0, (<usize>width * width) << 3);
    memory.fill(this.crossed, 0, (<usize>this.pitch * width) << 3);
    memory.fill(this.weighted, 0, (<usize>width) << 3);
    this.weight = 0;
  }

  squares(b: i32, h: usize, sums: usize): void {
    this.makeRoom(1);
    const count = this.rowsOf(b);
    const width = this.numbers.stride;
    const bytes = (<usize>width) << 3;
    let row = this.numbersOf(b);
    let from = this.offsetsOf(b);
    const step = (<usize>this.groups) << 2;
    for (let r = 0; r < count; r++, row += bytes) {
      const weight = at(h, r);
      this.weight += weight;
      addSquares(row, weight, this.sumsOfNumbers, width);
      for (const end = from + step; from < end; from += 4) {
        const sum = this.sums + load<u32>(from);
        store<f64>(sum, load<f64>(sum) + weight);
      }
    }
    const entries = this.entries;
    if (entries == null) return;
    entries.squares(b * this.perBlock, count, h, this.sums);
    entries.accumulate(b * this.perBlock, count, h, this.sumsOfEntries());
  }

  finishSquares(sums: usize): void {
    const d = this.centre.length;
    const places = this.places;
    for (let j = 0; j < d; j++) {
      const m = this.centre[j];
      const isEntry = this.ofEntries != 0 && this.isEntry[j];
      const own = isEntry ? at(this.sums, j) - 2 * m * at(this.ofEntries, j) : at(this.sums, j) * (1 - 2 * m);
      const square = (own + m * m * this.weight) / (this.scale[j] * this.scale[j]);
      put(sums, j, at(sums, j) + square);
    }
    if (this.ofEntries) memory.fill(this.ofEntries, 0, (<usize>this.pitch) << 3);
    for (let p = 0; p < places.length; p++)
      put(sums, places[p], at(sums, places[p]) + at(this.sumsOfNumbers, p));
    memory.fill(this.sums, 0, (<usize>this.pitch) << 3);
    memory.fill(this.sumsOfNumbers, 0, (<usize>this.numbers.stride) << 3);
    this.weight = 0;
  }
}

/** Adds to the entry of columns j and l in the lower triangle. */
function addTo(matrix: usize, pitch: i32, j: i32, l: i32, value: f64): void {
  const place = matrix + ((<usize>max(j, l) * <usize>pitch + <usize>min(j, l)) << 3);
  store<f64>(place, load<f64>(place) + value);
}

/** sum += weight x. */
function addTimes(weight: f64, x: usize, sum: usize, n: i32): void {
  const a = f64x2.splat(weight);
  for (let p: usize = 0; p < (<usize>n) << 3; p += 16)
    v128.store(sum + p, f64x2.add(v128.load(sum + p), f64x2.mul(a, v128.load(x + p))));
}
