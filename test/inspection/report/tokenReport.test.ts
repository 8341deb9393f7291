import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Token } from '../../../src/auth/token.js';
import { recordTrace } from '../../../src/auth/traceRecorder.js';
import type { InspectionInput } from '../../../src/inspection/reading.js';
import { type ReportForm, tokenReport } from '../../../src/inspection/report/tokenReport.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { hostileTokens } from '../hostileTokens.js';

const now = 1_790_000_000_000;
const seconds = now / 1000;
const forms: readonly ReportForm[] = ['colleague', 'public'];

/** A word that is nobody's but ours, of the characters that names have. */
const planted = fc.stringMatching(/^zq[a-z0-9]{8,12}zq$/);

interface World {
  readonly host: string;
  readonly account: string;
  readonly repository: string;
  readonly id: string;
  readonly secret: string;
  readonly text: string;
}

function input(names: World, form: ReportForm) {
  const { host, account, repository, id, secret, text } = names;
  const realmHost = `auth.${host}`;
  const value = fakeJwt(
    {
      iss: `https://${realmHost}`,
      sub: account,
      aud: host,
      iat: seconds,
      exp: seconds + 3600,
      jti: id,
      [id]: text,
      credential: secret,
      email: `${account}@${host}`,
      context: { entity: account, [text]: { deep: [id, 5, account] }, token: secret },
      access: [
        { type: 'repository', name: repository, actions: ['pull', text], parameters: { owner: account } },
        { type: id, name: text, actions: ['push'] },
      ],
    },
    { alg: 'RS256', kid: id, typ: text, x5c: [id], crit: [text] },
  );
  const token: Token = {
    scheme: 'Bearer',
    value,
    use: 'access',
    obtainedAt: now,
    expiresAt: now + 3_600_000,
    expirySource: 'claim',
    refreshToken: secret,
    scopes: [`repository:${repository}:pull,push`, `repository:${id}:pull`],
    details: { realm: `https://${realmHost}/${id}/token`, service: host, account, other: text },
  };
  const recorder = recordTrace(`${account}-machine`, [secret]);
  recorder.record(
    {
      purpose: 'ping',
      method: 'GET',
      url: new URL(`https://${host}/v2/${repository}/manifests/${id}`),
      headers: { Accept: text },
    },
    {
      sentAt: now,
      receivedAt: now + 61,
      evidence: {
        proxied: false,
        phases: {},
        elapsed: () => 0,
        remoteAddress: '203.0.113.77',
        authenticate: [
          `Bearer realm="https://${realmHost}/${id}?k=${secret}",service="${host}",scope="repository:${repository}:pull",error="${text}",x="${account}"`,
        ],
      },
      status: 401,
      headers: {
        date: 'Sun, 22 Nov 2026 10:00:00 GMT',
        server: host,
        'x-request-id': id,
        'content-type': `application/json; x=${text}`,
      },
      text: JSON.stringify({
        errors: [{ code: text.toUpperCase(), message: `${account} wants ${repository}, ${secret}` }],
      }),
    },
  );
  recorder.record(
    {
      purpose: 'exchange',
      method: 'POST',
      url: new URL(`https://${realmHost}/token?service=${host}&scope=repository:${repository}:pull&account=${account}`),
      form: [
        ['grant_type', 'password'],
        ['username', account],
        ['password', secret],
        ['service', host],
        [text, id],
      ],
      body: { contentType: 'application/json', text: secret, shown: `{"u":"${account}"}` },
    },
    {
      sentAt: now,
      receivedAt: now + 82,
      evidence: { proxied: false, phases: {}, elapsed: () => 0 },
      status: 200,
      headers: {},
      text: value,
    },
  );
  const inspected: InspectionInput = {
    token,
    host,
    account,
    form: 'token',
    knowledge: {
      claims: {},
      missingGrant: { '': 'Give {account} a right on {repository}.' },
      details: { account: 'Account' },
    },
    accepted: { host, at: now },
    signature: { key: id, matches: true },
    now,
  };
  return {
    value,
    report: tokenReport({
      form,
      inspected,
      kind: 'A kind',
      trace: recorder.snapshot(),
      machine: 'mine',
      version: '1.2.3',
    }),
  };
}

const world: World = {
  host: 'registry.contoso.test',
  account: 'dana',
  repository: 'team/app',
  id: '0f1e2d3c',
  secret: 'hunter2-planted',
  text: 'some-text',
};

describe('a report', () => {
  it('for a colleague keeps the names', () => {
    const { report, value } = input(world, 'colleague');
    expect(report).toContain('# Token report by Registry Auth\n');
    expect(report).toContain('dana can pull from and use “some-text” on team/app');
    expect(report).toContain(
      `SHA-256 of the whole token (header, claims, and signature): ${createHash('sha256').update(value).digest('hex')}\n`,
    );
    expect(report).toContain('Machine: dana-machine\n');
    expect(report).toContain('Extension version: 1.2.3\n');
    expect(report).toContain('Report created: 2026-09-21T14:13:20.000Z\n');
    expect(report).toContain('accepted by registry.contoso.test at 2026-09-21T14:13:20.000Z');
    expect(report).toContain('credential: •••\n');
    expect(report).toContain('1. GET https://registry.contoso.test/v2/team/app/manifests/0f1e2d3c: 401, 61 ms\n');
  });

  it('for strangers has the same words for the same names', () => {
    const { report } = input(world, 'public');
    expect(report).toContain('ACCOUNT-1 can pull from and use “ID-');
    expect(report).toContain('on REPOSITORY-1');
    expect(report).toMatch(/^For: host-1\.example$/m);
    expect(report).toMatch(/^aud: host-1\.example$/m);
    expect(report).toContain(
      '2. POST https://host-2.example/token?service=host-1.example&scope=repository:REPOSITORY-1:pull',
    );
    expect(report).toContain('Give ACCOUNT-1 a right on REPOSITORY-1.');
    expect(report).toContain('Machine: this machine\n');
    expect(report).not.toContain('dana-machine');
    expect(report).toContain('grant_type=password\n');
    expect(report).toContain('date: Sun, 22 Nov 2026 10:00:00 GMT');
  });

  it('never holds a secret, and for strangers no name', () => {
    fc.assert(
      fc.property(fc.uniqueArray(planted, { minLength: 6, maxLength: 6 }), (words) => {
        const [host = '', account = '', repository = '', id = '', secret = '', text = ''] = words;
        const names = { host: `${host}.test`, account, repository: `${repository}/app`, id, secret, text };
        for (const form of forms) {
          const { report, value } = input(names, form);
          const lower = report.toLowerCase();
          const hidden = form === 'public' ? [host, account, repository, id, secret, text, '203.0.113.77'] : [secret];
          expect(hidden.filter((word) => lower.includes(word))).toEqual([]);
          expect(value.split('.').filter((part) => report.includes(part))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(hostileTokens)(
    'holds nothing of a pasted token that strangers may not see: $name',
    { timeout: 8_000 },
    ({ value }) => {
      for (const form of forms) {
        const report = tokenReport({ form, inspected: { token: value, now }, machine: 'mine', version: '1' });
        // Nothing outside a fence but headings, nothing unseen.
        const outside = report.replace(/^(`{3,})text\n[^]*?\n\1$/gm, '');
        expect(outside).toMatch(/^(#+ [A-Z][\w ,]+|)(\n+#+ [A-Z][\w ,]+|\n+)*$/);
        expect(report.replaceAll('\n', '')).not.toMatch(/[\p{Cf}\p{Co}\p{Cc}]/u);
        expect(report.length).toBeLessThan(300_000);
        if (form === 'public') {
          expect(report).not.toMatch(/evil\.example|alert\(/);
        }
      }
    },
  );

  it('names the first actions of a grant and counts the rest', () => {
    const actions = Array.from({ length: 85_000 }, (_, index) => String(index));
    const inspected = { token: fakeJwt({ access: [{ type: 'repository', name: 'a', actions }] }), now };
    const report = tokenReport({ form: 'colleague', inspected, machine: 'm', version: '1' });
    expect(report).toMatch(/^repository a: 0 \(granted\), 1 \(granted\), .*, 84950 more$/m);
    expect(report.length).toBeLessThan(10_000);
  });

  it('has a fingerprint of a signed JWT only', () => {
    const of = (token: string) =>
      tokenReport({ form: 'public', inspected: { token, now }, machine: 'm', version: '1' });
    expect(of(fakeJwt({}))).toContain('SHA-256');
    expect(of(fakeJwt({}).replace(/[^.]*$/, ''))).not.toContain('SHA-256');
    expect(of('ghp_short')).not.toContain('SHA-256');
    expect(of('ghp_short')).not.toContain('ghp_short');
  });
});
