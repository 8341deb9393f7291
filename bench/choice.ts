// How long a person waits for the message after the last choice of Fetch Token: the command itself, with its own prompts.
import { setTimeout as sleep } from 'node:timers/promises';
import { saved } from '../test/vscode/saved.js';
import { script } from '../test/vscode/script.js';
import { commandOnRow, forgetAll, testSurface } from '../test/vscode/testSurface.js';
import { lookup, password, username } from './clients.js';
import type { Place } from './farRegistry.js';

/** Milliseconds that a person takes at least, to read a list and choose. */
const CHOOSING = 1000;

/**
 * Fetches a token for each repository in turn, in one window, and yields the milliseconds from the last choice to the
 * message. `chosen` runs just before the last choice counts as made.
 */
export async function* waits(
  { named, tokenServer }: Place,
  repositories: readonly string[],
  chosen: () => Promise<unknown>,
): AsyncGenerator<number> {
  await forgetAll();
  const surface = await testSurface(script([]), { lookup });
  const given = { id: 'bench', address: named, account: username, insecure: false, provedAt: 1 };
  const node = await saved(surface, given, password);
  await surface.store.save(node.connection, { type: 'password', username, password });
  await surface.usage.allowRealm(node.connection, tokenServer.named);
  for (const repository of repositories) {
    const person = script([{ type: repository }, { several: ['pull'] }]);
    let begun = NaN;
    const told = new Promise<number>((resolve) => {
      surface.ask = {
        ...person,
        async pick(question) {
          await sleep(CHOOSING);
          return person.pick(question);
        },
        async pickSeveral(question) {
          await sleep(CHOOSING);
          await chosen();
          begun = performance.now();
          return person.pickSeveral(question);
        },
        async tell(message) {
          resolve(performance.now());
          return person.tell(message);
        },
      };
    });
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    yield (await told) - begun;
  }
  await surface.dispose();
  await forgetAll();
}
