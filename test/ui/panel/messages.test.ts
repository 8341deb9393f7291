import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { PageMessage } from '../../../src/ui/panel/messages.js';
import { pageWords, tokenView } from '../../../src/ui/panel/view.js';
import { panelPage } from '../../../src/ui/panel/window.js';
import { caseNames, inputOf, viewFor, viewOfFailure } from '../../webview/tokens.js';

describe('what the page may say', () => {
  it.each([
    ['ready', { type: 'ready' }, true],
    ['that time has passed', { type: 'due' }, true],
    ['that it cannot be shown', { type: 'failed' }, true],
    ['why not', { type: 'failed', text: 'x' }, false],
    ['copy the token', { type: 'copyToken' }, true],
    ['fetch again', { type: 'fetchAgain' }, true],
    ['copy a step', { type: 'copyStep', index: 0 }, true],
    ['a text to copy', { type: 'copyToken', text: 'rm -rf /' }, false],
    ['a step before the first', { type: 'copyStep', index: -1 }, false],
    ['half a step', { type: 'copyStep', index: 0.5 }, false],
    ['no step', { type: 'copyStep' }, false],
    ['anything else', { type: 'runCommand', command: 'x' }, false],
    ['nothing', undefined, false],
    ['text', 'ready', false],
  ])('%s', (_name, message, valid) => {
    expect(v.is(PageMessage, message)).toBe(valid);
  });
});

describe('what the host says', () => {
  it.each(caseNames)('survives the way to the page: %s', (name) => {
    const message = { type: 'show', view: viewFor(name) };
    expect(JSON.parse(JSON.stringify(message))).toEqual(message);
  });

  it('tells which request of a failure got no usable answer', () => {
    expect(viewOfFailure().steps.map(({ failed }) => failed)).toEqual([undefined, true]);
  });

  it('has no room for a token: its fields are listed', () => {
    expect(Object.keys(viewFor('fine')).sort()).toEqual(
      ['actions', 'connectionId', 'inspection', 'machine', 'page', 'steps', 'subtitle', 'title'].sort(),
    );
    expect(Object.keys(viewFor('fine').inspection).sort()).toEqual(
      [
        'answers',
        'claims',
        'details',
        'findings',
        'grants',
        'header',
        'leaked',
        'lessThanAsked',
        'life',
        'pasted',
        'proof',
      ].sort(),
    );
  });

  it('is in the reader’s language', () => {
    const { steps } = tokenView(inputOf('partial'), 'de', (text) => `‹${text}›`);
    expect(steps.map(({ title }) => title)).toEqual([
      '‹Sent a request without a credential›',
      '‹Exchanged user name and password for a token›',
    ]);
  });

  it('gives the page its own words once', () => {
    const words = pageWords(Object.assign((text: string) => `‹${text}›`, { language: 'de' }));
    expect(words.language).toBe('de');
    expect(words.texts.copyToken).toBe('‹Copy Token›');
    expect(words.moreLeft).toBe('‹{count} more {unit}›');
  });

  it('offers what can be done, and only that', () => {
    const input = inputOf('fine');
    const actions = { copyStep: () => undefined };
    expect(tokenView({ ...input, actions }, 'en', (text) => text).actions).toEqual(['copyStep']);
    expect(tokenView({ ...input, actions: {} }, 'en', (text) => text).actions).toEqual([]);
  });
});

describe('a step', () => {
  const [ping] = inputOf('fine').trace?.steps ?? [];
  if (!ping) {
    throw new Error('the case has no steps');
  }
  const stepOf = (more: Partial<typeof ping>) => {
    const { method, url, requestHeaders, headers, startedAt, duration } = ping;
    const step = {
      purpose: 'ping',
      method,
      url,
      authorization: 'none',
      requestHeaders,
      headers,
      startedAt,
      duration,
    } as const;
    const trace = { machine: 'x', steps: [{ ...step, ...more }] };
    return tokenView({ ...inputOf('fine'), trace }, 'en-GB', (text) => text).steps[0];
  };

  const certificate = {
    subject: 'CN=registry.example',
    issuer: 'CN=Example CA',
    names: ['registry.example'],
    validFrom: 0,
    validTo: 1_790_261_500_000,
    fingerprint: 'AA',
    pem: '',
  };

  const refused = { phases: { end: 8 } };
  const connected = { remoteAddress: '203.0.113.7' };

  it.each<[string, Partial<typeof ping>, string, string[]]>([
    ['anonymous exchange', { purpose: 'exchange' }, 'Requested a token anonymously', []],
    [
      'refresh token',
      {
        purpose: 'exchange',
        form: [
          ['grant_type', 'refresh_token'],
          ['refresh_token', '$TOKEN'],
        ],
      },
      'Exchanged the refresh token for an access token',
      [],
    ],
    ['check', { purpose: 'check', authorization: 'bearer' }, 'Tested the token', []],
    [
      'challenge',
      {
        challenges: [
          { scheme: 'bearer', parameters: { service: 'x', scope: 'y' } },
          { scheme: 'negotiate', parameters: {} },
        ],
      },
      'Sent a request without a credential',
      ['Challenge: Bearer service="x", scope="y"', 'Challenge: Negotiate'],
    ],
    [
      'service’s own words',
      { service: { code: 'DENIED', text: 'no access' } },
      'Sent a request without a credential',
      ['DENIED: no access'],
    ],
    [
      'realm',
      { realm: 'ask' },
      'Sent a request without a credential',
      ['The token server is on another host. A credential goes there only with your consent.'],
    ],
    ...(
      [
        [{ failure: 'timeout', ...connected }, ['No response: timed out.']],
        [{ failure: 'cancelled' }, ['Canceled before the response was complete.']],
        [{ failure: 'untrusted-realm', ...refused }, ['Not sent: the address isn’t allowed.']],
        [
          { failure: 'unreachable', system: 'ECONNREFUSED', ...refused },
          ['No connection: connection refused (ECONNREFUSED).'],
        ],
        [
          { failure: 'unreachable', system: 'ECONNRESET', ...connected },
          ['No response: connection reset (ECONNRESET).'],
        ],
        [{ failure: 'unreachable', system: 'EODD', ...refused }, ['No connection: the host can’t be reached (EODD).']],
        [{ failure: 'dns', system: 'ENOTFOUND', ...refused }, ['No connection: host name not found (ENOTFOUND).']],
        [
          { failure: 'tls', system: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
          ['No secure connection: self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT).'],
        ],
        [{ failure: 'bad-response' }, ['Unusable response: not a valid HTTP response.']],
        [
          { failure: 'unreachable', system: 'ECONNRESET', phases: { lookup: 1, connect: 3, end: 9 } },
          ['No response: connection reset (ECONNRESET).', 'Timing: name resolved 1 ms, connected 3 ms, ended 9 ms'],
        ],
      ] satisfies [Partial<typeof ping>, string[]][]
    ).map(([more, details]): [string, Partial<typeof ping>, string, string[]] => [
      `failure, ${details.join(' ')}`,
      more,
      'Sent a request without a credential',
      details,
    ]),
    [
      'proxy that is not named',
      { proxied: true },
      'Sent a request without a credential',
      ['Sent through a proxy, so the address couldn’t be checked on this machine.'],
    ],
    [
      'proxy',
      { proxied: true, proxy: 'proxy.example:3128' },
      'Sent a request without a credential',
      ['Sent through the proxy proxy.example:3128, so the address couldn’t be checked on this machine.'],
    ],
    [
      'phases',
      { phases: { lookup: 2.2, connect: 10.4, tls: 25.6, firstByte: 60, end: 61 } },
      'Sent a request without a credential',
      ['Timing: name resolved 2 ms, connected 10 ms, TLS 26 ms, first byte 60 ms, total 61 ms'],
    ],
    [
      'certificate that was not checked',
      { tls: { protocol: 'TLSv1.3', verified: false, chain: [certificate] } },
      'Sent a request without a credential',
      ['TLSv1.3, certificate not verified: CN=registry.example, issued by CN=Example CA, valid until 24 Sept 2026'],
    ],
  ])('says what happened: %s', (_name, more, title, details) => {
    const step = stepOf({ ...more });
    expect([step?.title, step?.details.filter((line) => !line.startsWith('Connected'))]).toEqual([title, details]);
  });
});

describe('the page', () => {
  const page = panelPage({
    words: pageWords(Object.assign((text: string) => `${text}"><i>`, { language: 'en"><script>' })),
    nonce: 'n0nce',
    cspSource: 'https://files.example',
    style: 'https://files.example/panel.css',
    script: 'https://files.example/panel.js',
    sorry: '"><b>sorry',
  });

  it('allows its own script and style, and nothing else', () => {
    expect(/content="(default-src[^"]*)"/.exec(page)?.[1]).toBe(
      "default-src 'none'; style-src https://files.example; script-src 'nonce-n0nce'",
    );
    expect(page.match(/<script|<style|\sstyle=|\son\w+=/g)).toEqual(['<script']);
  });

  it('has no place for another text to become markup', () => {
    expect(page).toContain('<html lang="en&quot;>&lt;script>">');
    expect(page).toContain('<main data-sorry="&quot;>&lt;b>sorry" data-words="{&quot;language&quot;:');
    expect(page).not.toMatch(/<[bi]>/);
  });
});
