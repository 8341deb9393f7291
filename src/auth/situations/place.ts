import { during, edit, isPage, log, overHttp, retry } from './situation.js';
import type { Situation } from './situation.js';

/** What answers at an address, and where it would have the credential sent. */
export const placeSituations: readonly Situation[] = [
  {
    code: 'not-a-registry',
    when: (seen) => overHttp(seen) && /https|tls/i.test(seen.said),
    cause: 'wants-https',
    next: 'use-https',
    actions: edit,
  },
  {
    code: 'not-a-registry',
    when: ({ details }) => details.version === 1,
    cause: 'version-1',
    next: 'newer-registry',
    actions: edit,
  },
  { code: 'not-a-registry', when: isPage, cause: 'web-page', next: 'check-address-or-page', actions: edit },
  { code: 'not-a-registry', cause: 'not-a-registry', next: 'check-address', actions: edit },
  {
    code: 'unsupported-challenge',
    when: ({ details }) => details.open === true,
    cause: 'open',
    next: 'use-without',
    actions: log,
  },
  {
    code: 'unsupported-challenge',
    when: (seen) => during('exchange')(seen) && seen.details.schemes === undefined,
    cause: 'no-refresh-tokens',
    next: 'use-password',
    actions: edit,
  },
  {
    code: 'unsupported-challenge',
    when: ({ details: { schemes } }) => schemes?.join() === 'basic',
    cause: 'password-only',
    next: 'use-password',
    actions: edit,
  },
  {
    code: 'unsupported-challenge',
    when: ({ details: { schemes } }) => schemes?.every((scheme) => scheme === 'bearer') === true,
    cause: 'no-realm',
    next: 'tell-administrator',
    actions: edit,
  },
  {
    code: 'unsupported-challenge',
    when: (seen) => during('ping')(seen) && seen.details.schemes !== undefined,
    cause: 'scheme-unknown',
    next: 'other-sign-in',
    actions: edit,
  },
  {
    code: 'unsupported-challenge',
    when: during('ping'),
    cause: 'no-challenge',
    next: 'tell-administrator',
    actions: edit,
  },
  { code: 'unsupported-challenge', cause: 'no-token-this-way', next: 'other-way', actions: edit },

  {
    code: 'untrusted-realm',
    when: ({ step }) => step?.failure === 'untrusted-realm',
    cause: 'address-refused',
    next: 'check-name-service',
    actions: edit,
  },
  {
    code: 'untrusted-realm',
    when: ({ step }) => step === undefined,
    cause: 'unsafe-address',
    next: 'use-safe-address',
    actions: edit,
  },
  {
    code: 'untrusted-realm',
    when: ({ details: { address } }) => address === undefined,
    cause: 'realm-unusable',
    next: 'tell-administrator',
    actions: edit,
  },
  { code: 'untrusted-realm', cause: 'realm-refused', next: 'tell-administrator', actions: edit },
  { code: 'realm-needs-consent', cause: 'consent-missing', next: 'agree', actions: retry },
  {
    code: 'redirected',
    when: ({ details: { address } }) => address === undefined,
    cause: 'redirect-nowhere',
    next: 'check-address',
    actions: edit,
  },
  {
    code: 'redirected',
    when: during('exchange'),
    cause: 'redirect-replaceable',
    next: 'use-only-if-known',
    actions: ['useAddress', 'log'],
  },
  { code: 'redirected', cause: 'redirect', next: 'check-address', actions: edit },
];
