// The playground: the dashboard of a database that is in this page alone. A file .db or a CSV is dropped on it or
// opened, and the database is saved again as a file.

import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { App } from '../app.tsx';
import { csvCells, saveFile } from '../file.ts';
import { count } from '../format.ts';
import { readMetrics } from '../metrics.ts';
import { sql } from '../query.ts';
import { href } from '../route.ts';
import { useSession } from '../session.ts';
import { Local } from './local.ts';

declare const VERSION: string;

/** What every SQLite database begins with. */
const MAGIC = 'SQLite format 3\0';
const NAME = 'playground.db';

/** Opens files and saves the database. */
function Files({ local }: { local: Local }) {
  const { say, refresh, running } = useSession();
  const [isOver, setOver] = useState(false);

  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      const start = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
      if (start === MAGIC) {
        await local.replace(bytes);
        local.name = file.name;
        say(`${file.name} is open; what is changed here is changed in this page alone.`);
        location.hash = href();
      } else await takeCsv(file);
      await refresh();
    } catch (thrown) {
      say(`${file.name}: ${(thrown as Error).message}`, true);
    }
  };

  const takeCsv = async (file: File) => {
    const { columns, rows } = csvCells(await file.text(), file.name.endsWith('.tsv') ? '\t' : ',');
    const table = await freeName(local, file.name.replace(/\.\w+$/, ''));
    await local.load(table, columns, rows);
    say(`${file.name} is now the table '${table}', ${count(rows.length, 'row')}.`);
    location.hash = href('data', table);
  };

  const save = async () => saveFile(local.name, await local.bytes(), 'application/vnd.sqlite3');

  const clear = async () => {
    if (!confirm('Begin with an empty database? What is not saved is gone.')) return;
    await local.replace(null);
    local.name = NAME;
    say('The database is empty.');
    location.hash = href();
    await refresh();
  };

  useEffect(() => {
    const over = (event: DragEvent) => {
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer?.files[0]);
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  });

  return (
    <div class="files">
      <label class="button">
        Open .db or CSV
        <input
          type="file"
          class="unseen"
          disabled={running !== null}
          onChange={(event) => {
            const input = event.currentTarget;
            take(input.files?.[0]).finally(() => {
              input.value = '';
            });
          }}
        />
      </label>
      <button type="button" disabled={running !== null} onClick={save}>
        Save .db
      </button>
      <button type="button" class="quiet" disabled={running !== null} onClick={clear}>
        Begin anew
      </button>
      <span class="badge">{local.isKept ? 'kept in this browser' : 'in memory: save it to keep it'}</span>
      {isOver && <div class="over">Drop a database or a CSV</div>}
    </div>
  );
}

/** The name, or with a number when a table has it already. */
async function freeName(local: Local, wanted: string): Promise<string> {
  const { rows } = await local.query(sql`SELECT lower(name) AS name FROM sqlite_master`);
  const taken = new Set(rows.map((row) => row.name));
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted}_${i}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}

async function start(): Promise<void> {
  const root = document.getElementById('app') as HTMLElement;
  try {
    const local = await Local.open(NAME, VERSION);
    const state = await local.state();
    await readMetrics(local);
    root.replaceChildren();
    render(<App transport={local} state={state} extra={<Files local={local} />} />, root);
  } catch (thrown) {
    root.replaceChildren();
    render(
      <main class="empty">
        <h1>sqml</h1>
        <p role="alert">{(thrown as Error).message}</p>
      </main>,
      root,
    );
  }
}

start();
