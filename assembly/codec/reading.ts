// What a text says: nothing, a number, a date, or something else. The one rule for training and predicting.
//
//   BLANK      no character but white space: what a CSV has where nothing was known
//   NUMBER     12, -3.5, +1, .5, 1., 6e23, white space around it apart; finite
//   CODE       a number but for zeros in front, 00123: a zip code, an article's number
//   DATE       ISO 8601: 2024-01-31, with T or a space 2024-01-31 08:30, seconds with a fraction, Z, +02, +0200 or +02:00
//   FORMATTED  a number dressed up: 12%, 1,234.50, $5, 3 €
//   OTHER      the rest
//
// A date's value is its days since 1970-01-01 00:00 UTC (SQLite: julianday(x) - 2440587.5); without a zone it is taken as
// UTC, as SQLite does. "nan", "inf" and hexadecimal digits are no numbers. A number is a date when somebody said by which
// clock (`daysOfNumber`).

import { parseNumber } from './number';

export const BLANK: u8 = 0;
export const NUMBER: u8 = 1;
export const CODE: u8 = 2;
export const DATE: u8 = 3;
export const FORMATTED: u8 = 4;
export const OTHER: u8 = 5;
/** How many there are. */
export const READINGS: i32 = 6;

/** How a number says a date, by the names of SQLite's modifiers: seconds since 1970, or days since noon of -4713-11-24. */
export const enum Clock {
  NONE,
  UNIXEPOCH,
  JULIANDAY,
}

const MINUTES_A_DAY: f64 = 1440;
const SECONDS_A_DAY: f64 = 86400;

/** The number, or the days, of the text that `readingOf` was asked about last; NaN when it is neither. */
export let readValue: f64 = NaN;

/** The days since 1970-01-01 that a number says by a clock; NaN for what is no date of the years 0 to 9999. */
export function daysOfNumber(clock: Clock, value: f64): f64 {
  let days = value - 2440587.5;
  if (clock == Clock.UNIXEPOCH) {
    // As the text of that second has it: whole days, and the share of one.
    const day = Math.floor(value / SECONDS_A_DAY);
    days = day + (value - day * SECONDS_A_DAY) / SECONDS_A_DAY;
  }
  return days >= -719528 && days < 2932897 ? days : NaN;
}

/** What the `length` bytes at `start` say. */
export function readingOf(start: usize, length: i32): u8 {
  let end = start + length;
  readValue = NaN;
  while (start < end && isSpace(load<u8>(start))) start++;
  while (end > start && isSpace(load<u8>(end - 1))) end--;
  if (start == end) return BLANK;
  const kind = numberReading(start, end);
  if (kind != OTHER) return kind;
  if (dateReading(start, end)) return DATE;
  return isFormatted(start, end) ? FORMATTED : OTHER;
}

export function isBlank(text: string): bool {
  return text.trim().length == 0;
}

function isSpace(c: u8): bool {
  return c == 0x20 || (c >= 0x09 && c <= 0x0d);
}

function isDigit(c: u8): bool {
  return <u8>(c - 0x30) <= 9;
}

/** NUMBER or CODE, with its value; else OTHER. */
function numberReading(start: usize, end: usize): u8 {
  let at = start;
  const sign = load<u8>(at);
  if (sign == 0x2d || sign == 0x2b) at++;
  const from = sign == 0x2b ? at : start;
  const whole = at;
  while (at < end && isDigit(load<u8>(at))) at++;
  let digits = <i32>(at - whole);
  const isCode = digits > 1 && load<u8>(whole) == 0x30;
  if (at < end && load<u8>(at) == 0x2e) {
    const point = ++at;
    while (at < end && isDigit(load<u8>(at))) at++;
    digits += <i32>(at - point);
  }
  if (digits == 0) return OTHER;
  if (at < end && (load<u8>(at) | 0x20) == 0x65) {
    at++;
    if (at < end && (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d)) at++;
    const power = at;
    while (at < end && isDigit(load<u8>(at))) at++;
    if (at == power) return OTHER;
  }
  if (at < end) return OTHER;
  const value = parseNumber(from, end);
  if (!isFinite(value)) return OTHER;
  readValue = value;
  return isCode ? CODE : NUMBER;
}

/** The `count` digits at `at` as a number; -1 when they are no digits. */
function digitsAt(at: usize, end: usize, count: i32): i32 {
  if (<i32>(end - at) < count) return -1;
  let value = 0;
  for (let i = 0; i < count; i++) {
    const c = load<u8>(at + i);
    if (!isDigit(c)) return -1;
    value = value * 10 + (c - 0x30);
  }
  return value;
}

/** Whether it is a date, whose days are then in readValue. */
function dateReading(start: usize, end: usize): bool {
  const year = digitsAt(start, end, 4);
  if (year < 0 || <i32>(end - start) < 10 || load<u8>(start, 4) != 0x2d || load<u8>(start, 7) != 0x2d)
    return false;
  const month = digitsAt(start + 5, end, 2);
  const day = digitsAt(start + 8, end, 2);
  if (month < 1 || month > 12 || day < 1 || day > daysOfMonth(year, month)) return false;
  let at = start + 10;
  let seconds: f64 = 0;
  let zone = 0;
  if (at < end) {
    const separator = load<u8>(at);
    if (separator != 0x54 && separator != 0x74 && separator != 0x20) return false;
    const hour = digitsAt(at + 1, end, 2);
    const minute = <i32>(end - at) > 3 && load<u8>(at, 3) == 0x3a ? digitsAt(at + 4, end, 2) : -1;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
    at += 6;
    seconds = <f64>(hour * 3600 + minute * 60);
    if (at < end && load<u8>(at) == 0x3a) {
      const second = digitsAt(at + 1, end, 2);
      if (second < 0 || second > 59) return false;
      at += 3;
      const from = at - 2;
      if (at < end && load<u8>(at) == 0x2e) {
        const point = ++at;
        while (at < end && isDigit(load<u8>(at))) at++;
        if (at == point) return false;
      }
      seconds += parseNumber(from, at);
    }
    while (at < end && load<u8>(at) == 0x20) at++;
    if (at < end) {
      zone = zoneAt(at, end);
      if (zone == i32.MIN_VALUE) return false;
    }
  }
  readValue = <f64>daysOf(year, month, day) + seconds / SECONDS_A_DAY - <f64>zone / MINUTES_A_DAY;
  return true;
}

/** Minutes east of UTC: Z, +02, +0200, +02:00, to the end of the text; i32.MIN_VALUE for anything else. */
function zoneAt(at: usize, end: usize): i32 {
  const c = load<u8>(at);
  const length = <i32>(end - at);
  if ((c == 0x5a || c == 0x7a) && length == 1) return 0;
  if (c != 0x2b && c != 0x2d) return i32.MIN_VALUE;
  const hours = digitsAt(at + 1, end, 2);
  let minutes = 0;
  if (length == 5) minutes = digitsAt(at + 3, end, 2);
  else if (length == 6 && load<u8>(at, 3) == 0x3a) minutes = digitsAt(at + 4, end, 2);
  else if (length != 3) return i32.MIN_VALUE;
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return i32.MIN_VALUE;
  const offset = hours * 60 + minutes;
  return c == 0x2d ? -offset : offset;
}

function daysOfMonth(year: i32, month: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days since 1970-01-01 of a date of the proleptic Gregorian calendar, whose years are counted from March on. */
function daysOf(year: i32, month: i32, day: i32): i32 {
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  // Days before the m-th month of such a year: 31, 30, 31, 30, 31 repeats; 153 days in five months.
  const dayOfYear = (153 * m + 2) / 5 + day - 1;
  return 365 * y + y / 4 - y / 100 + y / 400 + dayOfYear - 719468;
}

const stripped = memory.data(64);

/** A number once signs of money, % and separators of thousands are gone. */
function isFormatted(start: usize, end: usize): bool {
  if (end - start > 60) return false;
  let out = stripped;
  let removed = 0;
  let point: usize = 0;
  for (let at = start; at < end; ) {
    const c = load<u8>(at);
    const two = at + 1 < end ? load<u16>(at) : 0;
    if (c == 0x24 || c == 0x25) at++;
    else if (c == 0x20 && (at + 1 == end || !isDigit(load<u8>(at, 1)) || !isDigit(load<u8>(at - 1)))) at++;
    else if (two == 0xa3c2 || two == 0xa5c2 || two == 0xa0c2) at += 2;
    else if (two == 0x82e2 && at + 2 < end && load<u8>(at, 2) == 0xac) at += 3;
    else if (c == 0x2c) {
      // Digits on both sides, and a point only after the last of several.
      if (at == start || at + 1 == end || !isDigit(load<u8>(at - 1)) || !isDigit(load<u8>(at, 1)))
        return false;
      at++;
    } else {
      if (c == 0x2e) {
        if (point != 0) {
          at++;
          continue;
        }
        point = at;
      }
      store<u8>(out++, c);
      at++;
      continue;
    }
    removed++;
  }
  if (removed == 0 || out == stripped) return false;
  const isNumber = numberReading(stripped, out) == NUMBER;
  readValue = NaN;
  return isNumber;
}
