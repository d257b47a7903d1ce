// sqml tutorial: the tutorial on a new database.

import { parseArgs } from 'node:util';
import { newDatabase, showTutorial } from '../tutorial/show.ts';
import { type Command, UsageError } from './command.ts';
import { loadablePath } from './path.ts';
import { print } from './terminal.ts';

const FILE = 'tutorial.db';

/** What to type next, also for who has no sqlite3 program. */
function next(file: string): string {
  return `
Or with this command line:

  npx sqml models --db ${file}
  echo '{"sepal length (cm)": 5.1, "sepal width (cm)": 3.5, "petal length (cm)": 1.4, "petal width (cm)": 0.2}' |
    npx sqml predict 'Iris prediction' --db ${file}
`;
}

function shellQuoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

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
    const name = positionals[0] ?? FILE;
    showTutorial(newDatabase(name), loadablePath());
    await print(next(shellQuoted(name)));
    return 0;
  },
};
