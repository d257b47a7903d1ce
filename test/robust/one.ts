// One part of the harness in this process; index.ts starts it, and so may you:
//
//   npx tsx test/robust/one.ts native/io '{"seconds":60,"seed":53,"isLong":true}'

import type { Budget, Tally } from './part.ts';

const [file, budget = '{"seconds":30,"seed":53,"isLong":false}'] = process.argv.slice(2);
const part: { run(budget: Budget): Promise<Tally> } = await import(`./${file}.ts`);
const tally = await part.run(JSON.parse(budget));
if (process.send === undefined) console.log(JSON.stringify(tally));
else {
  process.send(tally);
  process.disconnect();
}
