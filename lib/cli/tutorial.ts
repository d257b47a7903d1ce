// sqml tutorial: the tutorial on a new database.

import { parseArgs } from 'node:util';
import { newDatabase, showTutorial } from '../tutorial/show.ts';
import { type Command, UsageError } from './command.ts';
import { loadablePath } from './path.ts';

const FILE = 'tutorial.db';

export const tutorial: Command = {
  name: 'tutorial',
  title: 'trains and predicts on example data, and shows every statement',
  usage: `Usage: sqml tutorial [FILE]

Runs the tutorial's statements on a new database (${FILE}, which must not be there yet), and shows each
with its result.
`,
  async run(args) {
    const { positionals } = parseArgs({ args, allowPositionals: true });
    if (positionals.length > 1) throw new UsageError(`one file is enough, got ${positionals.join(' ')}`);
    showTutorial(newDatabase(positionals[0] ?? FILE), loadablePath());
    return 0;
  },
};
