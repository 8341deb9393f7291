import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Token } from '../../src/auth/token.js';
import type { Connection } from '../../src/connections/connection.js';
import { row } from '../../src/connections/row.js';
import type { HeldToken, RowInput } from '../../src/connections/row.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = 1_790_000_000_000;

const unproved: Connection = {
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'oci',
  address: 'https://registry.example.com',
  form: 'password',
  insecure: false,
  settings: {},
  revision: 1,
};
const connection: Connection = { ...unproved, account: 'dana', provedAt: now - HOUR };
const unverified: Connection = { ...connection, options: { unverified: true } };
const kind = { label: 'Example Registry', icon: 'package', scopes: {} };
const app = ['repository:team/app:pull'];

/** A token of `lifetime` ms with `left` ms to go. */
function held(
  left: number | undefined,
  scopes: readonly string[] = app,
  change: Partial<Token> = {},
  lifetime = HOUR,
): HeldToken {
  const token: Token = {
    scheme: 'Bearer',
    value: 'topsecret',
    use: 'access',
    obtainedAt: now + (left ?? lifetime) - lifetime,
    ...(left === undefined ? {} : { expiresAt: now + left }),
    expirySource: left === undefined ? 'none' : 'claim',
    refreshToken: 'topsecret',
    scopes,
    ...change,
  };
  return { scopes, token };
}

/** In words, for whoever does not see the icon. */
const spoken = 'registry.example.com, Example Registry, certificate not checked, no token yet, account dana';

function say(change: Partial<RowInput> = {}) {
  return row({ entry: { state: 'ok', connection }, kind, tokens: [], used: [], now, ...change });
}

describe('a connection over plain http', () => {
  it.each([
    ['http://registry.example.com', 'plain http · no token yet · dana', 'unlock'],
    ['http://127.0.0.1:5000', 'no token yet · dana', 'package'],
  ])('says so unless it stays on this machine: %s', (address, description, icon) => {
    const content = say({ entry: { state: 'ok', connection: { ...connection, address } } });
    expect(content).toMatchObject({ description, icon });
  });
});

describe('a connection whose certificate is not checked', () => {
  it('says so to whoever does not see the icon, and how to end it', () => {
    const { accessibleLabel, tooltip } = say({ entry: { state: 'ok', connection: unverified } });
    expect(accessibleLabel).toBe(spoken);
    expect(tooltip.join(' ')).toContain('Edit the connection to turn the check on');
  });
});

describe('a connection', () => {
  it.each<[string, Partial<RowInput>, string, string, string]>([
    ['proved, nothing fetched', {}, 'none', 'no token yet · dana', 'package'],
    [
      'not tried',
      { entry: { state: 'ok', connection: { ...unproved, account: 'team+ci' } } },
      'not-tried',
      'not tried · team+ci',
      'package',
    ],
    ['nobody in particular', { entry: { state: 'ok', connection: unproved } }, 'not-tried', 'not tried', 'package'],
    [
      'fetched although never proved',
      { entry: { state: 'ok', connection: unproved }, tokens: [held(46 * MINUTE)] },
      'valid',
      'valid, 46 min',
      'package',
    ],
    ['one token', { tokens: [held(46 * MINUTE + 59_999)] }, 'valid', 'valid, 46 min · dana', 'package'],
    [
      'certificate not checked',
      { entry: { state: 'ok', connection: unverified }, tokens: [held(46 * MINUTE)] },
      'valid',
      'certificate not checked · valid, 46 min · dana',
      'unlock',
    ],
    [
      'certificate not checked, whatever else is the matter',
      { entry: { state: 'ok', connection: unverified }, needsCredential: true },
      'needs-credential',
      'certificate not checked · needs a credential · dana',
      'unlock',
    ],
    ['one token, hours', { tokens: [held(11.5 * HOUR, app, {}, 12 * HOUR)] }, 'valid', 'valid, 11 h · dana', 'package'],
    [
      'one token, below two hours',
      { tokens: [held(119 * MINUTE, app, {}, 12 * HOUR)] },
      'valid',
      'valid, 119 min · dana',
      'package',
    ],
    ['one token, days', { tokens: [held(75 * HOUR, app, {}, 90 * HOUR)] }, 'valid', 'valid, 3 days · dana', 'package'],
    ['the last five minutes', { tokens: [held(5 * MINUTE)] }, 'expiring', 'expires in 5 min · dana', 'package'],
    ['just before them', { tokens: [held(5 * MINUTE + 1)] }, 'valid', 'valid, 5 min · dana', 'package'],
    [
      'the last fifth of a short life',
      { tokens: [held(MINUTE, app, {}, 5 * MINUTE)] },
      'expiring',
      'expires in 1 min · dana',
      'package',
    ],
    [
      'the middle of a short life',
      { tokens: [held(2 * MINUTE, app, {}, 5 * MINUTE)] },
      'valid',
      'valid, 2 min · dana',
      'package',
    ],
    ['the last minute', { tokens: [held(MINUTE - 1)] }, 'expiring', 'expires in less than 1 min · dana', 'package'],
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
      'package',
    ],
    ['no expiry', { tokens: [held(undefined)] }, 'valid', 'no expiry stated · dana', 'package'],
    [
      'assumed expiry',
      { tokens: [held(MINUTE, app, { expirySource: 'assumed' })] },
      'valid',
      'no expiry stated · dana',
      'package',
    ],
    [
      'assumed expiry, long ago',
      { tokens: [held(-HOUR, app, { expirySource: 'assumed' })] },
      'valid',
      'no expiry stated · dana',
      'package',
    ],
    [
      'two tokens',
      { tokens: [held(50 * MINUTE), held(46 * MINUTE, ['b'])] },
      'valid',
      '2 tokens, valid, 46 min · dana',
      'package',
    ],
    [
      'two tokens, one expired',
      { tokens: [held(46 * MINUTE), held(-1, ['b'])] },
      'valid',
      '2 tokens, 1 expired · dana',
      'package',
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
      'package',
    ],
    [
      'two tokens, both about to',
      { tokens: [held(4 * MINUTE), held(3 * MINUTE, ['b'])] },
      'expiring',
      '2 tokens, first expires in 3 min · dana',
      'package',
    ],
    [
      'two tokens, one without expiry',
      { tokens: [held(undefined), held(30 * MINUTE, ['b'])] },
      'valid',
      '2 tokens, valid, 30 min · dana',
      'package',
    ],
    [
      'credential refused',
      { needsCredential: true, tokens: [held(HOUR)] },
      'needs-credential',
      'needs a credential · dana',
      'key',
    ],
    ['not here', { notOn: 'SSH: devbox', tokens: [held(-1)] }, 'not-here', 'not on SSH: devbox · dana', 'remote'],
    ['credential accepted', { needsCredential: false }, 'none', 'no token yet · dana', 'package'],
  ])('%s', (_name, input, state, description, icon) => {
    expect(say(input)).toMatchObject({ label: 'registry.example.com', state, description, icon });
  });

  it('is called by its name, and by its host with port otherwise', () => {
    const named = say({ entry: { state: 'ok', connection: { ...connection, name: 'Work' } } });
    expect(named.label).toBe('Work');
    expect(named.accessibleLabel).toBe('Work, registry.example.com, Example Registry, no token yet, account dana');
    expect(say({ entry: { state: 'ok', connection: { ...connection, address: 'http://localhost:5000' } } }).label).toBe(
      'localhost:5000',
    );
  });

  it('has a tooltip with address, kind, state and what to be careful about', () => {
    const careless = { ...unproved, address: 'http://registry.example.com' };
    expect(say({ entry: { state: 'ok', connection: careless } }).tooltip).toEqual([
      'http://registry.example.com',
      'Example Registry',
      'not tried',
      'Plain http: nothing on the way is encrypted.',
      'The credential was saved without being tried.',
    ]);
    expect(say().tooltip).toEqual(['https://registry.example.com', 'Example Registry', 'no token yet, account dana']);
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
    expect(say({ entry: { state: 'broken', id: connection.id, reason: 'it is not JSON' } })).toEqual({
      state: 'broken',
      label: 'Connection 11111111',
      summary: 'cannot be read',
      description: 'cannot be read',
      tooltip: ['Connection 11111111', 'cannot be read', 'The stored entry cannot be read: it is not JSON.'],
      icon: 'error',
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

describe('scopes', () => {
  const catalogue = ['registry:catalog:*'];
  const both = ['repository:team/app:pull,push'];
  const two = ['repository:team/app:pull', 'repository:team/base:pull'];
  const granted = (...list: string[]) => ({ granted: list });
  const left = 46 * MINUTE;

  it.each<[string, HeldToken, string, string, string, string]>([
    ['untold', held(left, app), 'valid', 'team/app', 'pull · valid, 46 min', 'pass'],
    ['all granted', held(left, app, granted(...app)), 'valid', 'team/app', 'pull · valid, 46 min', 'pass'],
    [
      'less granted',
      held(left, both, granted(...app)),
      'valid',
      'team/app',
      'no push · pull · valid, 46 min',
      'warning',
    ],
    ['nothing granted', held(left, both, granted()), 'refused', 'team/app', 'granted nothing', 'circle-slash'],
    [
      'granted elsewhere',
      held(left, app, granted('repository:other:pull')),
      'refused',
      'team/app',
      'granted nothing',
      'circle-slash',
    ],
    [
      'granted as *',
      held(left, app, granted('repository:team/app:*')),
      'valid',
      'team/app',
      'pull, granted as * · valid, 46 min',
      'pass',
    ],
    [
      'asked and granted *',
      held(left, ['repository:a:*'], granted('repository:a:*')),
      'valid',
      'a',
      '* · valid, 46 min',
      'pass',
    ],
    [
      'a class in the type',
      held(left, ['repository(plugin):a:pull'], granted('repository:a:pull')),
      'valid',
      'a',
      'pull · valid, 46 min',
      'pass',
    ],
    ['expired, less granted', held(-1, both, granted(...app)), 'expired', 'team/app', 'pull · expired', 'history'],
    [
      'expiring, less granted',
      held(MINUTE, both, granted(...app)),
      'expiring',
      'team/app',
      'no push · pull · expires in 1 min',
      'watch',
    ],
    ['no expiry', held(undefined, app), 'valid', 'team/app', 'pull · no expiry stated', 'pass'],
    ['catalogue', held(left, catalogue, granted(...catalogue)), 'valid', 'catalogue', 'valid, 46 min', 'pass'],
    ['catalogue refused', held(left, catalogue, granted()), 'refused', 'catalogue', 'not allowed', 'circle-slash'],
    ['two', held(left, two, granted(...two)), 'valid', 'team/app, team/base', 'pull · valid, 46 min', 'pass'],
    [
      'two, one granted',
      held(left, two, granted(...app)),
      'valid',
      'team/app, team/base',
      'no pull on team/base · team/app pull · valid, 46 min',
      'warning',
    ],
    [
      'two of different actions',
      held(left, ['repository:a:pull', 'repository:b:pull,push']),
      'valid',
      'a, b',
      'a pull; b pull, push · valid, 46 min',
      'pass',
    ],
    [
      'with the catalogue',
      held(left, [...catalogue, ...app], granted(...app)),
      'valid',
      'catalogue, team/app',
      'no catalogue · team/app pull · valid, 46 min',
      'warning',
    ],
    ['no resource', held(left, ['aws']), 'valid', 'aws', 'valid, 46 min', 'pass'],
    [
      'no resource, not granted',
      held(left, ['aws', ...app], granted(...app)),
      'valid',
      'aws, team/app',
      'no aws · team/app pull · valid, 46 min',
      'warning',
    ],
    ['another type', held(left, ['registry:search:list']), 'valid', 'registry search', 'list · valid, 46 min', 'pass'],
    ['none', held(left, []), 'valid', 'signing in only', 'valid, 46 min', 'pass'],
  ])('%s', (_name, token, state, label, description, icon) => {
    expect(say({ tokens: [token] }).children).toEqual([
      expect.objectContaining({ scopes: token.scopes, state, label, description, icon }),
    ]);
  });

  it('without a token', () => {
    expect(say({ used: [both] }).children).toEqual([
      {
        scopes: both,
        state: 'none',
        label: 'team/app',
        description: 'pull, push · no token yet',
        tooltip: ['repository:team/app:pull,push', 'pull, push · no token yet'],
        icon: 'circle-outline',
        accessibleLabel: 'team/app, pull, push, no token yet',
      },
    ]);
  });

  it('speak in full words', () => {
    const [child] = say({ tokens: [held(left, both, granted(...app))] }).children;
    expect(child?.accessibleLabel).toBe('team/app, pull, valid for 46 minutes, push not granted');
    expect(child?.tooltip).toEqual(['repository:team/app:pull,push', 'no push · pull · valid, 46 min']);
  });

  it('that are refused by the service', () => {
    const [child] = say({ used: [app], refused: [app] }).children;
    expect(child).toMatchObject({
      state: 'refused',
      description: 'not allowed',
      accessibleLabel: 'team/app, not allowed',
    });
  });

  it('say when a refused catalogue is normal', () => {
    const usual = { ...kind, scopes: { catalogueRefused: 'Only administrators may list.' } };
    for (const input of [{ used: [catalogue], refused: [catalogue] }, { tokens: [held(left, catalogue, granted())] }]) {
      const [child] = say({ kind: usual, ...input }).children;
      expect(child).toMatchObject({ state: 'refused', description: 'not allowed (normal here)' });
      expect(child?.tooltip).toContain('Only administrators may list.');
    }
    const [child] = say({ kind: usual, used: [app], refused: [app] }).children;
    expect(child?.description).toBe('not allowed');
  });

  it('come last used first, then what else is held, each once with its newest token', () => {
    const tokens = [held(HOUR, catalogue), held(left, app), held(-1, app)];
    const { children } = say({ used: [both, app], tokens });
    expect(children.map(({ label, description }) => `${label}: ${description}`)).toEqual([
      'team/app: pull, push · no token yet',
      'team/app: pull · valid, 46 min',
      'catalogue: valid, 60 min',
    ]);
  });

  it('are not shown for kinds without', () => {
    expect(say({ kind: { label: 'Shop', icon: 'tag' }, tokens: [held(left, [])] })).toMatchObject({
      description: 'valid, 46 min · dana',
      children: [],
    });
  });
});

describe('time', () => {
  const words = (input: Partial<RowInput>, at: number) => {
    const said = say({ ...input, now: at });
    const text = JSON.stringify(said, (key, value: unknown) => (key === 'changesIn' ? undefined : value));
    return { changesIn: said.changesIn, text };
  };

  it('never changes what has no end', () => {
    expect(say().changesIn).toBeUndefined();
    expect(say({ tokens: [held(undefined), held(-1, ['b'])] })).not.toHaveProperty('changesIn');
  });

  it('says exactly when the words change next', () => {
    const token = fc.tuple(fc.integer({ min: -HOUR, max: 80 * HOUR }), fc.integer({ min: 1, max: 100 * HOUR }));
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 3 }), (list) => {
        const input = {
          tokens: list.map(([left, life], index) => held(left, [`repository:r${index}:pull`], {}, life)),
        };
        const { changesIn, text } = words(input, now);
        if (changesIn === undefined) {
          expect(list.every(([left]) => left <= 0)).toBe(true);
          return;
        }
        expect(changesIn).toBeGreaterThan(0);
        expect(words(input, now + changesIn - 1).text).toBe(text);
        expect(words(input, now + changesIn).text).not.toBe(text);
      }),
    );
  });
});

describe('words', () => {
  it('go through the translation', () => {
    const shout = (text: string) => text.replace(/[a-z]+(?![^{]*\})/g, (word) => word.toUpperCase());
    const input: RowInput = {
      entry: { state: 'ok', connection },
      kind,
      tokens: [held(46 * MINUTE, app, { granted: app })],
      used: [],
      now,
    };
    const shouted = row(input, shout);
    expect(shouted.description).toBe('VALID, 46 MIN · dana');
    expect(shouted.children[0]?.accessibleLabel).toBe('team/app, pull, VALID FOR 46 MINUTES');
  });

  it('hold no secret', () => {
    const input = { tokens: [held(HOUR), held(-1, ['b']), held(undefined, ['c'], { granted: [] })] };
    expect(JSON.stringify(say(input))).not.toContain('topsecret');
  });
});
