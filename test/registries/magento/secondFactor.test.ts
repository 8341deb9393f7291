// What a shop wants beside a right password.
import { lookup } from 'node:dns';
import { describe, expect, it } from 'vitest';
import type { Question } from '../../../src/auth/io.js';
import { Tokens } from '../../../src/tokens.js';
import { json } from '../../faults/answers.js';
import { saying } from '../../faults/saying.js';
import { type Ask, connect, failure, get, login, page, probeWith, protocols, shop, signal, wrong } from './shop.js';

describe('two factors', () => {
  const both = { active: ['duo_security', 'google'], allowed: ['duo_security', 'google'] };
  /** Answers in turn, and keeps the questions. */
  function asker(...codes: (() => string | undefined)[]) {
    const questions: Question[] = [];
    const ask: Ask = async (question) => {
      questions.push(question);
      return codes.shift()?.();
    };
    return { questions, ask };
  }

  it.each(protocols)('take one code, with the password sent to the route of the provider: %s', async (protocol) => {
    const server = await shop({ secondFactor: both });
    const code = server.code();
    const { questions, ask } = asker(() => ` ${code.slice(0, 3)} ${code.slice(3)} `);
    const { token, trace } = await get(server, server.credentials.admin, { ask, settings: { protocol } });
    expect(token.details?.realm).toContain(
      protocol === 'soap' ? '/soap/default' : '/rest/V1/tfa/provider/google/authenticate',
    );
    expect(questions).toEqual([
      {
        title: 'Two-Factor Sign-In at {host}',
        prompt: expect.stringContaining('Google Authenticator') as unknown,
        secret: false,
        values: { host: server.host, said: '' },
      },
    ]);
    expect(server.received.at(-1)?.body).toContain(code);
    expect(JSON.stringify(trace)).not.toContain(code);
    // By SOAP the admin service is replaced by another before any password is looked at.
    expect(server.received).toHaveLength(protocol === 'soap' ? 3 : 2);
    await probeWith(server, server.credentials.admin, token);
  });

  it('ask again for the code alone', async () => {
    const server = await shop({ secondFactor: both });
    const { questions, ask } = asker(
      () => '000000x',
      () => server.code(),
    );
    await get(server, server.credentials.admin, { ask });
    expect(questions[1]).toMatchObject({
      prompt: 'Code rejected. Enter the next one. {said}',
      values: { said: 'Invalid code.' },
    });
    expect(server.received).toHaveLength(3);
  });

  const onAuthy = { active: ['authy'], allowed: ['authy'] };
  const labels = ['Code from the Authy app', 'Text me a code (SMS)', 'Call me with a code'];

  it.each(protocols)('of Authy come as one likes: %s', async (protocol) => {
    for (const [index, label] of [...labels, 'Approve in the Authy app'].entries()) {
      const server = await shop({ secondFactor: onAuthy });
      const { questions, ask } = asker(
        () => label,
        () => (index < labels.length ? server.code() : 'approved'),
      );
      const { token } = await get(server, server.credentials.admin, { ask, settings: { protocol } });
      await probeWith(server, server.credentials.admin, token);
      expect(questions[0]?.choices).toHaveLength(4);
      const sent = server.received.filter(({ url, body }) => /send-token|SendToken/.test(url + body));
      expect(sent.map(({ body }) => />?"?(sms|call|onetouch)\b/.exec(body)?.[1])).toEqual(
        [[], ['sms'], ['call'], ['onetouch']][index],
      );
    }
  });

  it('that were denied on the phone are told, and not asked again', async () => {
    const server = await shop({ secondFactor: { ...onAuthy, onPhone: 'deny' } });
    const { questions, ask } = asker(
      () => 'Approve in the Authy app',
      () => 'approved',
    );
    expect(await failure(server, server.credentials.admin, { ask })).toMatchObject({
      code: 'second-factor',
      service: { text: 'Onetouch prompt was denied or timed out.' },
    });
    expect(questions[1]?.choices).toEqual([{ value: 'approved', label: 'I approved it' }]);
    expect(server.received).toHaveLength(3);
  });

  it('offer every provider that works here', async () => {
    const all = ['u2fkey', 'google', 'authy'];
    const server = await shop({ secondFactor: { active: all, allowed: all } });
    const { questions, ask } = asker(
      () => 'Code from Google Authenticator (or another authenticator app)',
      () => server.code(),
    );
    await get(server, server.credentials.admin, { ask });
    expect(questions[0]?.choices).toHaveLength(5);
  });

  it('end after three codes', async () => {
    const server = await shop({ secondFactor: both });
    const { ask } = asker(
      () => '111111',
      () => '222222',
      () => '333333',
      () => '444444',
    );
    expect(await failure(server, server.credentials.admin, { ask })).toMatchObject({
      code: 'second-factor',
      service: { text: 'Invalid code.' },
      details: { reason: saying('3 codes were rejected') },
    });
    expect(server.received).toHaveLength(4);
  });

  it('end quietly when nobody answers', async () => {
    const server = await shop({ secondFactor: both });
    const { ask } = asker(() => undefined);
    expect(await failure(server, server.credentials.admin, { ask })).toMatchObject({ code: 'cancelled' });
    expect(server.received).toHaveLength(1);
  });

  it('are not asked for in the background', async () => {
    const server = await shop({ secondFactor: both });
    expect(await failure(server, server.credentials.admin)).toMatchObject({ code: 'second-factor' });
  });

  it.each([
    [
      'need a browser',
      { active: ['duo_security', 'u2fkey'], allowed: [] },
      /Duo Security or a security key .* browser/,
    ],
    ['are of an unknown sort', { active: ['carrier_pigeon'], allowed: [] }, /“carrier_pigeon” works only in a browser/],
    ['are not set up', { active: [], allowed: ['google'] }, /sent an email/],
  ])('that %s are explained', async (_, secondFactor, reason) => {
    const server = await shop({ secondFactor });
    const { questions, ask } = asker();
    for (const protocol of ['rest-json', 'rest-xml']) {
      const error = await failure(server, server.credentials.admin, { ask, settings: { protocol } });
      expect([error.code, error.details?.reason]).toEqual(['second-factor', saying(reason)]);
    }
    expect(questions).toEqual([]);
  });

  it('that nobody allowed yet are the shop’s own words', async () => {
    const server = await shop({ secondFactor: { active: [], allowed: [] } });
    expect(await failure(server, server.credentials.admin)).toMatchObject({
      code: 'second-factor',
      details: { field: 'setup', reason: saying(/administrator must set up two-factor sign-in/) },
      service: { text: expect.stringContaining('administrator') as unknown },
    });
  });

  it.each([
    [
      'one of which is not set up',
      400,
      {
        message: 'You are required to configure personal Two-Factor Authorization in order to login.',
        parameters: { providers: ['google', 'authy'], active_providers: ['authy'] },
      },
      /sent an email/,
    ],
    ['told in another language', 400, { message: 'Bitte', parameters: { providers: ['google'] } }, /sent an email/],
    [
      'whose mail could not be sent',
      400,
      { message: 'Failed to send the message. Please contact the administrator', parameters: [] },
      /couldn’t send the setup email/,
    ],
  ])('%s: no code is asked for, which could not succeed', async (_, status, body, reason) => {
    const server = await page({ '/rest/V1/integration/admin/token': json(status, body) });
    const { questions, ask } = asker(() => '1');
    const error = await failure(server, login({ role: 'admin' }), { ask });
    expect(error).toMatchObject({ code: 'second-factor', details: { field: 'setup', reason: saying(reason) } });
    expect(questions).toEqual([]);
  });

  it('that an older shop does not name are all offered', async () => {
    const server = await page({
      '/rest/V1/integration/admin/token': json(400, {
        message: 'Please use the 2fa provider-specific endpoints to obtain a token.',
      }),
      '/rest/V1/tfa/provider/google/authenticate': json(200, 'a-token-of-thirty-two-characters'),
    });
    const { questions, ask } = asker(
      () => 'Code from Google Authenticator (or another authenticator app)',
      () => '123456',
    );
    const { token } = await get(server, login({ role: 'admin' }), { ask });
    expect(token.value).toBe('a-token-of-thirty-two-characters');
    expect(questions[0]?.choices?.length).toBeGreaterThan(1);
  });

  it('are not named after a wrong password', async () => {
    const server = await shop({ secondFactor: both });
    const { questions, ask } = asker(() => '1');
    expect(await failure(server, wrong(server.credentials.admin), { ask })).toMatchObject({ code: 'refused' });
    expect(questions).toEqual([]);
  });

  it('that come as an answer and not as an error are understood too', async () => {
    const server = await page({
      '/rest/V1/integration/admin/token': json(200, {
        user_id: 1,
        message: 'Use the endpoints.',
        active_providers: [{ code: 'authy' }],
      }),
      '/rest/V1/tfa/provider/authy/authenticate': json(200, 'a-token-of-thirty-two-characters'),
    });
    const { questions, ask } = asker(
      () => 'Code from the Authy app',
      () => '1234567',
    );
    const { token } = await get(server, login({ role: 'admin' }), { ask });
    expect([token.value, questions[1]?.prompt]).toEqual([
      'a-token-of-thirty-two-characters',
      'Code from the Authy app',
    ]);
  });

  it('keep the token that was won while the credential was tried', async () => {
    const server = await shop({ secondFactor: both });
    const { admin } = server.credentials;
    const { ask } = asker(() => server.code());
    const tokens = new Tokens({
      machine: 'test machine',
      now: () => Date.now(),
      lookup,
      timeout: 10_000,
      credential: () => Promise.resolve(admin),
      realms: () => ({ allowed: [] }),
    });
    const won = await tokens.try(connect(server, {}), admin, [], { signal, ask });
    const kept = await tokens.get(connect(server, {}), [], { signal });
    expect([kept.cached, kept.token.value]).toEqual([true, won.token.value]);
  });
});

it('a CAPTCHA on the shop of the playground is recognised', async () => {
  const server = await shop({ captcha: true });
  for (const protocol of protocols) {
    expect(await failure(server, server.credentials.customer, { settings: { protocol } })).toMatchObject({
      code: 'unsupported-challenge',
      details: { schemes: ['reCAPTCHA'] },
    });
  }
});
