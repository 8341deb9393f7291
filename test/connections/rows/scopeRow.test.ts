import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { row } from '../../../src/connections/rows/connectionRow.js';
import type { HeldToken, RowInput } from '../../../src/connections/rows/rowInput.js';
import { app, connection, held, HOUR, kind, MINUTE, now, say, shop } from './rowFixture.js';

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
    [
      'Basic that reading does not prove',
      held(left, both, { details: { unproved: 'reading is open' } }),
      'valid',
      'team/app',
      'not verified · pull, push · valid, 46 min',
      'unverified',
    ],
    ['nothing granted', held(left, both, granted()), 'refused', 'team/app', 'pull, push · no access', 'circle-slash'],
    [
      'granted elsewhere',
      held(left, app, granted('repository:other:pull')),
      'refused',
      'team/app',
      'pull · no access',
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
    [
      'grants that end before the token',
      held(left, app, { ...granted(...app), grantsEnd: now + 20 * MINUTE }),
      'valid',
      'team/app',
      'pull · valid, 20 min',
      'pass',
    ],
    [
      'grants that have ended',
      held(left, app, { ...granted(...app), grantsEnd: now - 1 }),
      'expired',
      'team/app',
      'pull · expired',
      'history',
    ],
    [
      'not yet valid',
      held(left, app, { ...granted(...app), notBefore: now + 5 * MINUTE }),
      'early',
      'team/app',
      'pull · not yet valid',
      'watch',
    ],
    [
      'not yet valid, but soon enough',
      held(left, app, { ...granted(...app), notBefore: now + MINUTE / 2 }),
      'valid',
      'team/app',
      'pull · valid, 46 min',
      'pass',
    ],
    [
      'expired, less granted',
      held(-1, both, granted(...app)),
      'expired',
      'team/app',
      'pull, push · expired',
      'history',
    ],
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
    ['catalogue refused', held(left, catalogue, granted()), 'refused', 'catalogue', 'no access', 'circle-slash'],
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
        click: 'fetch',
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
      description: 'pull · no access',
      accessibleLabel: 'team/app, pull, no access',
    });
  });

  it('say when a refused catalogue is normal', () => {
    const usual = { ...kind, scopes: { catalogueRefused: 'Only administrators may list.' } };
    for (const input of [{ used: [catalogue], refused: [catalogue] }, { tokens: [held(left, catalogue, granted())] }]) {
      const [child] = say({ kind: usual, ...input }).children;
      expect(child).toMatchObject({ state: 'refused', description: 'no access (normal here)' });
      expect(child?.tooltip).toContain('Only administrators may list.');
    }
    const [child] = say({ kind: usual, used: [app], refused: [app] }).children;
    expect(child?.description).toBe('pull · no access');
  });

  it('stand in order of their names, whatever was used last, each once with its newest token', () => {
    const tokens = [held(HOUR, catalogue), held(left, app), held(-1, app)];
    const { children } = say({ used: [both, app], tokens });
    expect(children.map(({ label, description }) => `${label}: ${description}`)).toEqual([
      'catalogue: valid, 60 min',
      'team/app: pull · valid, 46 min',
      'team/app: pull, push · no token yet',
    ]);
  });

  it('are not shown for kinds without', () => {
    expect(say({ kind: shop, tokens: [held(left, [])] })).toMatchObject({
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
    expect(shouted.description).toBe('VALID, 46 min · dana');
    expect(shouted.children[0]?.accessibleLabel).toBe('team/app, pull, VALID FOR 46 minutes');
  });

  it('hold no secret', () => {
    const input = { tokens: [held(HOUR), held(-1, ['b']), held(undefined, ['c'], { granted: [] })] };
    expect(JSON.stringify(say(input))).not.toContain('topsecret');
  });
});
