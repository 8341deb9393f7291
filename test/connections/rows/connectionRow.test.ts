import { describe, expect, it } from 'vitest';
import { row } from '../../../src/connections/rows/connectionRow.js';
import type { HeldToken, RowInput } from '../../../src/connections/rows/rowInput.js';
import { app, connection, held, HOUR, MINUTE, now, say, shop, spoken, unproved, unverified } from './rowFixture.js';

describe('a connection over plain http', () => {
  it.each([
    ['http://registry.example.com', 'choose a repository · plain http · dana', 'unlock'],
    ['http://127.0.0.1:5000', 'choose a repository · dana', 'circle-outline'],
  ])('says so unless it stays on this machine: %s', (address, description, icon) => {
    const content = say({ entry: { state: 'ok', connection: { ...connection, address } } });
    expect(content).toMatchObject({ description, icon });
  });
});

describe('a connection whose certificate is not checked', () => {
  it('says so to whoever does not see the icon, and how to end it', () => {
    const { accessibleLabel, tooltip } = say({ entry: { state: 'ok', connection: unverified } });
    expect(accessibleLabel).toBe(spoken);
    expect(tooltip.join(' ')).toContain('Edit the connection to turn on the check');
  });
});

describe('a connection', () => {
  it.each<[string, Partial<RowInput>, string, string, string]>([
    ['proved, nothing fetched', {}, 'none', 'choose a repository · dana', 'circle-outline'],
    ['proved, without scopes', { kind: shop }, 'none', 'no token yet · dana', 'circle-outline'],
    ['proved, a scope chosen', { used: [app] }, 'none', 'no token yet · dana', 'circle-outline'],
    ['asks for input at each fetch', { kind: shop, asks: true }, 'needs-input', 'needs your input · dana', 'account'],
    [
      'asks for input, expired',
      { used: [app], asks: true, tokens: [held(0)] },
      'expired',
      'expired, needs your input · dana',
      'history',
    ],
    [
      'not tried',
      { entry: { state: 'ok', connection: { ...unproved, account: 'team+ci' } } },
      'not-tried',
      'not verified, choose a repository · team+ci',
      'unverified',
    ],
    [
      'nobody in particular',
      { kind: shop, entry: { state: 'ok', connection: unproved } },
      'not-tried',
      'not verified',
      'unverified',
    ],
    [
      'not verified, and the fetch got no answer',
      { entry: { state: 'ok', connection: unproved }, failed: { code: 'unreachable', scopes: app } },
      'failed',
      'failed: no answer',
      'warning',
    ],
    [
      'a failure without words of its own',
      { failed: { code: 'cancelled', scopes: app } },
      'failed',
      'failed · dana',
      'warning',
    ],
    [
      'the last fetch failed, another token still lives',
      { tokens: [held(46 * MINUTE)], failed: { code: 'timeout', scopes: ['b'] } },
      'valid',
      'valid, 46 min · dana',
      'pass',
    ],
    [
      'the last fetch failed, the token has expired',
      { tokens: [held(0)], failed: { code: 'timeout', scopes: app } },
      'failed',
      'failed: timed out · dana',
      'warning',
    ],
    [
      'nothing granted',
      { tokens: [held(46 * MINUTE, app, { granted: [] })] },
      'no-access',
      'no access · dana',
      'circle-slash',
    ],
    ['every scope denied', { used: [app], refused: [app] }, 'no-access', 'no access · dana', 'circle-slash'],
    [
      'nothing granted to one of two',
      { tokens: [held(46 * MINUTE), held(40 * MINUTE, ['repository:b:pull'], { granted: [] })] },
      'valid',
      'valid, 46 min · dana',
      'pass',
    ],
    [
      'fetched although never proved',
      { entry: { state: 'ok', connection: unproved }, tokens: [held(46 * MINUTE)] },
      'valid',
      'valid, 46 min',
      'pass',
    ],
    ['one token', { tokens: [held(45 * MINUTE + 1)] }, 'valid', 'valid, 46 min · dana', 'pass'],
    [
      'certificate not checked',
      { entry: { state: 'ok', connection: unverified }, tokens: [held(46 * MINUTE)] },
      'valid',
      'valid, 46 min · certificate not checked · dana',
      'unlock',
    ],
    [
      'certificate not checked, whatever else is the matter',
      { entry: { state: 'ok', connection: unverified }, credential: 'refused' },
      'credential-refused',
      'refused · certificate not checked · dana',
      'unlock',
    ],
    ['one token, hours', { tokens: [held(11.5 * HOUR, app, {}, 12 * HOUR)] }, 'valid', 'valid, 12 hr · dana', 'pass'],
    [
      'one token, below two hours',
      { tokens: [held(119 * MINUTE, app, {}, 12 * HOUR)] },
      'valid',
      'valid, 119 min · dana',
      'pass',
    ],
    ['one token, days', { tokens: [held(75 * HOUR, app, {}, 90 * HOUR)] }, 'valid', 'valid, 3 days · dana', 'pass'],
    ['the last five minutes', { tokens: [held(5 * MINUTE)] }, 'expiring', 'expires in 5 min · dana', 'watch'],
    ['just before them', { tokens: [held(5 * MINUTE + 1)] }, 'valid', 'valid, 6 min · dana', 'pass'],
    [
      'the last fifth of a short life',
      { tokens: [held(MINUTE, app, {}, 5 * MINUTE)] },
      'expiring',
      'expires in 1 min · dana',
      'watch',
    ],
    [
      'the middle of a short life',
      { tokens: [held(2 * MINUTE, app, {}, 5 * MINUTE)] },
      'valid',
      'valid, 2 min · dana',
      'pass',
    ],
    ['the last minute', { tokens: [held(MINUTE - 1)] }, 'expiring', 'expires in less than 1 min · dana', 'watch'],
    ['expired', { tokens: [held(0)] }, 'expired', 'expired · dana', 'history'],
    [
      'the only token refused',
      { tokens: [{ ...held(46 * MINUTE), proof: { accepted: false } }] },
      'refused',
      'token refused · dana',
      'circle-slash',
    ],
    [
      'one token accepted, one refused',
      {
        tokens: [
          { ...held(46 * MINUTE), proof: { accepted: true } },
          { ...held(9 * MINUTE), proof: { accepted: false } },
        ],
      },
      'valid',
      'valid, 46 min · dana',
      'pass',
    ],
    ['no expiry', { tokens: [held(undefined)] }, 'valid', 'no expiry stated · dana', 'pass'],
    [
      'assumed expiry',
      { tokens: [held(MINUTE, app, { expirySource: 'assumed' })] },
      'valid',
      'no expiry stated · dana',
      'pass',
    ],
    [
      'assumed expiry, long ago',
      { tokens: [held(-HOUR, app, { expirySource: 'assumed' })] },
      'valid',
      'no expiry stated · dana',
      'pass',
    ],
    [
      'two tokens',
      { tokens: [held(50 * MINUTE), held(46 * MINUTE, ['b'])] },
      'valid',
      '2 tokens, valid, 46 min · dana',
      'pass',
    ],
    [
      'two tokens, one expired',
      { tokens: [held(46 * MINUTE), held(-1, ['b'])] },
      'valid',
      '2 tokens, 1 expired · dana',
      'pass',
    ],
    [
      'two tokens, all expired',
      { tokens: [held(-MINUTE), held(-1, ['b'])] },
      'expired',
      '2 tokens, all expired · dana',
      'history',
    ],
    [
      'two tokens, one about to',
      { tokens: [held(4 * MINUTE), held(30 * MINUTE, ['b'])] },
      'valid',
      '2 tokens, first expires in 4 min · dana',
      'pass',
    ],
    [
      'two tokens, both about to',
      { tokens: [held(4 * MINUTE), held(3 * MINUTE, ['b'])] },
      'expiring',
      '2 tokens, first expires in 3 min · dana',
      'watch',
    ],
    [
      'two tokens, one without expiry',
      { tokens: [held(undefined), held(30 * MINUTE, ['b'])] },
      'valid',
      '2 tokens, valid, 30 min · dana',
      'pass',
    ],
    [
      'credential refused',
      { credential: 'refused', tokens: [held(HOUR)] },
      'credential-refused',
      'refused · dana',
      'error',
    ],
    [
      'another credential needed',
      { credential: 'needed', tokens: [held(HOUR)] },
      'needs-credential',
      'needs a credential · dana',
      'account',
    ],
    [
      'no consent',
      { needsConsent: true, tokens: [held(HOUR)] },
      'needs-consent',
      'needs your consent · dana',
      'question',
    ],
    ['not here', { notOn: 'SSH: devbox', tokens: [held(-1)] }, 'not-here', 'not on SSH: devbox · dana', 'remote'],
  ])('%s', (_name, input, state, description, icon) => {
    expect(say(input)).toMatchObject({ label: 'registry.example.com', state, description, icon });
  });

  it('is called by its name, and by its host with port otherwise', () => {
    const named = say({ entry: { state: 'ok', connection: { ...connection, name: 'Work' } } });
    expect(named.label).toBe('Work');
    expect(named.accessibleLabel).toBe(
      'Work, registry.example.com, Example Registry, no token yet, choose a repository, account dana',
    );
    expect(say({ entry: { state: 'ok', connection: { ...connection, address: 'http://localhost:5000' } } }).label).toBe(
      'localhost:5000',
    );
  });

  it('has a tooltip with address, state and what to be careful about', () => {
    const careless = { ...unproved, address: 'http://registry.example.com' };
    expect(say({ entry: { state: 'ok', connection: careless } }).tooltip).toEqual([
      'http://registry.example.com',
      'Example Registry',
      'not verified, choose a repository',
      'Plain http: traffic isn’t encrypted.',
      'The credential was saved without verification.',
    ]);
    expect(say().tooltip).toEqual([
      'https://registry.example.com',
      'Example Registry',
      'no token yet, choose a repository, account dana',
    ]);
  });

  it.each<[string, HeldToken[], string]>([
    ['valid', [held(46 * MINUTE)], 'valid for 46 minutes'],
    ['one minute', [held(MINUTE)], 'expires in 1 minute'],
    ['the last one', [held(1)], 'expires in less than one minute'],
    ['hours', [held(3 * HOUR, app, {}, 12 * HOUR)], 'valid for 3 hours'],
    ['several', [held(4 * MINUTE), held(30 * MINUTE, ['b'])], '2 tokens, first expires in 4 minutes'],
    ['some expired', [held(46 * MINUTE), held(-1, ['b'])], '2 tokens, 1 expired'],
  ])('speaks in full words: %s', (_name, tokens, words) => {
    expect(say({ tokens }).accessibleLabel).toBe(`registry.example.com, Example Registry, ${words}, account dana`);
  });

  it('of an unknown kind says so', () => {
    const input: RowInput = { entry: { state: 'ok', connection }, tokens: [held(HOUR)], used: [app], now };
    expect(row(input)).toMatchObject({
      state: 'broken',
      description: 'of a kind that this version does not know',
      icon: 'error',
      children: [],
    });
  });
});

describe('entries without a connection', () => {
  it('broken', () => {
    expect(say({ entry: { state: 'broken', id: connection.id, reason: 'it isn’t JSON' } })).toEqual({
      state: 'broken',
      label: 'Connection 11111111',
      summary: 'cannot be read',
      description: 'cannot be read',
      tooltip: ['Connection 11111111', 'cannot be read', 'The stored entry cannot be read: it isn’t JSON.'],
      icon: 'error',
      color: 'problemsErrorIcon.foreground',
      needsUser: true,
      accessibleLabel: 'Connection 11111111, cannot be read',
      children: [],
    });
  });

  it.each([
    ['with a label', 'shop.example.com', 'shop.example.com'],
    ['without', undefined, 'Connection 11111111'],
  ])('lost, %s', (_name, label, shown) => {
    const lost = say({ entry: { state: 'lost', id: connection.id, ...(label === undefined ? {} : { label }) } });
    expect(lost).toMatchObject({
      state: 'lost',
      label: shown,
      description: 'lost by this browser’s storage',
      icon: 'warning',
    });
    expect(lost.accessibleLabel).toBe(`${shown}, lost by this browser’s storage`);
  });
});

describe('a click', () => {
  const broken = { state: 'broken', id: connection.id, reason: 'it is not JSON' } as const;
  it.each<[string, Partial<RowInput>, string | undefined]>([
    ['shows the token of a connection without scopes', { kind: shop, tokens: [held(HOUR, [])] }, 'show'],
    ['shows it when it has expired', { kind: shop, tokens: [held(0, [])] }, 'show'],
    ['shows it when the credential is refused', { kind: shop, tokens: [held(0, [])], credential: 'refused' }, 'show'],
    ['fetches one', { kind: shop }, 'fetch'],
    ['fetches one after a technical failure', { kind: shop, failed: { code: 'timeout', scopes: [] } }, 'fetch'],
    ['only selects where a repository is to be chosen', {}, undefined],
    ['only selects where the credential was refused', { kind: shop, credential: 'refused' }, undefined],
    ['only selects where another credential is needed', { kind: shop, credential: 'needed' }, undefined],
    ['only selects where consent is needed', { kind: shop, needsConsent: true }, undefined],
    ['only selects where input is needed', { kind: shop, asks: true }, undefined],
    ['only selects what is on another machine', { kind: shop, notOn: 'SSH: devbox' }, undefined],
    ['only folds a connection with rows below it', { used: [app] }, undefined],
    ['only selects an unreadable entry', { entry: broken }, undefined],
  ])('%s', (_name, input, click) => {
    expect(say(input).click).toBe(click);
  });

  it.each<[string, Partial<RowInput>, string | undefined, string]>([
    ['shows a token', { tokens: [held(HOUR)] }, 'show', 'pull · valid, 60 min'],
    ['fetches one', {}, 'fetch', 'pull · no token yet'],
    ['fetches what was denied', { refused: [app] }, 'fetch', 'pull · no access'],
    ['fetches after a failure', { failed: { code: 'dns', scopes: app } }, 'fetch', 'pull · failed: unknown host'],
    ['only selects: refused', { credential: 'refused' }, undefined, 'pull · refused'],
    ['only selects: another credential', { credential: 'needed' }, undefined, 'pull · needs a credential'],
    ['only selects: consent', { needsConsent: true }, undefined, 'pull · needs your consent'],
    ['only selects: input', { asks: true }, undefined, 'pull · needs your input'],
    ['shows what has expired', { asks: true, tokens: [held(0)] }, 'show', 'pull · expired, needs your input'],
  ])('on a row for scopes %s', (_name, input, click, description) => {
    const [child] = say({ used: [app], ...input }).children;
    expect(child?.click).toBe(click);
    expect(child?.description).toBe(description);
  });
});

it.each<[string, Partial<RowInput>, true | undefined]>([
  ['a refused credential', { credential: 'refused' }, true],
  ['a credential to be replaced', { credential: 'needed' }, true],
  ['missing consent', { needsConsent: true }, true],
  ['a lost entry', { entry: { state: 'lost', id: connection.id } }, true],
  ['an expired token', { tokens: [held(0)] }, undefined],
  ['a technical failure', { failed: { code: 'timeout', scopes: app } }, undefined],
])('whether the user is needed: %s', (_name, input, needsUser) => {
  expect(say(input).needsUser).toBe(needsUser);
});

it('says in the tooltip where requests are sent from', () => {
  expect(say({ machine: 'Server: vm' }).tooltip.at(-1)).toBe('Requests are sent from Server: vm.');
});
