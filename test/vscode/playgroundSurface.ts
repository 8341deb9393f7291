// A surface whose playground runs, for suites about what is done with tokens.
import { strict as assert } from 'node:assert';
import { type Playground, startPlayground } from '../../src/playground/index.js';
import type { World } from '../../src/ui/surface.js';
import type { Node } from '../../src/ui/treeNode.js';
import { type Reply, type Script, script } from './script.js';
import { commandOnRow, forgetAll, rows, type TestSurface, testSurface } from './testSurface.js';

export interface PlaygroundSurface {
  readonly surface: TestSurface;
  readonly playground: Playground;
  /** Of a connection of the playground, by its name. */
  rowOf(name: string): Promise<Node>;
  /** Runs a command on such a row, or on none, with somebody who answers so and presses the button that `press` names. */
  run(
    command: string,
    name: string | undefined,
    replies: readonly Reply[],
    press?: (text: string) => string | undefined,
  ): Promise<Script>;
  stop(): Promise<void>;
}

export async function playgroundSurface(world: Partial<World> = {}): Promise<PlaygroundSurface> {
  await forgetAll();
  const playground = await startPlayground({ now: () => Date.now() });
  const surface = await testSurface(script([]), {
    startPlayground: async () => ({ ...playground, stop: async () => undefined }),
    ...world,
  });
  await surface.playground.start();

  async function rowOf(name: string): Promise<Node> {
    const [group] = await rows(surface);
    const found = (await rows(surface, group?.node)).find(({ label }) => label === name);
    assert.ok(found, name);
    return found.node;
  }

  return {
    surface,
    playground,
    rowOf,
    async run(command, name, replies, press) {
      const person = script(replies, ({ text }) => press?.(text));
      surface.ask = person;
      await commandOnRow(surface, `registryAuth.${command}`, name === undefined ? undefined : await rowOf(name));
      person.done();
      return person;
    },
    async stop() {
      await surface.dispose();
      await playground.stop();
      await forgetAll();
    },
  };
}
