// The one chart module: every picture of the dashboard, drawn by Observable Plot as SVG in the page's colours.
//
// A chart is a picture with a sentence for who can't see it; its numbers are the panel's CSV. Plot puts a style
// element into its SVG, which the page's Content-Security-Policy would refuse: it is taken out, and style.css has
// the rules instead.

import * as Plot from '@observablehq/plot';
import { useEffect, useRef } from 'preact/hooks';
import { day, number, percent } from './format.ts';

/** The colours of series, in their order. */
export const SERIES = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `var(--series-${i})`);
const ACCENT = SERIES[0];
const MUTED = 'var(--muted)';

interface Props {
  /** What the picture says. */
  label: string;
  /** For a picture of so many pixels. */
  options(width: number): Plot.PlotOptions;
}

/** Half of a date under an axis's end. */
const DATE_MARGIN = 36;

/** The size of text that pictures are drawn for; with larger text on a wide screen they grow along. */
const TEXT_PIXELS = 15;

function textScale(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / TEXT_PIXELS;
}

function Chart({ label, options }: Props) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let width = 0;
    const draw = () => {
      const room = Math.floor(element.clientWidth / textScale());
      if (room === width || room === 0) return;
      width = room;
      const figure = Plot.plot({
        height: 260,
        marginLeft: 52,
        marginBottom: 38,
        ...options(width),
        width,
        className: 'plot',
        style: { fontSize: '12px', background: 'none' },
      });
      for (const style of figure.querySelectorAll('style')) style.remove();
      figure.setAttribute('aria-hidden', 'true');
      element.replaceChildren(figure);
    };
    draw();
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => observer.disconnect();
  }, [options]);
  return <div class="chart" ref={box} role="img" aria-label={label} />;
}

export interface Point {
  x: number;
  y: number;
  /** Which line or group it belongs to. */
  series?: string;
  title?: string;
}

interface AxisNames {
  label: string;
  x: string;
  y: string;
}

function named(points: Point[]): string[] {
  return [...new Set(points.map(({ series }) => series ?? ''))];
}

/** Lines through points in their order; of ROC and calibration curves with the diagonal for comparison. */
export function Lines(
  props: AxisNames & {
    points: Point[];
    /** From (0, 0) to (1, 1), both axes from 0 to 1. */
    isUnitSquare?: boolean;
    withDiagonal?: boolean;
    withDots?: boolean;
    isLogY?: boolean;
    /** x is days since 1970. */
    isDateX?: boolean;
    /** A point that is pointed out. */
    marked?: Point;
  },
) {
  const { points, isUnitSquare, withDiagonal, withDots, isLogY, isDateX, marked } = props;
  const series = named(points);
  const by = series.length > 1 ? { stroke: 'series' } : { stroke: ACCENT };
  const domain = isUnitSquare ? { domain: [0, 1] } : {};
  const options = (): Plot.PlotOptions => ({
    ...(isDateX ? { marginRight: DATE_MARGIN } : {}),
    x: {
      label: props.x,
      ...domain,
      nice: !isUnitSquare,
      ...(isDateX ? { tickFormat: day, ticks: 5 } : {}),
    },
    y: { label: props.y, ...domain, grid: true, type: isLogY ? 'log' : 'linear' },
    color: { domain: series, range: SERIES, legend: series.length > 1 },
    marks: [
      withDiagonal
        ? Plot.line(
            [
              [0, 0],
              [1, 1],
            ],
            { stroke: MUTED, strokeDasharray: '4 4' },
          )
        : null,
      Plot.line(points, { x: 'x', y: 'y', z: 'series', ...by, strokeWidth: 2 }),
      withDots
        ? Plot.dot(points, { x: 'x', y: 'y', ...by, fill: 'var(--surface)', r: 3.5, title: 'title' })
        : null,
      marked
        ? Plot.dot([marked], { x: 'x', y: 'y', r: 6, fill: 'var(--mark)', stroke: 'var(--surface)' })
        : null,
    ],
  });
  return <Chart label={props.label} options={options} />;
}

/** Points; of predicted against actual with the line on which they are equal, of residuals with 0. */
export function Scatter(
  props: AxisNames & {
    points: Point[];
    reference?: 'equal' | 'zero' | 'none';
    isLogX?: boolean;
    /** What x counts, where it is no number but one of some words. */
    words?: string[];
  },
) {
  const { points, reference = 'none', words } = props;
  const xs = points.map(({ x }) => x);
  const ends = [least(xs), most(xs)];
  // More colours than there are tell nothing apart: each dot's title has the rest.
  const all = named(points);
  const series = all.length <= SERIES.length ? all : [];
  const options = (): Plot.PlotOptions => ({
    x:
      words === undefined
        ? { label: props.x, nice: true, type: props.isLogX ? 'log' : 'linear' }
        : {
            label: props.x,
            domain: [-0.5, words.length - 0.5],
            ticks: words.map((_, i) => i),
            tickFormat: (i: number) => words[i],
          },
    y: { label: props.y, grid: true, nice: true },
    color: { domain: series, range: SERIES, legend: series.length > 1 },
    marks: [
      Plot.dot(points, {
        x: 'x',
        y: 'y',
        r: points.length > 60 ? 3 : 5,
        fill: series.length > 1 ? 'series' : ACCENT,
        fillOpacity: points.length > 60 ? 0.55 : 0.8,
        title: 'title',
      }),
      reference === 'equal'
        ? Plot.line(
            ends.map((v) => [v, v]),
            { stroke: MUTED, strokeDasharray: '4 4' },
          )
        : null,
      reference === 'zero' ? Plot.ruleY([0], { stroke: MUTED, strokeDasharray: '4 4' }) : null,
    ],
  });
  return <Chart label={props.label} options={options} />;
}

export interface Bin {
  from: number;
  to: number;
  count: number;
}

export function Histogram(props: {
  label: string;
  x: string;
  bins: Bin[];
  height?: number;
  /** x is days since 1970. */
  isDateX?: boolean;
}) {
  const options = (): Plot.PlotOptions => ({
    height: props.height ?? 160,
    ...(props.isDateX ? { marginRight: DATE_MARGIN } : {}),
    x: { label: props.x, ...(props.isDateX ? { tickFormat: day, ticks: 5 } : {}) },
    y: { label: 'rows', grid: true },
    marks: [
      Plot.rectY(props.bins, { x1: 'from', x2: 'to', y: 'count', fill: ACCENT, inset: 0.5 }),
      Plot.ruleY([0], { stroke: MUTED }),
    ],
  });
  return <Chart label={props.label} options={options} />;
}

/** One bar of a value each, from zero; negative ones in another colour. */
export function Bars(props: {
  label: string;
  x: string;
  bars: { name: string; value: number; title?: string }[];
  isShare?: boolean;
  /** The axis reaches at least so far, where small values are to look small. */
  reach?: number;
}) {
  const { reach } = props;
  const domain =
    reach === undefined ? {} : { domain: [0, most([reach, ...props.bars.map(({ value }) => value)])] };
  const options = (width: number): Plot.PlotOptions => ({
    ...roomForNames(
      props.bars.map(({ name }) => name),
      width,
    ),
    x: {
      label: props.x,
      grid: true,
      nice: true,
      ...domain,
      ...(props.isShare ? { domain: [0, 1], tickFormat: '%' } : {}),
    },
    marks: [
      Plot.barX(props.bars, {
        x: 'value',
        y: 'name',
        fill: (bar) => (bar.value < 0 ? 'var(--negative)' : ACCENT),
        title: (bar) => bar.title ?? `${bar.name}: ${number(bar.value)}`,
        insetTop: 1,
        insetBottom: 1,
      }),
      Plot.ruleX([0], { stroke: MUTED }),
    ],
  });
  return <Chart label={props.label} options={options} />;
}

interface Part {
  name: string;
  series: string;
  share: number;
  title: string;
}

/** The largest series, as many as there are colours for; what the others have of a name is one part. */
function withOthers(parts: Part[]): Part[] {
  const sums = new Map<string, number>();
  for (const { series, share } of parts) sums.set(series, (sums.get(series) ?? 0) + share);
  if (sums.size <= SERIES.length) return parts;
  const ranked = [...sums].sort(([, a], [, b]) => b - a).map(([series]) => series);
  const kept = new Set(ranked.slice(0, SERIES.length - 1));
  const name = `${ranked.length - kept.size} others`;
  const others = new Map<string, number>();
  for (const part of parts) {
    if (!kept.has(part.series)) others.set(part.name, (others.get(part.name) ?? 0) + part.share);
  }
  return [
    ...parts.filter(({ series }) => kept.has(series)),
    ...[...others].map(([of, share]) => ({
      name: of,
      series: name,
      share,
      title: `${of}: ${percent(share)} are of ${name}`,
    })),
  ];
}

/** Bars of parts that make a whole, one of each name. */
export function Shares(props: { label: string; parts: Part[] }) {
  const names = [...new Set(props.parts.map(({ name }) => name))];
  const parts = withOthers(props.parts);
  const series = [...new Set(parts.map((part) => part.series))];
  const options = (width: number): Plot.PlotOptions => ({
    ...roomForNames(names, width),
    x: { label: 'share of the rows', domain: [0, 1], tickFormat: '%', grid: true },
    color: { domain: series, range: SERIES, legend: true },
    marks: [
      Plot.barX(parts, {
        x: 'share',
        y: 'name',
        fill: 'series',
        order: series,
        title: 'title',
        insetTop: 1,
        insetBottom: 1,
        insetRight: 0.5,
      }),
    ],
  });
  return <Chart label={props.label} options={options} />;
}

/** How contributions lead from a base to an answer, step by step. */
export function Waterfall(props: {
  label: string;
  x: string;
  base: number;
  steps: { name: string; value: number }[];
}) {
  let at = props.base;
  const bars = props.steps.map(({ name, value }) => {
    const from = at;
    at += value;
    return { name, value, from, to: at };
  });
  const whole = { name: 'answer', value: at, from: props.base, to: at };
  const options = (width: number): Plot.PlotOptions => ({
    ...roomForNames(
      [...bars, whole].map(({ name }) => name),
      width,
    ),
    x: { label: props.x, grid: true, nice: true },
    marks: [
      Plot.ruleX([props.base], { stroke: MUTED, strokeDasharray: '4 4' }),
      Plot.barX(bars, {
        x1: 'from',
        x2: 'to',
        y: 'name',
        fill: (bar) => (bar.value < 0 ? 'var(--negative)' : ACCENT),
        title: (bar) => `${bar.name}: ${bar.value < 0 ? '' : '+'}${number(bar.value)}`,
        insetTop: 1,
        insetBottom: 1,
      }),
      Plot.tickX([whole], { x: 'to', y: 'name', stroke: 'var(--mark)', strokeWidth: 3 }),
      Plot.text([whole], {
        x: 'to',
        y: 'name',
        text: (bar) => number(bar.to),
        dx: 6,
        textAnchor: 'start',
        fill: 'currentColor',
      }),
    ],
  });
  return <Chart label={props.label} options={options} />;
}

/** Values in their order, as small as a word. */
export function Sparkline({ values, label }: { values: number[]; label: string }) {
  const width = 96;
  const height = 24;
  const low = least(values);
  const span = most(values) - low || 1;
  const x = (i: number) => (values.length === 1 ? width / 2 : 3 + (i * (width - 6)) / (values.length - 1));
  const y = (value: number) => height - 4 - ((value - low) / span) * (height - 8);
  const last = values.length - 1;
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <polyline points={values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      <circle cx={x(last)} cy={y(values[last])} r="2.5" />
    </svg>
  );
}

/** Pixels that a character of a name takes. */
const CHARACTER = 6.6;

/** Margins and height for bars with names, which take two fifths of the picture at most. */
function roomForNames(names: string[], width: number): Plot.PlotOptions & { y: object } {
  const most = Math.max(8, Math.floor((0.42 * width - 14) / CHARACTER));
  const longest = Math.min(most, Math.max(...names.map((name) => name.length)));
  return {
    marginTop: 6,
    marginLeft: 14 + CHARACTER * longest,
    marginRight: 48,
    height: 50 + 22 * names.length,
    y: {
      label: null,
      domain: names,
      tickFormat: (name: string) => (name.length > most ? `${name.slice(0, most - 1)}…` : name),
    },
  };
}

function least(values: number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function most(values: number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}
