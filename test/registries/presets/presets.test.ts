// What gives each preset away, and what it offers.
import { describe, expect, it } from 'vitest';
import { parseChallenges, pickChallenge } from '../../../src/auth/challenge.js';
import { judgeRealm } from '../../../src/auth/realm.js';
import { findKind, guessKind, recogniseKind } from '../../../src/registries/index.js';
import { ociKnowledge } from '../../../src/registries/oci.js';
import { presets } from '../../../src/registries/presets/index.js';
import { registry2, type Row, rows } from './presetRows.js';

function pingOf({ registry, challenge, status = 401, headers = {} }: Row['pings'][number]) {
  const challenges = status === 401 ? parseChallenges(challenge) : [];
  return {
    registry: new URL(registry),
    status,
    challenges,
    headers: { ...headers, 'www-authenticate': [challenge].flat().join(', ') },
  };
}

it('every preset has a row', () => {
  expect(Object.keys(rows).sort()).toEqual(presets.map(({ id }) => id).sort());
});

describe.each(Object.entries(rows))('%s', (id, row) => {
  const kind = findKind(id);
  const credentials = kind?.credentials ?? [];

  it('is guessed by its own hosts and by no other', () => {
    expect(row.guessed.map((address) => [address, guessKind(address).id])).toEqual(
      row.guessed.map((address) => [address, id]),
    );
    expect((row.notGuessed ?? []).filter((address) => guessKind(address).id === id)).toEqual([]);
  });

  it('is recognised by what it answers', () => {
    expect(row.pings.map((ping) => recogniseKind(pingOf(ping)).id)).toEqual(row.pings.map(() => id));
  });

  it('sends the credential where its real challenge says, as far as that is known to be its own', () => {
    const { knownRealms = [], sharedSuffixes = [] } = kind?.knowledge ?? {};
    const verdicts = row.pings.map((ping) => {
      const challenge = pickChallenge(pingOf(ping).challenges);
      return challenge?.scheme === 'bearer'
        ? judgeRealm(challenge.parameters.realm ?? '', new URL(ping.registry), { knownRealms, sharedSuffixes }).verdict
        : undefined;
    });
    expect(verdicts).toEqual(row.pings.map(({ verdict }) => verdict));
  });

  it('has its forms with their fixed user names', () => {
    const found = credentials.map((form) => {
      const credential = form.toCredential({ password: 'password-value' });
      return [form.id, credential.type === 'password' && credential.username ? credential.username : undefined];
    });
    expect(found).toEqual(Object.entries(row.forms));
  });

  it('says what to create, what a missing grant needs and what to do about a leak', () => {
    expect(credentials.map(({ detail }) => detail).filter((detail) => detail.length < 15)).toEqual([]);
    const { missingGrant = {}, leaked = {} } = kind?.knowledge ?? {};
    expect(missingGrant['']).toMatch(/\.$/);
    expect(leaked['']).toMatch(/\.$/);
    expect(missingGrant['']).not.toBe(ociKnowledge.missingGrant['']);
    expect(leaked['']).not.toBe(ociKnowledge.leaked?.['']);
  });

  it('has no hint for a form that it does not have, and each is a sentence', () => {
    const { missingGrant = {}, leaked = {} } = kind?.knowledge ?? {};
    const known = ['', 'anonymous', ...credentials.map((form) => form.id)];
    expect(Object.keys({ ...missingGrant, ...leaked }).filter((form) => !known.includes(form))).toEqual([]);
    expect(Object.values({ ...missingGrant, ...leaked }).filter((text) => !text.endsWith('.'))).toEqual([]);
  });

  it('lists names only where that works', () => {
    expect(kind?.scopes?.catalogue !== undefined).toBe(row.listed);
    expect(kind?.scopes?.actions.map(({ name }) => name)).toEqual(['pull', 'push', 'delete']);
  });
});

describe('nothing is recognised', () => {
  it.each([
    ['a token server without a name', 'Bearer realm="https://r.example.com/token",service="r.example.com"', {}],
    ['another service at that path', 'Bearer realm="https://r.example.com/service/token",service="other"', {}],
    ['a thin challenge without Basic beside it', 'Bearer realm="https://r.example.com/v2/token"', {}],
    ['a realm that is no address', 'Bearer realm="::",service="harbor-registry"', {}],
    ['Basic of something else', 'Basic realm="intranet"', {}],
    ['a token server beside Basic', 'Bearer realm="https://r.example.com/t",service="r", Basic realm="r"', registry2],
  ])('by %s', (_, challenge, headers) => {
    expect(recogniseKind(pingOf({ registry: 'https://r.example.com', challenge, headers })).id).toBe('oci');
  });
});
