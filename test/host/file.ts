// A database file that is gone after the test.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function withFile(body: (file: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sqml-test-'));
  try {
    await body(join(folder, 'test.db'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
