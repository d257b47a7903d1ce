// The page that a server gives, npx sqml dashboard or Datasette; the playground has its own start.

import { render } from 'preact';
import { App } from './app.tsx';
import { Http, takeToken } from './http.ts';
import { readMetrics } from './metrics.ts';

async function start(): Promise<void> {
  const root = document.getElementById('app') as HTMLElement;
  root.replaceChildren();
  const transport = new Http(root.dataset.api ?? 'api/', takeToken());
  try {
    await readMetrics(transport);
    render(<App transport={transport} state={await transport.state()} />, root);
  } catch (thrown) {
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
