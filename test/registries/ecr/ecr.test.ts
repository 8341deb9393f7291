// GetAuthorizationToken, and what its answer is shown as.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../../src/inspection/inspection.js';
import { startEcrServer } from '../../../src/playground/ecr/index.js';
import { authenticateEcr } from '../../../src/registries/ecr/privateRegistry.js';
import { findKind } from '../../../src/registries/index.js';
import { opaqueForms, tokenKnowledge } from '../../../src/registries/tokenKnowledge.js';
import { saying } from '../../faults/saying.js';
import { startFault } from '../../faults/server.js';
import { outputText } from '../outputText.js';
import { amz, ecr, get, keyOf, settings, stops } from './access.js';
import { connections, ecrRequest, ecrWorld, emptyMachine, failure } from './ecrWorld.js';

describe('GetAuthorizationToken', () => {
  it('sends one signed request and shows what came', async () => {
    const before = ecr.received.length;
    const { token, trace } = await get(keyOf(ecr.principals.reader));
    const [sent, ...rest] = ecr.received.slice(before);
    expect(rest).toEqual([]);
    expect(sent).toMatchObject({ method: 'POST', url: '/', body: '{}' });
    expect(sent?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
    });
    expect(sent?.headers.authorization).toContain('/eu-west-1/ecr/aws4_request');
    expect(sent?.headers).not.toHaveProperty('x-amz-security-token');

    const pair = Buffer.from(token.value, 'base64').toString();
    expect(pair).toMatch(/^AWS:[A-Za-z0-9+/=]+$/);
    const end = token.expiresAt ?? 0;
    expect(token).toMatchObject({ scheme: 'Basic', use: 'access', expirySource: 'service', scopes: [] });
    expect(end - token.obtainedAt).toBeGreaterThan(11.9 * 3600_000);
    expect(token.renewAt).toBe(token.obtainedAt + (end - token.obtainedAt) / 2);
    expect(token.granted).toBeUndefined();
    expect(token.details).toEqual({
      user: 'AWS',
      password: '…',
      expiresAt: new Date(end).toISOString(),
      passwordType: 'DATA_KEY',
      passwordVersion: '2',
      realm: ecr.origin,
      proxyEndpoint: ecr.origin,
      region: 'eu-west-1',
      registry: ecr.origin,
      source: `access key ${ecr.principals.reader.id}`,
    });
    expect(trace.steps).toMatchObject([
      { method: 'POST', status: 200, authorization: 'other', body: { text: '{}' }, purpose: 'sign-in' },
    ]);
    const told = JSON.stringify([trace, token.details]);
    for (const secret of [ecr.principals.reader.secret, token.value, pair.slice(4)]) {
      expect(told).not.toContain(secret);
    }
    expect(told).not.toMatch(/Signature=|AWS4-HMAC/);
  });

  it('sends and signs the session token of a temporary key, and keeps it out of the trace', async () => {
    const { trace } = await get(keyOf(ecr.principals.session));
    const sent = ecr.received.at(-1);
    expect(sent?.headers['x-amz-security-token']).toBe(ecr.principals.session.sessionToken);
    expect(sent?.headers.authorization).toMatch(/SignedHeaders=\S*x-amz-security-token/);
    expect(JSON.stringify(trace)).not.toContain(ecr.principals.session.sessionToken);
  });

  it('names the account only where the connection does', async () => {
    await get(keyOf(ecr.principals.reader), { account: '210987654321' });
    expect(JSON.parse(ecr.received.at(-1)?.body ?? '')).toEqual({ registryIds: ['210987654321'] });
  });

  it('leaves this machine for nowhere, whatever the environment says', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'ecr-planted-'));
    stops.push(() => rm(home, { recursive: true }));
    await mkdir(path.join(home, '.aws'));
    await writeFile(
      path.join(home, '.aws', 'config'),
      '[default]\nendpoint_url = http://192.0.2.1\nregion = us-east-1\n',
    );
    const before = process.env.HOME;
    const planted = {
      HOME: home,
      AWS_ENDPOINT_URL: 'http://192.0.2.1',
      AWS_REGION: 'us-east-1',
      AWS_PROFILE: 'other',
    };
    const { io, lookedUp } = ecrWorld();
    const server = await startEcrServer(); // no connection of an earlier test is left open
    stops.push(server.stop);
    Object.assign(process.env, planted);
    try {
      const seen = await connections(() =>
        authenticateEcr(ecrRequest(server.origin, keyOf(server.principals.reader), settings(server)), io, emptyMachine),
      );
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter((address) => !address.startsWith('127.'))).toEqual([]);
      expect(lookedUp).toEqual([]);
    } finally {
      for (const name of Object.keys(planted)) {
        Reflect.deleteProperty(process.env, name);
      }
      if (before !== undefined) {
        process.env.HOME = before;
      }
    }
  });

  it.each([
    ['classic', '123456789012.dkr.ecr.eu-west-1.amazonaws.com', 'api.ecr.eu-west-1.amazonaws.com'],
    ['FIPS', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'api.ecr-fips.us-east-1.amazonaws.com'],
    ['dual-stack', '123456789012.dkr-ecr.eu-west-1.on.aws', 'ecr.eu-west-1.api.aws'],
    ['China', '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'api.ecr.cn-north-1.amazonaws.com.cn'],
    ['EU sovereign', '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'api.ecr.eusc-de-east-1.amazonaws.eu'],
    ['isolated', '123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'api.ecr.us-iso-east-1.c2s.ic.gov'],
    ['a region alone', 'api.ecr.eu-west-1.amazonaws.com', 'api.ecr.eu-west-1.amazonaws.com'],
    ['a region that is none', '123456789012.dkr.ecr.mars-west-1.amazonaws.com', 'api.ecr.mars-west-1.amazonaws.com'],
  ])('asks the API of a host: %s', async (_, host, api) => {
    const { io, lookedUp } = ecrWorld();
    const error = await failure(
      authenticateEcr(ecrRequest(`https://${host}`, keyOf(ecr.principals.reader), {}), io, emptyMachine),
    );
    expect([...new Set(lookedUp)]).toEqual([api]);
    expect(error).toMatchObject({
      code: 'dns',
      details: { host: api, reason: saying(/check the region/) },
    });
  });
});

describe('a default registry', () => {
  it('is the one that the answer names', async () => {
    const proxyEndpoint = 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com';
    const server = await startFault(() => ({
      '/': amz(200, { authorizationData: [{ authorizationToken: 'QVdTOnB3', expiresAt: 1.9e9, proxyEndpoint }] }),
    }));
    stops.push(server.stop);
    const request = (address: string) => ecrRequest(address, keyOf(ecr.principals.reader), { endpoint: server.origin });
    const registryOf = async (address: string) =>
      (await authenticateEcr(request(address), ecrWorld().io, emptyMachine)).details?.registry;
    expect(await registryOf('https://api.ecr.eu-west-1.amazonaws.com')).toBe(proxyEndpoint);
    // Another account's registry takes the same token: it stays the one of the connection.
    const other = 'https://210987654321.dkr.ecr.eu-west-1.amazonaws.com';
    expect(await registryOf(other)).toBe(other);
  });
});

describe('the panel', () => {
  it('says whom the token speaks for and how long, and shows the answer without the password', async () => {
    const { token } = await get(keyOf(ecr.principals.reader));
    const kind = findKind('ecr');
    if (!kind) {
      throw new Error('no kind');
    }
    const now = token.obtainedAt;
    const { answers, details } = inspectToken({
      token,
      host: ecr.host,
      account: 'dana',
      knowledge: tokenKnowledge(kind),
      now,
    });
    expect(answers[0].sentence.map((piece) => ('text' in piece ? piece.text : '@')).join('')).toBe(
      `This token identifies dana on ${ecr.host} for @. It doesn’t state what it grants.`,
    );
    expect(Object.fromEntries(details.map(({ name, value }) => [name, value]))).toEqual({
      user: 'AWS',
      password: '•••',
      proxyEndpoint: ecr.origin,
      expiresAt: token.details?.expiresAt,
      region: 'eu-west-1',
      source: `access key ${ecr.principals.reader.id}`,
      passwordType: 'DATA_KEY',
      passwordVersion: '2',
    });
  });
});

it('the sentence names the id of an access key, or the role', async () => {
  const { token } = await get(keyOf(ecr.principals.reader));
  const kind = findKind('ecr');
  for (const account of [ecr.principals.reader.id, 'arn:aws:iam::123456789012:role/reader']) {
    const { answers } = inspectToken({
      token,
      host: ecr.host,
      account,
      ...(kind && { knowledge: tokenKnowledge(kind) }),
      opaqueForms,
      now: token.obtainedAt,
    });
    expect(answers[0].sentence.map((piece) => ('text' in piece ? piece.text : '@')).join('')).toContain(
      `identifies ${account} on`,
    );
  }
});

describe('outputs', () => {
  it('never pass the pair off as the password', async () => {
    const { token } = await get(keyOf(ecr.principals.reader));
    const password = Buffer.from(token.value, 'base64').toString().slice(4);
    const texts = Object.fromEntries(
      (findKind('ecr')?.outputs ?? []).map((output) => [output.label, outputText(output, token, new URL(ecr.origin))]),
    );
    const { 'Answer as JSON': answer = '', ...others } = texts;
    expect(others).toEqual({
      'Authorization token (user and password in base64, not the password)': token.value,
      'Password (for docker login)': password,
      'Authorization: Basic header': `Authorization: Basic ${token.value}`,
      'docker login command': `docker login --username AWS --password-stdin ${ecr.host}`,
      'environment variable REGISTRY_TOKEN': expect.stringContaining(token.value) as unknown,
      'curl command': `curl --header 'Authorization: Basic ${token.value}' ${ecr.origin}/v2/`,
    });
    expect(Object.keys(texts)[0]).toContain('not the password');
    // The shape of the documented answer, whose `expiresAt` is seconds with a fraction.
    expect(JSON.parse(answer)).toEqual({
      authorizationData: [
        { authorizationToken: 'QVdT…', expiresAt: (token.expiresAt ?? 0) / 1000, proxyEndpoint: ecr.origin },
      ],
    });
  });
});
