import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { Token } from '../../../src/auth/token.js';
import { type EcrPublicServer, startEcrPublicServer } from '../../../src/playground/ecr/publicGallery.js';
import { findKind } from '../../../src/registries/index.js';
import { saying } from '../../faults/saying.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import { send } from '../../playground/send.js';
import { outputText } from '../outputText.js';
import { failure } from './ecrWorld.js';

const { signal } = new AbortController();
let gallery: EcrPublicServer;
beforeAll(async () => {
  gallery = await startEcrPublicServer();
});
afterAll(() => gallery.stop());

async function get(credential: Credential) {
  const before = gallery.received.length;
  const connection = { ...connectionTo(gallery.origin, 'ecr-public', 'any'), settings: { endpoint: gallery.origin } };
  const result = await tokensFor(credential).get(connection, [], { signal });
  return { ...result, sent: gallery.received.slice(before).map(({ method, url }) => `${method} ${url}`) };
}
const pull = async (value: string) => {
  const { status, text, headers } = await send(`${gallery.origin}/v2/docker/library/hello-world/tags/list`, {
    headers: [['Authorization', `Bearer ${value}`]],
  });
  return { status, text, headers: headers as Record<string, string>, url: new URL(gallery.origin) };
};
const reader = (): Credential => {
  const { id, secret } = gallery.principals.reader;
  return { type: 'access-key', id, secret };
};
const text = (id: string, token: Token) => outputText(find(id), token, new URL(gallery.origin));
function find(id: string) {
  const found = findKind('ecr-public')?.outputs.find((one) => one.id === id);
  if (!found) {
    throw new Error(`no output ${id}`);
  }
  return found;
}

describe('ECR Public', () => {
  it('gives a Bearer token to anybody', async () => {
    const { token, sent } = await get({ type: 'anonymous' });
    expect(sent).toEqual(['GET /v2/', 'GET /token/?service=public.ecr.aws&scope=aws']);
    expect(token).toMatchObject({ scheme: 'Bearer', scopes: [], expirySource: 'assumed' });
    expect((await pull(token.value)).status).toBe(200);
    expect(() => text('password', token)).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });

  it('signs in with the pair that its API gives, in its only region', async () => {
    const { token, sent, trace } = await get(reader());
    expect(sent).toEqual(['POST /', 'GET /v2/', 'GET /token/?service=public.ecr.aws&scope=aws']);
    const [api, , exchange] = gallery.received.slice(-3);
    expect(api?.headers['x-amz-target']).toBe('SpencerFrontendService.GetAuthorizationToken');
    expect(api?.headers.authorization).toContain('/us-east-1/ecr-public/aws4_request');
    expect(exchange?.headers.authorization).toBe(`Basic ${token.refreshToken ?? ''}`);
    expect(token).toMatchObject({ scheme: 'Bearer', scopes: [], details: { user: 'AWS', region: 'us-east-1' } });
    expect((await pull(token.value)).status).toBe(200);
    const told = JSON.stringify([trace, token.details]);
    const password = Buffer.from(token.refreshToken ?? '', 'base64')
      .toString()
      .slice(4);
    for (const secret of [token.value, token.refreshToken ?? '', password]) {
      expect(told).not.toContain(secret);
    }

    expect(text('token', token)).toBe(token.value);
    expect(text('password', token)).toBe(password);
    expect(text('docker-login', token)).toBe(`docker login --username AWS --password-stdin ${gallery.host}`);
    expect(JSON.parse(text('answer', token))).toEqual({
      authorizationData: { authorizationToken: 'QVdT…', expiresAt: Date.parse(token.details?.expiresAt ?? '') / 1000 },
    });
  });

  it('names both rights that are needed', async () => {
    const { id, secret } = gallery.principals.stranger;
    const error = await failure(get({ type: 'access-key', id, secret }));
    expect(error).toMatchObject({ code: 'denied' });
    expect(error.details?.reason).toEqual(saying(/lacks ecr-public:GetAuthorizationToken; sts:GetServiceBearerToken/));
  });

  it('answers a damaged token with 400, which counts as ended', async () => {
    const answer = await pull('damaged');
    expect(answer.status).toBe(400);
    expect(findKind('ecr-public')?.isStale?.(answer)).toBe(true);
  });
});
