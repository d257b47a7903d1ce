// The project's files by HTTP on a port of this machine, with the two headers that the OPFS VFS asks for.

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { path } from '../host/host.ts';

export interface Server {
  /** Ends in a slash. */
  url: string;
  close(): void;
}

const SERVED = ['dist/', 'examples/', 'test/browser/', 'node_modules/@sqlite.org/sqlite-wasm/dist/'];
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export async function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname.slice(1).replace(/\/$/, '/index.html');
    const isServed = SERVED.some((folder) => name.startsWith(folder)) && existsSync(path(name));
    const type = TYPES[extname(name)] ?? 'application/octet-stream';
    response.writeHead(isServed ? 200 : 404, { 'Content-Type': type, ...ISOLATED });
    response.end(isServed ? readFileSync(path(name)) : 'not here');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
  };
}
