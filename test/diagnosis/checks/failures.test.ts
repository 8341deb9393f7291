import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isAuthError } from '../../../src/auth/errors.js';
import type { ChecklistLine } from '../../../src/diagnosis/checks/checklist.js';
import { diagnose } from '../../../src/diagnosis/diagnosis.js';
import { startEcrServer } from '../../../src/playground/ecr/index.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { answer, challenge, json, redirect } from '../../faults/answers.js';
import { authority } from '../../faults/certificate.js';
import { saying } from '../../faults/saying.js';
import { listenOn, type Routes, startFault } from '../../faults/server.js';
import { names } from '../situations/stage.js';
import { ends, evidence, examine, image, parts, running, service, states, upTo } from './examining.js';

describe('a whole use that fails ends at the check that is to blame:', () => {
  it.each<[string, (origin: string) => Routes, string, string]>([
    ['no registry', () => ({ '/v2/': answer(404) }), 'Registry API', 'not-a-registry'],
    ['no way to sign in', () => ({ '/v2/': challenge('Negotiate') }), 'Challenge', 'unsupported-challenge'],
    [
      'a token server that is refused',
      () => ({ '/v2/': challenge('Bearer realm="http://10.0.0.1/token"') }),
      'Token server',
      'untrusted-realm',
    ],
    [
      'a token server whose name does not exist',
      () => ({ '/v2/': challenge('Bearer realm="https://nowhere.127.0.0.1.test/token"') }),
      'Token server',
      'realm-needs-consent',
    ],
    [
      'a token server that has moved',
      () => ({ '/token': redirect(307, 'https://x.example/') }),
      'Token server',
      'redirected',
    ],
    ['a wrong password', () => ({ '/token': json(401, {}) }), 'Credential', 'refused'],
    ['a token server that fails', () => ({ '/token': answer(503) }), 'Token server', 'server-failed'],
    ['a token server that has had enough', () => ({ '/token': answer(429) }), 'Token server', 'rate-limited'],
    ['a token server that is none', () => ({ '/token': json(405, {}) }), 'Token server', 'bad-response'],
    // It does not say whether that is the credential or its rights.
    ['a 403 of the token server', () => ({ '/token': json(403, {}) }), 'Credential', 'denied'],
    ['a scope that is not understood', () => ({ '/token': json(400, {}) }), 'Scope', 'invalid-input'],
    [
      'a right that is left out',
      () => ({ '/token': json(200, { token: fakeJwt({ access: [] }) }) }),
      'Scope',
      'denied',
    ],
    ['no such tag', () => ({ '/v2/team/app/manifests/latest': json(404, {}) }), 'Pull a manifest', 'not-found'],
    ['a token that is refused', () => ({ '/v2/team/app/manifests/latest': answer(401) }), 'Pull a manifest', 'refused'],
    [
      'content at a place that cannot be reached',
      () => ({ '/v2/team/app/blobs/sha256:cfg': redirect(307, 'https://storage.registry.test/x') }),
      'Pull a blob',
      'dns',
    ],
  ])('%s', async (_, more, label, code) => {
    const server = await parts(more);
    let lines: readonly ChecklistLine[] = [];
    const found = await examine(server.origin, { image, shown: (now) => (lines = now) }).catch((error: unknown) => {
      if (isAuthError(error) && error.code === 'realm-needs-consent') {
        return { lines, error };
      }
      throw error;
    });
    // A request that was not understood says nothing of the credential.
    const expected = upTo(label).map((line) =>
      code === 'invalid-input' ? line.replace('Credential: passed', 'Credential: untested') : line,
    );
    expect(states(found)).toEqual(expected);
    expect(found.error?.code).toBe(code);
    expect(JSON.stringify(found.lines)).not.toMatch(/planted/);
    const tries = server.received.filter(({ rawHeaders }) => rawHeaders.some((text) => text.startsWith('Basic ')));
    expect(tries.length).toBeLessThanOrEqual(code === 'refused' && label !== 'Credential' ? 2 : 1);
  });

  it('nobody is there, and the address is tried by itself', async () => {
    const { host, stop } = await listenOn(createServer());
    await stop();
    const found = await examine(`http://${host}`, { image });
    expect(states(found)).toEqual(upTo('Address'));
    expect(evidence(found, 'Address')).toEqual({ tried: `${host} ECONNREFUSED` });
  });

  it('a token is refused by whom it is for, which says nothing of the credential', async () => {
    const server = await parts(() => ({ '/token': json(200, { token: 'opaque-token' }) }));
    const found = await examine(server.origin, { scopes: [] });
    expect(states(found).at(-1)).toBe('Test the token: failed');
    const diagnosis = found.error && diagnose(found.error, { saved: true });
    expect(diagnosis).toMatchObject({ cause: 'token-refused', next: 'again-then-tell' });
  });

  it('a right is missing of a service that knows no scopes', async () => {
    const { origin, principals } = await running(startEcrServer());
    const { id, secret } = principals.stranger;
    const settings = { region: 'eu-west-1', endpoint: origin };
    const how = { credential: { type: 'access-key', id, secret } as const, connection: { kind: 'ecr', settings } };
    expect(states(await examine(origin, { ...how, scopes: [] }))).toEqual([
      ...service.slice(0, 2),
      'Permission: failed',
      'Clock: not-reached',
      'Test the token: not-reached',
    ]);
  });

  it('somebody before a service of that sort refuses it, which says nothing of the sign-in', async () => {
    const { origin } = await running(
      startFault(() => ({ '*': answer(403, { 'Content-Type': 'text/html' }, '<title>Blocked</title>') })),
    );
    const credential = { type: 'shop-login', role: 'customer', username: 'dana', password: 'planted' } as const;
    const found = await examine(origin, { credential, connection: { kind: 'magento' }, scopes: [] });
    expect(states(found).slice(0, 3)).toEqual(['Address: passed', 'Sign-in: failed', 'Permission: not-reached']);
    expect(found.error?.code).toBe('denied');
  });

  it('nobody vouches for whom it meets, whose certificate is looked at by itself', async () => {
    const theirs = await authority('Authority of Example');
    const { origin, host } = await running(
      startFault(() => ({ '*': json(200, {}) }), { tls: await theirs.issue({ names: ['127.0.0.1'] }) }),
    );
    const found = await examine(origin, { image });
    expect(states(found)).toEqual(upTo('Address'));
    const [line] = found.lines;
    expect(line?.evidence.map(({ id }) => id)).toEqual(['tried', 'tls', 'certificate']);
    expect(evidence(found, 'Address')).toMatchObject({
      tried: expect.stringMatching(new RegExp(`^${host} \\d+ ms$`)) as unknown,
      tls: 'TLSv1.3',
      certificate: { certificate: { issuer: 'CN=Authority of Example' } },
    });
  });

  it('something else than TLS answers, which the trial by itself says too', async () => {
    const { host, stop } = await listenOn(createServer((socket) => void socket.end('SSH-2.0-other\r\n')));
    ends.push(stop);
    const found = await examine(`https://${host}`, { image });
    expect(states(found)).toEqual(upTo('Address'));
    expect(evidence(found, 'Address')).toMatchObject({ system: 'ERR_SSL_WRONG_VERSION_NUMBER' });
  });

  it('the name of a token server leads into this machine at the second look, where nothing is tried', async () => {
    let connections = 0;
    const { host, stop } = await listenOn(
      createServer((socket) => {
        connections += 1;
        socket.destroy();
      }),
    );
    ends.push(stop);
    const realm = `https://auth.example.com:${host.split(':')[1] ?? ''}`;
    const server = await parts(() => ({ '/v2/': challenge(`Bearer realm="${realm}/token"`) }));
    let looks = 0;
    const changing = names({ 'registry.test': '127.0.0.1' });
    const lookup: typeof changing = (name, options, done) => {
      if (name === 'auth.example.com') {
        looks += 1;
      }
      (looks > 1 ? names({ 'auth.example.com': '127.0.0.1' }) : changing)(name, options, done);
    };
    const found = await examine(server.origin.replace('127.0.0.1', 'registry.test'), {
      connection: { insecure: true },
      world: { lookup, realms: () => ({ allowed: [realm] }) },
    });
    expect(found.error?.code).toBe('dns');
    expect(evidence(found, 'Token server')).toMatchObject({
      leadsTo: '127.0.0.1',
      reason: saying(/loopback/),
    });
    expect(connections).toBe(0);
  });

  it('a name that leads to several addresses, of which none answers', async () => {
    const { host, stop } = await listenOn(createServer());
    await stop();
    const port = host.split(':')[1] ?? '';
    const lookup = names({ 'registry.test': '127.0.0.1' });
    const found = await examine(`http://registry.test:${port}`, { connection: { insecure: true }, world: { lookup } });
    expect(evidence(found, 'Address')).toEqual({ leadsTo: '127.0.0.1', tried: `127.0.0.1:${port} ECONNREFUSED` });
  });
});
