// Verify the signature with keys from an address, outside the editor: who was asked, and what the person was asked first.
import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../../src/auth/http.js';
import { inspectToken } from '../../../src/inspection/inspection.js';
import type { Tokens } from '../../../src/tokens.js';
import type { OnPage } from '../../../src/ui/inspect/shownToken.js';
import { verifyAction } from '../../../src/ui/inspect/signatureActions.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { connectionTo } from '../../loopbackTokens.js';
import type { Reply } from '../../vscode/script.js';
import { surfaceAt } from '../surfaceAt.js';

const ISSUER = 'https://issuer.example';
const KEYS = 'https://keys.example/jwks';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const ok = (value: object): Partial<HttpResponse> => ({ status: 200, text: JSON.stringify(value) });
const moved = (location: string): Partial<HttpResponse> => ({ status: 302, headers: { location } });
const keys = ok({ keys: [publicKey.export({ format: 'jwk' })] });

/** A person with a token of this issuer, before hosts that answer like that. */
function person(replies: readonly Reply[], answers: Readonly<Record<string, Partial<HttpResponse>>>, iss = ISSUER) {
  const sent: string[] = [];
  const http = (request: HttpRequest): Promise<HttpResponse> => {
    sent.push(request.url.href);
    const found = answers[request.url.href] ?? { status: 404 };
    const { url } = request;
    const times = { sentAt: 0, receivedAt: 0, step: 0, authenticate: [] };
    return Promise.resolve({ ...times, url, status: 200, headers: {}, text: '', ...found });
  };
  const traced: Pick<Tokens, 'traced'>['traced'] = async (_secrets, _connection, _options, run) => ({
    value: await run({ http } as unknown as Parameters<typeof run>[0]),
    trace: { machine: 'test', steps: [] },
  });
  const at = surfaceAt(
    connectionTo('https://registry.example', 'oci', 'password'),
    { traced } as unknown as Tokens,
    replies,
  );
  const signed = `${part({ alg: 'EdDSA' })}.${part({ iss, sub: 'dana' })}`;
  const value = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  const nothing = (): Promise<void> => Promise.resolve();
  const on: OnPage = {
    surface: at.surface,
    shown: { from: 'paste', value, evidence: {} },
    inspection: inspectToken({ token: value, now: 0 }),
    show: nothing,
    open: nothing,
  };
  return { run: () => verifyAction.run(on), sent, ...at };
}

const address: Reply[] = [{ pick: 'Fetch Keys from a URL' }, { text: KEYS }];
const issuer: Reply = { pick: 'Fetch Keys from the Issuer' };

it('names the host before it is asked, and the address in the result', async () => {
  const { run, sent, person: asked } = person([...address, { confirm: true, to: KEYS }], { [KEYS]: keys });
  await run();
  asked.done();
  expect(asked.told.map(({ text }) => text).join()).toMatch(/matches .* from https:\/\/keys\.example\/jwks\.$/);
  expect(sent).toEqual([KEYS]);
});

it('asks again where the keys are at another origin, and names both', async () => {
  const target = 'https://cdn.example/keys';
  const answers = { [KEYS]: moved(target), [target]: keys };
  const question = `Fetch keys from cdn.example? keys.example redirects to this address. ${target}`;
  const refused = person([...address, { confirm: true }, { confirm: false, to: question }], answers);
  expect((await authErrorOf(refused.run())).code).toBe('cancelled');
  refused.person.done();
  expect(refused.sent).toEqual([KEYS]);

  const agreed = person([...address, { confirm: true }, { confirm: true, to: question }], answers);
  await agreed.run();
  agreed.person.done();
  expect(agreed.sent).toEqual([KEYS, target]);
  expect(agreed.person.told.map(({ text }) => text).join()).toContain(`from ${target}.`);
});

it('asks in few words about a long address', async () => {
  const target = `https://cdn.example/${'k'.repeat(60_000)}`;
  const { run, person: asked } = person([...address, { confirm: true }, { confirm: true, to: 'cdn.example' }], {
    [KEYS]: moved(target),
    [target]: keys,
  });
  await run();
  asked.done();
  for (const text of [...asked.asked, ...asked.told.map((message) => message.text)]) {
    expect(text.length).toBeLessThan(600);
  }
});

it('asks about each host on the way from the issuer to its keys', async () => {
  const document = `${ISSUER}/.well-known/openid-configuration`;
  const answers = { [document]: ok({ issuer: ISSUER, jwks_uri: KEYS }), [KEYS]: keys };
  const {
    run,
    sent,
    person: asked,
  } = person([issuer, { confirm: true, to: document }, { confirm: true, to: KEYS }], answers);
  await run();
  asked.done();
  expect(sent).toEqual([document, KEYS]);
});

it('asks and sends nothing where the issuer holds a user name and password', async () => {
  const { run, sent, person: asked } = person([issuer], {}, 'https://dana:hunter2@issuer.example');
  const failure = await authErrorOf(run());
  expect(failure.code).toBe('invalid-input');
  expect(JSON.stringify([failure.message, failure.details, asked.asked])).not.toContain('hunter2');
  asked.done();
  expect(sent).toEqual([]);
});

it.each(['https://dana:hunter2@keys.example/jwks', 'https://dana@keys.example/', 'http://keys.example/', 'keys'])(
  'takes no address such as %s',
  async (text) => {
    const { run, sent, person: asked } = person([{ pick: 'Fetch Keys from a URL' }, { text }], {});
    await run().catch(() => undefined);
    expect(() => {
      asked.done();
    }).toThrow(/user name or password|begins with https/);
    expect(sent).toEqual([]);
  },
);
