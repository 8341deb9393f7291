import { describe, expect, it } from 'vitest';
import { createConcurrencyLimit } from '../../src/auth/concurrencyLimit.js';
import type { HttpRequest, HttpResponse } from '../../src/auth/http.js';
import { answerOf } from './answerFixture.js';

const requestTo = (address: string): HttpRequest => ({ purpose: 'ping', method: 'GET', url: new URL(address) });
const soon = () => new Promise(setImmediate);

/** Answers when it is told to. */
function slowServer() {
  const under: { url: string; finish: (fail?: Error) => void }[] = [];
  const http = (request: HttpRequest): Promise<HttpResponse> =>
    new Promise((resolve, reject) => {
      under.push({
        url: request.url.href,
        finish: (fail) => (fail ? reject(fail) : resolve(answerOf({ status: 200, url: request.url }))),
      });
    });
  return { http, under };
}

describe('turns', () => {
  const never = new AbortController().signal;

  it('lets so many out at a time to one origin, in order, and others past', async () => {
    const { http, under } = slowServer();
    const send = createConcurrencyLimit(2)(http, never);
    const names = ['a', 'b', 'c', 'd'].map((name) => `https://one.test/${name}`);
    const running = [...names, 'https://two.test/e'].map((address) => send(requestTo(address)));
    await soon();
    expect(under.map(({ url }) => url)).toEqual([names[0], names[1], 'https://two.test/e']);
    under[1]?.finish();
    await soon();
    expect(under.at(-1)?.url).toBe(names[2]);
    under[0]?.finish(new Error('reset'));
    await expect(running[0]).rejects.toThrow('reset');
    await soon();
    expect(under.at(-1)?.url).toBe(names[3]);
    under.slice(2).forEach(({ finish }) => finish());
    await Promise.all(running.slice(1));
  });

  it('lets go of whoever is cancelled in line, and keeps the order of the others', async () => {
    const { http, under } = slowServer();
    const turns = createConcurrencyLimit(1);
    const first = turns(http, never)(requestTo('https://one.test/a'));
    const leaving = new AbortController();
    const second = turns(http, leaving.signal)(requestTo('https://one.test/b'));
    const third = turns(http, never)(requestTo('https://one.test/c'));
    leaving.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    under[0]?.finish();
    await first;
    await soon();
    under[1]?.finish();
    await third;
    expect(under.map(({ url }) => url)).toEqual(['https://one.test/a', 'https://one.test/c']);
  });

  it('do not let anybody stand in line who has been cancelled already', async () => {
    const { http } = slowServer();
    const turns = createConcurrencyLimit(1);
    void turns(http, never)(requestTo('https://one.test/a'));
    await expect(turns(http, AbortSignal.abort())(requestTo('https://one.test/b'))).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
