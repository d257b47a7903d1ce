// The SQL that makes plain numbers of '12%', '1,234.50', '$5', '3 €': what is no part of a number is taken away.
//
// A comma separates thousands when three digits follow each, and stands for the point where other than three follow it, or
// a point stands before it. Where the texts disagree, or a comma alone could be either, thousands are taken only
// when nothing speaks for the other: '1,234' alone is 1234.

import { quoteName } from '../codec/text';

const SIGNS: string[] = ['%', '$', '€', '£', '¥'];

/** The expression, with its name, that makes plain numbers of texts like these; '' when they disagree. */
export function formattedAdvice(column: string, texts: string[]): string {
  let hasThousands = false;
  let hasDecimals = false;
  for (let i = 0; i < texts.length; i++) {
    const comma = texts[i].lastIndexOf(',');
    if (comma < 0) continue;
    if (isDecimal(texts[i], comma)) hasDecimals = true;
    else hasThousands = true;
  }
  // '1,234' may be either; '1,234.5' and '1,234,567' can only be thousands.
  if (hasDecimals && hasThousands && areSurelyThousands(texts)) return '';
  const name = quoteName(column);
  let expression = name;
  for (let s = 0; s < SIGNS.length; s++) {
    let isThere = false;
    for (let i = 0; i < texts.length && !isThere; i++) isThere = texts[i].includes(SIGNS[s]);
    if (isThere) expression = `replace(${expression}, '${SIGNS[s]}', '')`;
  }
  let hasHardSpace = false;
  for (let i = 0; i < texts.length && !hasHardSpace; i++) hasHardSpace = texts[i].includes('\u00a0');
  if (hasHardSpace) expression = `replace(${expression}, char(160), '')`;
  if (hasDecimals) expression = `replace(replace(${expression}, '.', ''), ',', '.')`;
  else if (hasThousands) expression = `replace(${expression}, ',', '')`;
  return `${expression} AS ${name}`;
}

/** The last comma can't separate thousands. */
function isDecimal(text: string, comma: i32): bool {
  if (text.indexOf(',') != comma) return false;
  let digits = 0;
  while (comma + 1 + digits < text.length && isDigit(text.charCodeAt(comma + 1 + digits))) digits++;
  return digits != 3 || text.lastIndexOf('.', comma) >= 0;
}

function areSurelyThousands(texts: string[]): bool {
  for (let i = 0; i < texts.length; i++) {
    const comma = texts[i].lastIndexOf(',');
    if (comma < 0 || isDecimal(texts[i], comma)) continue;
    if (texts[i].indexOf(',') != comma || texts[i].indexOf('.', comma) >= 0) return true;
  }
  return false;
}

function isDigit(c: i32): bool {
  return c >= 0x30 && c <= 0x39;
}
