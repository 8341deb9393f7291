// A window that adds, edits and removes connections until it is killed. Tells before and after each step, at once.
import { writeSync } from 'node:fs';
import { connectionOf, storedIn } from './connections.js';
import { diskStore, type Host } from './diskStore.js';
import { random } from './random.js';

const [folder = '', host = 'desktop', seed = '1'] = process.argv.slice(2);
const store = diskStore(folder, host as Host);
const { below } = random(Number(seed));
const tell = (step: object): void => void writeSync(1, `${JSON.stringify(step)}\n`);

const present = new Map([...(await storedIn(store))].map(([id, revision]) => [id, Number(revision)]));
for (;;) {
  const id = `c${below(12)}`;
  const revision = present.get(id);
  const next = revision === undefined ? 0 : below(3) === 0 ? undefined : revision + 1;
  tell({ begin: id, revision: next });
  if (next === undefined) {
    await store.remove(id);
    present.delete(id);
  } else {
    const { connection, credential } = connectionOf(id, next);
    await store.save(connection, credential);
    present.set(id, next);
  }
  tell({ done: id, revision: next });
}
