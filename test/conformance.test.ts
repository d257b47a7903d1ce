// The conformance suite on the hosts that Node brings; `npm run test:hosts` runs it on all.

import test from 'tape';
import { conform, suite } from './conformance/suite.ts';
import { eachHost } from './host/index.ts';

eachHost((host) => {
  test(`${host.name}: every answer, error and model of conformance.json`, async (t) => {
    const { right, misses } = await conform(host);
    for (const [group, cases] of Object.entries(suite)) {
      t.equal(right[group], cases.length, `${group}: ${cases.length} statements`);
    }
    for (const { case: one, difference } of misses) t.fail(`${difference}: ${one.sql}`);
  });
});
