import { describe, expect, it } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../src/auth/http.js';
import { sendFollowing } from '../../src/auth/redirects.js';
import { saying } from '../faults/saying.js';
import { answerOf } from './answerFixture.js';

const registry = new URL('https://registry.example.org');

describe('a redirected read', () => {
  it('judges what a later name leads to by where the registry itself lives', async () => {
    const asked: HttpRequest[] = [];
    const http = (request: HttpRequest): Promise<HttpResponse> => {
      asked.push(request);
      return Promise.resolve(
        asked.length === 1
          ? answerOf({
              status: 302,
              url: request.url,
              headers: { location: 'https://intranet.example.org/v2/' },
              remoteAddress: '93.184.216.34',
            })
          : answerOf({ status: 401, url: request.url, remoteAddress: '10.0.0.5' }),
      );
    };
    const request = { purpose: 'ping', method: 'GET', url: new URL('/v2/', registry) } as const;
    const answer = await sendFollowing(request, http, { registry, insecure: false });
    expect(asked[1]?.refuseAddress?.('10.0.0.5')).toEqual(saying(/private/));
    expect(answer).toMatchObject({ status: 401, remoteAddress: '93.184.216.34' });
  });

  it('never goes from https to http, even where http is allowed', async () => {
    const http = (request: HttpRequest): Promise<HttpResponse> =>
      Promise.resolve(
        answerOf({ status: 302, url: request.url, headers: { location: 'http://registry.example.org/v2/' } }),
      );
    const request = { purpose: 'ping', method: 'GET', url: new URL('/v2/', registry) } as const;
    expect(await sendFollowing(request, http, { registry, insecure: true })).toMatchObject({ status: 302 });
  });
});
