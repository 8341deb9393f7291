// Keys for a signature are read where the user agreed to, and nowhere else, without any credential.
import { json, redirect } from '../../faults/answers.js';
import { type Attack, ATTACKER, AUTH } from '../attack.js';

const DOCUMENT = '/.well-known/openid-configuration';
const HOST = new URL(AUTH).host;
const logins = ['dana:pw@', 'dana@', ':pw@'];

/** The user agrees to the token server only, which is the issuer here. */
function reading(
  id: string,
  mechanism: string,
  more: Pick<Attack, 'stoppedBy' | 'act' | 'serve' | 'ends' | 'received'> & Partial<Attack>,
): Attack {
  return { id, mechanism, ...more };
}

const keys = { act: ({ keys: read }) => read({ address: `${AUTH}/jwks` }) } satisfies Partial<Attack>;
const issuer = { act: ({ keys: read }) => read({ issuer: AUTH }) } satisfies Partial<Attack>;
const askedForKeys = { [AUTH]: ['GET /jwks'] };
const askedForDocument = { [AUTH]: [`GET ${DOCUMENT}`] };

export const keyDocumentAttacks: readonly Attack[] = [
  reading('keys-unasked', 'an address that the user did not agree to', {
    ...keys,
    stoppedBy: ['keys-question'],
    agreed: { allowed: [] },
    serve: () => ({}),
    ends: 'cancelled',
    received: {},
  }),
  reading('keys-redirect', 'the keys are at another origin, which no question named', {
    ...keys,
    stoppedBy: ['keys-redirect'],
    spellings: [`${ATTACKER}/jwks`, `${AUTH}:8443/jwks`, `https://${HOST}.${new URL(ATTACKER).host}/jwks`],
    serve: (target) => ({ [AUTH]: { '/jwks': redirect(302, target) } }),
    ends: 'cancelled',
    received: askedForKeys,
  }),
  reading('keys-redirect-later', 'the keys are at another origin behind a redirect of the same one', {
    ...keys,
    stoppedBy: ['keys-redirect'],
    serve: () => ({ [AUTH]: { '/jwks': redirect(301, '/keys'), '/keys': redirect(307, `${ATTACKER}/jwks`) } }),
    ends: 'cancelled',
    received: { [AUTH]: ['GET /jwks', 'GET /keys'] },
  }),
  reading('keys-redirect-http', 'the keys are over plain http', {
    ...keys,
    stoppedBy: ['follow-downgrade', 'realm-plain-http'],
    agreed: { allowed: [AUTH, `http://${HOST}`] },
    serve: () => ({ [AUTH]: { '/jwks': redirect(302, `http://${HOST}/jwks`) } }),
    ends: 'redirected',
    received: askedForKeys,
  }),
  reading('keys-redirect-login', 'the redirect of the keys gives a user name and password along', {
    ...keys,
    stoppedBy: ['realm-userinfo'],
    spellings: logins,
    serve: (login) => ({ [AUTH]: { '/jwks': redirect(302, `https://${login}${HOST}/keys`) } }),
    ends: 'redirected',
    received: askedForKeys,
  }),
  ...(['address', 'issuer'] as const).map((from) =>
    reading(`keys-${from}-login`, `the ${from} of the keys holds a user name or password, which becomes a credential`, {
      stoppedBy: ['keys-login'],
      act: async ({ keys: read }) => {
        const [last, ...others] = logins.map((login) => `https://${login}${HOST}`);
        for (const origin of others) {
          await read(from === 'issuer' ? { issuer: origin } : { address: `${origin}/jwks` }).catch(() => undefined);
        }
        await read(from === 'issuer' ? { issuer: last ?? '' } : { address: `${last ?? ''}/jwks` });
      },
      serve: () => ({}),
      ends: 'invalid-input',
      received: {},
    }),
  ),
  reading('keys-document-login', 'the issuer names keys at an address with a user name or password', {
    ...issuer,
    stoppedBy: ['keys-login'],
    spellings: logins,
    serve: (login) => ({
      [AUTH]: { [DOCUMENT]: json(200, { issuer: AUTH, jwks_uri: `https://${login}${HOST}/jwks` }) },
    }),
    ends: 'bad-response',
    received: askedForDocument,
  }),
  reading('keys-document-http', 'the issuer names keys over plain http', {
    ...issuer,
    stoppedBy: ['keys-https'],
    agreed: { allowed: [AUTH, `http://${HOST}`] },
    serve: () => ({ [AUTH]: { [DOCUMENT]: json(200, { issuer: AUTH, jwks_uri: `http://${HOST}/jwks` }) } }),
    ends: 'bad-response',
    received: askedForDocument,
  }),
  reading('keys-document-redirect', 'the document of the issuer is at another origin, which no question named', {
    ...issuer,
    stoppedBy: ['keys-redirect'],
    serve: () => ({
      [AUTH]: { [DOCUMENT]: redirect(302, `${ATTACKER}/document`) },
      [ATTACKER]: { '*': json(200, { issuer: AUTH, jwks_uri: `${ATTACKER}/jwks` }) },
    }),
    ends: 'cancelled',
    received: askedForDocument,
  }),
  reading('keys-document-elsewhere', 'the issuer names keys at another origin, which no question named', {
    ...issuer,
    stoppedBy: ['keys-question'],
    serve: () => ({ [AUTH]: { [DOCUMENT]: json(200, { issuer: AUTH, jwks_uri: `${ATTACKER}/jwks` }) } }),
    ends: 'cancelled',
    received: askedForDocument,
  }),
];
