import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerText } from '../../src/auth/answerText.js';
import { inspectToken } from '../../src/auth/inspection.js';
import type { InspectionInput } from '../../src/auth/inspection.js';
import { leakedWords } from '../../src/auth/leakedWords.js';
import type { Token } from '../../src/auth/token.js';
import { lifeOf } from '../../src/connections/life.js';

const HOST = 'quay.example.com';
const NOW = 1_790_000_000_000;
const seconds = NOW / 1000;
const minute = 60_000;

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: object, header: object = { alg: 'RS256', kid: 'k' }) => `${encode(header)}.${encode(claims)}.c2ln`;

const pull = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
/** Claims of a token issued 14 minutes ago, good for 46 more. */
const usual = { sub: 'dana', aud: HOST, iat: seconds - 840, exp: seconds + 46 * 60, access: pull };

function fetched(value: string, more: Partial<Token> = {}): Token {
  const exp = claimsOf(value).exp;
  return {
    scheme: 'Bearer',
    value,
    use: 'access',
    obtainedAt: NOW - 14 * minute,
    ...(typeof exp === 'number' ? { expiresAt: exp * 1000, expirySource: 'claim' } : { expirySource: 'none' }),
    scopes: ['repository:team/app:pull'],
    details: { realm: `https://${HOST}/token`, service: HOST },
    ...more,
  };
}

function claimsOf(value: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const inspect = (token: Token | string, more: Partial<InspectionInput> = {}) =>
  inspectToken({ token, now: NOW, ...(typeof token !== 'string' && { host: HOST }), ...more });
const answer = (...[token, more]: Parameters<typeof inspect>) => inspect(token, more).answers[0];
const access = (...scopes: string[]) => {
  const entries = scopes.map((scope) => scope.split(':'));
  return entries.map(([type, name, actions = '']) => ({ type, name, actions: actions.split(',').filter(Boolean) }));
};

describe('the first sentence', () => {
  const fine = { ...usual };
  const app = 'repository:team/app:pull';

  it.each<[string, Token | string, string, string, string, Partial<InspectionInput>?]>([
    [
      'fetched and fine',
      fetched(jwt(fine)),
      'dana may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'pull and push',
      fetched(jwt({ ...fine, access: access('repository:team/app:push,pull') })),
      'dana may pull from and push to team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'two repositories alike',
      fetched(jwt({ ...fine, access: access(app, 'repository:team/base:pull') })),
      'dana may pull from team/app and team/base on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'two repositories with different actions',
      fetched(jwt({ ...fine, access: access(app, 'repository:team/base:delete') })),
      'dana may pull from team/app and delete from team/base on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'many repositories',
      fetched(jwt({ ...fine, access: access(...['a', 'b', 'c', 'd', 'e'].map((name) => `repository:${name}:pull`)) }), {
        scopes: [],
      }),
      'dana may pull from a, b, c and 2 more on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'wildcard',
      fetched(jwt({ ...fine, access: access('repository:team/app:*') })),
      'dana may do everything with team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'catalogue',
      fetched(jwt({ ...fine, access: access('registry:catalog:*') }), { scopes: ['registry:catalog:*'] }),
      'dana may list the catalogue on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'another type and action',
      fetched(jwt({ ...fine, access: access('artifact-repository:charts/x:metadata_read') }), { scopes: [] }),
      'dana may use “metadata_read” on artifact-repository charts/x on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'many actions',
      fetched(jwt({ ...fine, access: access('repository:team/app:pull,a,b,c,d') })),
      'dana may pull from, use “a” on, use “b” on and do 2 more things with team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'less than asked',
      fetched(jwt(fine), { scopes: ['repository:team/app:pull,push'] }),
      'dana may pull from team/app on quay.example.com for 46 more minutes. Push to team/app was asked for and not granted.',
      'valid',
      'good',
    ],
    [
      'several missing',
      fetched(jwt(fine), {
        scopes: ['repository:team/app:pull,push', 'repository:team/base:pull', 'registry:catalog:*'],
      }),
      'dana may pull from team/app on quay.example.com for 46 more minutes. Push to team/app, pull from team/base and list the catalogue were asked for and not granted.',
      'valid',
      'good',
    ],
    [
      'anonymous',
      fetched(jwt({ ...fine, sub: '' })),
      'Anyone may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'anonymous in words',
      fetched(jwt({ ...fine, sub: '(anonymous)' })),
      'Anyone may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'no subject, account known',
      fetched(jwt({ ...fine, sub: undefined })),
      'kim may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
      { account: 'kim' },
    ],
    [
      'subject is an id, account known',
      fetched(jwt({ ...fine, sub: '11111111-2222-3333-4444-555555555555' })),
      'kim may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
      { account: 'kim' },
    ],
    [
      'nobody named',
      fetched(jwt({ ...fine, sub: undefined })),
      'Whoever holds it may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'no expiry',
      fetched(jwt({ ...fine, exp: undefined })),
      'dana may pull from team/app on quay.example.com, with no stated expiry.',
      'no-expiry',
      'plain',
    ],
    [
      'assumed expiry',
      fetched(jwt({ ...fine, exp: undefined }), { expiresAt: NOW + minute, expirySource: 'assumed' }),
      'dana may pull from team/app on quay.example.com, with no stated expiry.',
      'no-expiry',
      'plain',
    ],
    [
      'expiring',
      fetched(jwt({ ...fine, exp: seconds + 59 })),
      'dana may pull from team/app on quay.example.com for 59 more seconds.',
      'expiring',
      'warn',
    ],
    [
      'expired',
      fetched(jwt({ ...fine, exp: seconds - 300 })),
      'quay.example.com will refuse this token: it expired 5 minutes ago.',
      'expired',
      'bad',
    ],
    [
      'refused when it was shown',
      fetched(jwt(fine)),
      'quay.example.com refused this token 3 minutes ago.',
      'refused',
      'bad',
      { refused: { host: HOST, at: NOW - 180_000 } },
    ],
    [
      'other audience',
      fetched(jwt({ ...fine, aud: 'other.example.com' })),
      'quay.example.com will refuse this token: it was made for other.example.com.',
      'blocked',
      'bad',
    ],
    [
      'other audiences',
      fetched(jwt({ ...fine, aud: ['a.example', 'b.example'] })),
      'quay.example.com will refuse this token: it was made for a.example.',
      'blocked',
      'bad',
    ],
    [
      'one of several audiences',
      fetched(jwt({ ...fine, aud: ['a.example', HOST] })),
      'dana may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'audience is the service',
      fetched(jwt({ ...fine, aud: 'container_registry' }), { details: { service: 'container_registry' } }),
      'dana may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'audience is a name, service unknown',
      fetched(jwt({ ...fine, aud: 'container_registry' }), { details: {} }),
      'dana may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'audience with scheme',
      fetched(jwt({ ...fine, aud: `https://${HOST}/` })),
      'dana may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'audience null',
      fetched(jwt({ ...fine, aud: null })),
      'dana may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'good',
    ],
    [
      'refresh token for a scope',
      fetched(jwt({ ...fine, grant_type: 'refresh_token', access: undefined }), { use: 'refresh' }),
      'quay.example.com will refuse this token: it is a refresh token, which only gets access tokens.',
      'blocked',
      'bad',
    ],
    [
      'refresh token as such',
      fetched(jwt({ ...fine, grant_type: 'refresh_token', access: undefined, exp: seconds + 3 * 3600 }), {
        use: 'refresh',
        scopes: [],
      }),
      'dana may get access tokens on quay.example.com with this refresh token for 3 more hours.',
      'valid',
      'good',
    ],
    [
      'nothing granted',
      fetched(jwt({ ...fine, access: access('repository:team/app:') })),
      'Signed in as dana; nothing was granted.',
      'nothing-granted',
      'warn',
    ],
    [
      'access null',
      fetched(jwt({ ...fine, access: null })),
      'Signed in as dana; nothing was granted.',
      'nothing-granted',
      'warn',
    ],
    [
      'nothing granted to nobody',
      fetched(jwt({ ...fine, sub: '', access: [] })),
      'Not signed in; nothing was granted.',
      'nothing-granted',
      'warn',
    ],
    [
      'nothing granted, nobody named',
      fetched(jwt({ ...fine, sub: undefined, access: [] })),
      'Nothing was granted.',
      'nothing-granted',
      'warn',
    ],
    [
      'nothing asked for',
      fetched(jwt({ ...fine, access: [] }), { scopes: [] }),
      'Signed in as dana; nothing was asked for.',
      'nothing-granted',
      'warn',
    ],
    [
      'grants not told',
      fetched(jwt({ ...fine, access: undefined })),
      'This token speaks for dana on quay.example.com for 46 more minutes; it does not say what it grants.',
      'valid',
      'plain',
    ],
    [
      'opaque',
      fetched('abc', { expiresAt: NOW + 59 * minute, expirySource: 'expires_in' }),
      'Only quay.example.com can read this token, so what it grants cannot be told. It is good for 59 more minutes.',
      'opaque',
      'plain',
    ],
    [
      'opaque, no expiry',
      fetched('abc'),
      'Only quay.example.com can read this token, so what it grants cannot be told.',
      'opaque',
      'plain',
    ],
    [
      'opaque, expired',
      fetched('abc', { expiresAt: NOW - minute, expirySource: 'expires_in' }),
      'quay.example.com will refuse this token: it expired 1 minute ago.',
      'expired',
      'bad',
    ],
    [
      'opaque, but the answer told the scope',
      fetched('abc', { granted: [app], expiresAt: NOW + 5 * minute, expirySource: 'expires_in', obtainedAt: NOW }),
      'kim may pull from team/app on quay.example.com for 5 more minutes.',
      'valid',
      'good',
      { account: 'kim' },
    ],
    [
      'encrypted',
      fetched(`${encode({ enc: 'A256GCM' })}.a.b.c.d`),
      'This token is encrypted: only quay.example.com can read what it grants.',
      'encrypted',
      'plain',
    ],
    [
      'damaged',
      fetched(`${encode({ alg: 'RS256' })}.!.c2ln`),
      'This looks like a JWT, but it is damaged and cannot be read.',
      'damaged',
      'bad',
    ],
    [
      'Basic',
      fetched('ZGFuYTpzZWNyZXQ=', { scheme: 'Basic' }),
      'quay.example.com hands out no tokens: this is the user name and password themselves.',
      'no-expiry',
      'plain',
    ],
    [
      'pasted',
      jwt(fine),
      'This token says dana may pull from team/app on quay.example.com for 46 more minutes; nobody has checked it.',
      'valid',
      'plain',
    ],
    [
      'pasted, no host in it',
      jwt({ ...fine, aud: undefined }),
      'This token says dana may pull from team/app for 46 more minutes; nobody has checked it.',
      'valid',
      'plain',
    ],
    [
      'pasted, anonymous',
      jwt({ ...fine, sub: '' }),
      'This token says anyone may pull from team/app on quay.example.com for 46 more minutes; nobody has checked it.',
      'valid',
      'plain',
    ],
    [
      'pasted, expired',
      jwt({ ...fine, exp: seconds - 3 * 3600 }),
      'This token says it expired 3 hours ago; nobody has checked it.',
      'expired',
      'bad',
    ],
    [
      'pasted, other host',
      jwt({ ...fine, aud: 'other.example.com' }),
      'This token says it was made for other.example.com, so quay.example.com would refuse it; nobody has checked it.',
      'blocked',
      'bad',
      { host: HOST },
    ],
    [
      'pasted, nothing granted',
      jwt({ ...fine, access: [] }),
      'This token says that nothing was granted to dana; nobody has checked it.',
      'nothing-granted',
      'warn',
    ],
    [
      'pasted, grants not told',
      jwt({ ...fine, access: undefined }),
      'This token says it speaks for dana on quay.example.com for 46 more minutes; it does not say what it grants, and nobody has checked it.',
      'valid',
      'plain',
    ],
    [
      'pasted, no expiry',
      jwt({ ...fine, exp: undefined }),
      'This token says dana may pull from team/app on quay.example.com, with no stated expiry; nobody has checked it.',
      'no-expiry',
      'plain',
    ],
    [
      'pasted, accepted',
      jwt(fine),
      'This token says dana may pull from team/app on quay.example.com for 46 more minutes; quay.example.com accepted it at @.',
      'valid',
      'plain',
      { accepted: { host: HOST, at: NOW } },
    ],
    [
      'pasted, accepted and verified',
      jwt(fine),
      'This token says dana may pull from team/app on quay.example.com for 46 more minutes; quay.example.com accepted it at @ and its signature matches key K.',
      'valid',
      'plain',
      { accepted: { host: HOST, at: NOW }, signature: { key: 'K', matches: true } },
    ],
    [
      'pasted, signature of somebody else',
      jwt(fine),
      'This token says dana may pull from team/app on quay.example.com for 46 more minutes; its signature does not match key K.',
      'valid',
      'warn',
      { signature: { key: 'K', matches: false } },
    ],
    [
      'pasted, signature cut off',
      jwt(fine).replace(/[^.]*$/, ''),
      'quay.example.com would refuse this token: its signature is missing.',
      'blocked',
      'bad',
    ],
    [
      'pasted, signature damaged',
      `${jwt(fine)}!`,
      'quay.example.com would refuse this token: its signature is damaged.',
      'blocked',
      'bad',
    ],
    [
      'signature cut off',
      fetched(jwt(fine).replace(/[^.]*$/, '')),
      'quay.example.com will refuse this token: its signature is missing.',
      'blocked',
      'bad',
    ],
    [
      'nobody signed it',
      fetched(jwt(fine, { alg: 'none' })),
      'dana may pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'warn',
    ],
    [
      'pasted refresh token',
      jwt({ ...fine, grant_type: 'refresh_token' }),
      'This token says dana may get access tokens on quay.example.com with it for 46 more minutes; nobody has checked it.',
      'valid',
      'plain',
    ],
    [
      'pasted, opaque',
      'glpat-abc',
      'Only the service that made this token can read it, so what it grants cannot be told.',
      'opaque',
      'plain',
    ],
    [
      'pasted, encrypted',
      `${encode({ enc: 'A256GCM' })}.a.b.c.d`,
      'This token is encrypted: only the service it was made for can read what it grants.',
      'encrypted',
      'plain',
    ],
    [
      'expiry as text',
      jwt({ ...fine, exp: String(seconds + 60) }),
      'This token says dana may pull from team/app on quay.example.com, with no stated expiry; nobody has checked it.',
      'no-expiry',
      'plain',
    ],
    [
      'a subject of another shape',
      jwt({ ...fine, sub: { id: 1 } }),
      'This token says whoever holds it may pull from team/app on quay.example.com for 46 more minutes; nobody has checked it.',
      'valid',
      'plain',
    ],
  ])('%s', (_name, token, text, state, tone, more = {}) => {
    const clock = new Date(NOW).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    expect(answer(token, more)).toMatchObject({ text: text.replace('@', clock), state, tone });
  });

  it.each<[string, Token | string, string[], Partial<InspectionInput>?]>([
    ['valid', fetched(jwt(fine)), ['good valid']],
    ['not checked by anyone', jwt(fine), ['plain not expired']],
    ['expiring', fetched(jwt({ ...fine, exp: seconds + 59 })), ['warn expiring']],
    ['expired', fetched(jwt({ ...fine, exp: seconds - 59 })), ['bad expired']],
    ['not yet valid', fetched(jwt({ ...fine, nbf: seconds + 300 })), ['bad not yet valid']],
    ['no expiry', fetched(jwt({ ...fine, exp: undefined })), ['plain no expiry stated']],
    ['clock', fetched(jwt(fine), { details: { clockSkew: '300000' } }), ['good valid', 'warn clock off by 5 minutes']],
    ['opaque', fetched('abc'), ['plain opaque']],
    ['encrypted', `${encode({ enc: 'A256GCM' })}.a.b.c.d`, ['plain encrypted']],
    ['damaged', `${encode({ alg: 'RS256' })}.!.c2ln`, ['bad damaged']],
    ['blocked', fetched(jwt({ ...fine, aud: 'x.example' })), [`bad would be refused by ${HOST}`]],
    ['nothing granted', fetched(jwt({ ...fine, access: [] })), ['warn nothing granted', 'warn less than asked']],
    [
      'less than asked',
      fetched(jwt(fine), { scopes: ['repository:team/app:pull,push'] }),
      ['good valid', 'warn less than asked'],
    ],
    ['not signed', jwt(fine, { alg: 'None' }), ['warn not expired', 'warn not signed']],
  ])('has words for every mark: %s', (_name, token, expected, more = {}) => {
    expect(answer(token, more).marks.map(({ tone, text }) => `${tone} ${text}`)).toEqual(expected);
  });

  it('shows nothing as good while a finding blocks', () => {
    const part = fc.constantFrom(
      undefined,
      HOST,
      'x.example',
      seconds - 60,
      seconds + 600,
      'refresh_token',
      '',
      [],
      null,
    );
    const claims = fc.record({ sub: part, aud: part, exp: part, nbf: part, iat: part, grant_type: part, access: part });
    const end = fc.constantFrom('', 'c2ln', '!');
    const header = fc.constantFrom({ alg: 'none' }, { alg: 'RS256' }, {});
    fc.assert(
      fc.property(claims, end, header, fc.boolean(), (some, signature, head, isPasted) => {
        const value = jwt({ ...usual, ...some }, head).replace(/[^.]*$/, signature);
        const { answers, findings } = inspect(isPasted ? value : fetched(value), { host: HOST });
        if (!findings.some(({ severity }) => severity === 'blocks')) return;
        expect(answers.flatMap(({ tone, marks }) => [tone, ...marks.map((mark) => mark.tone)])).not.toContain('good');
        expect(answers.every(({ tone }) => tone === 'bad')).toBe(true);
      }),
    );
  });

  it('is the same as text, with words for every mark and what to do', () => {
    const blocked = inspect(fetched(jwt({ ...fine, aud: 'x.example' })));
    expect(answerText(blocked, NOW).replace(/at \d.* ·/, 'at @ ·')).toBe(
      [
        `${HOST} will refuse this token: it was made for x.example.`,
        `State: would be refused by ${HOST}.`,
        `Known of it: access token · JWT RS256 · fetched from ${HOST} at @ · signature not checked.`,
        `It will be refused: Made for another service. Its audience (aud) is x.example; ${HOST} expects ${HOST}. Fetch a token for ${HOST}: this one works only where it was made for.`,
      ].join('\n'),
    );
    expect(
      answerText(inspect(jwt(fine)), NOW + 40 * minute)
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      `This token says dana may pull from team/app on ${HOST} for 6 more minutes; nobody has checked it.`,
      'State: not expired.',
    ]);
  });

  it('names the moment from which an early token counts', () => {
    const nbf = seconds + 300;
    const found = answer(fetched(jwt({ ...usual, nbf })));
    expect(found).toMatchObject({ state: 'not-yet-valid', tone: 'bad' });
    expect(found.text).toMatch(/^quay\.example\.com will refuse this token: it is not valid before \d/);
    expect(found.sentence).toContainEqual({ time: nbf * 1000 });
    expect(answer(fetched(jwt({ ...usual, nbf: seconds + 59 }))).state).toBe('valid');
  });

  it('makes names bold, and what ticks a number', () => {
    expect(answer(fetched(jwt(usual))).sentence).toEqual([
      { text: 'dana', strong: true },
      { text: ' may ' },
      { text: 'pull', strong: true },
      { text: ' from' },
      { text: ' ' },
      { text: 'team/app', strong: true },
      { text: ' ' },
      { text: 'on ' },
      { text: HOST },
      { text: ' ' },
      { text: 'for ' },
      { left: (seconds + 46 * 60) * 1000, strong: true },
      { text: '.' },
    ]);
  });

  it('says what follows by the mere passing of time', () => {
    const found = inspect(fetched(jwt({ ...usual, nbf: seconds + 120, exp: seconds + 3600 })));
    expect(found.answers.map(({ state, from }) => [state, (from - NOW) / minute])).toEqual([
      ['not-yet-valid', 0],
      ['valid', 1],
      ['expiring', 55],
      ['expired', 60],
    ]);
  });

  it('agrees with the row of the tree on when a token is about to expire', () => {
    for (const life of [1, 10, 24, 26, 600]) {
      const obtainedAt = NOW - minute / 2;
      // Made a while before it was handed out, as cached answers of token servers are.
      const exp = (obtainedAt + life * minute) / 1000;
      const token = fetched(jwt({ ...usual, iat: seconds - 1800, exp }), { obtainedAt });
      const expiring = inspect(token).answers.find(({ state }) => state === 'expiring')?.from ?? NOW;
      const rowSays = (now: number) => lifeOf(token, now, (text) => text).state;
      expect([life, rowSays(expiring - 1), rowSays(expiring)]).toEqual([life, 'valid', 'expiring']);
    }
  });

  it('never is good while something blocks', () => {
    const tokens = [
      jwt({ ...usual, aud: 'x.example' }),
      jwt({ ...usual, exp: seconds - 1 }),
      jwt({ ...usual, nbf: seconds + 999 }),
    ];
    expect(
      tokens.flatMap((value) =>
        inspect(fetched(value))
          .answers.slice(0, 1)
          .map(({ tone }) => tone),
      ),
    ).toEqual(['bad', 'bad', 'bad']);
  });

  it('is translated as whole templates', () => {
    const token = fetched(jwt(usual));
    const german: Record<string, string> = {
      '{who} may {what}{on}{life}.': '{who} darf{on}{life} {what}.',
      'for {left}': 'noch {left}',
      '{count} more minutes': '{count} Minuten',
      pull: 'ziehen',
      from: 'aus',
      'on {host}': 'bei {host}',
    };
    const { answers } = inspectToken({ token, host: HOST, now: NOW }, (template) => german[template] ?? template);
    expect(answers[0].text).toBe('dana darf bei quay.example.com noch 46 Minuten ziehen aus team/app.');
  });
});

describe('grants', () => {
  const states = (token: Token | string, more?: Partial<InspectionInput>) =>
    inspect(token, more).grants?.map(({ name, actions }) => [
      name,
      ...actions.map(({ action, state }) => `${action} ${state}`),
    ]);

  it.each<[string, string[], object[] | null | undefined, unknown]>([
    ['as asked', ['repository:a:pull'], access('repository:a:pull'), [['a', 'pull granted']]],
    [
      'missing action',
      ['repository:a:pull,push'],
      access('repository:a:pull'),
      [['a', 'pull granted', 'push missing']],
    ],
    ['missing entry', ['repository:a:pull'], [], [['a', 'pull missing']]],
    ['nothing asked', [], access('repository:a:pull'), [['a', 'pull granted']]],
    ['null', ['repository:a:pull'], null, [['a', 'pull missing']]],
    ['empty actions', ['repository:a:pull'], access('repository:a:'), [['a', 'pull missing']]],
    ['empty actions, not asked', [], access('repository:a:'), [['a']]],
    ['wildcard', ['repository:a:pull'], access('repository:a:*'), [['a', 'pull granted-as-wildcard', '* extra']]],
    ['asked wildcard', ['repository:a:*'], access('repository:a:pull'), [['a', 'pull extra', '* missing']]],
    [
      'extra',
      ['repository:a:pull'],
      access('repository:a:delete,pull,push', 'repository:b:x'),
      [
        ['a', 'pull granted', 'push extra', 'delete extra'],
        ['b', 'x extra'],
      ],
    ],
    ['class of a type', ['repository:a:pull'], access('repository(plugin):a:pull'), [['a', 'pull granted']]],
    [
      'not merged',
      ['repository:a:pull,push'],
      access('repository:a:pull', 'repository:a:push'),
      [['a', 'pull granted', 'push granted']],
    ],
    [
      'names differ in case',
      ['repository:A:pull'],
      access('repository:a:pull'),
      [
        ['A', 'pull missing'],
        ['a', 'pull extra'],
      ],
    ],
    ['no resource scope', ['aws'], access('repository:a:pull'), [['a', 'pull granted']]],
    ['not told', ['repository:a:pull'], undefined, [['a', 'pull unknown']]],
    ['not told, not asked', [], undefined, undefined],
    [
      'entries of another shape',
      ['repository:a:pull'],
      [7, {}, { type: 'repository', name: 'a', actions: [1, 'pull'] }] as object[],
      [['a', 'pull granted']],
    ],
  ])('%s', (_name, scopes, granted, expected) => {
    expect(states(fetched(jwt({ ...usual, access: granted }), { scopes }))).toEqual(expected);
  });

  it('asks the kind what to do about a missing grant', () => {
    const knowledge = {
      claims: {},
      missingGrant: { token: 'add {repository} to the scope map of {account}', '': 'ask for a role' },
    };
    const token = fetched(jwt(usual), { scopes: ['repository:team/app:push'] });
    expect(inspect(token, { knowledge, form: 'token' }).grants?.[0]?.hint).toBe(
      'add team/app to the scope map of dana',
    );
    const upper = (template: string) => template.replace(/^add/, 'ADD');
    const translated = inspectToken({ token, knowledge, form: 'token', now: NOW }, upper);
    expect(translated.grants?.[0]?.hint).toBe('ADD team/app to the scope map of dana');
    expect(inspect(token, { knowledge, form: 'admin' }).grants?.[0]?.hint).toBe('ask for a role');
    expect(inspect(fetched(jwt(usual)), { knowledge }).grants?.[0]).not.toHaveProperty('hint');
  });
});

describe('findings', () => {
  const signedWith = (alg: string, more: object = {}) => jwt(usual, { alg, kid: 'k', ...more });

  it.each<[string, Token | string, string[], Partial<InspectionInput>?]>([
    ['none', fetched(jwt(usual)), []],
    ['other audience', fetched(jwt({ ...usual, aud: 'x.example' })), ['blocks Made for another service.']],
    ['less than asked', fetched(jwt(usual), { scopes: ['repository:team/app:push'] }), ['warning Less than asked.']],
    [
      'anonymous although signed in',
      fetched(jwt({ ...usual, sub: '' })),
      ['warning Not signed in.'],
      { account: 'dana' },
    ],
    ['clock', fetched(jwt(usual), { details: { clockSkew: '300000' } }), ['warning The clocks differ.']],
    ['expiry as text', jwt({ ...usual, exp: '1790004600' }), ['warning A time is no number.']],
    ['expiry in milliseconds', jwt({ ...usual, exp: NOW }), ['warning A time lies thousands of years ahead.']],
    ['issued in the future', jwt({ ...usual, iat: seconds + 300 }), ['warning Issued in the future.']],
    ['issued within the leeway', jwt({ ...usual, iat: seconds + 59 }), []],
    [
      'issued ahead, as the clock is',
      fetched(jwt({ ...usual, iat: seconds + 300 }), { details: { clockSkew: '300000' } }),
      ['warning The clocks differ.'],
    ],
    ['a day long', jwt({ ...usual, iat: seconds, exp: seconds + 86_400 }), []],
    ['longer than a day', jwt({ ...usual, iat: seconds, exp: seconds + 86_401 }), ['warning It lives long.']],
    ['alg none', jwt(usual, { alg: 'none' }), ['warning Not signed.']],
    ['alg nOnE with a signature', jwt(usual, { alg: 'nOnE' }), ['warning Not signed.']],
    ['signature cut off', signedWith('RS256').replace(/[^.]*$/, ''), ['blocks No signature.']],
    ['signature damaged', `${signedWith('RS256')}%`, ['blocks A damaged signature.']],
    ['shared secret', signedWith('HS256'), ['warning Signed with a shared secret.']],
    [
      'shared secret, normal here',
      signedWith('HS256'),
      [],
      { knowledge: { claims: {}, missingGrant: {}, sharedKey: true } },
    ],
    ['no key named', jwt(usual, { alg: 'ES256' }), ['info No key is named.']],
    ['key by certificate', jwt(usual, { alg: 'ES256', x5c: ['MII'] }), []],
    ['its own key', signedWith('ES256', { jwk: { kty: 'EC' } }), ['info It brings its own key.']],
    [
      'a private key',
      signedWith('ES256', { jwk: { kty: 'EC', d: 'x' } }),
      ['warning It holds a private key.', 'info It brings its own key.'],
    ],
    ['an unusual type', signedWith('RS256', { typ: 'logout+jwt' }), ['info An unusual type.']],
    ['the type of access tokens', signedWith('RS256', { typ: 'at+JWT' }), []],
    [
      'critical extensions',
      signedWith('RS256', { crit: ['exp'] }),
      ['warning It has extensions that must be understood.'],
    ],
    [
      'everything granted',
      fetched(jwt({ ...usual, access: access('repository:team/app:*') })),
      ['warning It grants everything.'],
    ],
    [
      'everything granted, as asked',
      fetched(jwt({ ...usual, access: access('repository:team/app:*') }), { scopes: ['repository:team/app:*'] }),
      ['info It grants everything.'],
    ],
    [
      'every name below',
      jwt({ ...usual, access: access('repository:team/*:pull') }),
      ['warning It grants everything.'],
    ],
    ['listing the catalogue', jwt({ ...usual, access: access('registry:catalog:*') }), []],
    [
      'signature of somebody else',
      jwt(usual),
      ['warning The signature does not match.'],
      { signature: { key: 'K', matches: false } },
    ],
    ['opaque', 'abcdefgh', ['info Cannot be read.', 'info It may be the long-lived credential itself.']],
    [
      'opaque, a known form',
      'lasting_1',
      ['warning It is a long-lived credential.', 'info Cannot be read.'],
      { opaqueForms: [{ looks: /^lasting_/, what: 'key', lasting: true }] },
    ],
    ['damaged', `${encode({ alg: 'RS256' })}.!.c2ln`, ['warning Cannot be read.']],
    ['pasted with a line break', jwt(usual).replace('.', '.\n'), ['info Not by the book.']],
    ['padding', jwt(usual).replace('.', '==.'), ['info Not by the book.']],
    [
      'duplicate names',
      `${encode({ alg: 'RS256', kid: 'k' })}.${Buffer.from('{"a":1,"a":2}').toString('base64url')}.c2ln`,
      ['info Not by the book.'],
    ],
    [
      'large numbers',
      `${encode({ alg: 'RS256', kid: 'k' })}.${Buffer.from('{"a":[12345678901234567890],"b":1.0}').toString('base64url')}.c2ln`,
      ['info Large numbers.'],
    ],
    [
      'what was taken off',
      jwt(usual),
      ['info Put right when it was pasted.', 'info Put right when it was pasted.'],
      { cleaned: ['prefix', 'lines'] },
    ],
    [
      'too many rows',
      jwt(Object.fromEntries(Array.from({ length: 1001 }, (_, i) => [`c${i}`, i]))),
      ['info Not all is shown.'],
    ],
  ])('%s', (_name, token, expected, more = {}) => {
    const { findings } = inspect(token, more);
    expect(findings.map(({ severity, title }) => `${severity} ${title}`)).toEqual(expected);
    expect(
      findings.filter(({ text, advice }) => text === '' || advice === '' || /\{\w+\}/.test(text + advice)),
    ).toEqual([]);
  });

  it('says what to do as the kind knows it, where it does', () => {
    const knowledge = { claims: {}, missingGrant: { '': 'Ask {account} for a role.' } };
    const token = fetched(jwt(usual), { scopes: ['repository:team/app:push'] });
    expect(inspect(token, { knowledge }).findings[0]?.advice).toBe('Ask dana for a role.');
    expect(inspect(token).findings[0]?.advice).toMatch(/^Check the spelling/);
  });
});

describe('hints at claims', () => {
  it.each<[string, object, string | undefined, Partial<InspectionInput>?]>([
    ['aud', { aud: 'x.example' }, `Not ${HOST}, which would refuse it.`, { host: HOST }],
    ['aud', { aud: HOST }, undefined, { host: HOST }],
    ['nbf', { nbf: seconds + 61 }, 'Still ahead: refused until then.'],
    ['nbf', { nbf: seconds - 60 }, undefined],
    ['exp', { exp: seconds - 60 }, 'In the past.'],
    ['exp', { exp: NOW }, 'Looks like milliseconds; readers take it for seconds.'],
    ['iat', { iat: seconds + 61 }, 'Ahead of the clock of this machine.'],
    ['iat', { iat: 'now' }, 'Not a number, so readers may disagree on it.'],
    ['sub', { sub: '' }, 'Empty: it speaks for nobody who signed in.'],
    ['grant_type', { grant_type: 'refresh_token' }, 'A refresh token: it only gets access tokens.'],
    [
      'type',
      { type: 2 },
      'An admin',
      { knowledge: { claims: {}, missingGrant: {}, values: { type: { 2: 'An admin' } } } },
    ],
    ['type', { type: 'toString' }, undefined, { knowledge: { claims: {}, missingGrant: {}, values: { type: {} } } }],
  ])('%s %j', (name, claims, expected, more = {}) => {
    expect(inspect(jwt(claims), more).claims.find((row) => row.name === name)?.hint).toBe(expected);
  });
});

describe('grants of other shapes', () => {
  const entry = { type: 'repository', name: 'a', actions: ['pull'] };
  const rowsOf = (claims: object, more: Partial<InspectionInput['knowledge']>) =>
    inspect(jwt(claims), { knowledge: { claims: {}, missingGrant: {}, ...more } }).grants;

  it('says what else an entry tells, and nothing where it does not', () => {
    const grantNotes = [{ from: 'parameters', text: 'At most {limit} in {time} seconds.' }];
    expect(
      rowsOf({ access: [{ ...entry, parameters: { limit: '100', time: 21600 } }] }, { grantNotes })?.[0]?.notes,
    ).toEqual(['At most 100 in 21600 seconds.']);
    for (const parameters of [undefined, 5, {}, { limit: {}, time: 1 }]) {
      expect(rowsOf({ access: [{ ...entry, parameters }] }, { grantNotes })?.[0]).not.toHaveProperty('notes');
    }
  });

  it('ends an entry at its own end', () => {
    const grantEnd = 'exp';
    const both = [
      { ...entry, exp: seconds - 1 },
      { ...entry, name: 'b', exp: seconds + 60 },
    ];
    expect(rowsOf({ access: both }, { grantEnd })).toEqual([
      { type: 'repository', name: 'b', actions: [{ action: 'pull', state: 'granted' }], expires: NOW + minute },
      { type: 'repository', name: 'a', actions: [{ action: 'pull', state: 'ended' }], expires: NOW - 1000 },
    ]);
    const found = inspect(fetched(jwt({ ...usual, access: both.slice(0, 1) }), { scopes: ['repository:a:pull'] }), {
      knowledge: { claims: {}, missingGrant: {}, grantEnd },
    });
    expect(found.lessThanAsked).toBe(true);
    expect(found.answers[0].state).toBe('nothing-granted');
  });

  it.each(['actions', 'Actions', 'ACTIONS'])('shows the most that a refresh token gets, under %s', (name) => {
    const claims = { grant_type: 'refresh_token', permissions: { [name]: ['read', 'write', 5], NotActions: null } };
    expect(rowsOf(claims, { mostGranted: 'permissions' })).toEqual([
      {
        type: 'repository',
        name: 'any repository',
        any: true,
        actions: [
          { action: 'read', state: 'at-most' },
          { action: 'write', state: 'at-most' },
        ],
      },
    ]);
    expect(rowsOf(claims, {})).toBeUndefined();
  });
});

describe('if it leaked', () => {
  const knowledge = { claims: {}, missingGrant: {}, leaked: { '': 'Wait.', token: 'Regenerate it.' } };
  it.each<[string, Token | string, Partial<InspectionInput>, object]>([
    [
      'by form',
      fetched(jwt(usual)),
      { knowledge, form: 'token' },
      { text: 'Regenerate it.', until: NOW + 46 * minute },
    ],
    ['any other form', fetched(jwt(usual)), { knowledge, form: 'x' }, { text: 'Wait.', until: NOW + 46 * minute }],
    ['no end', jwt({ ...usual, exp: undefined }), { knowledge }, { text: 'Wait.' }],
    ['ended', jwt({ ...usual, exp: seconds - 1 }), { knowledge }, { text: leakedWords.expired }],
    ['nobody’s', 'abc', {}, { text: leakedWords.opaque }],
  ])('%s', (_name, token, more, expected) => {
    expect(inspect(token, more).leaked).toEqual(expected);
  });
});

describe('life', () => {
  it('comes from the claims, moved onto the local clock', () => {
    const skewed = fetched(jwt(usual), { details: { clockSkew: '120000' }, expiresAt: NOW + 44 * minute });
    expect(inspect(skewed).life).toEqual({
      from: { at: NOW - 16 * minute, source: 'iat' },
      to: { at: NOW + 44 * minute, source: 'exp' },
    });
  });

  it('tells a later beginning and an assumed end apart', () => {
    const early = fetched(jwt({ ...usual, nbf: seconds + 300 }));
    expect(inspect(early).life.notBefore).toEqual({ at: NOW + 5 * minute, source: 'nbf' });
    const assumed = fetched('opaque', { expiresAt: NOW + minute, expirySource: 'assumed' });
    expect(inspect(assumed).life).toEqual({
      from: { at: NOW - 14 * minute, source: 'received' },
      reuse: { at: NOW + minute, source: 'default' },
    });
  });

  it('says which figure comes from the answer', () => {
    const token = fetched('opaque', { expiresAt: NOW + minute, expirySource: 'expires_in' });
    expect(inspect(token).life).toEqual({
      from: { at: NOW - 14 * minute, source: 'received' },
      to: { at: NOW + minute, source: 'expires_in' },
    });
  });
});

describe('the proof line', () => {
  const proof = (...[token, more]: Parameters<typeof inspect>) =>
    inspect(token, more)
      .proof.map((piece) => ('text' in piece ? piece.text : '@'))
      .join('');

  it.each<[string, Token | string, string, Partial<InspectionInput>?]>([
    ['fetched', fetched(jwt(usual)), `access token · JWT RS256 · fetched from ${HOST} at @ · signature not checked`],
    [
      'accepted',
      fetched(jwt(usual)),
      `access token · JWT RS256 · fetched from ${HOST} at @ · accepted by ${HOST} at @ · signature not checked`,
      { accepted: { host: HOST, at: NOW } },
    ],
    [
      'fetched from a token server elsewhere',
      fetched(jwt(usual), { details: { realm: 'https://auth.example.net:8443/token', service: HOST } }),
      'access token · JWT RS256 · fetched from auth.example.net:8443 at @ · signature not checked',
    ],
    ['unsigned', fetched(jwt(usual, {})), `access token · JWT · fetched from ${HOST} at @ · signature not checked`],
    [
      'pasted refresh token',
      jwt({ grant_type: 'refresh_token' }),
      'refresh token · JWT RS256 · pasted, not checked by anyone · signature not checked',
    ],
    ['none', jwt({}, { alg: 'none' }), 'access token · JWT none · pasted, not checked by anyone · not signed'],
    ['opaque', 'x', 'access token · opaque · pasted, not checked by anyone'],
    [
      'Basic',
      fetched('x', { scheme: 'Basic', details: {} }),
      `user name and password · yours, used for ${HOST} since @`,
    ],
  ])('%s', (_name, token, expected, more = {}) => {
    expect(proof(token, more)).toBe(expected);
  });
});

describe('claims and header', () => {
  const rows = (claims: object, more?: Partial<InspectionInput>) => inspect(jwt(claims), more).claims;

  it('explains registered claims, and lets the kind explain its own', () => {
    const knowledge = { claims: { rid: 'Id of the registry', sub: 'Robot' }, missingGrant: {} };
    const meanings = rows({ iss: 'x', sub: 'y', rid: 'z', other: 1 }, { knowledge }).map(({ meaning }) => meaning);
    expect(meanings).toEqual(['Issuer: who made the token', 'Robot', 'Id of the registry', undefined]);
    expect(inspect(jwt({}, { alg: 'RS256' })).header).toEqual([
      { name: 'alg', value: 'RS256', meaning: 'How it is signed (or its key encrypted)' },
    ]);
    const { header, claims } = inspectToken(
      { token: jwt({ rid: 'z' }, { alg: 'RS256' }), knowledge, now: NOW },
      (text) => `<${text}>`,
    );
    expect([...header, ...claims].map(({ meaning }) => meaning)).toEqual([
      '<How it is signed (or its key encrypted)>',
      '<Id of the registry>',
    ]);
  });

  it.each([
    ['text as it is', 'a "b"', 'a "b"'],
    ['number', 5, '5'],
    ['null', null, 'null'],
    ['empty list', [], '[]'],
    ['short list', ['a', { b: 1 }], '["a", {"b": 1}]'],
    ['nested JWT', jwt({ a: 1 }), '•••'],
    ['JWT inside text', `see ${jwt({ a: 1 })}!`, 'see •••!'],
    ['JWT deep inside', { a: [jwt({ b: 1 })] }, '{"a": ["•••"]}'],
    ['token member', { token: 'abc', kind: 'x' }, '{"token": "•••", "kind": "x"}'],
    ['name from the prototype', { constructor: 1 }, '{"constructor": 1}'],
  ])('shows a value: %s', (_name, value, expected) => {
    expect(rows({ value })[0]?.value).toBe(expected);
  });

  it('masks a credential wrapped in a claim', () => {
    expect(rows({ credential: 'abc' })[0]?.value).toBe('•••');
  });

  it('keeps long numbers exact, deep ones too', () => {
    const value = `${encode({ alg: 'RS256' })}.${Buffer.from('{"id":12345678901234567890,"a":[{"b":1.0}]}').toString('base64url')}.`;
    expect(inspect(value).claims.map((row) => row.value)).toEqual(['12345678901234567890', '[{"b": 1.0}]']);
  });

  it('gives times of numbers only', () => {
    expect(rows({ exp: 1, nbf: '1', iat: 1e300, other: 1 }).map(({ time }) => time)).toEqual([
      1000,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('cuts a long value and says how long it was', () => {
    const [row] = rows({ long: 'x'.repeat(5000) });
    expect([row?.value.length, row?.length]).toEqual([2000, 5000]);
  });

  it('does not take a claim for one that it merely looks like', () => {
    expect(rows({ toString: 1 })[0]).toEqual({ name: 'toString', value: '1' });
  });
});

describe('an inspection', () => {
  it('is plain data', () => {
    const found = inspect(fetched(jwt(usual)), { account: 'dana' });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('never holds the token, whatever is in it', () => {
    const hostile = fc.dictionary(
      fc.constantFrom('sub', 'aud', 'access', 'iss', 'exp', 'nbf', 'grant_type', 'x'),
      fc.oneof(
        fc.jsonValue(),
        fc.constant([{ type: 'repository', name: 'SELF', actions: ['SELF'] }]),
        fc.constant('SELF'),
      ),
    );
    fc.assert(
      fc.property(hostile, (claims) => {
        const inner = jwt(claims);
        const outer = jwt(JSON.parse(JSON.stringify(claims).replaceAll('SELF', inner)) as object);
        for (const token of [outer, fetched(outer, { expirySource: 'none' })]) {
          const text = JSON.stringify(inspect(token));
          expect(text).not.toContain(outer);
          expect(text).not.toContain(inner);
        }
      }),
    );
  });

  it('never throws, and always has something to say', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(inspect(value).answers[0].text).not.toBe('');
      }),
    );
  });
});
