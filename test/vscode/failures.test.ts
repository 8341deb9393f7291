import { strict as assert } from 'node:assert';
import { AuthError, type AuthErrorCode, type ErrorDetails } from '../../src/auth/errors.js';
import type { Certificate } from '../../src/auth/certificate.js';
import type { AuthTrace, Purpose } from '../../src/auth/trace.js';
import { failureOf } from '../../src/ui/failures.js';

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
  /** Of the last request that was sent. */
  readonly purpose?: Purpose;
  /** Words that the message must hold. */
  readonly says: readonly string[];
  readonly offers: readonly string[];
  readonly never?: readonly string[];
}

const cases: readonly Case[] = [
  { code: 'invalid-input', details: { reason: 'it is empty' }, says: ['it is empty'], offers: ['edit'] },
  {
    code: 'invalid-input',
    status: 400,
    details: { host: 'auth.example', scopes: ['repository:team/app:delete'] },
    says: ['auth.example', 'delete on team/app', 'the service says so'],
    offers: ['log'],
  },
  { code: 'no-credential', says: [host, 'wants a user name and password', 'Edit the connection'], offers: ['edit'] },
  { code: 'changed', says: [host, 'was changed meanwhile'], offers: ['retry'] },
  { code: 'removed', says: [host, 'no longer there'], offers: [] },
  {
    code: 'no-credential',
    status: 401,
    details: { scopes: ['repository:team/app:pull'] },
    says: [host, 'pull on team/app', 'private', 'does not exist'],
    offers: ['edit'],
  },
  { code: 'not-a-registry', says: [host, 'address'], offers: ['edit'] },
  {
    code: 'unsupported-challenge',
    details: { reason: 'it asks for negotiate' },
    says: [host, 'it asks for negotiate'],
    offers: ['log'],
  },
  {
    code: 'untrusted-realm',
    details: { host, address: 'http://evil.example/token', reason: 'it is plain http' },
    says: [host, 'http://evil.example/token', 'it is plain http', 'Nothing was sent'],
    offers: ['log'],
  },
  {
    code: 'untrusted-realm',
    details: { host: 'auth.example', reason: 'auth.example leads to the loopback address 127.0.0.1' },
    says: ['auth.example was not asked', '127.0.0.1', 'Nothing was sent'],
    offers: ['log'],
  },
  {
    code: 'realm-needs-consent',
    details: { registry: host, origin: 'https://auth.example.net' },
    says: [host, 'https://auth.example.net'],
    offers: ['retry'],
  },
  {
    code: 'redirected',
    details: { address: 'https://other.example/token' },
    purpose: 'exchange',
    says: [host, 'https://other.example/token', 'was not sent there', 'only if you know'],
    offers: ['useAddress'],
  },
  {
    code: 'redirected',
    details: { address: 'https://other.example/v2/' },
    purpose: 'check',
    says: [host, 'https://other.example/v2/', 'was not sent there', 'Check the address'],
    offers: ['edit'],
    never: ['useAddress'],
  },
  {
    code: 'redirected',
    purpose: 'exchange',
    says: [host, 'names no usable address', 'Check the address'],
    offers: ['edit'],
    never: ['useAddress'],
  },
  { code: 'refused', says: [host, 'dana', 'edit the connection'], offers: ['edit'] },
  { code: 'locked', says: [host, 'dana', 'administrator'], offers: ['log'] },
  { code: 'second-factor', says: [host, 'access token'], offers: ['edit'] },
  { code: 'expired-credential', says: [host, 'dana', 'expired'], offers: ['edit'] },
  {
    code: 'denied',
    details: { scopes: ['repository:team/app:push'] },
    says: [host, 'dana', 'push on team/app', 'was not refused'],
    offers: ['log'],
  },
  { code: 'not-found', says: [host], offers: ['edit'] },
  { code: 'rate-limited', details: { retryAt: 0 }, says: [host, 'not at fault', 'try again after'], offers: ['retry'] },
  { code: 'server-failed', status: 503, says: [host, '503', 'not at fault'], offers: ['retry'] },
  { code: 'bad-response', says: [host], offers: ['log'] },
  { code: 'dns', details: { reason: 'the region may be wrong' }, says: [host, 'VPN', 'the region'], offers: ['retry'] },
  {
    code: 'redirected',
    details: { reason: 'it is another shop' },
    says: [host, 'it is another shop'],
    offers: ['log'],
  },
  {
    code: 'expired-credential',
    details: { command: 'aws sso login --profile work' },
    says: [host],
    offers: ['terminal', 'edit'],
  },
  { code: 'unreachable', details: { system: 'ECONNREFUSED' }, says: [host, 'ECONNREFUSED'], offers: ['retry'] },
  {
    code: 'timeout',
    details: { limit: 30_000 },
    says: [host, '30 seconds', 'registryAuth.requestTimeoutSeconds'],
    offers: ['retry'],
  },
  { code: 'tls', details: { system: 'CERT_REVOKED' }, says: [host, 'CERT_REVOKED'], offers: ['log'] },
  {
    code: 'tls',
    details: { tls: 'self-signed' },
    says: [host, 'signed by itself', 'Nothing was sent'],
    offers: ['log'],
  },
  {
    code: 'tls',
    details: { tls: 'unknown-authority', chain: [certificate] },
    says: [host, '“Example Root, R1”', 'not trusted'],
    offers: ['log'],
  },
  {
    code: 'tls',
    details: { tls: 'unknown-authority', chain: [certificate], proxy: 'proxy.example:3128' },
    says: [host, 'proxy.example:3128', 'may open connections'],
    offers: ['log'],
  },
  { code: 'tls', details: { tls: 'expired', chain: [certificate] }, says: [host, 'expired', '2025'], offers: ['log'] },
  {
    code: 'tls',
    details: { tls: 'not-yet-valid', chain: [certificate] },
    says: [host, 'only from', '2024', 'clock'],
    offers: ['log'],
  },
  {
    code: 'tls',
    details: { tls: 'wrong-host', chain: [certificate] },
    says: [host, 'a.example, b.example, c.example, and 2 more'],
    offers: ['log'],
  },
  { code: 'tls', details: { tls: 'protocol' }, says: [host, 'version'], offers: ['log'] },
  { code: 'tls', details: { tls: 'not-tls' }, says: [host, 'http://'], offers: ['log'] },
  { code: 'tls', details: { tls: 'handshake' }, says: [host, 'broke off'], offers: ['log'] },
  { code: 'tls', details: { tls: 'client-certificate' }, says: [host, 'wants a client certificate'], offers: ['log'] },
  { code: 'tls', details: { tls: 'client-certificate-refused' }, says: [host, 'refuses'], offers: ['log'] },
  { code: 'proxy', says: [host, 'proxy'], offers: ['retry'] },
  { code: 'proxy', details: { proxy: 'proxy.example:3128' }, says: [host, 'proxy.example:3128'], offers: ['retry'] },
  { code: 'clock', says: [host, 'clock'], offers: ['retry'] },
  { code: 'storage', details: { reason: 'no keyring' }, says: ['no keyring', 'See the log'], offers: ['log'] },
  { code: 'storage-behind', says: ['Reload'], offers: ['reload'] },
];

const traceOf = (purpose: Purpose): AuthTrace => ({
  machine: 'this machine',
  steps: [
    {
      purpose,
      method: 'GET',
      url: 'https://quay.example.com/',
      authorization: 'none',
      requestHeaders: {},
      startedAt: 0,
      duration: 1,
      headers: {},
    },
  ],
});

describe('words for failures', () => {
  for (const { code, status, details, purpose, says, offers, never = [] } of cases) {
    it(`of ${[code, status, purpose].filter(Boolean).join(' ')} name what happened, where, and what to do`, () => {
      const facts = {
        ...(status === undefined ? {} : { status }),
        service: { text: 'the service says so' },
        ...(details && { details }),
        ...(purpose && { trace: traceOf(purpose) }),
      };
      const failure = failureOf(new AuthError(code, 'for the log only', facts), connection);
      for (const words of says) assert.ok(failure?.text.includes(words), `"${words}" is not in: ${failure?.text}`);
      for (const action of offers)
        assert.ok(
          failure?.actions.some((one) => one === action),
          `no ${action}`,
        );
      assert.deepEqual(
        never.filter((action) => failure?.actions.some((one) => one === action)),
        [],
      );
      assert.ok(!failure?.text.includes('{') && !failure?.text.includes('undefined'), failure?.text);
      assert.ok(!failure?.text.includes('for the log only'));
    });
  }

  it('never ask for another password because the network or the service failed', () => {
    const elsewhere: readonly AuthErrorCode[] = [
      'rate-limited',
      'server-failed',
      'unreachable',
      'timeout',
      'tls',
      'proxy',
    ];
    for (const code of elsewhere) {
      const failure = failureOf(new AuthError(code, ''), connection);
      assert.ok(!failure?.actions.includes('edit'), code);
      assert.doesNotMatch(failure?.text ?? '', /password|retype|enter it again/i);
    }
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
