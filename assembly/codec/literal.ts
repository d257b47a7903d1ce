// Values as SQL literals that every version of SQLite reads as the same bits.
//
// For what can't be bound, since a statement takes so many parameters and no more. Versions of SQLite differ in
// the last bit of some decimals; whole numbers below 2^53 and powers of two are the same in all, and so is
// every quotient or product of them that a double holds.

import { ByteWriter } from './bytes';

/** A double: m/2^20/2^20.../2^r or m*2^20*...*2^r, whose every step is exact, m being its significand. NaN is NULL. */
export function appendReal(value: f64, sql: ByteWriter): void {
  if (isNaN(value)) return sql.characters('NULL');
  if (!isFinite(value)) return sql.characters(value < 0 ? '-9e999' : '9e999');
  if (value == 0) return sql.characters(reinterpret<i64>(value) < 0 ? '-0.0' : '0.0');
  let significand = value;
  let exponent = 0;
  for (; significand != Math.trunc(significand); exponent--) significand *= 2;
  for (; Math.abs(significand) >= 9007199254740992; exponent++) significand /= 2;
  sql.characters((<i64>significand).toString());
  if (exponent == 0) return sql.characters('.0');
  const operator: u8 = exponent < 0 ? 0x2f : 0x2a;
  for (let left = exponent < 0 ? -exponent : exponent; left > 0; left -= 20) {
    sql.u8(operator);
    sql.characters((1 << min(left, 20)).toString());
    sql.characters('.0');
  }
}
