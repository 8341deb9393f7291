import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Token } from '../../src/auth/token.js';
import { lifeOf } from '../../src/connections/rows/remainingLife.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { summaryText } from '../../src/inspection/report/summaryText.js';
import {
  access,
  answer,
  encode,
  fetched,
  HOST,
  inspect,
  jwt,
  minute,
  NOW,
  seconds,
  usual,
} from './inspectionFixture.js';

describe('the answer', () => {
  const fine = { ...usual };

  it.each<[string, Token | string, string[], Partial<InspectionInput>?]>([
    ['valid', fetched(jwt(fine)), ['good valid']],
    ['not verified', jwt(fine), ['plain not expired']],
    ['expiring', fetched(jwt({ ...fine, exp: seconds + 59 })), ['warn expiring']],
    ['expired', fetched(jwt({ ...fine, exp: seconds - 59 })), ['bad expired']],
    ['not yet valid', fetched(jwt({ ...fine, nbf: seconds + 300 })), ['bad not yet valid']],
    ['no expiry', fetched(jwt({ ...fine, exp: undefined })), ['plain no expiry stated']],
    ['clock', fetched(jwt(fine), { details: { clockSkew: '300000' } }), ['good valid', 'warn clock off by 5 minutes']],
    ['opaque', fetched('abc'), ['plain opaque']],
    ['encrypted', `${encode({ enc: 'A256GCM' })}.a.b.c.d`, ['plain encrypted']],
    ['damaged', `${encode({ alg: 'RS256' })}.!.c2ln`, ['bad damaged']],
    ['blocked', fetched(jwt({ ...fine, aud: 'x.example' })), [`bad would be rejected by ${HOST}`]],
    ['nothing granted', fetched(jwt({ ...fine, access: [] })), ['warn no access']],
    [
      'not everything granted',
      fetched(jwt(fine), { scopes: ['repository:team/app:pull,push'] }),
      ['good valid', 'warn not everything granted'],
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
        if (!findings.some(({ severity }) => severity === 'blocks')) {
          return;
        }
        expect(answers.flatMap(({ tone, marks }) => [tone, ...marks.map((mark) => mark.tone)])).not.toContain('good');
        expect(answers.every(({ tone }) => tone === 'bad')).toBe(true);
      }),
    );
  });

  it('is the same as text, with words for every mark and what to do', () => {
    const blocked = inspect(fetched(jwt({ ...fine, aud: 'x.example' })));
    expect(summaryText(blocked, NOW).replace(/at \d.* ·/, 'at @ ·')).toBe(
      [
        `${HOST} will reject this token: it was issued for x.example.`,
        `State: would be rejected by ${HOST}.`,
        `Type and origin: access token · JWT RS256 · fetched from ${HOST} at @ · signature not verified.`,
        `Will be rejected: Issued for another service. Its audience (aud) is x.example, but ${HOST} expects ${HOST}. Fetch a token for ${HOST}. A token works only with the service that it was issued for.`,
      ].join('\n'),
    );
    expect(
      summaryText(inspect(jwt(fine)), NOW + 40 * minute)
        .split('\n')
        .slice(0, 2),
    ).toEqual([
      `This token says that dana can pull from team/app on ${HOST} for 6 more minutes; its signature is not verified.`,
      'State: not expired.',
    ]);
  });

  it('names the moment from which an early token counts', () => {
    const nbf = seconds + 300;
    const found = answer(fetched(jwt({ ...usual, nbf })));
    expect(found).toMatchObject({ state: 'not-yet-valid', tone: 'bad' });
    expect(found.text).toMatch(/^quay\.example\.com will reject this token: it isn’t valid before \d/);
    expect(found.sentence).toContainEqual({ time: nbf * 1000 });
    expect(answer(fetched(jwt({ ...usual, nbf: seconds + 59 }))).state).toBe('valid');
  });

  it.each([
    ['de', 5 * 24 * 3600, /^Dieses Token gilt ab 26\.09\.2026, \d\d:\d\d:\d\d\.$/],
    ['en-GB', 5 * 24 * 3600, /^Dieses Token gilt ab 26 Sept 2026, \d\d:\d\d:\d\d\.$/],
    ['de', 300, /^Dieses Token gilt ab \d\d:\d\d:\d\d\.$/],
  ])('writes a moment of another day with its date, in the language of the reader: %s', (language, ahead, expected) => {
    const token = fetched(jwt({ ...usual, nbf: seconds + ahead, exp: undefined }));
    const translate = Object.assign(
      (template: string) => (template.includes('isn’t valid before') ? 'Dieses Token gilt ab {time}.' : template),
      { language },
    );
    const found = inspectToken({ token, host: HOST, now: NOW }, translate);
    expect(found.answers[0].text).toMatch(expected);
    expect(summaryText(found, NOW, translate).split('\n')[0]).toMatch(expected);
  });

  it('lists in the words of the sentence around', () => {
    const german: Record<string, string> = { '{count} more': '{count} weitere' };
    const translate = Object.assign((template: string) => german[template] ?? template, { language: 'de' });
    const token = jwt({
      ...usual,
      access: access(...['a', 'b', 'c', 'd', 'e'].map((name) => `repository:${name}:pull`)),
    });
    const { answers } = inspectToken({ token, now: NOW }, translate);
    expect(answers[0].text).toContain('pull from a, b, c und 2 weitere on');
  });

  it('makes names bold, and what ticks a number', () => {
    expect(answer(fetched(jwt(usual))).sentence).toEqual([
      { text: 'dana', strong: true },
      { text: ' can ' },
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
      '{who} can {what}{on}{life}.': '{who} darf{on}{life} {what}.',
      'for {left}': 'noch {left}',
      '{count} more {unit}': '{count} {unit}',
      pull: 'ziehen',
      from: 'aus',
      'on {host}': 'bei {host}',
    };
    const translate = Object.assign((template: string) => german[template] ?? template, { language: 'de' });
    const { answers } = inspectToken({ token, host: HOST, now: NOW }, translate);
    expect(answers[0].text).toBe('dana darf bei quay.example.com noch 46 Minuten ziehen aus team/app.');
  });
});
