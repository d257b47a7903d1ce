// Generated tables of 100,000 rows, the same bits everywhere.
//
//   points(x0 .. x19 REAL, label INTEGER, value REAL)
//   places(c0 .. c4 TEXT, x REAL, label INTEGER)
//
// x_j is nearly normal, on a scale of 1, 10 or 100, and shares a part with x_(j-1). With s = b . x for fixed
// b, value = s + noise and label = 1 where s + noise > 0. No function of libm is called: a sum of uniforms
// stands for a normal deviate. Of places, c_j is one of SIZES[j] categories, 161 in all, each with an effect of its own.

import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { uniforms } from '../random.ts';

const require = createRequire(import.meta.url);

export const ROWS = 100_000;
export const FEATURES = Array.from({ length: 20 }, (_, j) => `x${j}`);

/** Categories of c0 .. c4. */
const SIZES = [7, 12, 22, 50, 70];
export const PLACES = [...SIZES.map((_, j) => `c${j}`), 'x'];

/** Makes the tables in a new file. */
export function writePoints(file: string): void {
  const db = new (require('better-sqlite3') as typeof BetterSqlite3)(file);
  db.exec(`CREATE TABLE points(${FEATURES.join(' REAL, ')} REAL, label INTEGER, value REAL)`);
  const marks = Array(FEATURES.length + 2).fill('?');
  const insert = db.prepare(`INSERT INTO points VALUES (${marks.join(', ')})`);
  const uniform = uniforms(53);
  /** Mean 0, variance 1: six uniforms have variance 1/2. */
  const normal = () =>
    (uniform() + uniform() + uniform() + uniform() + uniform() + uniform() - 3) * Math.SQRT2;
  const insertAll = db.transaction(() => {
    for (let i = 0; i < ROWS; i++) {
      const row: (number | bigint)[] = [];
      let score = 0;
      let before = 0;
      for (let j = 0; j < FEATURES.length; j++) {
        const z = 0.5 * before + normal();
        score += (((j * 7) % 11) - 5) * 0.2 * z;
        row.push([1, 10, 100][j % 3] * z + j);
        before = z;
      }
      const noisy = score + normal();
      row.push(noisy > 0 ? 1n : 0n, noisy);
      insert.run(row);
    }
  });
  insertAll();
  writePlaces(db, uniform, normal);
  db.close();
}

function writePlaces(db: BetterSqlite3.Database, uniform: () => number, normal: () => number): void {
  db.exec('CREATE TABLE places(c0 TEXT, c1 TEXT, c2 TEXT, c3 TEXT, c4 TEXT, x REAL, label INTEGER)');
  const insert = db.prepare('INSERT INTO places VALUES (?, ?, ?, ?, ?, ?, ?)');
  const effects = SIZES.map((size) => Array.from({ length: size }, () => 0.7 * normal()));
  const insertAll = db.transaction(() => {
    for (let i = 0; i < ROWS; i++) {
      const chosen = SIZES.map((size) => Math.floor(uniform() * size));
      const x = normal();
      const score = chosen.reduce((sum, c, j) => sum + effects[j][c], x + normal());
      const texts = chosen.map((c, j) => `category ${c} of ${j}`);
      insert.run([...texts, x, score > 0 ? 1n : 0n]);
    }
  });
  insertAll();
}
