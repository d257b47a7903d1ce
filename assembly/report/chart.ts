// Pictures of a report: SVG in the page, in its colours, with a sentence for who can't see them.
//
// All are WIDTH wide in units of their own and as wide as their place on the page. Numbers on an axis are at steps of 1, 2
// or 5 times a power of ten. A value that isn't finite is left out.

import { Html, numberText, shortest, significant } from './html';

const WIDTH: f64 = 480;
const HEIGHT: f64 = 280;
const LEFT: f64 = 64;
const RIGHT: f64 = 24;
const TOP: f64 = 12;
const BOTTOM: f64 = 46;
/** Bars: the height of one, the room for its name, and for its value. */
const BAR: f64 = 24;
const NAMES: f64 = 170;
const VALUES: f64 = 70;
/** Characters of a name that have room; a title has the whole. */
const MOST_CHARACTERS: i32 = 22;
/** Numbers on an axis at most: far from zero a step may be lost in rounding. */
const MOST_TICKS: i32 = 12;
/** Numbers that are larger have no place on a picture: their differences may be infinite. */
const LARGEST: f64 = 1e300;
/** Series with a colour of their own. */
export const COLOURS: i32 = 8;

/** Where a number stands between two ends of a picture. */
class Scale {
  step: f64;

  constructor(
    public low: f64,
    public high: f64,
    private from: f64,
    private to: f64,
  ) {
    if (!(this.high > this.low)) {
      const room = this.low == 0 ? 1 : Math.abs(this.low) / 2;
      this.low -= room;
      this.high += room;
    }
    this.step = niceStep((this.high - this.low) / 5);
  }

  /** The same with ends that are whole steps. */
  widened(): Scale {
    const step = this.step;
    const low = Math.floor(this.low / step) * step;
    const wide = new Scale(low, Math.ceil(this.high / step) * step, this.from, this.to);
    wide.step = step;
    return wide;
  }

  /** Where tick t stands, in steps. */
  tick(t: i32): f64 {
    return Math.ceil(this.low / this.step - 1e-9) + <f64>t;
  }

  at(value: f64): f64 {
    const share = value / (this.high - this.low) - this.low / (this.high - this.low);
    return this.from + share * (this.to - this.from);
  }

  place(value: f64): string {
    return unit(this.at(value));
  }
}

/** 1, 2 or 5 times a power of ten, about as large. */
function niceStep(about: f64): f64 {
  const power = Math.pow(10, Math.floor(Math.log10(about)));
  const factor = about / power;
  return (factor < 1.5 ? 1 : factor < 3.5 ? 2 : factor < 7.5 ? 5 : 10) * power;
}

function isDrawn(value: f64): bool {
  return Math.abs(value) < LARGEST;
}

/** A length on the picture, to a tenth. */
function unit(value: f64): string {
  return shortest(Math.round(value * 10) / 10);
}

/** The least and the greatest of some numbers; the first is greater while there is none. */
class Ends {
  low: f64 = Infinity;
  high: f64 = -Infinity;
  areWhole: bool = true;

  add(values: f64[]): Ends {
    for (let i = 0; i < values.length; i++) {
      if (!isDrawn(values[i])) continue;
      if (values[i] != Math.floor(values[i])) this.areWhole = false;
      this.low = min(this.low, values[i]);
      this.high = max(this.high, values[i]);
    }
    return this;
  }

  get areNone(): bool {
    return !(this.low <= this.high);
  }
}

/** A line, or points, of one colour. */
export class Series {
  constructor(
    public name: string,
    public xs: f64[],
    public ys: f64[],
  ) {}
}

/** What a picture with two axes is drawn in. */
class Plot {
  private x: Scale;
  private y: Scale;

  /** Begins the picture `label`: its axes. */
  constructor(
    private html: Html,
    label: string,
    xName: string,
    yName: string,
    x: Ends,
    y: Ends,
    areShares: bool,
  ) {
    const across = new Scale(x.low, x.high, LEFT, WIDTH - RIGHT);
    if (x.areWhole && !areShares) across.step = max(1, across.step);
    const up = new Scale(y.low, y.high, HEIGHT - BOTTOM, TOP);
    this.x = areShares ? across : across.widened();
    this.y = areShares ? up : up.widened();
    begin(html, label, HEIGHT);
    this.grid();
    html
      .raw(`<text class="axis" x="${unit(WIDTH - RIGHT)}" y="${unit(HEIGHT - 6)}" text-anchor="end">`)
      .text(xName);
    html.raw('</text>');
    html
      .raw(`<text class="axis" transform="translate(14 ${unit(TOP)}) rotate(-90)" text-anchor="end">`)
      .text(yName);
    html.raw('</text>');
  }

  private grid(): void {
    const html = this.html;
    const y = this.y;
    const foot = unit(HEIGHT - BOTTOM);
    for (let t = 0; t < MOST_TICKS; t++) {
      const i = y.tick(t);
      if (!(i * y.step <= y.high + 1e-9 * y.step)) break;
      const at = y.place(i * y.step);
      html.raw(`<line class="grid" x1="${unit(LEFT)}" x2="${unit(WIDTH - RIGHT)}" y1="${at}" y2="${at}"/>`);
      html.raw(`<text x="${unit(LEFT - 8)}" y="${at}" dy="0.35em" text-anchor="end">`);
      html.text(tickText(i, y.step)).raw('</text>');
    }
    const x = this.x;
    for (let t = 0; t < MOST_TICKS; t++) {
      const i = x.tick(t);
      if (!(i * x.step <= x.high + 1e-9 * x.step)) break;
      const at = x.place(i * x.step);
      html.raw(`<line class="tick" x1="${at}" x2="${at}" y1="${foot}" y2="${unit(HEIGHT - BOTTOM + 5)}"/>`);
      html.raw(`<text x="${at}" y="${unit(HEIGHT - BOTTOM + 20)}" text-anchor="middle">`);
      html.text(tickText(i, x.step)).raw('</text>');
    }
  }

  line(xs: f64[], ys: f64[], style: string): void {
    this.html.raw(`<polyline class="${style}" points="`);
    for (let i = 0; i < xs.length; i++)
      if (isDrawn(xs[i]) && isDrawn(ys[i])) this.html.raw(`${this.x.place(xs[i])},${this.y.place(ys[i])} `);
    this.html.raw('"/>');
  }

  dots(xs: f64[], ys: f64[], radius: string, style: string): void {
    for (let i = 0; i < xs.length; i++)
      if (isDrawn(xs[i]) && isDrawn(ys[i]))
        this.html.raw(
          `<circle class="${style}" cx="${this.x.place(xs[i])}" cy="${this.y.place(ys[i])}" r="${radius}"/>`,
        );
  }

  /** A bar from zero. */
  column(from: f64, to: f64, value: f64): void {
    const left = this.x.at(from);
    const top = this.y.at(value);
    this.html.raw(
      `<rect class="fill" x="${unit(left + 0.5)}" y="${unit(top)}" width="${unit(max(this.x.at(to) - left - 1, 0.5))}" ` +
        `height="${unit(max(this.y.at(0) - top, 0))}"/>`,
    );
  }

  end(): void {
    this.html.raw('</svg>');
  }
}

function tickText(i: f64, step: f64): string {
  return numberText(significant(i * step, 6));
}

/** Begins a picture of this height. */
function begin(html: Html, label: string, height: f64): void {
  html
    .raw(`<svg viewBox="0 0 ${unit(WIDTH)} ${unit(height)}" role="img" aria-label="`)
    .text(label)
    .raw('">');
}

/** Which colour is which. */
function legend(html: Html, series: Series[]): void {
  if (series.length < 2) return;
  html.raw('<ul class="legend">');
  for (let s = 0; s < series.length && s < COLOURS; s++)
    html.raw(`<li><span class="swatch b${s}"></span>`).text(series[s].name).raw('</li>');
  html.raw('</ul>');
}

/** Lines, as many as have colours. `areShares`: both axes go from 0 to 1, and a diagonal is there to compare with. */
export function lines(
  html: Html,
  label: string,
  xName: string,
  yName: string,
  series: Series[],
  areShares: bool,
  withDots: bool,
): void {
  const x = new Ends();
  const y = new Ends();
  for (let s = 0; s < series.length && s < COLOURS; s++) {
    x.add(series[s].xs);
    y.add(series[s].ys);
  }
  if (areShares) {
    x.add([0, 1]);
    y.add([0, 1]);
  }
  if (x.areNone || y.areNone) return;
  legend(html, series);
  const plot = new Plot(html, label, xName, yName, x, y, areShares);
  if (areShares) plot.line([0, 1], [0, 1], 'reference');
  for (let s = 0; s < series.length && s < COLOURS; s++) {
    plot.line(series[s].xs, series[s].ys, `line s${s}`);
    if (withDots) plot.dots(series[s].xs, series[s].ys, '3.5', `dot s${s}`);
  }
  plot.end();
}

/** Points, with the line on which both are equal. */
export function scatter(html: Html, label: string, xName: string, yName: string, xs: f64[], ys: f64[]): void {
  const x = new Ends().add(xs);
  const y = new Ends().add(ys);
  if (x.areNone || y.areNone) return;
  const plot = new Plot(html, label, xName, yName, x, y, false);
  const low = max(x.low, y.low);
  const high = min(x.high, y.high);
  if (low < high) plot.line([low, high], [low, high], 'reference');
  plot.dots(xs, ys, '3', 'point');
  plot.end();
}

/** How many values are in each of some steps of equal width. */
export function histogram(
  html: Html,
  label: string,
  xName: string,
  yName: string,
  values: f64[],
  bins: i32,
): void {
  const ends = new Ends().add(values);
  if (ends.areNone) return;
  const width = (ends.high - ends.low) / bins;
  if (!(width > 0) || !isFinite(width)) return;
  const counts: f64[] = new Array<f64>(bins).fill(0);
  for (let i = 0; i < values.length; i++)
    if (isDrawn(values[i])) counts[min(bins - 1, <i32>((values[i] - ends.low) / width))]++;
  const plot = new Plot(html, label, xName, yName, ends, new Ends().add(counts).add([0]), false);
  for (let b = 0; b < bins; b++)
    if (counts[b] > 0) plot.column(ends.low + b * width, ends.low + (b + 1) * width, counts[b]);
  plot.end();
}

/** A bar of each name, from zero; negative ones to the left, in another colour. */
export function bars(html: Html, label: string, names: string[], values: f64[]): void {
  const ends = new Ends().add(values).add([0]);
  const scale = new Scale(ends.low, ends.high, NAMES, WIDTH - VALUES);
  begin(html, label, BAR * <f64>names.length + 8);
  const zero = scale.at(0);
  for (let i = 0; i < names.length; i++) {
    const middle = BAR * (<f64>i + 0.5) + 4;
    const name = names[i];
    const shown = name.length > MOST_CHARACTERS ? name.substring(0, MOST_CHARACTERS - 1) + '…' : name;
    html
      .raw('<g><title>')
      .text(`${name}: ${numberText(values[i])}`)
      .raw('</title>');
    html.raw(`<text x="${unit(NAMES - 10)}" y="${unit(middle)}" dy="0.35em" text-anchor="end">`).text(shown);
    html.raw('</text>');
    const value = isDrawn(values[i]) ? values[i] : 0;
    const at = scale.at(value);
    html.raw(
      `<rect class="${value < 0 ? 'negative' : 'fill'}" x="${unit(min(at, zero))}" y="${unit(middle - 8)}" ` +
        `width="${unit(Math.abs(at - zero))}" height="16"/>`,
    );
    html
      .raw(`<text x="${unit(max(at, zero) + 6)}" y="${unit(middle)}" dy="0.35em">`)
      .text(numberText(values[i]));
    html.raw('</text></g>');
  }
  html.raw(
    `<line class="tick" x1="${unit(zero)}" x2="${unit(zero)}" y1="0" y2="${unit(BAR * <f64>names.length + 8)}"/>`,
  );
  html.raw('</svg>');
}

/** Least, quartiles and greatest of a feature as a strip, as small as a word. */
export function strip(html: Html, label: string, low: f64, q25: f64, median: f64, q75: f64, high: f64): void {
  if (!(high > low) || !isDrawn(low) || !isDrawn(high)) return;
  const scale = new Scale(low, high, 2, 118);
  html.raw('<svg class="strip" viewBox="0 0 120 18" role="img" aria-label="').text(label).raw('">');
  html.raw(`<line class="tick" x1="2" x2="118" y1="9" y2="9"/>`);
  const left = scale.at(q25);
  html.raw(
    `<rect class="fill" x="${unit(left)}" y="4" width="${unit(max(scale.at(q75) - left, 1))}" height="10"/>`,
  );
  html.raw(
    `<line class="median" x1="${scale.place(median)}" x2="${scale.place(median)}" y1="2" y2="16"/></svg>`,
  );
}

/** Shares of categories, most first, as a strip; what is left of 1 stays empty. */
export function shares(html: Html, label: string, parts: f64[]): void {
  html.raw('<svg class="strip" viewBox="0 0 120 18" role="img" aria-label="').text(label).raw('">');
  html.raw('<rect class="frame" x="0.5" y="4" width="119" height="10"/>');
  let at: f64 = 0;
  for (let i = 0; i < parts.length; i++) {
    const width = 120 * parts[i];
    if (width >= 0.5)
      html.raw(
        `<rect class="f${i % COLOURS}" x="${unit(at)}" y="4" width="${unit(max(width - 0.5, 0.4))}" height="10"/>`,
      );
    at += width;
  }
  html.raw('</svg>');
}
