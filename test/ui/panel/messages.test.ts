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
      '‹Asked without a credential›',
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
    const trace = { machine: 'x', steps: [{ ...ping, challenges: [], ...more }] };
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

  it.each<[string, Partial<typeof ping>, string, string[]]>([
    ['anonymous exchange', { purpose: 'exchange' }, 'Asked for a token without signing in', []],
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
    ['check', { purpose: 'check', authorization: 'bearer' }, 'Tried the token', []],
    [
      'challenge',
      {
        challenges: [
          { scheme: 'bearer', parameters: { service: 'x', scope: 'y' } },
          { scheme: 'negotiate', parameters: {} },
        ],
      },
      'Asked without a credential',
      ['Challenge: Bearer service="x", scope="y"', 'Challenge: Negotiate'],
    ],
    [
      'service’s own words',
      { service: { code: 'DENIED', text: 'no access' } },
      'Asked without a credential',
      ['DENIED: no access'],
    ],
    [
      'realm',
      { realm: 'ask' },
      'Asked without a credential',
      ['The token server is on another host. A credential goes there only if you agreed.'],
    ],
    ['failure', { failure: 'timeout' }, 'Asked without a credential', ['No usable answer (timeout).']],
    [
      'proxy that is not named',
      { proxied: true },
      'Asked without a credential',
      ['Sent through a proxy, so the address could not be checked here.'],
    ],
    [
      'proxy',
      { proxied: true, proxy: 'proxy.example:3128' },
      'Asked without a credential',
      ['Sent through the proxy proxy.example:3128, so the address could not be checked here.'],
    ],
    [
      'phases',
      { phases: { lookup: 2.2, connect: 10.4, tls: 25.6, firstByte: 60, end: 61 } },
      'Asked without a credential',
      ['Looked up after 2 ms, connected 10 ms, TLS 26 ms, first byte 60 ms, all 61 ms'],
    ],
    [
      'certificate that was not checked',
      { tls: { protocol: 'TLSv1.3', verified: false, chain: [certificate] } },
      'Asked without a credential',
      ['TLSv1.3, certificate not checked: CN=registry.example, issued by CN=Example CA, valid until 24 Sept 2026'],
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
