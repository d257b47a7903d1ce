// sqml dashboard: the experiments of a database in the browser, by a server for this machine's user alone.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, existing, MODELS, UsageError } from './command.ts';
import { Readers } from './dashboard/readers.ts';
import { DashboardServer } from './dashboard/server.ts';
import { Writer } from './dashboard/writer.ts';
import { print, say } from './terminal.ts';

export const dashboard: Command = {
  name: 'dashboard',
  title: 'shows the experiments of a database in the browser',
  usage: `Usage: sqml dashboard [DATABASE] [options]

Serves a dashboard of the database (${MODELS} in the current folder) on this machine alone, prints its address, and opens it in
the browser: experiments, leaderboards, how good each model is and why, predictions, trainings, deployments. The
address holds a token: who has it may do all that the dashboard can. Ctrl-C ends it.

  --read-only        shows, and changes nothing
  --port N           any free one, else
  --no-open          prints the address and leaves the browser alone

  sqml dashboard shop.db
`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        'read-only': { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'no-open': { type: 'boolean', default: false },
      },
    });
    const [file = MODELS, ...others] = positionals;
    if (others.length > 0) throw new UsageError(`one database at a time, got also: ${others.join(' ')}`);
    const port = Number(values.port);
    if (!(Number.isInteger(port) && port >= 0 && port < 65536)) {
      throw new UsageError(`--port must be a number from 0 to 65535, got '${values.port}'`);
    }
    const isReadonly = values['read-only'];
    if (isReadonly) existing(file, '; without --read-only it is made');
    const isNew = !existsSync(file);
    const writer = isReadonly ? null : new Writer(file);
    // Opening makes a file that isn't there, and does what SQLite has to do after a crash, which no reader can.
    await writer?.rows('SELECT 1 FROM sqlite_master', []);
    const readers = await Readers.open(file);
    const { version } = createRequire(import.meta.url)('../package.json') as { version: string };
    const server = await DashboardServer.start({
      name: basename(file),
      readers,
      writer,
      token: randomBytes(24).toString('base64url'),
      version,
      port,
      folder: new URL('./dashboard/', import.meta.url),
    });
    await print(`${server.address}\n`);
    say(
      `the dashboard of ${file}${isNew ? ', which is new' : ''}${isReadonly ? ', read-only' : ''}; Ctrl-C ends it`,
    );
    if (!values['no-open'] && process.stdout.isTTY) openInBrowser(server.address);
    await once(process, 'SIGTERM');
    writer?.cancel();
    server.close();
    await readers.close();
    return 0;
  },
};

/** What opens an address on each system; where nothing does, the printed address is enough. */
function openInBrowser(address: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  spawn(program, args, { stdio: 'ignore', detached: true })
    .on('error', () => {})
    .unref();
}
