// sqml/model on other versions of Node: dist/sqml.node is Node-API, so one file serves them all.

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import test from 'tape';
import { path } from './host/host.ts';
import { isNodeMissing, NODE_VERSIONS, program } from './host/node_versions.ts';

const SCRIPT = `
const { train } = require(${JSON.stringify(path('dist/model.cjs'))});
const X = Array.from({ length: 200 }, (_, i) => [i % 17, (i * 7) % 23, (i * i) % 11]);
const y = X.map(([a, b]) => (a > b ? 'more' : a === b ? 'same' : 'less'));
train(X, y, { type: 'classification', algorithm: 'svc', probability: true }).then((model) => {
  console.log(model.digest, model.score, model.predict([[1, 20, 5], [16, 2, 5]]).join(' '));
});`;

function trained(node: string): string {
  return execFileSync(node, ['-e', SCRIPT], { encoding: 'utf8' }).trim();
}

for (const version of NODE_VERSIONS) {
  test(`Node ${version}: sqml/model trains the same bytes as Node ${process.version}`, (t) => {
    const missing = existsSync(path('dist/sqml.node'))
      ? isNodeMissing(version)
      : 'dist/sqml.node is not there; npm run build makes it where a C++ compiler is';
    if (missing === null) {
      const here = trained(process.execPath);
      t.match(here, /^[0-9a-f]{16} 0?\.?\d+ less more$/);
      t.equal(trained(program(version)), here);
    } else t.skip(missing);
    t.end();
  });
}
