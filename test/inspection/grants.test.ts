import { describe, expect, it } from 'vitest';
import type { Token } from '../../src/auth/token.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { access, fetched, inspect, jwt, minute, NOW, seconds, usual } from './inspectionFixture.js';

describe('grants', () => {
  const states = (token: Token | string, more?: Partial<InspectionInput>) =>
    inspect(token, more).grants?.map(({ name, actions }) => [
      name,
      ...actions.map(({ action, state }) => `${action} ${state}`),
    ]);

  it('are left out for HTTP Basic, which reports none', () => {
    expect(states(fetched('ZGFuYTpzZWNyZXQ=', { scheme: 'Basic' }))).toBeUndefined();
    expect(states(fetched('ZGFuYTpzZWNyZXQ=', { scheme: 'Basic', granted: ['repository:team/app:pull'] }))).toEqual([
      ['team/app', 'pull granted'],
    ]);
  });

  it.each<[string, string[], object[] | null | undefined, unknown]>([
    ['as asked', ['repository:a:pull'], access('repository:a:pull'), [['a', 'pull granted']]],
    [
      'missing action',
      ['repository:a:pull,push'],
      access('repository:a:pull'),
      [['a', 'pull granted', 'push missing']],
    ],
    ['missing entry', ['repository:a:pull'], [], [['a', 'pull missing']]],
    ['nothing asked', [], access('repository:a:pull'), [['a', 'pull granted']]],
    ['null', ['repository:a:pull'], null, [['a', 'pull missing']]],
    ['empty actions', ['repository:a:pull'], access('repository:a:'), [['a', 'pull missing']]],
    ['empty actions, not asked', [], access('repository:a:'), [['a']]],
    ['wildcard', ['repository:a:pull'], access('repository:a:*'), [['a', 'pull granted-as-wildcard', '* extra']]],
    ['asked wildcard', ['repository:a:*'], access('repository:a:pull'), [['a', 'pull extra', '* missing']]],
    [
      'extra',
      ['repository:a:pull'],
      access('repository:a:delete,pull,push', 'repository:b:x'),
      [
        ['a', 'pull granted', 'push extra', 'delete extra'],
        ['b', 'x extra'],
      ],
    ],
    ['class of a type', ['repository:a:pull'], access('repository(plugin):a:pull'), [['a', 'pull granted']]],
    [
      'not merged',
      ['repository:a:pull,push'],
      access('repository:a:pull', 'repository:a:push'),
      [['a', 'pull granted', 'push granted']],
    ],
    [
      'names differ in case',
      ['repository:A:pull'],
      access('repository:a:pull'),
      [
        ['A', 'pull missing'],
        ['a', 'pull extra'],
      ],
    ],
    ['no resource scope', ['aws'], access('repository:a:pull'), [['a', 'pull granted']]],
    ['not told', ['repository:a:pull'], undefined, [['a', 'pull unknown']]],
    ['not told, not asked', [], undefined, undefined],
    [
      'entries of another shape',
      ['repository:a:pull'],
      [7, {}, { type: 'repository', name: 'a', actions: [1, 'pull'] }] as object[],
      [['a', 'pull granted']],
    ],
  ])('%s', (_name, scopes, granted, expected) => {
    expect(states(fetched(jwt({ ...usual, access: granted }), { scopes }))).toEqual(expected);
  });

  it('are complete, a thousand of them with three actions each', () => {
    const many = Array.from({ length: 1000 }, (_, index) => `repository:team/app-${index}:delete,pull,push`);
    const { grants = [] } = inspect(fetched(jwt({ ...usual, access: access(...many) }), { scopes: [] }));
    expect(
      grants.map(
        ({ type, name, actions }) =>
          `${type}:${name}:${actions
            .map(({ action }) => action)
            .sort()
            .join(',')}`,
      ),
    ).toEqual(many);
    expect(grants.some(({ more }) => more !== undefined)).toBe(false);
  });

  it('name the first fifty actions of each, what was asked for above all, and count the rest', () => {
    const actions = Array.from({ length: 30_000 }, (_, index) => `a${index}`);
    const asked = fetched(jwt({ ...usual, access: access(`repository:team/app:${actions.join(',')}`) }), {
      scopes: ['repository:team/app:a29999,zz'],
    });
    const [row] = inspect(asked).grants ?? [];
    expect(row?.actions).toHaveLength(50);
    expect(row?.more).toBe(29_951);
    expect(row?.actions.slice(-2)).toEqual([
      { action: 'a29999', state: 'granted' },
      { action: 'zz', state: 'missing' },
    ]);
    expect(inspect(asked).answers[0].text).toContain(' and use 29,997 more actions on team/app');
  });

  it('asks the kind what to do about a missing grant', () => {
    const knowledge = {
      claims: {},
      missingGrant: { token: 'add {repository} to the scope map of {account}', '': 'ask for a role' },
    };
    const token = fetched(jwt(usual), { scopes: ['repository:team/app:push'] });
    expect(inspect(token, { knowledge, form: 'token' }).grants?.[0]?.hint).toBe(
      'add team/app to the scope map of dana',
    );
    const upper = (template: string) => template.replace(/^add/, 'ADD');
    const translated = inspectToken({ token, knowledge, form: 'token', now: NOW }, upper);
    expect(translated.grants?.[0]?.hint).toBe('ADD team/app to the scope map of dana');
    expect(inspect(token, { knowledge, form: 'admin' }).grants?.[0]?.hint).toBe('ask for a role');
    expect(inspect(fetched(jwt(usual)), { knowledge }).grants?.[0]).not.toHaveProperty('hint');
  });
});

describe('grants of other shapes', () => {
  const entry = { type: 'repository', name: 'a', actions: ['pull'] };
  const rowsOf = (claims: object, more: Partial<InspectionInput['knowledge']>) =>
    inspect(jwt(claims), { knowledge: { claims: {}, missingGrant: {}, ...more } }).grants;

  it('says what else an entry tells, and nothing where it does not', () => {
    const grantNotes = [{ from: 'parameters', text: 'At most {limit} in {time} seconds.' }];
    expect(
      rowsOf({ access: [{ ...entry, parameters: { limit: '100', time: 21600 } }] }, { grantNotes })?.[0]?.notes,
    ).toEqual(['At most 100 in 21600 seconds.']);
    const braces = { limit: '{time} or {x}', time: 1 };
    expect(rowsOf({ access: [{ ...entry, parameters: braces }] }, { grantNotes })?.[0]?.notes).toEqual([
      'At most {time} or {x} in 1 seconds.',
    ]);
    const hours = [{ from: 'parameters', text: 'At most {limit} in {time}.', seconds: ['time'] }];
    for (const time of ['21600', 21_600]) {
      expect(
        rowsOf({ access: [{ ...entry, parameters: { limit: 200, time } }] }, { grantNotes: hours })?.[0]?.notes,
      ).toEqual(['At most 200 in 6 hours.']);
    }
    for (const time of ['soon', -1, 0, {}]) {
      expect(
        rowsOf({ access: [{ ...entry, parameters: { limit: 200, time } }] }, { grantNotes: hours })?.[0],
      ).not.toHaveProperty('notes');
    }
    for (const parameters of [undefined, 5, {}, { limit: {}, time: 1 }]) {
      expect(rowsOf({ access: [{ ...entry, parameters }] }, { grantNotes })?.[0]).not.toHaveProperty('notes');
    }
  });

  it('ends an entry at its own end', () => {
    const both = [
      { ...entry, exp: seconds - 1 },
      { ...entry, name: 'b', exp: seconds + 60 },
    ];
    expect(rowsOf({ access: both }, {})).toEqual([
      { type: 'repository', name: 'b', actions: [{ action: 'pull', state: 'granted' }], expires: NOW + minute },
      { type: 'repository', name: 'a', actions: [{ action: 'pull', state: 'ended' }], expires: NOW - 1000 },
    ]);
  });

  it.each([1e300, 1e306, -1e300, 9e12, NaN, '1', null])('takes no end outside the calendar for one: %s', (end) => {
    const found = inspect(jwt({ ...usual, access: [{ ...entry, exp: end }] }));
    expect(found.grants).toEqual([{ type: 'repository', name: 'a', actions: [{ action: 'pull', state: 'granted' }] }]);
  });

  it.each(['actions', 'Actions', 'ACTIONS'])('shows the most that a refresh token gets, under %s', (name) => {
    const claims = { grant_type: 'refresh_token', permissions: { [name]: ['read', 'write', 5], NotActions: null } };
    expect(rowsOf(claims, { mostGranted: 'permissions' })).toEqual([
      {
        type: 'repository',
        name: 'any repository',
        any: true,
        actions: [
          { action: 'read', state: 'at-most' },
          { action: 'write', state: 'at-most' },
        ],
      },
    ]);
    expect(rowsOf(claims, {})).toBeUndefined();
  });
});
