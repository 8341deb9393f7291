import { describe, expect, it } from 'vitest';
import type { Playground } from '../../../src/playground/index.js';
import { createPlaygroundShelf } from '../../../src/ui/playground/shelf.js';

const place = {
  kind: 'oci',
  name: 'A registry',
  address: 'http://127.0.0.1:1',
  form: 'anonymous',
  credential: { type: 'anonymous' as const },
  settings: { region: 'local-1' },
  scopes: [['repository:team/app:pull']],
};

function shelf() {
  const running = { now: 0, ever: 0, changes: 0 };
  const launch = async (): Promise<Playground> => {
    running.now += 1;
    running.ever += 1;
    return {
      places: [place],
      stop: async () => {
        running.now -= 1;
      },
    };
  };
  return {
    running,
    shelf: createPlaygroundShelf(
      launch,
      () => 7,
      () => (running.changes += 1),
    ),
  };
}

describe('the playground on its shelf', () => {
  it('is started once, with connections that are as good as tried', async () => {
    const { running, shelf: playground } = shelf();
    await Promise.all([playground.start(), playground.start()]);
    expect(running.ever).toBe(1);
    const [connection] = playground.connections();
    expect(connection).toMatchObject({
      name: 'A registry',
      address: place.address,
      settings: place.settings,
      provedAt: 7,
    });
    expect(playground.credential(connection?.id ?? '')).toEqual(place.credential);
    expect(playground.suggestions(connection?.id ?? '')).toEqual(place.scopes);
    expect(playground.credential('another')).toBeUndefined();
  });

  it('leaves nothing when it stops, and starts with other connections', async () => {
    const { running, shelf: playground } = shelf();
    await playground.start();
    const [before] = playground.connections();
    await playground.stop();
    expect([playground.runs(), playground.connections(), running.now]).toEqual([false, [], 0]);
    await playground.start();
    expect(playground.connections()[0]?.id).not.toBe(before?.id);
  });

  it('has nothing left when it is stopped while it starts', async () => {
    const { running, shelf: playground } = shelf();
    const starting = playground.start();
    await playground.stop();
    await starting;
    expect([playground.runs(), playground.connections(), running.now]).toEqual([false, [], 0]);
  });

  it('can be started again after a failure', async () => {
    let tries = 0;
    const playground = createPlaygroundShelf(
      async () => {
        if (++tries === 1) {
          throw new Error('no port');
        }
        return { places: [place], stop: async () => undefined };
      },
      () => 0,
      () => undefined,
    );
    await expect(playground.start()).rejects.toThrow('no port');
    expect(playground.runs()).toBe(false);
    await playground.start();
    expect(playground.connections()).toHaveLength(1);
  });
});
