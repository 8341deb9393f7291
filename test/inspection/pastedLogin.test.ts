// A pasted user name and password, and a pasted refresh token.
import { describe, expect, it } from 'vitest';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { tokenReport } from '../../src/inspection/report/tokenReport.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { formatTime } from '../../src/text/clock.js';
import { plainText } from '../../src/text/message.js';
import { HOST, inspect, jwt, minute, NOW, usual } from './inspectionFixture.js';

const clock = formatTime(NOW, NOW, 'en');
const pasted = (token: string, more: Partial<InspectionInput>) => {
  const found = inspect(token, { opaqueForms, ...more });
  return { ...found, text: found.answers[0].text, line: plainText(found.proof, NOW) };
};
const login = { user: 'dana', host: 'registry.gitlab.com' };
const PASSWORD = 'Purple walrus&7';
const glpat = 'glpat-FakeFakeFakeFake1234';

describe('a pasted user name and password', () => {
  it.each<[string, Partial<InspectionInput>, string, string, string]>([
    [
      'for a host',
      { login },
      'These are the user name dana and its password for registry.gitlab.com; they are not verified.',
      'user name and password · pasted · not verified',
      'not verified',
    ],
    [
      'for no host',
      { login: { user: 'dana' } },
      'These are the user name dana and its password; they are not verified.',
      'user name and password · pasted · not verified',
      'not verified',
    ],
    [
      'of a user who is not named',
      { login: { user: '', host: HOST } },
      'This is a password for quay.example.com; it is not verified.',
      'password · pasted · not verified',
      'not verified',
    ],
    [
      'without user and host',
      { login: { user: '' } },
      'This is a password; it is not verified.',
      'password · pasted · not verified',
      'not verified',
    ],
    [
      'with a name of several words',
      { login: { user: 'Dana of the team' } },
      'These are the user name “Dana of the team” and its password; they are not verified.',
      'user name and password · pasted · not verified',
      'not verified',
    ],
    [
      'accepted',
      { login, accepted: { host: login.host, at: NOW } },
      `These are the user name dana and its password for registry.gitlab.com; registry.gitlab.com accepted them at ${clock}.`,
      `user name and password · pasted · accepted by registry.gitlab.com at ${clock}`,
      'accepted by registry.gitlab.com',
    ],
    [
      'refused',
      { login, refused: { host: login.host, at: NOW - 5 * minute } },
      'registry.gitlab.com rejected this user name and password 5 minutes ago.',
      `user name and password · pasted · rejected by registry.gitlab.com at @`,
      'rejected by registry.gitlab.com',
    ],
  ])('is called that: %s', (_name, more, text, line, mark) => {
    const found = pasted(PASSWORD, more);
    expect([found.text, found.answers[0].marks.map((one) => one.text)]).toEqual([text, [mark]]);
    expect(found.line).toMatch(line.endsWith('@') ? line.slice(0, -1) : line);
    expect(found.findings).toEqual([]);
    expect(found.opaque).toBeUndefined();
    expect(found.leaked?.text).toBe('It is a user name and password. Change the password.');
    expect(JSON.stringify(found)).not.toMatch(/walrus|opaque/);
  });

  it('has the known form of its password named', () => {
    const found = pasted(glpat, { login, maker: 'GitLab' });
    expect(found.text).toBe(
      'These are the user name dana and its password for registry.gitlab.com; they are not verified.',
    );
    expect(found.line).toBe('user name and password · possibly issued by GitLab · pasted · not verified');
    expect(found.findings.map(({ title, text }) => `${title} ${text}`)).toEqual([
      'It is a long-lived credential. Recognized format: GitLab personal, project, or group access token. Such a credential doesn’t expire with a session.',
    ]);
    expect(found.opaque?.map(({ name }) => name)).toEqual(['Format', 'Lifetime']);
    expect(found.leaked?.text).toBe('Revoke it where it was created. It doesn’t expire by itself.');
  });

  it('has the claims of its password shown, if that is a JWT', () => {
    const found = pasted(jwt(usual), { login });
    expect(found.text).toBe(
      'This token says that dana can pull from team/app on quay.example.com for 46 more minutes; its signature is not verified.',
    );
    expect(found.line).toBe('dana’s password for registry.gitlab.com · JWT RS256 · pasted · signature not verified');
    expect(pasted(jwt(usual), { login: { user: 'dana' } }).line).toMatch(/^dana’s password · JWT RS256/);
    expect(pasted(jwt(usual), { login: { user: '', host: HOST } }).line).toMatch(
      /^password for quay.example.com · JWT/,
    );
    expect(pasted(jwt(usual), { login: { user: '' } }).line).toMatch(/^password · JWT RS256/);
    expect(found.claims.length).toBeGreaterThan(3);
  });

  it('says when its password ends, if that shows it', () => {
    const password = (seconds: number) =>
      Buffer.from(JSON.stringify({ payload: 'FAKE', datakey: 'FAKE', expiration: NOW / 1000 + seconds })).toString(
        'base64',
      );
    const aws = { user: 'AWS', host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com' };
    expect(pasted(password(7200), { login: aws }).text).toBe(
      'These are the user name AWS and its password for 123456789012.dkr.ecr.eu-west-1.amazonaws.com; they are not verified. The password says that it is valid for 2 more hours.',
    );
    expect(pasted(password(-7200), { login: aws }).text).toBe(
      'This password says that it expired 2 hours ago; it is not verified.',
    );
  });

  it('never shows the secret, not even as the user name', () => {
    for (const user of [glpat, `x${glpat}`, PASSWORD, `dop_v1_${'0'.repeat(64)}`]) {
      const token = user === PASSWORD || user.includes(glpat) ? user.replace(/^x/, '') : user;
      for (const more of [{ login: { user, host: user } }, { namedHost: user }]) {
        const text = JSON.stringify(pasted(token, more));
        expect(text).not.toContain(token);
      }
    }
  });

  it.each([
    '9f3c2a1e5b7d4c86a0d27e61f4b8c935',
    '0123456789abcdef0123456789abcdef01234567',
    'ghp_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa',
    'tok_q7Zk2Lw9Xc4Vb1Nm8Rt5',
  ])('hides a user name that looks like a secret: %s', (user) => {
    const found = pasted(PASSWORD, { login: { user, host: 'one.example' } });
    expect(found.text).toMatch(/^These are the user name “?•••”? and its password for one.example/);
    expect(JSON.stringify(found)).not.toContain(user);
    expect(JSON.stringify(pasted(jwt(usual), { login: { user } }))).not.toContain(user);
  });

  it.each(['dana', 'AWS', 'AKIAIOSFODNN7EXAMPLE', 'robot$team+builder', '9f3c2a1e-5b7d-4c86-a0d2-7e61f4b8c935'])(
    'shows any other user name: %s',
    (user) => {
      expect(pasted(PASSWORD, { login: { user } }).text).toContain(user);
    },
  );

  it('has no name in a report for strangers', () => {
    const inspected = { token: PASSWORD, now: NOW, opaqueForms, login };
    const text = tokenReport({ form: 'public', inspected, machine: 'm', version: '1' });
    expect(text).toContain(
      'These are the user name ACCOUNT-1 and its password for host-1.example; they are not verified.',
    );
    expect(text).toContain('For: a pasted user name and password\n');
    expect(text).not.toMatch(/dana|gitlab|walrus/);
    const named = { token: jwt(usual), now: NOW, namedHost: 'registry.gitlab.com' };
    expect(tokenReport({ form: 'public', inspected: named, machine: 'm', version: '1' })).not.toContain('gitlab');
  });
});

describe('a pasted token that the text says more of', () => {
  it('is a refresh token', () => {
    const found = pasted('fake-identity-token', { use: 'refresh', namedHost: 'quay.example.com' });
    expect(found.text).toBe(
      'With this refresh token, a client can get access tokens from quay.example.com; this is not verified.',
    );
    expect(found.line).toBe(
      'refresh token · opaque · pasted · not verified · for quay.example.com, according to the pasted text',
    );
    expect(found.findings.map(({ code }) => code)).toEqual(['not-readable']);
    expect(found.leaked?.text).toMatch(/^A client can get access tokens/);
    expect(pasted('fake-identity-token', { use: 'refresh' }).text).toBe(
      'With this refresh token, a client can get access tokens from the service that issued it; this is not verified.',
    );
  });

  it('is a refresh token that can be read', () => {
    expect(pasted(jwt({ ...usual, access: undefined }), { use: 'refresh' }).text).toBe(
      'This token says that dana can get access tokens on quay.example.com with it for 46 more minutes; its signature is not verified.',
    );
  });

  it('is for a host, which decides nothing', () => {
    const found = pasted(jwt({ ...usual, aud: 'registry.docker.io' }), { namedHost: 'index.docker.io' });
    expect(found.text).toMatch(/ on registry.docker.io for /);
    expect(found.line).toMatch(/ · for index.docker.io, according to the pasted text · /);
    expect(found.findings).toEqual([]);
    expect(pasted(jwt(usual), { namedHost: HOST }).line).not.toMatch(/pasted text/);
  });
});
