// A text that is secret at one place of a token is hidden at every other place, whatever its name there.
import { describe, expect, it } from 'vitest';
import { claimsDocument, claimText, innerToken, redactedForm } from '../../src/inspection/claimsJson.js';
import { compareTokens } from '../../src/inspection/compare.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { tokenReport } from '../../src/inspection/report/tokenReport.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { jwt, NOW, usual } from './inspectionFixture.js';

const SECRET = 'FAKECODE0123456789';
const context = { version: 2, entity_kind: 'token', entity_reference: SECRET, kind: 'token' };

/** Everything that a person gets to see of a token. */
function shown(value: string): string {
  const input = { token: value, now: NOW, opaqueForms };
  const redacted = redactedForm(value, opaqueForms) ?? '';
  return [
    JSON.stringify(inspectToken(input)),
    claimsDocument(value, opaqueForms),
    ...Array.from({ length: 9 }, (_, index) => claimText(value, `claims/${String(index)}`, opaqueForms) ?? ''),
    claimText(value, 'header/2', opaqueForms),
    ...redacted.split('.').map((part) => Buffer.from(part, 'base64url').toString()),
    JSON.stringify(compareTokens({ ...input, token: jwt(usual) }, input)),
    JSON.stringify(compareTokens(input, { ...input, token: jwt(usual) })),
    ...(['colleague', 'public'] as const).map((form) =>
      tokenReport({ form, inspected: input, machine: 'm', version: '1' }),
    ),
  ].join('\n');
}

describe('a secret of a token', () => {
  it.each<[string, object, object?]>([
    ['a reference beside a kind', { context }],
    ['the same as a member that is called a token', { context: { ...context, token: SECRET } }],
    ['another claim', { access_token: SECRET, note: SECRET }],
    ['part of another claim', { access_token: SECRET, note: `it is ${SECRET}.` }],
    ['subject, audience and id', { password: SECRET, sub: SECRET, aud: `${SECRET}.example`, jti: SECRET }],
    ['grants', { password: SECRET, access: [{ type: SECRET, name: `a/${SECRET}`, actions: ['pull', SECRET] }] }],
    ['a name', { password: SECRET, [SECRET]: 1, deep: { [SECRET]: [SECRET] } }],
    ['deeper', { settings: { deep: [{ client_secret: SECRET }] }, note: SECRET }],
    ['in JSON in a text', { settings: JSON.stringify({ client_secret: SECRET }), note: SECRET }],
    ['below a secret name', { credentials: [{ value: SECRET }], note: SECRET }],
    ['in the header', { password: SECRET }, { alg: 'RS256', kid: SECRET, typ: `x${SECRET}` }],
    ['of the header', { note: SECRET }, { alg: SECRET, kid: 'k', token: SECRET }],
    ['critical names', { password: SECRET, [SECRET]: 1 }, { alg: 'RS256', crit: [SECRET] }],
    ['all small letters', { password: 'correcthorse', note: 'correcthorse', sub: 'correcthorse' }],
  ])('is hidden everywhere: %s', (_name, claims, header) => {
    const text = shown(jwt({ ...usual, ...claims }, header));
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain('correcthorse');
  });

  it('is hidden in a comparison with another token, too', () => {
    const [one, other] = [jwt({ password: SECRET }), jwt({ note: SECRET })].map((token) => ({ token, now: NOW }));
    expect(JSON.stringify(one && other && compareTokens(one, other))).not.toContain(SECRET);
  });

  it('is hidden where a name occurs twice', () => {
    const [header = '', , signature = ''] = jwt({}).split('.');
    const claims = Buffer.from(`{"password":"${SECRET}","${SECRET}":1,"${SECRET}":2}`).toString('base64url');
    const text = shown(`${header}.${claims}.${signature}`);
    expect(text).toContain('Duplicate names in one object');
    expect(text).not.toContain(SECRET);
  });

  it('hides no words of ours', () => {
    const words = inspectToken({ token: jwt(usual, { alg: 'none' }), now: NOW });
    const [found] = words.findings;
    const claims = { password: words.answers[0].text, secret: found?.text, token: found?.title, pwd: found?.advice };
    const [again] = inspectToken({ token: jwt({ ...usual, ...claims }, { alg: 'none' }), now: NOW }).findings;
    expect(again).toEqual(found);
    expect(claims.secret).toMatch(/^Anyone can create/);
  });

  it('can still be copied, from each place', () => {
    const value = jwt({ context });
    const [row] = inspectToken({ token: value, now: NOW }).claims;
    expect(row).toMatchObject({ masked: true, inner: ['claims/0/2'] });
    expect(innerToken(value, 'claims/0/2', [])).toBe(SECRET);
  });

  it('hides no word that is only a part of other texts, and no reference to something else', () => {
    const text = shown(jwt({ ...usual, password: 'registry', aud: 'registry.example.com', auth: 'team' }));
    expect(text).toContain('registry.example.com');
    expect(text).toContain('team/app');
    expect(shown(jwt({ context: { ...context, entity_kind: 'robot' } }))).toContain(SECRET);
  });

  it.each([`ya29.${'x'.repeat(40)}`, `ghs_${'x'.repeat(36)}`, `glcbt-64_${'x'.repeat(20)}`])(
    'is hidden by its form although it ends by itself: %s',
    (secret) => {
      expect(shown(jwt({ ...usual, note: secret }))).not.toContain('xxxxxxxx');
    },
  );

  it('costs little in a token full of them', () => {
    const many = Object.fromEntries(
      Array.from({ length: 12_000 }, (_, index) => [`t${String(index)}_token`, `${SECRET}${String(index)}`]),
    );
    const start = performance.now();
    inspectToken({ token: jwt({ many, ...usual }), now: NOW, opaqueForms });
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
