import { describe, expect, it } from 'vitest';
import { type HeldToken, row, type RowInput } from '../../../src/connections/rows/connectionRow.js';
import { app, connection, held, HOUR, MINUTE, now, say, spoken, unproved, unverified } from './rowFixture.js';

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
    [
      'one token, hours',
      { tokens: [held(11.5 * HOUR, app, {}, 12 * HOUR)] },
      'valid',
      'valid, 11 hr · dana',
      'package',
    ],
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
    [
      'no consent',
      { needsConsent: true, tokens: [held(HOUR)] },
      'needs-consent',
      'needs your consent to its token server · dana',
      'question',
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

  it('has a tooltip with address, state and what to be careful about', () => {
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
