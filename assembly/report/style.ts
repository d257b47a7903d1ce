// The stylesheet of a report: for a screen, light or dark, from a telephone to a wall, and for paper.

export const STYLE: string = `
:root { --page: #f6f7f9; --surface: #fff; --text: #1c2430; --muted: #57626f; --line: #d9dee5; --soft: #eef1f5; --accent: #0b5cad;
  --good: #17663f; --good-soft: #dff2e7; --bad: #a4262c; --bad-soft: #fbe6e7; --right: 11 92 173; --wrong: 194 65 26;
  --c0: #2b6cb0; --c1: #c2571a; --c2: #2f855a; --c3: #805ad5; --c4: #b83280; --c5: #8a6d00; --c6: #0f766e; --c7: #64748b;
  color-scheme: light; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #11161d; --surface: #1a212b; --text: #e6ebf1; --muted: #a3afbd; --line: #323c49; --soft: #232c38; --accent: #8cc2ff;
    --good: #86dca9; --good-soft: #173525; --bad: #ff9ea1; --bad-soft: #40191c; --right: 90 160 235; --wrong: 240 120 70;
    --c0: #6aaef5; --c1: #f0935c; --c2: #68c795; --c3: #b79bf2; --c4: #ee8fc4; --c5: #d9bd4a; --c6: #4fc7ba; --c7: #9fb0c3;
    color-scheme: dark; }
}
* { box-sizing: border-box; }
html { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; background: var(--page); color: var(--text);
  -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 1180px; padding: 28px 20px 48px; }
h1, h2, h3, p, dl, dd, ul { margin: 0; padding: 0; }
h1 { font-size: 1.8rem; line-height: 1.25; letter-spacing: -0.01em; }
h2 { font-size: 1.05rem; margin-bottom: 8px; }
h3 { font-size: 0.88rem; margin: 14px 0 4px; }
h1, h2, th, td, dd, li, code { unicode-bidi: isolate; }
h1, h2, dd, li, code { overflow-wrap: anywhere; }
header p { color: var(--muted); margin-top: 4px; }
.figures { display: flex; flex-wrap: wrap; gap: 10px 36px; margin: 20px 0 4px; }
.figures dd { font-size: 1.6rem; font-weight: 700; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
main { columns: 430px 2; column-gap: 16px; margin-top: 22px; }
section { break-inside: avoid; margin-bottom: 16px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px 16px; }
.wide { column-span: all; margin-top: 16px; }
.about, dt, .legend, footer { color: var(--muted); }
.about { font-size: 0.9rem; margin-bottom: 8px; }
.warning { background: var(--bad-soft); color: var(--bad); border-radius: 6px; padding: 6px 10px; margin: 8px 0; overflow-wrap: anywhere; }
.facts > div { display: grid; grid-template-columns: minmax(110px, 34%) 1fr; gap: 12px; padding: 3px 0; }
code, pre { font: 0.86rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: 0; padding: 10px 12px; background: var(--soft); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 0 -16px; padding: 0 16px; }
.scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; }
th, td { padding: 5px 14px 5px 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
td code { display: block; min-width: 22ch; max-width: 60ch; }
td.said { min-width: 24ch; white-space: pre-line; overflow-wrap: anywhere; }
tbody th { max-width: 36ch; overflow-wrap: break-word; }
thead th { font-size: 0.82rem; color: var(--muted); white-space: nowrap; }
tbody th { font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.nowrap { white-space: nowrap; }
.badge { display: inline-block; padding: 0 8px; border-radius: 20px; font-size: 0.8rem; background: var(--good-soft); color: var(--good); }
.failed { color: var(--bad); }
.matrix { width: auto; }
.matrix th, .matrix td { border: 0; padding: 2px; }
.matrix thead th { padding: 2px 8px; text-align: center; white-space: normal; max-width: 14ch; overflow-wrap: break-word; }
.matrix tbody th { padding-right: 12px; vertical-align: middle; max-width: 24ch; }
.matrix td { min-width: 56px; height: 40px; text-align: center; vertical-align: middle; border: 1px solid var(--line);
  font-variant-numeric: tabular-nums; }
.matrix tbody tr:last-child td { border-bottom: 1px solid var(--line); }
.right { --tint: var(--right); } .wrong { --tint: var(--wrong); }
.t1 { background: rgb(var(--tint) / 8%); } .t2 { background: rgb(var(--tint) / 14%); } .t3 { background: rgb(var(--tint) / 20%); }
.t4 { background: rgb(var(--tint) / 27%); } .t5 { background: rgb(var(--tint) / 34%); }
svg { display: block; width: 100%; height: auto; }
svg text { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; fill: var(--text); }
svg .axis { fill: var(--muted); }
.grid { stroke: var(--line); } .tick { stroke: var(--muted); } .frame { fill: none; stroke: var(--line); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; } .dot { fill: var(--surface); stroke-width: 2; }
.point { fill: var(--c0); fill-opacity: 0.5; }
.reference { fill: none; stroke: var(--muted); stroke-dasharray: 5 4; }
.fill { fill: var(--c0); } .negative { fill: var(--c1); } .median { stroke: var(--text); stroke-width: 2; }
.strip { width: 120px; height: 18px; }
.s0 { stroke: var(--c0); } .s1 { stroke: var(--c1); } .s2 { stroke: var(--c2); } .s3 { stroke: var(--c3); }
.s4 { stroke: var(--c4); } .s5 { stroke: var(--c5); } .s6 { stroke: var(--c6); } .s7 { stroke: var(--c7); }
.f0 { fill: var(--c0); } .f1 { fill: var(--c1); } .f2 { fill: var(--c2); } .f3 { fill: var(--c3); }
.f4 { fill: var(--c4); } .f5 { fill: var(--c5); } .f6 { fill: var(--c6); } .f7 { fill: var(--c7); }
.b0 { background: var(--c0); } .b1 { background: var(--c1); } .b2 { background: var(--c2); } .b3 { background: var(--c3); }
.b4 { background: var(--c4); } .b5 { background: var(--c5); } .b6 { background: var(--c6); } .b7 { background: var(--c7); }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; font-size: 0.88rem; }
.swatch { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 2px; -webkit-print-color-adjust: exact;
  print-color-adjust: exact; }
footer { margin-top: 20px; font-size: 0.88rem; }
@media (max-width: 560px) {
  body { padding: 16px 12px 32px; }
  section { padding: 12px; }
  .scroll { margin: 0 -12px; padding: 0 12px; }
  .facts > div { grid-template-columns: 1fr; gap: 0; }
  svg text { font-size: 15px; }
}
@media (min-width: 2400px) { html { font-size: 22px; } body { max-width: 2600px; } main { columns: 700px 3; } .strip { width: 180px; height: 27px; } }
@media print {
  html { font-size: 11px; background: none; }
  body { padding: 0; max-width: none; }
  main { columns: 2; }
  section { border-width: 0 0 1px; border-radius: 0; padding: 0 0 10px; margin-bottom: 10px; }
  .long { break-inside: auto; }
  .scroll { overflow: visible; margin: 0; padding: 0; }
  .matrix td, .badge, pre { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
