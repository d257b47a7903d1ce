// Writing HTML: markup of the engine's own as it is, everything that comes from a database as text.
//
// Promise: what goes through `text` is text to every HTML parser, also in an attribute in double quotes. The five
// characters that could end it are references; a control character, half a surrogate pair or a noncharacter, which HTML
// has not, is U+FFFD. Nothing else writes what a user wrote.

import { ByteWriter } from '../codec/bytes';
import { jsonNumber } from '../codec/json';

export class Html {
  constructor(private out: ByteWriter) {}

  /** Markup as it stands; never what a user wrote. */
  raw(markup: string): Html {
    this.out.characters(markup);
    return this;
  }

  /** Any text, escaped. */
  text(value: string): Html {
    let from = 0;
    for (let i = 0; i < value.length; i++) {
      const c = value.charCodeAt(i);
      const isPair = c >= 0xd800 && c < 0xdc00 && isLow(value, i + 1);
      const reference = isPair ? '' : referenceOf(c);
      if (reference.length > 0) {
        this.out.characters(value.substring(from, i) + reference);
        from = i + 1;
      } else if (isPair) i++;
    }
    this.out.characters(from == 0 ? value : value.substring(from));
    return this;
  }

  /** An element with nothing but text in it; `attributes` are markup, with a space before each. */
  element(name: string, value: string, attributes: string = ''): Html {
    return this.raw(`<${name}${attributes}>`).text(value).raw(`</${name}>`);
  }

  /** A cell of a table. */
  cell(value: string): Html {
    return this.element('td', value);
  }

  /** A cell with a number in it. */
  figure(value: string): Html {
    return this.element('td', value, ' class="n"');
  }

  /** The head of a table; names that begin with '#' stand over numbers. `label` says what it is, to who can't see it. */
  beginTable(label: string, names: string[]): Html {
    this.raw('<div class="scroll" tabindex="0" role="group" aria-label="')
      .text(label)
      .raw('"><table><thead><tr>');
    for (let i = 0; i < names.length; i++) {
      const isNumber = names[i].startsWith('#');
      this.element(
        'th',
        isNumber ? names[i].substring(1) : names[i],
        isNumber ? ' scope="col" class="n"' : ' scope="col"',
      );
    }
    return this.raw('</tr></thead><tbody>');
  }

  endTable(): Html {
    return this.raw('</tbody></table></div>');
  }

  /** A term and what it is, in a dl. */
  fact(term: string, value: string): Html {
    return this.raw('<div>').element('dt', term).element('dd', value).raw('</div>');
  }

  /** A part of the page; `isWide` takes the whole width. */
  beginSection(title: string, isWide: bool = false): Html {
    return this.raw(isWide ? '<section class="wide">' : '<section>').element('h2', title);
  }

  endSection(): Html {
    return this.raw('</section>');
  }

  /** A sentence under a title. */
  note(value: string): Html {
    return this.element('p', value, ' class="about"');
  }
}

function isLow(value: string, i: i32): bool {
  return i < value.length && value.charCodeAt(i) >= 0xdc00 && value.charCodeAt(i) < 0xe000;
}

/** What stands for a code unit that can't stand for itself; '' for all others. */
function referenceOf(c: i32): string {
  if (c == 0x26) return '&amp;';
  if (c == 0x3c) return '&lt;';
  if (c == 0x3e) return '&gt;';
  if (c == 0x22) return '&quot;';
  if (c == 0x27) return '&#39;';
  const isControl = (c < 0x20 && c != 0x09 && c != 0x0a) || (c >= 0x7f && c < 0xa0);
  const isNone = (c >= 0xd800 && c < 0xe000) || (c >= 0xfdd0 && c <= 0xfdef) || c >= 0xfffe;
  return isControl || isNone ? '\ufffd' : '';
}

/** A number with five digits that matter; a whole one with all of its own, in threes. */
export function numberText(value: f64): string {
  if (!isFinite(value)) return '–';
  if (Math.abs(value) < 1e15 && value == Math.floor(value)) return countText(<i64>value);
  return shortest(significant(value, 5));
}

/** A metric: four digits after the point, where it is small, so that two can be compared. */
export function metricText(value: f64): string {
  if (!isFinite(value)) return '–';
  if (Math.abs(value) >= 10 || (value != 0 && Math.abs(value) < 0.001))
    return shortest(significant(value, 5));
  const text = shortest(Math.round(value * 1e4) / 1e4);
  const point = text.indexOf('.');
  if (point < 0) return text + '.0000';
  return text.padEnd(point + 5, '0');
}

/** A part of 1 in percent. */
export function percentText(share: f64): string {
  if (!isFinite(share)) return '–';
  const percent = 100 * share;
  return `${shortest(percent >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10)} %`;
}

/** 12345678 is 12,345,678. */
export function countText(value: i64): string {
  const digits = (value < 0 ? -value : value).toString();
  if (digits.length < 5) return value.toString();
  let text = '';
  for (let i = 0; i < digits.length; i++) {
    if (i > 0 && (digits.length - i) % 3 == 0) text += ',';
    text += digits.charAt(i);
  }
  return value < 0 ? '-' + text : text;
}

/** `1 run`, `2 runs` */
export function counted(n: i64, what: string): string {
  return `${countText(n)} ${what}${n == 1 ? '' : 's'}`;
}

/** As the engine writes numbers, without the point of a whole one. */
export function shortest(value: f64): string {
  const text = jsonNumber(value);
  return text.endsWith('.0') ? text.substring(0, text.length - 2) : text;
}

/** The value with so many digits that matter. */
export function significant(value: f64, digits: i32): f64 {
  if (value == 0 || !isFinite(value)) return value;
  const places = digits - 1 - <i32>Math.floor(Math.log10(Math.abs(value)));
  if (places > 300 || places < -300) return value;
  const power = Math.pow(10, <f64>abs(places));
  return places >= 0 ? Math.round(value * power) / power : Math.round(value / power) * power;
}
