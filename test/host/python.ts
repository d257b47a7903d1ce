// Python's sqlite3 module, of the system's own Python (many others lack extension loading).

import { spawnSync } from 'node:child_process';
import { path } from './host.ts';
import { programHost } from './program.ts';

const PYTHON = process.env.SQML_PYTHON ?? '/usr/bin/python3';

export const python = programHost({
  name: 'Python',
  command: [PYTHON, path('test/host/python.py')],
  isAvailable() {
    const probe = 'import sqlite3; sqlite3.connect(":memory:").enable_load_extension(True)';
    const { status, error } = spawnSync(PYTHON, ['-c', probe]);
    if (error) return `${PYTHON} is not there; name a Python with SQML_PYTHON`;
    if (status !== 0)
      return `the sqlite3 module of ${PYTHON} can't load extensions; name another with SQML_PYTHON`;
    return null;
  },
});
