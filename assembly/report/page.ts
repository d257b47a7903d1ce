// A report: one HTML file about an experiment, that needs nothing but itself, for a mail, an audit, or paper.
//
// Promise: no script and no address of anything else; a Content-Security-Policy in the page forbids both. What comes from
// the database is text (html.ts). The same database gives the same bytes: no clock is asked.

import { ByteWriter } from '../codec/bytes';
import { VERSION } from '../generated/version';
import { Judgement } from '../judgement/judgement';
import { About, aboutModel, storedScores } from '../registry/about';
import { tryJudgementOf } from '../registry/judgements';
import { learningCurve, Point } from '../registry/learned';
import { KeptModel } from '../registry/model_cache';
import { toldOptions } from '../training/told';
import { writeData } from './data';
import { Html } from './html';
import { Life, writeDeployments, writeRuns, writeScores } from './life';
import { summary, writeAbout, writeAgain, writeFigures, writeMetrics, writeOptions } from './model';
import { writeLearning, writeQuality } from './quality';
import { STYLE } from './style';
import { writeWhy } from './why';

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Writes the report of an experiment; `kept` is the model that serves it, null when none does. */
export function writeReport(
  out: ByteWriter,
  experiment: string,
  predictionType: string,
  kept: KeptModel | null,
): void {
  const life = new Life(experiment);
  let about: About | null = null;
  if (kept != null) about = aboutModel(kept.id);
  const html = new Html(out);
  html.raw('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n');
  html.raw(`<meta http-equiv="Content-Security-Policy" content="${POLICY}">\n`);
  html.raw('<meta name="viewport" content="width=device-width, initial-scale=1">\n');
  html.raw('<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n');
  html
    .element('title', `${experiment}: a report of sqml`)
    .raw(`\n<style>${STYLE}</style>\n</head>\n<body>\n<header>`);
  html.element('h1', experiment);
  const what = about == null ? predictionType : `${predictionType} of ${about.target} by ${about.algorithm}`;
  const when = life.changedAt.length > 0 ? `, as of ${life.changedAt} UTC` : '';
  html.element('p', `${what}; ${summary(life.models, life.runs, life.failures)}${when}`);
  if (kept != null) writeFigures(html, kept.pipeline, storedScores(kept.id));
  html.raw('</header>\n<main>\n');
  if (kept == null)
    html
      .beginSection('No model serves', true)
      .note('Nothing was trained that could; below is what was tried.')
      .endSection();
  else writeModel(html, kept, about!);
  writeScores(html, life);
  writeDeployments(html, life);
  writeRuns(html, life);
  if (about != null) writeAgain(html, about);
  html
    .raw('</main>\n<footer>')
    .element('p', `sqml ${VERSION}. Every number is in this database, and can be asked for in SQL.`);
  html.raw('</footer>\n</body>\n</html>\n');
}

function writeModel(html: Html, kept: KeptModel, about: About): void {
  const pipeline = kept.pipeline;
  const judgement: Judgement | null = tryJudgementOf(kept);
  if (judgement != null) writeQuality(html, pipeline, judgement);
  const online = pipeline.online;
  if (online != null) {
    const points = learningCurve(kept.id);
    const isClassification = pipeline.isClassification;
    if (online.rows > 0)
      points.push(new Point(online.rows, online.value(isClassification), online.recent(isClassification)));
    writeLearning(html, isClassification, points);
  }
  writeMetrics(html, pipeline, storedScores(kept.id));
  writeAbout(html, pipeline, about);
  writeWhy(html, pipeline);
  writeOptions(html, toldOptions(about));
  if (judgement != null) writeData(html, judgement.profile, pipeline.encoding);
}
