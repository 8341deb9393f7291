// Which situation means what is settled by the table of test/auth/diagnosis.test.ts; here, how it is said in a window.
import { strict as assert } from 'node:assert';
import { AuthError, type AuthErrorCode, type ErrorDetails } from '../../src/auth/errors.js';
import type { Certificate } from '../../src/auth/network/certificate.js';
import { failureOf } from '../../src/ui/failureText.js';

const connection = { address: 'https://quay.example.com', account: 'dana' };
const host = 'quay.example.com';

const certificate: Certificate = {
  subject: 'CN=a.example',
  issuer: 'CN=Example Root\\, R1, O=Example',
  names: ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'],
  validFrom: Date.UTC(2024, 5, 15),
  validTo: Date.UTC(2025, 5, 15),
  fingerprint: 'AB:CD',
  pem: '',
};

interface Case {
  readonly code: AuthErrorCode;
  readonly status?: number;
  readonly details?: ErrorDetails;
  readonly says: string;
  /** The first button. */
  readonly offers: string;
}

const cases: readonly Case[] = [
  {
    code: 'invalid-input',
    status: 400,
    details: { host: 'auth.example', scopes: ['repository:team/app:delete'] },
    says: 'auth.example rejected the request for delete on team/app as invalid (the service says so). Request a different scope.',
    offers: 'log',
  },
  {
    code: 'refused',
    status: 401,
    says: `${host} rejected the credential for dana (the service says so). Check the credential, then edit the connection.`,
    offers: 'edit',
  },
  {
    code: 'expired-credential',
    details: { command: 'aws sso login --profile work' },
    says: `${host} requires a new sign-in for dana (the service says so). Sign in with the command, then try again.`,
    offers: 'terminal',
  },
  {
    code: 'dns',
    details: { reason: 'the region may be wrong', system: 'ENOTFOUND' },
    says: `Couldn’t look up ${host}: the name wasn’t found (the region may be wrong; the service says so; ENOTFOUND). Check the address, and whether your network or VPN can resolve this name.`,
    offers: 'retry',
  },
  {
    code: 'timeout',
    details: { limit: 30_000 },
    says: `${host} didn’t complete its response within 30 seconds. Try again, or increase the setting registryAuth.requestTimeoutSeconds.`,
    offers: 'retry',
  },
  {
    code: 'tls',
    details: { tls: 'unknown-authority', chain: [certificate], proxy: 'proxy.example:3128' },
    says: `The certificate of ${host} was issued by “Example Root, R1”, which isn’t trusted on this machine (the service says so). No request was sent. The proxy proxy.example:3128 might inspect TLS traffic. If so, choose the certificate file of its authority.`,
    offers: 'certificate',
  },
  {
    code: 'tls',
    details: { tls: 'expired', chain: [certificate] },
    says: `The certificate of ${host} expired on June 15, 2025 (the service says so). No request was sent. The administrator of ${host} must renew it. If that date hasn’t passed, correct the clock of this machine.`,
    offers: 'retry',
  },
  {
    code: 'tls',
    details: { tls: 'wrong-host', chain: [certificate] },
    says: `The certificate of ${host} doesn’t match the host name. It is for a.example, b.example, c.example, and 2 more (the service says so). No request was sent. Check the address. Use a host name that the certificate lists.`,
    offers: 'edit',
  },
  {
    code: 'proxy',
    details: { proxy: 'proxy.example:3128' },
    says: `The proxy proxy.example:3128 for ${host} didn’t let the request through (the service says so). Check the proxy settings of this editor.`,
    offers: 'retry',
  },
];

describe('words for failures', () => {
  for (const { code, status, details, says, offers } of cases) {
    it(`of ${[code, details?.tls].filter(Boolean).join(' ')} are those of a message`, () => {
      const facts = {
        service: { text: 'the service says so' },
        ...(status && { status }),
        ...(details && { details }),
      };
      const failure = failureOf(new AuthError(code, 'for the log only', facts), connection);
      assert.ok(failure);
      assert.equal(failure.text, says);
      assert.equal(failure.actions[0], offers);
    });
  }

  it('name the moment when a limit ends', () => {
    const retryAt = new Date(2031, 4, 6, 10, 2, 11).getTime();
    const text = failureOf(new AuthError('rate-limited', '', { details: { retryAt } }), connection)?.text ?? '';
    assert.match(text, /Try again after May 6, 2031, 10:02:11.AM\./);
  });

  it('are shorter where the evidence stands beside them', () => {
    const facts = { status: 401, service: { code: 'UNAUTHORIZED', text: 'wrong' } };
    const failure = failureOf(new AuthError('refused', '', facts), connection);
    assert.ok(failure);
    const { explanation } = failure;
    assert.equal(explanation.cause, `${host} rejected the credential for dana.`);
    assert.deepEqual(explanation.evidence, ['Status: 401', 'Server message: UNAUTHORIZED: wrong']);
  });

  it('name no connection to edit before there is one', () => {
    for (const code of ['no-credential', 'refused', 'expired-credential'] as const) {
      const text = failureOf(new AuthError(code, ''), connection, { saved: false })?.text ?? '';
      assert.ok(text.includes(host));
      assert.doesNotMatch(text, /edit the connection/i);
    }
  });

  it('are missing for what somebody cancelled', () => {
    assert.equal(failureOf(new AuthError('cancelled', ''), connection), undefined);
  });
});
