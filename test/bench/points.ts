// A generated table: 100,000 rows, 20 features, the same bits everywhere.
//
//   points(x0 .. x19 REAL, label INTEGER, value REAL)
//
// x_j is nearly normal, on a scale of 1, 10 or 100, and shares a part with x_(j-1). With s = b . x for fixed
// b, value = s + noise and label = 1 where s + noise > 0. No function of libm is called: a sum of uniforms
// stands for a normal deviate.

import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { uniforms } from '../random.ts';

const require = createRequire(import.meta.url);

export const ROWS = 100_000;
export const FEATURES = Array.from({ length: 20 }, (_, j) => `x${j}`);

/** Makes the table in a new file. */
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
  db.close();
}
